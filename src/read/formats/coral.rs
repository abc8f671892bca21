//! Coral: answers of its GraphQL API, and its collection of comments as `mongoexport` writes it.
//!
//! Whatever the query, a comment is an object with an id and a body, its answers stand in it, and a story is an object with
//! the title of the article in `metadata`; so answers are read wherever these stand in them. In the collection a comment has
//! one body for each time it was edited, of which the last counts, and only the id of its author. The body is HTML.
//! What is rejected, withheld or waits for a moderator is left out.

use std::collections::HashSet;

use serde_json::Value;

use crate::error::Result;
use crate::read::entry::{CommentEntry, Skipped};
use crate::read::formats::found::Found;
use crate::read::formats::markup::text_of_html;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, time};

/// Reads comments of Coral.
pub(super) struct Coral;

impl Reader for Coral {
    fn format(&self) -> Format {
        Format::Coral
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else { return Likeness::None };
        let is_answer =
            ["data.story.comments", "data.comments", "data.stories.edges[].node.comments", "story.comments"]
                .iter()
                .any(|place| outline.has_all_in(&["", "[]."], &[&format!("{place}.edges[].node.body")]));
        let is_comment = outline.has_all_in(&["data.comment."], &["id", "body", "author.username"]);
        let is_collection = outline.has_all_in(&["", "[]."], &["storyID", "revisions", "status"]);
        if is_answer || is_comment || is_collection { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let (found, values) = Found::values(input)?;
        let mut walk = Walk { found, told: HashSet::new() };
        for value in &values {
            walk.value(value);
        }
        Ok(walk.found.into_entries())
    }
}

/// A value on the way, with what it stands under.
struct Below<'a> {
    value: &'a Value,
    parent: Option<String>,
    story: String,
}

struct Walk {
    found: Found,
    /// Stories of which the title was given.
    told: HashSet<String>,
}

impl Walk {
    fn value(&mut self, value: &Value) {
        if !value.is_array() && value.at("data").or(value.at("story")).is_none() && !is_comment(value) {
            return self.found.problem(value, "a comment or an answer of Coral");
        }
        let mut rest = vec![Below { value, parent: None, story: String::new() }];
        while let Some(Below { value, parent, mut story }) = rest.pop() {
            let mut parent = parent;
            if is_comment(value) {
                self.comment(value, parent, &mut story);
                parent = value.key("id");
                let replies = value.at("replies");
                if let Some(replies) = replies {
                    let given = replies.list("edges").len().max(replies.list("nodes").len()) as u64;
                    match value.count("replyCount") {
                        Some(total) => self.found.missing(total.saturating_sub(given)),
                        None if replies.is_true("pageInfo.hasNextPage") => self.found.missing_some(),
                        None => {}
                    }
                }
                rest.extend(replies.map(|value| Below { value, parent, story }));
                continue;
            }
            if is_story(value) {
                story = value.key("id").unwrap_or_default();
                self.story(value, &story);
            }
            let below = |value| Below { value, parent: parent.clone(), story: story.clone() };
            match value {
                Value::Array(values) => rest.extend(values.iter().rev().map(below)),
                Value::Object(object) => {
                    if value.at("edges").is_some() && value.is_true("pageInfo.hasNextPage") && parent.is_none() {
                        self.found.missing_some();
                    }
                    rest.extend(object.values().rev().filter(|value| value.is_object() || value.is_array()).map(below));
                }
                _ => {}
            }
        }
    }

    fn story(&mut self, story: &Value, id: &str) {
        let title = story.text("metadata.title");
        if title.is_some() && self.told.insert(id.to_owned()) {
            self.found.article(id, title, story.text("metadata.description"));
        }
    }

    /// A comment; the story it names, if it does, becomes that of its answers.
    fn comment(&mut self, comment: &Value, above: Option<String>, story: &mut String) {
        if let Some(named) = comment.at("story") {
            *story = named.key("id").unwrap_or_default();
            self.story(named, story);
        }
        if let Some(id) = comment.key("storyID") {
            *story = id;
        }
        let status = comment.text("status");
        if comment.is_true("deleted") || comment.at("deletedAt").is_some_and(|time| !time.is_null()) {
            return self.found.skipped(Skipped::Deleted);
        }
        if matches!(status.as_deref(), Some("REJECTED" | "SYSTEM_WITHHELD" | "WITHHELD" | "PREMOD")) {
            return self.found.skipped(Skipped::NotApproved);
        }
        let last = comment.list("revisions").last().and_then(|revision| revision.text("body"));
        let body = last.or_else(|| comment.text("body")).or_else(|| comment.text("revision.body")).unwrap_or_default();
        let created =
            ["createdAt", "createdAt.$date", "createdAt.$date.$numberLong"].iter().find_map(|key| comment.text(key));
        let author = ["author.username", "author.id", "authorID"].iter().find_map(|key| comment.key(key));
        self.found.comment(CommentEntry {
            section: story.clone(),
            id: comment.key("id"),
            parent_id: comment.key("parent.id").or_else(|| comment.key("parentID")).or(above),
            author,
            time: created.and_then(|text| time::from_text(&text)),
            text: text_of_html(&body),
            ..CommentEntry::default()
        });
    }
}

fn is_comment(value: &Value) -> bool {
    value.key("id").is_some() && ["body", "revisions", "revision"].iter().any(|key| value.at(key).is_some())
}

fn is_story(value: &Value) -> bool {
    value.key("id").is_some() && value.at("metadata").or(value.at("comments")).or(value.at("url")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::entries;
    use crate::read::formats::found::shown;

    const ANSWER: &[u8] = include_bytes!("../../../tests/fixtures/exports/coral.json");
    const COLLECTION: &[u8] = include_bytes!("../../../tests/fixtures/exports/coral-mongoexport.jsonl");

    #[test]
    fn answers_of_the_api_are_read() {
        let found = entries(&Coral, ANSWER);
        let expected = [
            "s-1|c-1|-|anna|2021-10-05T12:00:00Z|Open the library on Sundays & holidays.\n\nPlease.",
            "s-1|c-2|c-1|boris|2021-10-05T12:10:00Z|«Open the library»\n\nКто будет работать? 📚",
            "s-1|c-3|c-2|anna|2021-10-05T12:20:00Z|I would.",
            "s-1|c-6|-|-|2021-10-05T14:00:00Z|No author, still words",
        ];
        assert_eq!(shown::comments(&found), expected);
        let expected = [
            "article s-1: Sunday hours / The council decides.",
            "missing some",
            "missing 2",
            "comment not approved",
            "deleted comment",
        ];
        assert_eq!(shown::others(&found), expected);
    }

    #[test]
    fn the_collection_is_read() {
        let found = entries(&Coral, COLLECTION);
        let expected =
            ["s-2|m-1|-|u-1|2020-02-20T10:00:00Z|Edited: yes", "s-2|m-2|m-1|u-2|2020-02-20T11:00:00Z|No <way>"];
        assert_eq!(shown::comments(&found), expected);
        assert_eq!(
            shown::others(&found),
            ["comment not approved"; 2].into_iter().chain(["deleted comment"]).collect::<Vec<_>>()
        );
    }

    #[test]
    fn anything_is_borne() {
        shown::bears_anything(&Coral, &[ANSWER, COLLECTION]);
    }
}
