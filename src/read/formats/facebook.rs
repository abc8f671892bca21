//! Facebook: comments from the Graph API, and the comments of an account that was downloaded as JSON.
//!
//! In the Graph API a comment's answers stand in it, in `comments.data`, or all stand in one list with their `parent`; often
//! there is no `from`. A post may hold its comments in the same way: the ids tell which is which, for those of comments
//! begin with the id of what they stand under. What the counts promise beyond the file is missing.
//!
//! The download (`comments_v2`) has neither ids nor what was answered, only what the account's owner wrote. Its strings are
//! UTF-8 taken for Latin-1 byte by byte; they are mended, if what comes out is UTF-8.

use std::collections::HashMap;

use serde_json::Value;

use crate::error::Result;
use crate::read::entry::{CommentEntry, Skipped};
use crate::read::formats::counted::{Counted, missing};
use crate::read::formats::found::Found;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, time};

/// Keys under which downloads of different years list comments.
const DOWNLOADS: [&str; 2] = ["comments_v2", "comments"];

/// Reads comments of Facebook.
pub(super) struct Facebook;

impl Reader for Facebook {
    fn format(&self) -> Format {
        Format::Facebook
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else { return Likeness::None };
        let comment = ["id", "message", "created_time"];
        let is_graph = outline
            .has_all_in(&["data[].", "[].data[].", "comments.data[].", "[].comments.data[]."], &comment)
            || outline.has_all_in(&["", "[]."], &["id", "message", "created_time", "from.name"])
            || outline.has_all_in(&["data[].comments.data[]."], &comment);
        let is_download = outline.has("comments_v2") || outline.has("comments[].data[].comment.comment");
        if is_graph || is_download { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let (found, values) = Found::values(input)?;
        let mut walk = Graph { found, ..Graph::default() };
        for value in &values {
            match DOWNLOADS.iter().find_map(|key| value.get(key)?.as_array()) {
                Some(comments) => comments.iter().for_each(|value| downloaded(value, &mut walk.found)),
                None => walk.value(value),
            }
        }
        Ok(walk.into_entries())
    }
}

/// A comment of a download; what has no comment in it is a sticker or a picture.
fn downloaded(value: &Value, found: &mut Found) {
    if !value.is_object() {
        return found.problem(value, "a comment");
    }
    let data = value.list("data").iter().filter_map(|data| data.at("comment"));
    let mut is_empty = true;
    for comment in data {
        is_empty = false;
        let seconds = comment.text("timestamp").or_else(|| value.text("timestamp"));
        found.comment(CommentEntry {
            author: comment.key("author").map(mended),
            time: seconds.and_then(|number| time::from_unix(&number)),
            text: comment.text("comment").map(mended).unwrap_or_default().into(),
            ..CommentEntry::default()
        });
    }
    if is_empty {
        found.skipped(Skipped::Empty);
    }
}

/// A text whose characters are bytes of UTF-8, as text; any other as it is.
fn mended(text: String) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or(text)
}

#[derive(Default)]
struct Graph {
    found: Found,
    /// Answers, by the comment they are to.
    answers: HashMap<String, Counted>,
    /// Comments that summaries count, by section: each page of a list repeats the count.
    totals: HashMap<String, u64>,
    given: u64,
    /// Whether the last page of the last list said that there is another.
    is_continued: bool,
    /// Whether answers to a comment go on elsewhere.
    is_cut: bool,
}

/// Something on the way: a value, and the comment and post it stands under.
struct Below<'a> {
    value: &'a Value,
    parent: Option<String>,
    section: String,
}

