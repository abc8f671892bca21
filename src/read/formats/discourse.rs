//! Topics of a Discourse forum, as `/t/ID.json` gives them.
//!
//! The first post is the article. A post names the number of the post it answers, which becomes that post's id here; an
//! answer to the first post, or to none, answers the article. A page of a topic holds twenty posts, and `posts_count` says
//! how many there are: pages saved one after the other, or in an array, are put together by the topic's id, and the
//! rest is missing. The text is HTML (`cooked`), with quotations in `aside.quote`. Notices ("closed", "pinned") are posts
//! of type 3 or have an action code; a post that its author deleted, or moderators hid, keeps its place.

use std::collections::HashMap;

use serde_json::Value;

use crate::error::Result;
use crate::read::entry::{CommentEntry, Skipped, Text};
use crate::read::formats::counted::{Counted, missing};
use crate::read::formats::found::Found;
use crate::read::formats::markup::text_of_html;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, time};

/// Reads topics of Discourse.
pub(super) struct Discourse;

impl Reader for Discourse {
    fn format(&self) -> Format {
        Format::Discourse
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else { return Likeness::None };
        match outline.has_all_in(&["", "[]."], &["post_stream.posts[].post_number", "post_stream.posts[].username"]) {
            true => Likeness::Strong,
            false => Likeness::None,
        }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let (mut found, values) = Found::values(input)?;
        let mut pages = Vec::new();
        let mut rest: Vec<&Value> = values.iter().rev().collect();
        while let Some(value) = rest.pop() {
            if let Value::Array(values) = value {
                rest.extend(values.iter().rev());
            } else if value.at("post_stream.posts").is_some() {
                pages.push(value);
            } else {
                found.problem(value, "a topic of Discourse with post_stream.posts");
            }
        }
        let mut topics = Topics::of(&pages);
        for page in pages {
            topics.page(page, &mut found);
        }
        found.missing(missing(topics.topics.values()));
        Ok(found.into_entries())
    }
}

#[derive(Default)]
struct Topics {
    /// Posts, by topic.
    topics: HashMap<String, Counted>,
    /// Ids of posts by topic and number.
    ids: HashMap<(String, String), String>,
}

impl Topics {
    fn of(pages: &[&Value]) -> Self {
        let mut topics = Self::default();
        for page in pages {
            let section = topic_of(page);
            for post in page.list("post_stream.posts") {
                if let (Some(number), Some(id)) = (post.key("post_number"), post.key("id")) {
                    topics.ids.insert((section.clone(), number), id);
                }
            }
        }
        topics
    }

    fn page(&mut self, page: &Value, found: &mut Found) {
        let section = topic_of(page);
        let posts = page.list("post_stream.posts");
        let topic = self.topics.entry(section.clone()).or_default();
        let total = page.count("posts_count").or_else(|| posts.iter().find_map(|post| post.count("posts_count")));
        topic.count(total.unwrap_or(0));
        topic.given += posts.len() as u64;
        let first = posts.iter().find(|post| is_first(post));
        found.article(section.as_str(), page.text("title"), first.map(|post| text(post).text));
        for post in posts {
            let hidden_by_author = post.is_true("user_deleted") || post.text("deleted_at").is_some();
            let is_notice = post.text("post_type").as_deref() == Some("3") || post.text("action_code").is_some();
            if !post.is_object() {
                found.problem(post, "a post");
            } else if is_first(post) {
                // The article.
            } else if hidden_by_author {
                found.skipped(Skipped::Deleted);
            } else if is_notice {
                found.skipped(Skipped::Service);
            } else if post.is_true("hidden") {
                found.skipped(Skipped::NotApproved);
            } else {
                found.comment(self.comment(post, &section));
            }
        }
    }

