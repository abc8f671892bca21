//! HTML into words: the text of one comment as a reader of the page sees it, and which of it markup gives as quoted.
//!
//! Blocks (`p`, `div`, `li`, `blockquote`, headings and the like) are paragraphs with a blank line between them, `br` is
//! a line break, two of them part paragraphs. White space is one blank, as in a browser; in `pre` lines stay. No-break
//! spaces count as white space. What a browser does not show is left out: scripts, styles, templates, form controls,
//! elements that are `hidden`, styled away or there for screen readers alone. A picture is nothing, unless it is an emoji
//! or smiley, which is its `alt`.
//!
//! Quoted are `blockquote`, the quote boxes of forums (`aside.quote`, `.bbcode_quote` and so on) and `q` of
//! four words or more, which is put between quotation marks. What people mark in the text itself (`>`, `[quote]`) is found
//! later, by [`quoted_ranges`](crate::text::quoted_ranges).

mod attributes;
mod depths;
mod flow;
mod parse;

use scraper::{ElementRef, Node};

use crate::read::entry::Text;

pub(super) use depths::Handle as NodeId;
use flow::Flow;
pub(super) use parse::parse_page;

use parse::parse_fragment;

/// Tags that say that line breaks in the source mean nothing.
const LAID_OUT: [&str; 3] = ["<p", "<br", "<div"];

/// Blocks, each a paragraph of its own or more.
const BLOCKS: [&str; 36] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tr",
    "ul",
];

/// Elements that hold no words of the text: code, data, controls, pictures.
const WORDLESS: [&str; 22] = [
    "audio", "button", "canvas", "datalist", "embed", "head", "iframe", "input", "noembed", "noframes", "noscript",
    "object", "option", "rp", "script", "select", "style", "svg", "template", "textarea", "title", "video",
];

/// Classes of what is there for screen readers alone.
const UNSEEN: [&str; 4] = ["screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden"];

/// Classes of quote boxes, with the forums that write them so.
const QUOTE_BOXES: [&str; 8] = [
    "bb-quote",
    "bbCodeBlock--quote", // XenForo
    "bbcode-quote",
    "bbcode_quote", // vBulletin
    "bbquote",
    "quote", // Discourse, phpBB
    "quotebox",
    "quotecontent",
];

/// Classes of pictures that stand for an emoji or a smiley.
const EMOJI: [&str; 4] = ["emoji", "smiley", "smilies", "wp-smiley"];

/// Longest `alt` of an emoji in bytes: a family with skin tones has 41, `:slightly_smiling_face:` 23.
const MAX_EMOJI: usize = 64;

/// The words of a piece of HTML, such as an export has for one comment.
///
/// A piece without `p`, `br` and `div` comes from where line breaks are made paragraphs later, if it has any: there lines
/// and blank lines stay.
pub(in crate::read) fn text_of_html(fragment: &str) -> Text {
    let lower = if fragment.contains('<') { fragment.to_ascii_lowercase() } else { String::new() };
    let keep_lines = !LAID_OUT.iter().any(|tag| lower.contains(tag));
    if !fragment.contains(['<', '&']) {
        let mut flow = Flow::new(keep_lines);
        flow.words(fragment);
        return flow.finish();
    }
    let html = parse_fragment(fragment);
    text_within(html.root_element(), keep_lines, &|_| false)
}

/// The words of an element of a page.
pub(super) fn text_of_element(element: ElementRef) -> Text {
    text_within(element, false, &|_| false)
}

/// The words of an element, without those of the elements below it that are `left_out`.
pub(super) fn text_without(element: ElementRef, left_out: &dyn Fn(ElementRef) -> bool) -> Text {
    text_within(element, false, left_out)
}

/// Whether the element has this class.
pub(super) fn has_class(element: ElementRef, class: &str) -> bool {
    element.value().classes().any(|has| has == class)
}

fn text_within(root: ElementRef, keep_lines: bool, left_out: &dyn Fn(ElementRef) -> bool) -> Text {
    let mut flow = Flow::new(keep_lines);
    let mut node = *root;
    loop {
        let mut goes_down = false;
        match node.value() {
            Node::Text(text) => flow.words(text),
            Node::Element(_) => {
                let element = ElementRef::wrap(node).expect("the node is an element");
                let is_root = node == *root;
                goes_down = is_root || !(is_unseen(element) || left_out(element));
                if goes_down {
                    open(&mut flow, element, is_root);
                }
            }
            _ => {}
        }
        if goes_down && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        // The element ends here, if it was entered, and so do those of which it is the last.
        let mut entered = goes_down;
        loop {
            if let (true, Some(element)) = (entered, ElementRef::wrap(node)) {
                close(&mut flow, element, node == *root);
            }
            if node == *root {
                return flow.finish();
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return flow.finish(),
            }
            entered = true;
        }
    }
}

