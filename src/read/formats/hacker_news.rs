//! Hacker News: an item of Algolia's API with all below it, Algolia's search hits, and items of the Firebase API.
//!
//! All three hold the text as HTML and both stories and comments; a story is an article, of which hits know only the title.
//! Algolia's items nest; Firebase's name their parent, so a comment's story is found by following parents through the
//! file. What is `deleted` has no text; `dead` was killed by moderators or flags. A story of Firebase counts its
//! comments, hits count the hits: what is not in the file is missing.

mod items;

use std::collections::HashSet;

use serde_json::Value;

use crate::error::Result;
use crate::read::entry::{CommentEntry, Skipped, Text};
use crate::read::formats::found::Found;
use crate::read::formats::markup::text_of_html;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, time};

use items::Items;

/// Reads Hacker News.
pub(super) struct HackerNews;

impl Reader for HackerNews {
    fn format(&self) -> Format {
        Format::HackerNews
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else { return Likeness::None };
        let places = ["", "[]."];
        let is_item = outline.has_all_in(&places, &["created_at_i", "children", "parent_id"]);
        let is_hits = outline.has_all_in(&["hits[].", "[].hits[]."], &["objectID", "created_at_i", "_tags"]);
        let is_firebase = ["parent", "kids", "descendants"]
            .iter()
            .any(|key| outline.has_all_in(&places, &["id", "by", "time", "type", key]));
        if is_item || is_hits || is_firebase { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let (mut found, values) = Found::values(input)?;
        let (mut items, mut hits) = (Items::default(), Hits::default());
        let mut rest: Vec<&Value> = values.iter().rev().collect();
        while let Some(value) = rest.pop() {
            if let Value::Array(values) = value {
                rest.extend(values.iter().rev());
            } else if value.at("hits").is_some_and(Value::is_array) {
                hits.page(value, &mut found);
            } else if value.at("children").is_some_and(Value::is_array) {
                thread(value, &mut found);
            } else if value.key("id").is_some() && (value.text("type").is_some() || value.is_true("deleted")) {
                items.add(value);
            } else if value.is_null() {
                // Firebase answers so for an item that there is not.
                found.skipped(Skipped::Deleted);
            } else {
                found.problem(value, "an item of Hacker News");
            }
        }
        items.read(&mut found);
        found.missing(hits.total.saturating_sub(hits.given));
        Ok(found.into_entries())
    }
}

/// What a story has that is an article: its title and, if it is no link, its text.
fn article(section: &str, title: Option<String>, html: Option<String>, found: &mut Found) {
    found.article(section, title, html.map(|html| text_of_html(&html).text));
}

fn html_of(value: &Value, key: &str) -> Text {
    value.text(key).map(|html| text_of_html(&html)).unwrap_or_default()
}

/// An item of Algolia with its answers, in the order of the page.
fn thread(top: &Value, found: &mut Found) {
    let section = top.key("story_id").or_else(|| top.key("id")).unwrap_or_default();
    let mut rest = vec![top];
    while let Some(item) = rest.pop() {
        rest.extend(item.list("children").iter().rev());
        match item.text("type").as_deref() {
            Some("story" | "poll" | "job") => article(&section, item.text("title"), item.text("text"), found),
            Some("comment") if item.text("text").is_none() => found.skipped(Skipped::Deleted),
            Some("comment") => found.comment(CommentEntry {
                section: section.clone(),
                id: item.key("id"),
                parent_id: item.key("parent_id").filter(|parent| *parent != section),
                author: item.key("author"),
                time: item.text("created_at").and_then(|text| time::from_text(&text)),
                text: html_of(item, "text"),
                ..CommentEntry::default()
            }),
            Some(_) => found.skipped(Skipped::Other),
            None => found.problem(item, "an item of Hacker News"),
        }
    }
}

/// Pages of hits of one search.
#[derive(Default)]
struct Hits {
    /// Stories of which the title was given.
    titled: HashSet<String>,
    total: u64,
    given: u64,
}

impl Hits {
    fn page(&mut self, page: &Value, found: &mut Found) {
        let hits = page.list("hits");
        self.total = self.total.max(page.count("nbHits").unwrap_or(0));
        self.given = self.given.saturating_add(hits.len() as u64);
        for hit in hits {
            self.hit(hit, found);
        }
    }

    fn hit(&mut self, hit: &Value, found: &mut Found) {
        let id = hit.key("objectID");
        if hit.at("comment_text").is_none_or(Value::is_null) {
            match (id, hit.text("title")) {
                (Some(id), Some(title)) => article(&id, Some(title), hit.text("story_text"), found),
                (Some(_), None) => found.skipped(Skipped::Deleted),
                (None, _) => found.problem(hit, "a hit with objectID"),
            }
            return;
        }
        let section = hit.key("story_id").unwrap_or_default();
        let title = hit.text("story_title");
        if title.is_some() && self.titled.insert(section.clone()) {
            article(&section, title, None, found);
        }
        found.comment(CommentEntry {
            id,
            parent_id: hit.key("parent_id").filter(|parent| *parent != section),
            author: hit.key("author"),
            time: hit.text("created_at").and_then(|text| time::from_text(&text)),
            text: html_of(hit, "comment_text"),
            section,
            ..CommentEntry::default()
        });
    }
}

#[cfg(test)]
mod tests;
