//! Items of the Firebase API: one object for each story and each comment, which name what they answer.

use std::collections::HashMap;

use serde_json::Value;

use super::{article, html_of};
use crate::read::entry::{CommentEntry, Skipped};
use crate::read::formats::found::Found;
use crate::read::json::Look;
use crate::read::time;

/// The items of a file, in its order.
#[derive(Default)]
pub(super) struct Items<'a> {
    items: Vec<&'a Value>,
    /// What each item answers; `None` for a story.
    parents: HashMap<String, Option<String>>,
}

impl<'a> Items<'a> {
    pub fn add(&mut self, item: &'a Value) {
        self.items.push(item);
        if let Some(id) = item.key("id") {
            self.parents.insert(id, item.key("parent"));
        }
    }

    pub fn read(self, found: &mut Found) {
        let stories = self.stories();
        let (mut given, mut total) = (0u64, 0u64);
        for item in &self.items {
            let id = item.key("id").unwrap_or_default();
            let section = stories.get(&id).copied().unwrap_or(&id);
            let is_story = matches!(item.text("type").as_deref(), Some("story" | "poll" | "job"));
            given += u64::from(!is_story);
            match item.text("type").as_deref() {
                _ if item.is_true("deleted") => found.skipped(Skipped::Deleted),
                _ if item.is_true("dead") => found.skipped(Skipped::NotApproved),
                _ if is_story => {
                    total = total.saturating_add(item.count("descendants").unwrap_or(0));
                    article(section, item.text("title"), item.text("text"), found);
                }
                Some("comment") => found.comment(CommentEntry {
                    section: section.to_owned(),
                    parent_id: item.key("parent").filter(|parent| self.parents.get(parent) != Some(&None)),
                    id: Some(id.clone()),
                    author: item.key("by"),
                    time: item.text("time").and_then(|number| time::from_unix(&number)),
                    text: html_of(item, "text"),
                    ..CommentEntry::default()
                }),
                _ => found.skipped(Skipped::Other),
            }
        }
        found.missing(total.saturating_sub(given));
    }

    /// The story of each item, or the outermost that is known: parents are followed once for each item.
    fn stories(&self) -> HashMap<String, &str> {
        let mut stories: HashMap<String, &str> = HashMap::new();
        for id in self.items.iter().filter_map(|item| item.key("id")) {
            let Some((id, _)) = self.parents.get_key_value(&id) else { continue };
            let (mut way, mut at) = (Vec::new(), id.as_str());
            let story = loop {
                if let Some(story) = stories.get(at) {
                    break *story;
                }
                // Marked on the way, so that a cycle ends where it began.
                stories.insert(at.to_owned(), at);
                way.push(at);
                match self.parents.get(at) {
                    Some(Some(parent)) => at = parent,
                    _ => break at,
                }
            };
            stories.extend(way.into_iter().map(|id| (id.to_owned(), story)));
        }
        stories
    }
}
