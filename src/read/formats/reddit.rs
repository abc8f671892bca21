//! Reddit: answers of its interface, and the monthly dumps of all its comments.
//!
//! Both give a thing's id without, and what it refers to with, a prefix of its kind: `t1_` is a comment, `t3_` a post.
//! Texts are Markdown. [`listing`] reads the nested answers (`/comments/ID.json`), [`dump`] the lines of a dump
//! (`RC_2023-01`, `RS_2023-01`, or one subreddit's), and this file what both know of a thing.

mod dump;
mod escapes;
mod listing;
mod markdown;

pub(super) use dump::RedditDump;
pub(super) use listing::Reddit;

use crate::comment::Article;
use crate::error::Position;
use crate::read::entry::{CommentEntry, Entry, Skipped};
use crate::read::time;

use markdown::text_of_markdown;

/// What is read of a comment or post, each as the source has it.
#[derive(Debug, Default)]
struct Thing {
    id: Option<String>,
    parent_id: Option<String>,
    link_id: Option<String>,
    author: Option<String>,
    created_utc: Option<String>,
    /// Text of a comment.
    body: Option<String>,
    title: Option<String>,
    /// Text of a post.
    selftext: Option<String>,
    /// Whether a dump's second look found it deleted or removed, though the dump keeps the text.
    was_deleted_later: bool,
}

impl Thing {
    /// The post as an article; the title or text that a deleted one has left.
    fn into_article(self) -> Entry {
        let kept = |text: Option<String>| text.filter(|text| !is_deletion(text)).unwrap_or_default();
        let title = crate::read::entities::decoded(kept(self.title).trim()).into_owned();
        let text = text_of_markdown(&kept(self.selftext)).text;
        let section = self.id.map(|id| without_kind(&id).to_owned()).unwrap_or_default();
        Entry::Article { section, article: Article { title, text, ..Article::default() } }
    }

    /// The comment, or what kind of entry it is.
    fn into_comment(self, at: Position) -> Entry {
        let body = self.body.unwrap_or_default();
        if self.was_deleted_later || is_deletion(&body) {
            return Entry::Skipped(Skipped::Deleted);
        }
        let text = text_of_markdown(&body);
        if text.text.is_empty() {
            return Entry::Skipped(Skipped::Empty);
        }
        Entry::Comment(Box::new(CommentEntry {
            section: self.link_id.map(|id| without_kind(&id).to_owned()).unwrap_or_default(),
            id: self.id.map(|id| without_kind(&id).to_owned()),
            parent_id: self.parent_id.and_then(|id| parent_of(&id)),
            author: self.author.filter(|author| !is_deletion(author)),
            time: self.created_utc.and_then(|seconds| time::from_unix(&seconds)),
            text,
            at,
            ..CommentEntry::default()
        }))
    }
}

/// An id without the prefix of its kind.
fn without_kind(id: &str) -> &str {
    match id.split_once('_') {
        Some((kind, id)) if kind.len() == 2 && kind.starts_with('t') => id,
        _ => id,
    }
}

/// The comment that a comment answers; `None` if it answers the post.
fn parent_of(parent_id: &str) -> Option<String> {
    (!parent_id.is_empty() && !parent_id.starts_with("t3_")).then(|| without_kind(parent_id).to_owned())
}

/// Whether a text or name stands for one that was taken away.
fn is_deletion(text: &str) -> bool {
    let Some(inside) = text.trim().strip_prefix('[').and_then(|text| text.strip_suffix(']')) else {
        return false;
    };
    let inside = inside.trim().to_lowercase();
    matches!(inside.as_str(), "deleted" | "removed" | "deleted by user") || inside.starts_with("removed by reddit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lose_their_kind() {
        let cases = [("t1_abc", Some("abc")), ("t3_abc", None), ("abc", Some("abc")), ("", None), ("te_x", Some("x"))];
        for (id, expected) in cases {
            assert_eq!(parent_of(id).as_deref(), expected, "{id:?}");
        }
        assert_eq!(without_kind("some_body"), "some_body");
    }

    #[test]
    fn deletions_are_known() {
        let cases = [
            ("[deleted]", true),
            (" [removed]\n", true),
            ("[ Removed by Reddit ]", true),
            ("[ Removed by Reddit in response to a copyright notice. ]", true),
            ("[deleted] was right", false),
            ("[remove]", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_deletion(text), expected, "{text:?}");
        }
    }
}
