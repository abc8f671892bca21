//! Dumps of Reddit: a comment or a post per line, in the order of their times, so that a post's comments stand among those
//! of all others.
//!
//! `created_utc` is an integer, a float or a string, by month. Bodies are escaped as in answers of the interface. Dumps since
//! November 2023 looked at everything twice and say in `_meta` what was deleted in between; its text stays in the dump,
//! but is not read.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::Thing;
use crate::error::{Error, ErrorKind, Position, Result};
use crate::read::entry::Entry;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::{Input, Line};
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, Warning, encoding};

/// Dumps of Reddit.
pub(in crate::read) struct RedditDump;

impl Reader for RedditDump {
    fn format(&self) -> Format {
        Format::RedditDump
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let marks: [&[&str]; 2] = [&["body", "link_id", "parent_id"], &["title", "selftext", "subreddit"]];
        match start.json() {
            Some(outline) if marks.iter().any(|paths| outline.has_all(paths)) => Likeness::Strong,
            _ => Likeness::None,
        }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let mut n_comments = 0;
        Ok(Box::new(input.into_lines().flat_map(move |line| {
            match line {
                Ok(line) => entries_of(line, &mut n_comments),
                Err(error) => [Some(Entry::Problem(error)), None],
            }
            .into_iter()
            .flatten()
        })))
    }
}

/// What stands in one line, after a warning if it was not UTF-8; nothing in a blank one.
fn entries_of(line: Line, n_comments: &mut u64) -> [Option<Entry>; 2] {
    let position = |record| Position { file: None, record, line: Some(line.number) };
    let bytes = match line.bytes {
        Ok(bytes) => bytes,
        Err(error) => return [Some(Entry::Problem(error.at(None, Some(line.number)))), None],
    };
    let decoded = encoding::decode(encoding::without_bom(&bytes));
    if decoded.text.trim().is_empty() {
        return [None, None];
    }
    let warning = (decoded.replaced > 0)
        .then(|| Entry::Warning(Warning::InvalidUtf8Replaced { at: position(None), count: decoded.replaced }));
    let thing = match serde_json::from_str::<Thing>(&decoded.text) {
        Ok(thing) => thing,
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or(&reason);
            let text = format!("not a JSON object: {reason}; one comment or post per line was expected");
            return [warning, Some(problem(text, line.number))];
        }
    };
    let entry = if thing.body.is_some() {
        *n_comments += 1;
        thing.into_comment(position(Some(*n_comments)))
    } else if thing.title.is_some() {
        thing.into_article()
    } else {
        problem(
            "an object with neither \"body\" nor \"title\", where a comment or post was expected".to_owned(),
            line.number,
        )
    };
    [warning, Some(entry)]
}

fn problem(text: String, line: u64) -> Entry {
    Entry::Problem(Error::new(ErrorKind::Syntax(text)).at(None, Some(line)))
}

// Not by way of `json::parse`: a month has a hundred million lines, each with a hundred fields of which nine are read.
impl<'de> Deserialize<'de> for Thing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ThingVisitor)
    }
}

/// Fields of a line that are read. Of a hundred others nothing is kept.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    Id,
    ParentId,
    LinkId,
    Author,
    CreatedUtc,
    Body,
    Title,
    Selftext,
    #[serde(rename = "_meta")]
    Meta,
    #[serde(other)]
    Other,
}

struct ThingVisitor;

