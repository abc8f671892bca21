//! HTML into a tree, in time and memory linear in its length, however it is nested.
//!
//! The algorithm of browsers looks through all open elements at many a tag, and opens unclosed `b`, `font` and their like
//! again in each paragraph. A page of a megabyte can so keep it busy for minutes. Hence three bounds, which no page
//! written for people comes near: past [`MAX_DEPTH`] levels, start tags and their end tags are left out, so that what
//! they hold stands in the element above; past [`MAX_GROWTH`] elements for each start tag, all further tags are; and so is
//! a tag with more than a thousand attributes (see [`attributes`](super::attributes)). What these bounds leave out is tags, never words.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink, create_element};
use html5ever::{LocalName, QualName, local_name, ns};
use rustc_hash::FxHashMap;
use scraper::Html;

use super::attributes::few_attributes;
use super::depths::{Depths, Handle};
use crate::error::{ErrorKind, Result};

/// Levels of elements at most. Browsers stop at 512; a thread of ten levels with all around it has about sixty.
pub(in crate::read) const MAX_DEPTH: u32 = 256;

/// Bytes of a page at most: its tree takes some thirty times as much memory if it is all tags.
pub(in crate::read) const MAX_PAGE: usize = 64 << 20;

/// Elements for each start tag at most, and how many more any page may have.
const MAX_GROWTH: usize = 8;
const FREE_ELEMENTS: usize = 10_000;

/// `html` and `body` tags whose attributes are looked at.
const MAX_ROOTS: usize = 8;

/// The tree of a whole page.
///
/// # Errors
///
/// If it is longer than [`MAX_PAGE`].
pub(in crate::read) fn parse_page(html: &str) -> Result<Html> {
    if html.len() > MAX_PAGE {
        let text = format!(
            "an HTML page of {} MB, where {} MB at most are read; split it, or export the comments in another format",
            html.len() >> 20,
            MAX_PAGE >> 20
        );
        return Err(ErrorKind::Syntax(text).into());
    }
    Ok(parse(TreeBuilder::new(Depths::new(Html::new_document()), TreeBuilderOpts::default()), html))
}

/// The tree of a piece of HTML, as it would stand in the body of a page.
pub(super) fn parse_fragment(html: &str) -> Html {
    let sink = Depths::new(Html::new_fragment());
    let body = create_element(&sink, QualName::new(None, ns!(html), local_name!("body")), Vec::new());
    parse(TreeBuilder::new_for_fragment(sink, body, None, TreeBuilderOpts::default()), html)
}

fn parse(builder: TreeBuilder<Handle, Depths>, html: &str) -> Html {
    let sink = Bounded {
        builder,
        start_tags: Cell::new(0),
        roots: Cell::new(0),
        templates: Cell::new(0),
        left_out: RefCell::new(FxHashMap::default()),
    };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(&*few_attributes(html)));
    // At a script the tokenizer stops, for it could write into the page.
    while !queue.is_empty() {
        let _ = tokenizer.feed(&queue);
    }
    tokenizer.end();
    tokenizer.sink.builder.sink.finish()
}

/// Hands tokens on to the builder of the tree, as far as the bounds allow.
struct Bounded {
    builder: TreeBuilder<Handle, Depths>,
    start_tags: Cell<usize>,
    roots: Cell<usize>,
    /// Open `template` elements, whose content is no part of the page.
    templates: Cell<usize>,
    /// Elements left out whose end tags are still to come.
    left_out: RefCell<FxHashMap<LocalName, usize>>,
}

impl Bounded {
    /// Whether the builder gets this tag.
    fn passes(&self, tag: &Tag) -> bool {
        if tag.name == local_name!("template") {
            let open = self.templates.get();
            self.templates.set(if tag.kind == TagKind::StartTag { open + 1 } else { open.saturating_sub(1) });
            return false;
        }
        if self.templates.get() > 0 {
            return false;
        }
        let sink = &self.builder.sink;
        let is_crowded = sink.n_elements() > self.start_tags.get() * MAX_GROWTH + FREE_ELEMENTS;
        if tag.kind == TagKind::EndTag {
            return !(is_crowded || self.is_left_out(&tag.name));
        }
        self.start_tags.set(self.start_tags.get() + 1);
        if matches!(tag.name, local_name!("html") | local_name!("body")) {
            self.roots.set(self.roots.get() + 1);
            return self.roots.get() <= MAX_ROOTS;
        }
        let is_foreign = self.builder.adjusted_current_node_present_but_not_in_html_namespace();
        if is_crowded {
            return !is_foreign && is_raw(&tag.name);
        }
        let goes_no_deeper = if is_foreign { tag.self_closing } else { is_void(&tag.name) || is_raw(&tag.name) };
        if goes_no_deeper || sink.depth() < MAX_DEPTH {
            return true;
        }
        // An end tag without a start tag makes an empty paragraph, which does no harm.
        if tag.name != local_name!("p") {
            *self.left_out.borrow_mut().entry(tag.name.clone()).or_default() += 1;
        }
        false
    }