impl Graph {
    /// A saved answer: a list, a post or a comment, with all that is in it, in the order of the page.
    fn value(&mut self, value: &Value) {
        let mut rest = vec![Below { value, parent: None, section: String::new() }];
        while let Some(Below { value, parent, section }) = rest.pop() {
            let below = |value| Below { value, parent: parent.clone(), section: section.clone() };
            if let Value::Array(values) = value {
                rest.extend(values.iter().rev().map(below));
            } else if let Some(Value::Array(values)) = value.at("data") {
                let goes_on = value.text("paging.next").is_some();
                if parent.is_some() {
                    self.is_cut |= goes_on;
                } else {
                    self.is_continued = goes_on;
                    let total = self.totals.entry(section.clone()).or_default();
                    *total = value.count("summary.total_count").unwrap_or(0).max(*total);
                }
                rest.extend(values.iter().rev().map(below));
            } else if !value.is_object() || value.key("id").is_none() {
                self.found.problem(value, "a comment or post of Facebook");
            } else if parent.is_none() && section.is_empty() && is_post(value) {
                let section = value.key("id").unwrap_or_default();
                self.found.article(section.as_str(), None, value.text("message").or_else(|| value.text("story")));
                rest.extend(value.at("comments").map(|value| Below { value, parent: None, section }));
            } else {
                self.comment(value, parent, &section);
                rest.extend(value.at("comments").map(|answers| Below {
                    value: answers,
                    parent: value.key("id"),
                    section,
                }));
            }
        }
    }

    fn comment(&mut self, comment: &Value, above: Option<String>, section: &str) {
        let parent_id = comment.key("parent.id").or(above);
        self.given += 1;
        if let Some(id) = comment.key("id") {
            let total = comment.count("comment_count").or_else(|| comment.count("comments.summary.total_count"));
            self.answers.entry(id).or_default().count(total.unwrap_or(0));
        }
        if let Some(parent) = &parent_id {
            self.answers.entry(parent.clone()).or_default().given += 1;
        }
        if comment.is_true("is_hidden") {
            return self.found.skipped(Skipped::NotApproved);
        }
        self.found.comment(CommentEntry {
            section: section.to_owned(),
            id: comment.key("id"),
            parent_id,
            author: comment.key("from.name"),
            time: comment.text("created_time").and_then(|text| time::from_text(&text)),
            text: comment.text("message").unwrap_or_default().into(),
            ..CommentEntry::default()
        });
    }

    /// A summary may or may not count answers to comments, so the larger of what both ways of counting miss counts.
    fn into_entries<'a>(mut self) -> Entries<'a> {
        let total = self.totals.values().copied().fold(0, u64::saturating_add);
        let missing = missing(self.answers.values()).max(total.saturating_sub(self.given));
        self.found.missing(missing);
        if missing == 0 && (self.is_continued || self.is_cut) {
            self.found.missing_some();
        }
        self.found.into_entries()
    }
}

