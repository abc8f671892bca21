//! Posts by their conversations: which of them began one that the file has answers of.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{is_repost, of_version_1};
use crate::read::entities::decoded;
use crate::read::entry::{CommentEntry, Skipped};
use crate::read::formats::found::Found;
use crate::read::json::{Look, cut};
use crate::read::time;

/// Bytes at most of a text that is lent to the comments that answer it, each of which has a copy.
const LONGEST_LENT: usize = 2000;

/// All posts of a file, and what its answers say of others.
#[derive(Default)]
pub(super) struct Conversations<'a> {
    posts: Vec<&'a Value>,
    /// Names of users, by id.
    users: HashMap<String, String>,
    /// Posts that are only mentioned, by id.
    mentioned: HashMap<String, &'a Value>,
}

impl<'a> Conversations<'a> {
    /// Takes what an answer holds besides its posts.
    pub fn include(&mut self, answer: &'a Value) {
        for user in answer.list("includes.users") {
            if let (Some(id), Some(name)) = (user.key("id"), user.key("username").or_else(|| user.key("name"))) {
                self.users.insert(id, name);
            }
        }
        for post in answer.list("includes.tweets") {
            self.mentioned.extend(post.key("id").map(|id| (id, post)));
        }
    }

    pub fn add(&mut self, post: &'a Value) {
        self.posts.push(post);
    }

    pub fn read(mut self, found: &mut Found) {
        let given: HashSet<String> = self.posts.iter().filter_map(|post| post.key("id")).collect();
        let begun: HashSet<String> = self.posts.iter().filter_map(|post| conversation(post)).collect();
        self.mentioned.retain(|id, _| !given.contains(id));
        let mut told = HashSet::new();
        for post in &self.posts {
            if ["id_str", "full_text", "delete"].iter().any(|key| post.at(key).is_some()) {
                of_version_1(post, found);
                continue;
            }
            let id = post.key("id");
            if id.as_ref().is_some_and(|id| begun.contains(id)) {
                found.article(id.unwrap_or_default(), None, Some(text(post)));
                continue;
            }
            // Where the answer only mentions the post that began it, that comes before its first comment.
            if let Some(conversation) = conversation(post).filter(|id| told.insert(id.clone()))
                && let Some(first) = self.mentioned.get(&conversation)
            {
                found.article(conversation, None, Some(text(first)));
            }
            self.comment(post, found);
        }
    }

    fn comment(&self, post: &Value, found: &mut Found) {
        let text = text(post);
        if is_repost(&text) || referenced(post, "retweeted").is_some() {
            return found.skipped(Skipped::Other);
        }
        let section = conversation(post).unwrap_or_default();
        let answered = referenced(post, "replied_to").filter(|id| *id != section);
        let lent = answered.as_ref().and_then(|id| self.mentioned.get(id));
        let parent_text = lent.map(|post| cut(self::text(post), LONGEST_LENT));
        let author = post.key("author_id");
        let name = post.key("author.username").or_else(|| self.users.get(author.as_ref()?).cloned());
        found.comment(CommentEntry {
            id: post.key("id"),
            parent_id: answered,
            parent_text,
            author: name.or(author),
            time: post.text("created_at").and_then(|text| time::from_text(&text)),
            text: text.into(),
            section,
            ..CommentEntry::default()
        });
    }
}

/// The conversation a post is an answer in; `None` for the post that began it.
fn conversation(post: &Value) -> Option<String> {
    post.key("conversation_id").filter(|conversation| post.key("id").as_ref() != Some(conversation))
}

/// The post that this one refers to in this way.
fn referenced(post: &Value, kind: &str) -> Option<String> {
    let references = post.list("referenced_tweets");
    references.iter().find(|reference| reference.text("type").as_deref() == Some(kind)).and_then(|post| post.key("id"))
}

/// The text, whole where it is a long one.
fn text(post: &Value) -> String {
    let text = post.text("note_tweet.text").or_else(|| post.text("text")).unwrap_or_default();
    decoded(&text).into_owned()
}
