//! What the readers of JSON exports share: the values of a file, and the entries found in them, numbered.

use serde_json::Value;

use crate::comment::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::read::entry::{CommentEntry, Entry, SectionKey, Skipped};
use crate::read::formats::Entries;
use crate::read::input::Input;
use crate::read::json;

/// The entries found so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    entries: Vec<Entry>,
    /// Comments and skipped entries so far.
    records: u64,
}

impl Found {
    /// Reads a file whole: its values, and what there is to say of those that are none.
    ///
    /// # Errors
    ///
    /// Those of [`Input::into_document`].
    pub fn values(input: Input) -> Result<(Self, Vec<Value>)> {
        let mut found = Self::default();
        let document = input.into_document()?;
        found.extend(document.warning);
        let values = found.parsed(&document.text);
        Ok((found, values))
    }

    /// The values that stand one after the other in a text.
    pub fn parsed(&mut self, text: &str) -> Vec<Value> {
        let mut values = Vec::new();
        for value in json::parse_all(text) {
            match value {
                Ok(value) => values.push(value),
                Err(error) => self.entries.push(Entry::Problem(error)),
            }
        }
        values
    }

    /// Entries that are no records.
    pub fn extend(&mut self, entries: impl IntoIterator<Item = Entry>) {
        self.entries.extend(entries);
    }

    /// A comment; an entry without text, if it has none.
    pub fn comment(&mut self, mut comment: CommentEntry) {
        if comment.text.text.trim().is_empty() {
            return self.skipped(Skipped::Empty);
        }
        self.records += 1;
        comment.at.record = Some(self.records);
        self.entries.push(Entry::Comment(Box::new(comment)));
    }

    /// An entry that is not read as a comment.
    pub fn skipped(&mut self, kind: Skipped) {
        self.records += 1;
        self.entries.push(Entry::Skipped(kind));
    }

    /// An article, if anything is known of it.
    pub fn article(&mut self, section: impl Into<SectionKey>, title: Option<String>, text: Option<String>) {
        if title.is_some() || text.is_some() {
            let (title, text) = (title.unwrap_or_default(), text.unwrap_or_default());
            let article = Article { title, text, ..Article::default() };
            self.entries.push(Entry::Article { section: section.into(), article });
        }
    }

    /// So many comments of the export are not in the file, if any.
    pub fn missing(&mut self, count: u64) {
        if count > 0 {
            self.entries.push(Entry::Missing(Some(count)));
        }
    }

    /// Comments are not in the file, and it does not say how many.
    pub fn missing_some(&mut self) {
        self.entries.push(Entry::Missing(None));
    }

    /// A record that is not what it should be.
    pub fn problem(&mut self, found: &Value, expected: &str) {
        self.records += 1;
        let text = format!("{} where {expected} was expected", kind(found));
        let error = Error::new(ErrorKind::Syntax(text)).at(Some(self.records), None);
        self.entries.push(Entry::Problem(error));
    }

    /// All of them.
    pub fn into_entries<'a>(self) -> Entries<'a> {
        Box::new(self.entries.into_iter())
    }
}

/// What a value is, for a message.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "a truth value".into(),
        Value::Number(_) | Value::String(_) => "a string or number".into(),
        Value::Array(_) => "an array".into(),
        Value::Object(object) if object.is_empty() => "an empty object".into(),
        Value::Object(object) => {
            let keys: Vec<&str> = object.keys().take(5).map(String::as_str).collect();
            format!("an object with the keys {}", keys.join(", ").chars().take(100).collect::<String>())
        }
    }
}

/// Shorthands for the tests of the readers.
#[cfg(test)]
pub(super) mod shown {
    use super::*;
    use crate::read::formats::check::entries;
    use crate::read::formats::{Likeness, Reader};
    use crate::read::start::Start;

    /// A comment in one line: `section|id|parent|author|time|text`, a quoted piece between guillemets.
    pub fn comments(entries: &[Entry]) -> Vec<String> {
        let comments = entries.iter().filter_map(|entry| match entry {
            Entry::Comment(comment) => Some(comment.as_ref()),
            _ => None,
        });
        let shown = |comment: &CommentEntry| {
            let mut text = comment.text.text.clone();
            for range in comment.text.quoted.iter().rev() {
                text.insert(range.end, '»');
                text.insert(range.start, '«');
            }
            let or_dash = |field: &Option<String>| field.clone().unwrap_or("-".into());
            let [id, parent] = [&comment.id, &comment.parent_id].map(or_dash);
            let [author, time] = [&comment.author, &comment.time].map(or_dash);
            format!("{}|{id}|{parent}|{author}|{time}|{text}", comment.section)
        };
        comments.map(shown).collect()
    }

