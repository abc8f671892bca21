//! TypePad pages and their printed text: each comment ends in a line that says who wrote it.
//!
//! ```text
//! What Ann says.
//!
//! Posted by: Ann | Sep 24 2023 13:26 utc | 1
//!
//! @1 What Bob answers.
//!
//! Posted by: Bob | Sep 24 2023 14:02 utc | 2
//! ```
//!
//! Blogs number their comments there or do not. A saved page has the same in `.comment-content` and `.comment-footer`. In
//! printed text the comments start after a line `Comments`, the line with `Permalink` that closes the article, or the links
//! to other pages; without any of them only the last paragraph above the first footer is the first comment. Links to other
//! pages after a comment end the reading.
//!
//! There are no threads. What a comment answers is guessed from a number at its start, and from nothing else: `@12`,
//! `Ann @12`, `Ann | Sep 24 2023 13:26 utc | 12 said`. It has to be the number of an earlier comment. A footer with
//! a number that was there before is such a reference in the text of a comment, not its end. Some of these pages have every
//! comment twice, under two numbers in a row: the second is skipped, and answers to it are answers to the first.

mod footer;
mod printed;

use rustc_hash::FxHashMap;
use scraper::{ElementRef, Html};

use crate::comment::Article;
use crate::error::{Position, Result};
use crate::read::ReadParams;
use crate::read::entry::{CommentEntry, Entry, Skipped, Text};
use crate::read::formats::markup::{parse_page, text_of_element};
use crate::read::formats::web_page::{article, is_html, parsed};
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::start::Start;

use footer::{Footer, answered};

/// Reads TypePad pages.
pub(super) struct Typepad;

impl Reader for Typepad {
    fn format(&self) -> Format {
        Format::Typepad
    }

    /// Strong for a page with files of TypePad or its footers, and for a text with a numbered footer.
    fn likeness(&self, start: &Start) -> Likeness {
        let is_such = if is_html(start) {
            let text = start.text.to_ascii_lowercase();
            let is_made_by =
                ["//static.typepad.com/", "content=\"http://www.typepad.com/", "content=\"https://www.typepad.com/"];
            let has_footer = text.contains("comment-footer") && text.contains("posted by:");
            !text.contains("/wp-content/") && (has_footer || is_made_by.iter().any(|mark| text.contains(mark)))
        } else {
            let is_data = start.text.trim_start().starts_with(['{', '[', '<']);
            let is_footer = |line: &str| Footer::of(line).is_some_and(|f| f.number.is_some() && f.time.is_some());
            !is_data && start.text.lines().any(is_footer)
        };
        if is_such { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let document = input.into_document()?;
        let (article, posts) = match is_html(&Start::of(document.text.as_bytes())) {
            true => of_page(&parse_page(&document.text)?),
            false => printed::page(&document.text),
        };
        let mut entries: Vec<Entry> = document.warning.into_iter().collect();
        entries.push(Entry::Article { section: String::new(), article });
        entries.extend(comments(posts));
        Ok(Box::new(entries.into_iter()))
    }
}

/// A comment with its footer.
struct Post {
    /// Id of its element, where it has no number.
    id: Option<String>,
    text: Text,
    footer: Footer,
}

/// What a saved page holds; if it is a page without TypePad's classes, what its text holds.
fn of_page(html: &Html) -> (Article, Vec<Post>) {
    let (content, footer) = (parsed(".comment-content, .comment-body"), parsed(".comment-footer"));
    let post = |comment: ElementRef| {
        let footer = Footer::of(&text_of_element(comment.select(&footer).next()?).text)?;
        let text = text_of_element(comment.select(&content).next()?);
        let id = comment.value().id().map(|id| id.strip_prefix("comment-").unwrap_or(id).to_owned());
        Some(Post { id, text, footer })
    };
    // Nothing is nested here: a comment in a comment would be read once for each level.
    let is_inner = |comment: &ElementRef| {
        comment.ancestors().filter_map(ElementRef::wrap).any(|e| crate::read::formats::markup::has_class(e, "comment"))
    };
    let posts: Vec<_> =
        html.select(&parsed(".comment")).filter(|comment| !is_inner(comment)).filter_map(post).collect();
    if posts.is_empty() {
        return printed::page(&text_of_element(html.root_element()).text);
    }
    (article(html), posts)
}

fn comments(posts: Vec<Post>) -> Vec<Entry> {
    // The number under which each number is read.
    let mut read_as: FxHashMap<u64, u64> = FxHashMap::default();
    let mut last: Option<(Option<String>, String, Option<u64>)> = None;
    // The highest number so far.
    let mut above: u64 = 0;
    let mut entries = Vec::with_capacity(posts.len());
    for (index, post) in posts.into_iter().enumerate() {
        let number = post.footer.number;
        let is_repeated = |(author, text, _): &(_, String, _)| *author == post.footer.author && *text == post.text.text;
        if let Some((_, _, first)) = last.take_if(|last| is_repeated(last)) {
            if let (Some(number), Some(first)) = (number, first) {
                read_as.insert(number, first);
            }
            entries.push(Entry::Skipped(Skipped::Repeated));
            continue;
        }
        if post.text.text.is_empty() {
            entries.push(Entry::Skipped(Skipped::Empty));
            continue;
        }
        let parent = answered(&post.text.text).filter(|parent| *parent < number.unwrap_or(above + 1));
        above = above.max(number.unwrap_or(0)).min(u64::MAX - 1);
        let parent = parent.map(|parent| read_as.get(&parent).copied().unwrap_or(parent).to_string());
        last = Some((post.footer.author.clone(), post.text.text.clone(), number));
        entries.push(Entry::Comment(Box::new(CommentEntry {
            id: number.map(|number| number.to_string()).or(post.id),
            parent_id: parent,
            author: post.footer.author,
            time: post.footer.time,
            text: post.text,
            at: Position { record: Some(index as u64 + 1), ..Position::default() },
            ..CommentEntry::default()
        })));
    }
    entries
}

#[cfg(test)]
mod tests;
