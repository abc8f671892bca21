//! A saved WordPress page: the article, then its comments in nested lists, in the markup that WordPress or a theme writes.
//!
//! Three kinds of markup are known. Themes for HTML5 (since WordPress 3.6) have `article#div-comment-7.comment-body` with
//! `.comment-metadata time` and `.comment-content`; older ones `cite.fn` and the text as paragraphs of `.comment-body`;
//! wordpress.com and themes made like its own `li#li-comment-7` with `section.comment-content`. Block themes
//! (`.wp-block-comment-content`) are read too. What they share is the number in the id, and that an answer is nested in
//! what it answers; which class holds what is asked in the order of [`found`].
//!
//! An answer deeper than the site allows (five levels, if nobody changed it) is printed beside what it answers. So for
//! comments on the deepest level of the page the parent is told from a link `#comment-7` that names it, else guessed from
//! a name after `@` at the start: the last comment above of an author so named, in the same thread; else it is the comment
//! that it is nested in. A page without threads is read the same way.
//!
//! A theme without such ids may still describe its comments in schema.org's terms: then they are read from there.
//!
//! Pingbacks and comments that wait for approval are skipped. A heading often states how many comments there are, pingbacks
//! and other pages of comments included: what is not on this page is missing.

mod found;
mod parents;

use scraper::Html;

use crate::error::{Position, Result};
use crate::read::ReadParams;
use crate::read::entry::{CommentEntry, Entry, Skipped};
use crate::read::formats::markup::{parse_page, text_of_element};
use crate::read::formats::schema_org;
use crate::read::formats::web_page::{article, is_html, parsed, stated_total};
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::start::Start;

use found::Found;

/// What the start of such a page has: files of WordPress, or its names for parts of comments.
const MARKS: [&str; 7] = [
    "/wp-content/",
    "/wp-includes/",
    "content=\"wordpress",
    "div-comment-",
    "li-comment-",
    "comment-author vcard",
    "wp-block-comment",
];

/// Headings over comments, which state how many there are.
const HEADINGS: &str = ".comments-title, #comments-title, .comment-title, .comments-heading, .wp-block-comments-title, \
                        h2#comments, h3#comments, h4#comments, #comments > h2, #comments > h3";

/// Reads WordPress pages.
pub(super) struct WordPressPage;

impl Reader for WordPressPage {
    fn format(&self) -> Format {
        Format::WordPressPage
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let text = start.text.to_ascii_lowercase();
        match is_html(start) && MARKS.iter().any(|mark| text.contains(mark)) {
            true => Likeness::Strong,
            false => Likeness::None,
        }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let document = input.into_document()?;
        let html = parse_page(&document.text)?;
        let mut entries: Vec<Entry> = document.warning.into_iter().collect();
        let comments = comments(&html);
        if comments.iter().any(|entry| !matches!(entry, Entry::Missing(_))) {
            entries.push(Entry::Article { section: String::new(), article: article(&html) });
            entries.extend(comments);
        } else {
            entries.extend(schema_org::entries(&html));
        }
        Ok(Box::new(entries.into_iter()))
    }
}

/// The comments of a page, with what is skipped and missing.
fn comments(html: &Html) -> Vec<Entry> {
    let found = found::comments(html);
    let parents = parents::parents(&found);
    let n_found = found.len() as u64;
    let mut entries: Vec<_> =
        found.into_iter().zip(parents).enumerate().map(|(i, (found, parent))| entry(i, found, parent)).collect();
    let total = html.select(&parsed(HEADINGS)).find_map(|heading| stated_total(&text_of_element(heading).text));
    if let Some(missing) = total.and_then(|total| total.checked_sub(n_found)).filter(|missing| *missing > 0) {
        entries.push(Entry::Missing(Some(missing)));
    }
    entries
}

fn entry(index: usize, found: Found, parent_id: Option<String>) -> Entry {
    if found.is_pingback {
        return Entry::Skipped(Skipped::Pingback);
    }
    if found.is_awaiting {
        return Entry::Skipped(Skipped::NotApproved);
    }
    if found.text.text.is_empty() {
        return Entry::Skipped(Skipped::Empty);
    }
    Entry::Comment(Box::new(CommentEntry {
        id: Some(found.id),
        parent_id,
        author: found.author,
        time: found.time,
        text: found.text,
        at: Position { record: Some(index as u64 + 1), ..Position::default() },
        ..CommentEntry::default()
    }))
}

#[cfg(test)]
mod tests;