    fn comment(&self, post: &Value, section: &str) -> CommentEntry {
        let answered = post.key("reply_to_post_number").filter(|number| number != "1" && number != "0");
        let parent_id = answered.map(|number| {
            let known = self.ids.get(&(section.to_owned(), number.clone()));
            // On a page that is not in the file. A number could be the id of another post.
            known.cloned().unwrap_or_else(|| format!("post {number}"))
        });
        CommentEntry {
            section: section.to_owned(),
            id: post.key("id"),
            parent_id,
            author: post.key("username").or_else(|| post.key("name")),
            time: post.text("created_at").and_then(|text| time::from_text(&text)),
            text: text(post),
            ..CommentEntry::default()
        }
    }
}

fn is_first(post: &Value) -> bool {
    post.key("post_number").as_deref() == Some("1")
}

/// The id of the topic that a page is of. Later pages (`/t/ID/posts.json`) may leave it to their posts.
fn topic_of(page: &Value) -> String {
    let of_post = || page.list("post_stream.posts").iter().find_map(|post| post.key("topic_id"));
    page.key("id").or_else(of_post).unwrap_or_default()
}

fn text(post: &Value) -> Text {
    match post.text("cooked") {
        Some(html) => text_of_html(&html),
        None => post.text("raw").unwrap_or_default().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::entries;
    use crate::read::formats::found::shown;

    const TOPIC: &[u8] = include_bytes!("../../../tests/fixtures/exports/discourse.json");

    #[test]
    fn pages_of_posts_alone_are_put_to_their_topic() {
        let text = r#"{"id": 7, "title": "Engines", "post_stream": {"posts": [
            {"id": 70, "post_number": 1, "username": "anna", "cooked": "<p>Old or new?</p>"}]}}
            {"post_stream": {"posts": [
            {"id": 72, "post_number": 3, "username": "newt", "cooked": "<p>New.</p>", "topic_id": 7, "posts_count": 4,
             "reply_to_post_number": 2},
            {"id": 71, "post_number": 2, "username": "moth", "cooked": "<p>Old.</p>", "topic_id": 7, "posts_count": 4}]}}"#;
        let found = entries(&Discourse, text.as_bytes());
        assert_eq!(shown::comments(&found), ["7|72|71|newt|-|New.", "7|71|-|moth|-|Old."]);
        assert_eq!(shown::others(&found), ["article 7: Engines / Old or new?", "missing 1"]);
    }

    #[test]
    fn posts_of_a_topic_are_read() {
        let found = entries(&Discourse, TOPIC);
        let expected = [
            "71|5002|-|anna|2023-11-02T09:00:00Z|I would keep the old engine & its docs.",
            "71|5003|5002|boris|2023-11-02T09:30:00Z|«anna:\n\nI would keep the old engine»\n\nЯ против: it is slow 🐌",
            "71|5007|post 99|cleo|2023-11-02T12:00:00Z|Agreed.",
        ];
        let comments = shown::comments(&found);
        assert_eq!(comments, expected);
        let expected = [
            "article 71: A new search engine? / We could replace the search.\n\nWhat do you think?",
            "service entry",
            "deleted comment",
            "comment not approved",
            "missing 5",
        ];
        assert_eq!(shown::others(&found), expected);
    }

    #[test]
    fn pages_of_a_topic_are_put_together() {
        let post = |id: u32, number: u32, answered: u32| {
            format!(
                r#"{{"id": {id}, "post_number": {number}, "reply_to_post_number": {answered}, "username": "u", "raw": "x"}}"#
            )
        };
        let page = |posts: &str| {
            format!(r#"{{"id": 1, "title": "T", "posts_count": 3, "post_stream": {{"posts": [{posts}]}}}}"#)
        };
        let text = format!("[{}, {}]", page(&post(13, 3, 2)), page(&(post(11, 1, 0) + "," + &post(12, 2, 1))));
        let found = entries(&Discourse, text.as_bytes());
        assert_eq!(shown::comments(&found), ["1|13|12|u|-|x", "1|12|-|u|-|x"]);
        assert_eq!(shown::others(&found), ["article 1: T / ", "article 1: T / x"]);
    }

    #[test]
    fn anything_is_borne() {
        shown::bears_anything(&Discourse, &[TOPIC]);
    }
}
