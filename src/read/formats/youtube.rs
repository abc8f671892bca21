//! YouTube's Data API: the answers of `commentThreads.list` and `comments.list`.
//!
//! A thread is a comment with some of its answers: the API gives up to five of them there, and the rest by
//! `comments.list`. People save the answers one after the other into a file, as an array, or only the `items`; all are
//! read, and what `totalReplyCount` counts beyond the answers in the file is missing. `textOriginal` is the text as it was
//! written; where only `textDisplay` is given, it is HTML unless the request said `textFormat=plainText`, which is told from
//! the text. The video with its description, from `videos.list`, is the article.

use std::collections::HashMap;

use serde_json::Value;

use crate::error::Result;
use crate::read::entities::decoded;
use crate::read::entry::{CommentEntry, Skipped, Text};
use crate::read::formats::found::Found;
use crate::read::formats::markup::text_of_html;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, time};

/// Pieces of markup that YouTube puts into a text that is HTML.
const TAGS: [&str; 6] = ["<br", "<a href=", "<b>", "<i>", "<s>", "<span"];

/// Reads answers of the YouTube API.
pub(super) struct YouTube;

impl Reader for YouTube {
    fn format(&self) -> Format {
        Format::YouTube
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else { return Likeness::None };
        let places = ["", "[].", "items[].", "[].items[].", "[][]."];
        let is_thread = outline.has_all_in(&places, &["snippet.topLevelComment"]);
        let is_comment = outline.has_all_in(&places, &["snippet.textDisplay", "snippet.authorDisplayName"]);
        // Other things come from the same service: only the kind is sure where no comment is among the first items.
        let is_answer = outline.has_all_in(&["", "[]."], &["kind", "items"]) && start.text.contains("youtube#comment");
        if is_thread || is_comment || is_answer { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let (found, values) = Found::values(input)?;
        let mut walk = Walk { found, ..Walk::default() };
        for value in &values {
            walk.value(value);
        }
        Ok(walk.into_entries())
    }
}

/// A thread: what it says of itself, and what is in the file.
#[derive(Default)]
struct Thread {
    video: String,
    total: u64,
    given: u64,
}

#[derive(Default)]
struct Walk {
    found: Found,
    /// By the id of the comment they start with.
    threads: HashMap<String, Thread>,
    /// Whether the last answer with threads said that there is another.
    is_continued: bool,
}

impl Walk {
    /// A saved value, with all that is in it.
    fn value(&mut self, value: &Value) {
        let mut rest = vec![value];
        while let Some(value) = rest.pop() {
            if let Value::Array(values) = value {
                rest.extend(values.iter().rev());
            } else if value.at("items").is_some_and(Value::is_array) {
                if value.text("kind").is_none_or(|kind| kind == "youtube#commentThreadListResponse") {
                    self.is_continued = value.text("nextPageToken").is_some();
                }
                rest.extend(value.list("items").iter().rev());
            } else if let Some(comment) = value.at("snippet.topLevelComment") {
                self.thread(value, comment);
            } else if value.at("snippet.textDisplay").or(value.at("snippet.textOriginal")).is_some() {
                self.comment(value, "");
            } else if value.text("kind").as_deref() == Some("youtube#video") {
                let section = value.key("id").unwrap_or_default();
                self.found.article(section, value.text("snippet.title"), value.text("snippet.description"));
            } else if value.text("kind").is_some() {
                self.found.skipped(Skipped::Other);
            } else {
                self.found.problem(value, "a comment thread or a comment of YouTube");
            }
        }
    }

    fn thread(&mut self, thread: &Value, comment: &Value) {
        let video = thread.key("snippet.videoId").or_else(|| comment.key("snippet.videoId")).unwrap_or_default();
        if let Some(id) = comment.key("id").or_else(|| thread.key("id")) {
            let known = self.threads.entry(id).or_default();
            known.video.clone_from(&video);
            known.total = known.total.max(thread.count("snippet.totalReplyCount").unwrap_or(0));
        }
        self.comment(comment, &video);
        for reply in thread.list("replies.comments") {
            self.comment(reply, &video);
        }
    }

