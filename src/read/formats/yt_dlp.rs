//! The `.info.json` that yt-dlp writes with `--write-comments`, for YouTube and the other sites it knows.
//!
//! The comments stand in `comments`, each answer with the id of what it answers in `parent`, which is `root` for an answer
//! to the video. `comment_count` is what the site states; it is often more than was loaded. Times are those of the day for
//! old comments, for YouTube says only "2 years ago". Title and description are the article. Arrays of such comments alone
//! are read as well.

use serde_json::Value;

use crate::error::Result;
use crate::read::entry::{CommentEntry, Text};
use crate::read::formats::found::Found;
use crate::read::formats::markup::text_of_html;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, time};

/// Reads files of yt-dlp.
pub(super) struct YtDlp;

impl Reader for YtDlp {
    fn format(&self) -> Format {
        Format::YtDlp
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else { return Likeness::None };
        let in_video = ["", "[]."];
        let has_comments = outline.has_all_in(&in_video, &["comments[].parent", "comments[].author_id"])
            || outline.has_all_in(&["", "[]."], &["author_is_uploader", "parent"]);
        // The list of formats comes first, and may be longer than the start.
        let is_video = outline.has_all_in(&in_video, &["id", "title", "formats[].format_id"])
            || outline.has_all_in(&in_video, &["id", "title", "extractor_key"]);
        if has_comments || is_video { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let (mut found, values) = Found::values(input)?;
        let mut rest: Vec<&Value> = values.iter().rev().collect();
        while let Some(value) = rest.pop() {
            if let Value::Array(values) = value {
                rest.extend(values.iter().rev());
            } else if value.at("parent").is_some() {
                comment(value, "", &mut found);
            } else if value.at("comments").or(value.at("extractor")).or(value.at("formats")).is_some() {
                video(value, &mut found);
            } else {
                found.problem(value, "a video with comments, as yt-dlp writes it");
            }
        }
        Ok(found.into_entries())
    }
}

fn video(video: &Value, found: &mut Found) {
    let section = video.key("id").unwrap_or_default();
    found.article(section.as_str(), video.text("title"), video.text("description"));
    let comments = video.list("comments");
    for value in comments {
        match value {
            Value::Object(_) => comment(value, &section, found),
            _ => found.problem(value, "a comment"),
        }
    }
    found.missing(video.count("comment_count").unwrap_or(0).saturating_sub(comments.len() as u64));
}

fn comment(comment: &Value, section: &str, found: &mut Found) {
    let html = || comment.text("html").map(|html| text_of_html(&html));
    found.comment(CommentEntry {
        section: section.to_owned(),
        id: comment.key("id"),
        parent_id: comment.key("parent").filter(|parent| parent != "root"),
        author: comment.key("author"),
        time: comment.text("timestamp").and_then(|number| time::from_unix(&number)),
        text: comment.text("text").map(Text::from).or_else(html).unwrap_or_default(),
        ..CommentEntry::default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::entries;
    use crate::read::formats::found::shown;

    const INFO: &[u8] = include_bytes!("../../../tests/fixtures/exports/yt-dlp.json");

    #[test]
    fn comments_and_video_are_read() {
        let found = entries(&YtDlp, INFO);
        let expected = [
            "vFerry0002|UgyA|-|@erin|2023-09-24T00:00:00Z|No more ferries & no more noise",
            "vFerry0002|UgyA.q1|UgyA|@filip|2023-09-25T00:00:00Z|@erin А как же остров? ⛴️",
            "vFerry0002|UgyB|-|-|-|Fine by me,\n\nreally.",
            "vFerry0002|UgyC|-|@gus|2023-09-26T00:00:00Z|root and branch",
        ];
        assert_eq!(shown::comments(&found), expected);
        let expected = [
            "article vFerry0002: The last ferry / It sails in May.\nWhat then?",
            "entry without text",
            "problem: record 6: a string or number where a comment was expected",
            "missing 2",
        ];
        assert_eq!(shown::others(&found), expected);
    }

    #[test]
    fn comments_may_come_without_their_video() {
        let text = br#"[{"id": "a", "parent": "root", "text": "x", "author": "Ann", "author_is_uploader": false}]"#;
        assert_eq!(YtDlp.likeness(&Start::of(text)), Likeness::Strong);
        assert_eq!(shown::comments(&entries(&YtDlp, text)), ["|a|-|Ann|-|x"]);
    }

    #[test]
    fn a_video_is_known_by_its_formats_where_comments_come_late() {
        let formats = r#"{"format_id": "137", "url": "https://example.org/v"}, "#.repeat(10_000);
        let text = format!(r#"{{"id": "v", "title": "T", "formats": [{formats}{{}}], "comments": []}}"#);
        assert_eq!(YtDlp.likeness(&Start::of(text.as_bytes())), Likeness::Strong);
    }

    #[test]
    fn anything_is_borne() {
        shown::bears_anything(&YtDlp, &[INFO]);
    }
}