    /// Whether this is the end tag of an element left out.
    fn is_left_out(&self, name: &LocalName) -> bool {
        match self.left_out.borrow_mut().get_mut(name) {
            Some(n) if *n > 0 => {
                *n -= 1;
                true
            }
            _ => false,
        }
    }
}

impl TokenSink for Bounded {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        let passes = match &token {
            Token::TagToken(tag) => self.passes(tag),
            Token::CharacterTokens(_) | Token::NullCharacterToken => self.templates.get() == 0,
            Token::CommentToken(_) => false,
            Token::DoctypeToken(_) | Token::EOFToken | Token::ParseError(_) => true,
        };
        if !passes {
            return TokenSinkResult::Continue;
        }
        let is_end = matches!(&token, Token::TagToken(tag) if tag.kind == TagKind::EndTag);
        let depth = self.builder.sink.depth();
        let result = self.builder.process_token(token, line);
        if is_end {
            self.builder.sink.closed_at(depth);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Elements that are closed at once.
fn is_void(name: &LocalName) -> bool {
    let void = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"];
    void.contains(&&**name)
}

/// Elements whose content is characters alone: without its start tag a script would be text of the page.
fn is_raw(name: &LocalName) -> bool {
    let raw = ["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];
    raw.contains(&&**name)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::text_of_element;
    use super::*;

    #[test]
    fn no_nesting_takes_long_and_no_word_is_lost() {
        const N: usize = 100_000;
        let numbered = |open: &dyn Fn(usize) -> String| (0..N).map(open).collect::<String>();
        let cases = [
            ("div", "<div>".repeat(N)),
            ("b", "<b>".repeat(N)),
            ("b with attributes", numbered(&|n| format!("<b id={n}>"))),
            ("b in paragraphs", numbered(&|n| format!("<p><b id={n}>x"))),
            ("table", "<table>".repeat(N)),
            ("table in cells", "<table><tr><td>".repeat(N)),
            ("p in div", format!("{}{}", "<div>".repeat(N), "<p>x".repeat(N))),
            ("p in b", format!("{}{}", numbered(&|n| format!("<b id={n}>")), "<p>x".repeat(N))),
            ("closed by others", "<b><div></b>".repeat(N)),
            ("closed by others, numbered", numbered(&|n| format!("<i><b id={n}><div></b>x</i>"))),
            ("wrong ends", format!("{}{}", "<div><span>".repeat(N), "</i></b></a>".repeat(N))),
            ("a in tables", "<a href=x><table>".repeat(N)),
            ("list", "<ul><li>".repeat(N)),
            ("svg", format!("<svg>{}", "<g>".repeat(N))),
            ("mathml", "<math><mi>".repeat(N)),
            ("templates", "<template><div>".repeat(N) + &"</template>".repeat(N)),
            ("select", "<select><option>".repeat(N) + "</select>"),
            ("buttons", "<button><p>".repeat(N) + "</button>"),
            ("bodies", numbered(&|n| format!("<body a{n}=1>"))),
            ("attributes", format!("<div {}>", numbered(&|n| format!(" a{n}=1")))),
        ];
        for (name, html) in cases {
            let start = Instant::now();
            let page = parse_page(&format!("{html} last words")).unwrap();
            let text = text_of_element(page.root_element()).text;
            let time = start.elapsed();
            assert!(time < Duration::from_secs(20), "{name}: {time:?}");
            assert!(
                text.ends_with("last words") || ["svg", "templates", "select", "buttons"].contains(&name),
                "{name}: {}",
                text.len()
            );
        }
    }

    #[test]
    fn nesting_that_pages_have_is_kept() {
        let html = format!("{}x<script>'<div>'</script>{}<p id=y>z", "<div>".repeat(200), "</div>".repeat(200));
        let page = parse_page(&html).unwrap();
        assert_eq!(page.html().matches("<div>").count(), 201);
        assert!(page.html().ends_with("</div><p id=\"y\">z</p></body></html>"));
        // Past the bound the elements go, what follows them stands where it stood.
        let html = format!("<section>{}x{}<p id=y>z</section>w", "<div>".repeat(900), "</div>".repeat(900));
        let html = parse_page(&html).unwrap().html();
        let end = &html[html.len() - 60..];
        assert!(end.ends_with("</div><p id=\"y\">z</p></section>w</body></html>"), "{end}");
    }

    #[test]
    fn a_page_too_long_is_refused() {
        let error = parse_page(&" ".repeat(MAX_PAGE + (1 << 20))).unwrap_err().to_string();
        assert!(error.starts_with("an HTML page of 65 MB, where 64 MB at most are read"), "{error}");
    }
}