    /// A comment under this video, if that is known.
    fn comment(&mut self, comment: &Value, video: &str) {
        let parent_id = comment.key("snippet.parentId");
        let mut section = comment.key("snippet.videoId").unwrap_or_else(|| video.to_owned());
        if let Some(parent) = &parent_id {
            let thread = self.threads.entry(parent.clone()).or_default();
            thread.given += 1;
            if section.is_empty() {
                section.clone_from(&thread.video);
            }
        }
        match comment.text("snippet.moderationStatus").as_deref() {
            Some("likelySpam") => return self.found.skipped(Skipped::Spam),
            Some("heldForReview" | "rejected") => return self.found.skipped(Skipped::NotApproved),
            _ => {}
        }
        self.found.comment(CommentEntry {
            section,
            id: comment.key("id"),
            parent_id,
            author: comment.key("snippet.authorDisplayName"),
            time: comment.text("snippet.publishedAt").and_then(|text| time::from_text(&text)),
            text: text(comment),
            ..CommentEntry::default()
        });
    }

    fn into_entries<'a>(mut self) -> Entries<'a> {
        let missing = self.threads.values().map(|thread| thread.total.saturating_sub(thread.given));
        self.found.missing(missing.fold(0, u64::saturating_add));
        if self.is_continued {
            self.found.missing_some();
        }
        self.found.into_entries()
    }
}

fn text(comment: &Value) -> Text {
    if let Some(original) = comment.text("snippet.textOriginal") {
        return original.into();
    }
    let display = comment.text("snippet.textDisplay").unwrap_or_default();
    // HTML of this service has entities for `&`, `<`, quotation marks and apostrophes, and `<br>` for line ends.
    let is_html = TAGS.iter().any(|tag| display.contains(tag)) || decoded(&display) != display;
    if is_html { text_of_html(&display) } else { display.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::entries;
    use crate::read::formats::found::shown;

    const THREADS: &[u8] = include_bytes!("../../../tests/fixtures/exports/youtube.json");

    #[test]
    fn threads_replies_and_video_are_read() {
        let found = entries(&YouTube, THREADS);
        let expected = [
            "vHarbour01|UgxA|-|@anna-k|2024-03-01T10:00:00Z|Build it & build it now!\nThe old pier is <rotten>.",
            "vHarbour01|UgxA.r1|UgxA|@boris_b|2024-03-01T11:30:00Z|@anna-k Кто заплатит? 🙂",
            "vHarbour01|UgxB|-|@cleo|2024-03-02T09:15:00Z|if tax < 5% then \"fine\"",
            "vHarbour01|UgxD|-|@dov|2024-03-02T12:00:00Z|See https://example.org/plan\n\nand page 3",
            "vHarbour01|UgxA.r2|UgxA|@cleo|2024-03-03T08:00:00Z|We all will.",
        ];
        assert_eq!(shown::comments(&found), expected);
        let expected = [
            "article vHarbour01: A new harbour? / The town wants a harbour.\n\nShould it be built?",
            "comment not approved",
            "missing 4",
        ];
        assert_eq!(shown::others(&found), expected);
    }

    #[test]
    fn answers_may_be_in_an_array_or_lack_their_frame() {
        let comment = r#"{"id": "a", "snippet": {"textDisplay": "x", "authorDisplayName": "Ann"}}"#;
        let thread = format!(r#"{{"snippet": {{"topLevelComment": {comment}, "videoId": "v"}}}}"#);
        let cases = [
            (comment.to_owned(), "|a|-|Ann|-|x"),
            (thread.clone(), "v|a|-|Ann|-|x"),
            (format!("[{thread}]"), "v|a|-|Ann|-|x"),
            (format!("[{{\"items\": [{thread}]}}]"), "v|a|-|Ann|-|x"),
        ];
        for (text, expected) in cases {
            assert_eq!(YouTube.likeness(&Start::of(text.as_bytes())), Likeness::Strong, "{text}");
            assert_eq!(shown::comments(&entries(&YouTube, text.as_bytes())), [expected], "{text}");
        }
    }

    #[test]
    fn another_page_is_missing_only_after_the_last() {
        let page = |token: &str| format!(r#"{{"kind": "youtube#commentThreadListResponse", {token}"items": []}}"#);
        let (more, last) = (page(r#""nextPageToken": "x", "#), page(""));
        assert_eq!(shown::others(&entries(&YouTube, format!("{more}\n{last}").as_bytes())), [""; 0]);
        assert_eq!(shown::others(&entries(&YouTube, format!("{last}\n{more}").as_bytes())), ["missing some"]);
    }

    #[test]
    fn anything_is_borne() {
        shown::bears_anything(&YouTube, &[THREADS]);
    }
}