    /// Everything but comments, in one line each: `article S: title / text`, `deleted comment`, `missing 3`.
    pub fn others(entries: &[Entry]) -> Vec<String> {
        let shown = |entry: &Entry| match entry {
            Entry::Comment(_) => None,
            Entry::Article { section, article } => {
                Some(format!("article {section}: {} / {}", article.title, article.text))
            }
            Entry::Skipped(kind) => Some(kind.name().to_owned()),
            Entry::Missing(Some(count)) => Some(format!("missing {count}")),
            Entry::Missing(None) => Some("missing some".to_owned()),
            Entry::Problem(error) | Entry::Failed(error) => Some(format!("problem: {error}")),
            Entry::Warning(warning) => Some(format!("warning: {warning}")),
        };
        entries.iter().filter_map(shown).collect()
    }

    /// The reader knows its fixtures, leaves other files alone, and reads what is cut off, nested or empty.
    pub fn bears_anything(reader: &dyn Reader, fixtures: &[&[u8]]) {
        let other = include_bytes!("../../../tests/fixtures/export.jsonl");
        assert_eq!(reader.likeness(&Start::of(other)), Likeness::None);
        for fixture in fixtures {
            assert_eq!(reader.likeness(&Start::of(fixture)), Likeness::Strong);
            let records = entries(reader, fixture);
            let positions = records.iter().filter_map(|entry| match entry {
                Entry::Comment(comment) => comment.at.record,
                _ => None,
            });
            assert!(positions.is_sorted());
            for end in (0..fixture.len()).step_by(7) {
                entries(reader, &fixture[..end]);
            }
        }
        let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
        let deep =
            [deep("[", "]"), deep("{\"children\":[", "]}"), deep("{\"comments\":{\"data\":[", ""), deep("{", "")];
        for text in deep {
            let problems = entries(reader, text.as_bytes());
            assert!(matches!(problems[0], Entry::Problem(_)), "{problems:?}");
        }
        let oddities =
            ["", "null", "7", "[]", "{}", "[null, 7, \"x\", [], {}]", "{\"id\": {}, \"data\": 7}", "\u{feff}", "]]"];
        for text in oddities {
            let shown = comments(&entries(reader, text.as_bytes()));
            assert!(shown.is_empty(), "{text}: {shown:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::{Format, detect};
    use crate::read::json::Look;
    use crate::read::start::Start;

    #[test]
    fn each_fixture_is_known_for_what_it_is() {
        let cases: [(&[u8], Format); 16] = [
            (include_bytes!("../../../tests/fixtures/exports/coral.json"), Format::Coral),
            (include_bytes!("../../../tests/fixtures/exports/coral-mongoexport.jsonl"), Format::Coral),
            (include_bytes!("../../../tests/fixtures/exports/discourse.json"), Format::Discourse),
            (include_bytes!("../../../tests/fixtures/exports/facebook-download.json"), Format::Facebook),
            (include_bytes!("../../../tests/fixtures/exports/facebook-graph.json"), Format::Facebook),
            (include_bytes!("../../../tests/fixtures/exports/hacker-news-firebase.jsonl"), Format::HackerNews),
            (include_bytes!("../../../tests/fixtures/exports/hacker-news-hits.json"), Format::HackerNews),
            (include_bytes!("../../../tests/fixtures/exports/hacker-news-item.json"), Format::HackerNews),
            (include_bytes!("../../../tests/fixtures/exports/telegram.json"), Format::Telegram),
            (include_bytes!("../../../tests/fixtures/exports/vk.json"), Format::Vk),
            (include_bytes!("../../../tests/fixtures/exports/x-archive.js"), Format::X),
            (include_bytes!("../../../tests/fixtures/exports/x-grailbird.js"), Format::X),
            (include_bytes!("../../../tests/fixtures/exports/x-v1.jsonl"), Format::X),
            (include_bytes!("../../../tests/fixtures/exports/x-v2.json"), Format::X),
            (include_bytes!("../../../tests/fixtures/exports/youtube.json"), Format::YouTube),
            (include_bytes!("../../../tests/fixtures/exports/yt-dlp.json"), Format::YtDlp),
        ];
        for (bytes, expected) in cases {
            assert_eq!(detect(&Start::of(bytes)), Some(expected));
        }
    }

    #[test]
    fn what_is_no_record_is_named() {
        let mut found = Found::default();
        found.comment(CommentEntry::default());
        for value in found.parsed(r#"7 [] {} {"a": 1, "b": {"c": 2}}"#) {
            assert!(value.key("id").is_none());
            found.problem(&value, "a comment");
        }
        let expected = [
            "entry without text",
            "problem: record 2: a string or number where a comment was expected",
            "problem: record 3: an array where a comment was expected",
            "problem: record 4: an empty object where a comment was expected",
            "problem: record 5: an object with the keys a, b where a comment was expected",
        ];
        assert_eq!(shown::others(&found.into_entries().collect::<Vec<_>>()), expected);
    }
}
