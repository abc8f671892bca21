//! Comments that a page describes for search engines, in the vocabulary of schema.org: as JSON-LD in a script, or as
//! microdata in the attributes of its elements.
//!
//! In JSON-LD comments are objects of type `Comment` (before 2013 `UserComments`), nested as `comment` of an article or of
//! another comment, or listed with a `parentItem`; several objects may stand in an array or in `@graph`. In microdata they are
//! elements with `itemtype="https://schema.org/Comment"`, nested or with a link to the `parentItem`. The type is written with
//! `http` or `https`, in any case, or without the address. Text is HTML or plain, and read as HTML. Where both kinds are
//! there, JSON-LD is read, for sites describe the same comments twice. The article is the first object of an article's type,
//! and what it lacks is taken from the page. `commentCount` larger than what was read means that the rest is missing.

mod json_ld;
mod microdata;

use scraper::Html;

use crate::comment::Article;
use crate::error::{Error, Position, Result};
use crate::read::ReadParams;
use crate::read::entry::{CommentEntry, Entry, Skipped, Text};
use crate::read::formats::dates;
use crate::read::formats::markup::parse_page;
use crate::read::formats::web_page::{article, is_html, name};
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::start::Start;

/// Types of comments, in lower case.
const COMMENTS: [&str; 3] = ["comment", "usercomments", "answer"];

/// Reads pages with comments in schema.org's terms.
pub(super) struct SchemaOrg;

impl Reader for SchemaOrg {
    fn format(&self) -> Format {
        Format::SchemaOrg
    }

    /// Strong if a comment is described at the start; weak if anything is, for the comments may come later.
    fn likeness(&self, start: &Start) -> Likeness {
        if !is_html(start) {
            return Likeness::None;
        }
        let text = start.text.to_ascii_lowercase();
        let is_described = text.contains("schema.org");
        let is_comment = ["schema.org/comment", "schema.org/usercomments", "\"comment\"", "\"usercomments\""];
        match is_comment.iter().any(|mark| text.contains(mark)) {
            true if is_described => Likeness::Strong,
            _ if is_described => Likeness::Weak,
            _ => Likeness::None,
        }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let document = input.into_document()?;
        let html = parse_page(&document.text)?;
        let mut entries: Vec<Entry> = document.warning.into_iter().collect();
        entries.extend(self::entries(&html));
        Ok(Box::new(entries.into_iter()))
    }
}

/// What a page describes.
#[derive(Default)]
struct Described {
    comments: Vec<Item>,
    title: Option<String>,
    body: Option<Text>,
    total: Option<u64>,
    problems: Vec<Error>,
}

/// A comment as described.
#[derive(Default)]
struct Item {
    id: Option<String>,
    parent: Option<String>,
    /// The comment it is nested in, by index.
    nested_in: Option<usize>,
    author: Option<String>,
    time: Option<String>,
    text: Text,
}

/// The article, the comments, and what is missing.
pub(super) fn entries(html: &Html) -> Vec<Entry> {
    let mut described = json_ld::described(html);
    if described.comments.is_empty() {
        let found = microdata::described(html);
        described.comments = found.comments;
        described.title = described.title.or(found.title);
        described.body = described.body.or(found.body);
        described.total = described.total.or(found.total);
    }
    let page = article(html);
    let title = described.title.take().unwrap_or(page.title);
    let text = described.body.take().map_or(page.text, |body| body.text);
    let mut entries =
        vec![Entry::Article { section: String::new(), article: Article { title, text, ..Article::default() } }];
    entries.extend(described.problems.drain(..).map(Entry::Problem));
    let n_comments = described.comments.len() as u64;
    // What is nested refers to its parent, which so needs an id: its own or its number.
    let id = |index: usize, item: &Item| item.id.clone().unwrap_or_else(|| (index + 1).to_string());
    let ids: Vec<_> = described.comments.iter().enumerate().map(|(index, item)| id(index, item)).collect();
    for (index, item) in described.comments.into_iter().enumerate() {
        entries.push(entry(index, item, &ids));
    }
    if let Some(missing) =
        described.total.and_then(|total| total.checked_sub(n_comments)).filter(|missing| *missing > 0)
    {
        entries.push(Entry::Missing(Some(missing)));
    }
    entries
}

fn entry(index: usize, item: Item, ids: &[String]) -> Entry {
    if item.text.text.is_empty() {
        return Entry::Skipped(Skipped::Empty);
    }
    let nested_in = item.nested_in.and_then(|parent| ids.get(parent)).cloned();
    Entry::Comment(Box::new(CommentEntry {
        id: ids.get(index).cloned(),
        parent_id: nested_in.or(item.parent),
        author: item.author.as_deref().and_then(name),
        time: item.time.as_deref().and_then(dates::from_words),
        text: item.text,
        at: Position { record: Some(index as u64 + 1), ..Position::default() },
        ..CommentEntry::default()
    }))
}

/// The last part of a type's address, in lower case: `http://schema.org/Comment` is `comment`.
fn type_name(type_: &str) -> String {
    type_.trim().rsplit(['/', '#', ':']).next().unwrap_or("").to_ascii_lowercase()
}

/// Whether this is the type of a comment.
fn is_comment(type_: &str) -> bool {
    COMMENTS.contains(&type_name(type_).as_str())
}

/// Whether this is the type of what is commented on.
fn is_article(type_: &str) -> bool {
    let name = type_name(type_);
    name.ends_with("article") || name.ends_with("posting") || name == "question"
}

#[cfg(test)]
mod tests;