fn open(flow: &mut Flow, element: ElementRef, is_root: bool) {
    let name = element.value().name();
    match name {
        "br" => flow.line_break(),
        "td" | "th" => flow.blank(),
        "img" => {
            if let Some(emoji) = emoji(element) {
                flow.words(emoji);
            }
        }
        _ if BLOCKS.contains(&name) => flow.paragraph(),
        _ => {}
    }
    if name == "pre" {
        flow.open_pre();
    }
    if !is_root && is_quote_box(element) {
        flow.paragraph();
        flow.open_quote();
    } else if name == "q" {
        flow.open_marks();
    }
}

fn close(flow: &mut Flow, element: ElementRef, is_root: bool) {
    let name = element.value().name();
    if name == "pre" {
        flow.close_pre();
    }
    if !is_root && is_quote_box(element) {
        flow.close_quote();
        flow.paragraph();
    } else if name == "q" {
        flow.close_marks();
    } else if BLOCKS.contains(&name) {
        flow.paragraph();
    }
}

fn is_quote_box(element: ElementRef) -> bool {
    let element = element.value();
    element.name() == "blockquote" || element.classes().any(|class| QUOTE_BOXES.contains(&class))
}

fn is_unseen(element: ElementRef) -> bool {
    let element = element.value();
    if WORDLESS.contains(&element.name()) || element.attr("hidden").is_some() {
        return true;
    }
    let style: String = element.attr("style").unwrap_or("").chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    style.contains("display:none")
        || style.contains("visibility:hidden")
        || element.classes().any(|class| UNSEEN.contains(&class))
}

/// What a picture says, if it stands for an emoji.
fn emoji(element: ElementRef<'_>) -> Option<&str> {
    use unicode_properties::UnicodeEmoji;
    let alt = element.value().attr("alt")?.trim();
    let is_emoji = |text: &str| {
        let mut chars = text.chars();
        chars.clone().any(|c| !c.is_ascii()) && chars.all(|c| c.is_emoji_char() || matches!(c, '\u{200d}' | '\u{fe0f}'))
    };
    let is_marked = element.value().classes().any(|class| EMOJI.contains(&class));
    (!alt.is_empty() && alt.len() <= MAX_EMOJI && (is_marked || is_emoji(alt))).then_some(alt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_read_as_a_browser_shows_it() {
        let cases = [
            ("plain  text ", "plain text"),
            ("line\n\n\nparagraph\r\nline", "line\n\nparagraph\nline"),
            ("<p>One\n two</p><p>Three</p>", "One two\n\nThree"),
            ("<i>wavering</i>\nlines\n\nstay", "wavering\nlines\n\nstay"),
            ("a<br>b<br />\n<br>c", "a\nb\n\nc"),
            ("<p>a<br></p>\n<p>&nbsp;</p><p>b", "a\n\nb"),
            ("don&#39;t &amp; won&rsquo;t &lt;b&gt;", "don't & won’t <b>"),
            ("AT&T &unknown; &", "AT&T &unknown; &"),
            ("a<script>b()</script><style>c{}</style><template>d</template><!-- e --> f", "a f"),
            ("<div><p>a</p></div><div hidden>b</div><span style='Display : none'>c</span> d", "a\n\nd"),
            ("a<span class=\"x sr-only\">b</span> c", "a c"),
            ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c", "a b\n\nc"),
            ("x<pre>a\n  b\n\nc</pre>y", "x\n\na\n  b\n\nc\n\ny"),
            ("see <a href=\"https://example.org/\">this&nbsp; page</a>.", "see this page."),
            (
                "a <img alt=\"\u{1f600}\"> b <img class=wp-smiley alt=\":)\"> c <img alt=\"a photo\" src=x>",
                "a \u{1f600} b :) c",
            ),
            ("<b>un<i>closed", "unclosed"),
            ("", ""),
            ("<", "<"),
            ("<p>", ""),
        ];
        for (html, expected) in cases {
            let text = text_of_html(html);
            assert_eq!((text.text.as_str(), text.quoted.len()), (expected, 0), "{html:?}");
        }
    }

    #[test]
    fn other_peoples_words_are_marked() {
        let cases = [
            ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "a\n\nb\n\nc", vec!["a\n\nb"]),
            ("c<blockquote>a<blockquote>b</blockquote></blockquote> d", "c\n\na\n\nb\n\nd", vec!["a\n\nb"]),
            (
                "<aside class=\"quote no-group\"><div>Ann:</div><p>a</p></aside><p>b</p>",
                "Ann:\n\na\n\nb",
                vec!["Ann:\n\na"],
            ),
            ("<div class=bbcode_quote>a</div>b", "a\n\nb", vec!["a"]),
            ("say <q>one two three four</q>, then", "say \"one two three four\", then", vec!["\"one two three four\""]),
            ("say <q>one two</q>", "say \"one two\"", vec![]),
            ("<blockquote></blockquote>a<q></q>", "a", vec![]),
            ("a <blockquote>b", "a\n\nb", vec!["b"]),
        ];
        for (html, expected, quoted) in cases {
            let text = text_of_html(html);
            let found: Vec<_> = text.quoted.iter().map(|range| &text.text[range.clone()]).collect();
            assert_eq!((text.text.as_str(), found), (expected, quoted), "{html:?}");
        }
    }
}