impl<'de> Visitor<'de> for ThingVisitor {
    type Value = Thing;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Thing, A::Error> {
        let mut thing = Thing::default();
        while let Some(field) = map.next_key()? {
            let place = match field {
                Field::Id => &mut thing.id,
                Field::ParentId => &mut thing.parent_id,
                Field::LinkId => &mut thing.link_id,
                Field::Author => &mut thing.author,
                Field::CreatedUtc => &mut thing.created_utc,
                Field::Body => &mut thing.body,
                Field::Title => &mut thing.title,
                Field::Selftext => &mut thing.selftext,
                Field::Meta => {
                    thing.was_deleted_later = map.next_value::<Value>()?.is_true("was_deleted_later");
                    continue;
                }
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *place = match map.next_value()? {
                Value::String(text) => Some(text),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
        }
        Ok(thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::{describe, entries};

    const FIXTURE: &[u8] = include_bytes!("../../../../tests/fixtures/exports/reddit-dump.ndjson");

    #[test]
    fn a_dump_is_read_line_by_line() {
        let expected = [
            "article 1b2tram: Council votes on the tram & the old quay | The vote is on Monday.",
            "1. 1b2tram/ka1 < - gullfeather 2024-03-01T09:00:00Z: Build it.",
            "2. 1b2tram/kb1 < ka1 - 2024-03-01T09:10:00Z: «Build it.»\n\nWith whose money? <sigh>",
            "3. 1b2road/zz1 < - slow_lane 2024-03-01T09:20:00Z: Nobody asked us.",
            "deleted comment",
            "deleted comment",
            "6. 1b2tram/kc1 < kb1 портовый_кот 2024-03-01T09:50:00Z: Деньги есть 🚋",
            "article 1b2road: The ring road, again | ",
            "problem: line 10: not a JSON object: EOF while parsing a string; one comment or post per line was expected",
            "problem: line 11: an object with neither \"body\" nor \"title\", where a comment or post was expected",
            "entry without text",
        ];
        let entries = entries(&RedditDump, FIXTURE);
        assert_eq!(describe(&entries), expected);
        let lines = entries.iter().filter_map(|entry| match entry {
            Entry::Comment(comment) => comment.at.line,
            _ => None,
        });
        assert_eq!(lines.collect::<Vec<_>>(), [2, 3, 5, 8]);
    }

    #[test]
    fn fields_of_any_type_are_taken_or_left() {
        let cases: [(&str, &str); 6] = [
            (r#"{"body":"x","id":7,"created_utc":1.7092836e9}"#, "1. /7 < - - 2024-03-01T09:00:00Z: x"),
            (r#"{"body":"x","body":"y","author":{"name":"a"},"_meta":[1]}"#, "1. / < - - -: y"),
            (r#"{"body":"x","id":"a","created_utc":-99999999999999999999}"#, "1. /a < - - -: x"),
            (
                "[1]",
                "problem: line 1: not a JSON object: invalid type: sequence, expected a JSON object; one comment or post per line was expected",
            ),
            (
                r#"{"body":"x"} {}"#,
                "problem: line 1: not a JSON object: trailing characters; one comment or post per line was expected",
            ),
            (
                r#"{"body":["x"],"title":null}"#,
                "problem: line 1: an object with neither \"body\" nor \"title\", where a comment or post was expected",
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(describe(&entries(&RedditDump, line.as_bytes())), [expected], "{line}");
        }
        let broken = entries(&RedditDump, b"{\"id\":\"a\",\"body\":\"so \xff it is\"}\r\n");
        assert!(matches!(broken[0], Entry::Warning(Warning::InvalidUtf8Replaced { count: 1, .. })));
        assert_eq!(describe(&broken[1..]), ["1. /a < - - -: so \u{fffd} it is"]);
    }

    #[test]
    fn only_dumps_look_like_dumps() {
        let likeness = |bytes| RedditDump.likeness(&Start::of(bytes));
        assert_eq!(likeness(FIXTURE), Likeness::Strong);
        assert_eq!(likeness(br#"{"body":"x","parent_id":"t1_a","link_id":"t3_b"}"#), Likeness::Strong);
        assert_eq!(likeness(include_bytes!("../../../../tests/fixtures/export.jsonl")), Likeness::None);
        assert_eq!(likeness(include_bytes!("../../../../tests/fixtures/exports/reddit.json")), Likeness::None);
    }

    #[test]
    fn nothing_makes_it_panic() {
        for end in (0..FIXTURE.len()).step_by(7) {
            entries(&RedditDump, &FIXTURE[..end]);
        }
        for key in ["x", "body", "_meta"] {
            let line = format!("{{\"{key}\":{}{},\"title\":\"t\"}}", "[".repeat(100_000), "]".repeat(100_000));
            assert_eq!(entries(&RedditDump, line.as_bytes()).len(), 1);
        }
    }
}