/// Whether this is a post: ids are `PAGE_POST` and, of comments under it and of their answers, `POST_COMMENT`.
fn is_post(value: &Value) -> bool {
    let id = value.key("id").unwrap_or_default();
    let below = value.list("comments.data").first().and_then(|comment| comment.key("id")).unwrap_or_default();
    match (id.rsplit_once('_'), below.split_once('_')) {
        (Some((_, last)), Some((first, _))) => last == first,
        // A post of a person has an id without a page.
        (None, Some((first, _))) => id == first,
        _ => {
            // A comment has an address too, which names its post and, after that, it.
            let address = value.text("permalink_url");
            let is_of_post = address.is_some_and(|address| !address.contains("comment_id="));
            (value.at("story").or(value.at("status_type")).is_some() || is_of_post)
                && ["parent", "comment_count", "is_hidden"].iter().all(|key| value.at(key).is_none())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::entries;
    use crate::read::formats::found::shown;

    const GRAPH: &[u8] = include_bytes!("../../../tests/fixtures/exports/facebook-graph.json");
    const DOWNLOAD: &[u8] = include_bytes!("../../../tests/fixtures/exports/facebook-download.json");

    #[test]
    fn comments_and_their_answers_are_read() {
        let found = entries(&Facebook, GRAPH);
        let expected = [
            "100_200|200_301|-|Anna Example|2022-06-01T10:00:00Z|Close the street & plant trees",
            "100_200|200_302|200_301|-|2022-06-01T10:30:00Z|А как же парковка? 🚗",
            "100_200|200_305|-|Carl Example|2022-06-01T12:00:00Z|Not <b>my</b> street",
        ];
        assert_eq!(shown::comments(&found), expected);
        let expected = [
            "article 100_200:  / Should Mill Street be closed to cars?",
            "comment not approved",
            "entry without text",
            "missing 2",
        ];
        assert_eq!(shown::others(&found), expected);
    }

    #[test]
    fn lists_of_comments_are_read_without_their_post() {
        let text = r#"{"data": [
            {"id": "5_1", "message": "a", "created_time": "2022-06-01T10:00:00+0000", "comment_count": 1},
            {"id": "5_2", "message": "b", "created_time": "2022-06-01T11:00:00+0000", "parent": {"id": "5_1"}}],
            "paging": {"next": "https://example.org/next"}, "summary": {"total_count": 2}}"#;
        assert_eq!(Facebook.likeness(&Start::of(text.as_bytes())), Likeness::Strong);
        let found = entries(&Facebook, text.as_bytes());
        assert_eq!(shown::comments(&found), ["|5_1|-|-|2022-06-01T10:00:00Z|a", "|5_2|5_1|-|2022-06-01T11:00:00Z|b"]);
        assert_eq!(shown::others(&found), ["missing some"]);
    }

    #[test]
    fn comments_with_an_address_are_no_posts() {
        let text = r#"{"data": [
            {"id": "5_1", "message": "a", "permalink_url": "https://example.org/9/posts/5?comment_id=1"},
            {"id": "5_2", "message": "b", "permalink_url": "https://example.org/x", "comment_count": 0},
            {"id": "9_5", "message": "c", "permalink_url": "https://example.org/9/posts/5", "comments": {"data": [
                {"id": "5_3", "message": "d", "permalink_url": "https://example.org/9/posts/5"}]}}]}"#;
        let found = entries(&Facebook, text.as_bytes());
        assert_eq!(shown::comments(&found), ["|5_1|-|-|-|a", "|5_2|-|-|-|b", "9_5|5_3|-|-|-|d"]);
        assert_eq!(shown::others(&found), ["article 9_5:  / c"]);
    }

    #[test]
    fn each_page_of_a_list_repeats_its_count() {
        let page = |id: &str, more: &str| {
            format!(r#"{{"data": [{{"id": "{id}", "message": "x"}}]{more}, "summary": {{"total_count": 4}}}}"#)
        };
        let text = page("5_1", r#", "paging": {"next": "n"}"#) + "\n" + &page("5_2", "");
        assert_eq!(shown::others(&entries(&Facebook, text.as_bytes())), ["missing 2"]);
        let count = u64::MAX;
        let text = format!(
            r#"{{"data": [{{"id": "a", "message": "x", "comment_count": {count}}}, {{"id": "b", "comment_count": {count}}}]}}"#
        );
        assert_eq!(
            shown::others(&entries(&Facebook, text.as_bytes())),
            ["entry without text".to_owned(), format!("missing {count}")]
        );
    }

    #[test]
    fn a_download_is_read_and_its_letters_mended() {
        let found = entries(&Facebook, DOWNLOAD);
        let expected = [
            "|-|-|Žofie Příkladová|2018-10-26T14:06:40Z|Už nikdy! 👍",
            "|-|-|Žofie Příkladová|2018-10-26T15:00:00Z|Plain words",
        ];
        assert_eq!(shown::comments(&found), expected);
        assert_eq!(shown::others(&found), ["entry without text"; 2]);
    }

    #[test]
    fn only_what_is_utf8_underneath_is_mended() {
        let cases = [
            ("\u{c5}\u{99}", "ř"),
            ("caf\u{e9}", "café"),
            ("Příklad", "Příklad"),
            ("plain", "plain"),
            ("\u{f0}\u{9f}\u{91}\u{8d} ok", "👍 ok"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(mended(text.into()), expected);
        }
    }

    #[test]
    fn anything_is_borne() {
        shown::bears_anything(&Facebook, &[GRAPH, DOWNLOAD]);
    }
}
