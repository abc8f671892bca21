//! JSONL: one JSON object per line; or one JSON array of objects.
//!
//! Strings, numbers and truth values become text, `null` becomes an empty value; arrays and objects inside a record are
//! passed over. Numbers keep their digits, for ids are longer than a float holds.

use std::collections::VecDeque;
use std::fmt;
use std::io::BufRead;

use serde::de::{DeserializeSeed, IgnoredAny, SeqAccess, Visitor};
use serde_json::{Deserializer, Map, Value};

use crate::error::{Error, ErrorKind, Result};
use crate::read::formats::{Format, Likeness};
use crate::read::input::{Input, Line};
use crate::read::start::Start;
use crate::read::table::rows::Row;
use crate::read::table::{Names, Rows, TableItem, Tabular};

use crate::read::numbers::quote_numbers;

/// Bytes of a start that may be cut off.
const WHOLE_START: usize = 32 * 1024;

/// Reads JSONL.
pub(super) struct Jsonl;

impl Tabular for Jsonl {
    fn format(&self) -> Format {
        Format::Jsonl
    }

    /// Strong if the file starts as an object, or as an array that is empty or starts with an object; weak if only its
    /// first character says so, as in an article headed "[Update]".
    fn likeness(&self, start: &Start) -> Likeness {
        let mut visible = start.bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
        match (visible.next(), visible.next()) {
            (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{' | b']')) => Likeness::Strong,
            (Some(b'{' | b'['), _) => Likeness::Weak,
            _ => Likeness::None,
        }
    }

    fn rows<'a>(&self, input: Input<'a>) -> Result<Rows<'a>> {
        let mut bytes = input.into_bytes();
        let start = bytes.fill_buf()?;
        if start.trim_ascii_start().starts_with(b"[") {
            return Ok(Box::new(array(&Input::new(bytes).into_whole()?)?.into_iter()));
        }
        if is_one_value(start) {
            let text = "one JSON object over several lines; one object per line was expected, or an array of them";
            return Err(Error::new(ErrorKind::Syntax(text.into())).at(None, Some(1)));
        }
        Ok(Box::new(Lines {
            lines: Box::new(Input::new(bytes).into_lines()),
            names: Names::default(),
            record: 0,
            waiting: VecDeque::new(),
            ended: false,
        }))
    }
}

/// Objects, one on each line.
struct Lines<'a> {
    lines: Box<dyn Iterator<Item = Result<Line>> + Send + 'a>,
    names: Names,
    record: u64,
    /// A row, and what is to be said of it, that wait for its columns to be handed on.
    waiting: VecDeque<TableItem>,
    ended: bool,
}

impl Iterator for Lines<'_> {
    type Item = TableItem;

    fn next(&mut self) -> Option<TableItem> {
        if let Some(item) = self.waiting.pop_front() {
            return Some(item);
        }
        loop {
            if self.ended {
                return None;
            }
            let line = match self.lines.next()? {
                Ok(line) => line,
                Err(error) => {
                    self.ended = true;
                    return Some(TableItem::Problem(error.at(Some(self.record + 1), None)));
                }
            };
            let (bytes, number) = (line.bytes, Some(line.number));
            if bytes.as_ref().is_ok_and(|bytes| bytes.trim_ascii().is_empty()) {
                continue;
            }
            self.record += 1;
            match bytes.and_then(|bytes| object(&bytes)) {
                Ok(object) => {
                    let row = row(&mut self.names, object, self.record, number);
                    self.waiting.extend(self.names.new_columns());
                    self.waiting.extend(self.names.passed_over(self.record, number));
                    self.waiting.push_back(TableItem::Row(row));
                    return self.waiting.pop_front();
                }
                Err(error) => return Some(TableItem::Problem(error.at(Some(self.record), number))),
            }
        }
    }
}

/// The object on a line.
fn object(line: &[u8]) -> Result<Map<String, Value>> {
    let line = std::str::from_utf8(line).map_err(|error| ErrorKind::NotUtf8 { byte: error.valid_up_to() })?;
    match serde_json::from_str(&quote_numbers(line)) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(not_an_object(&other)),
        Err(error) => Err(ErrorKind::Syntax(format!("not JSON: {}", reason(&error))).into()),
    }
}

/// Whether a file that starts so is a single JSON object over several lines: the first line is none by itself, and all
/// together, or as far as this goes, are one.
fn is_one_value(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    // A first line that is longer than the start is no sign of anything.
    let Some(end) = start.iter().position(|byte| *byte == b'\n') else { return false };
    let first = &start[..end];
    let ends_early = |bytes| match serde_json::from_slice::<IgnoredAny>(bytes) {
        Ok(_) => Some(false),
        Err(error) => error.is_eof().then_some(true),
    };
    if ends_early(first) != Some(true) {
        return false;
    }
    let mut values = Deserializer::from_slice(start).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => true,
        // The start is cut off within the value.
        Some(Err(error)) => error.is_eof() && start.len() >= WHOLE_START,
        None => false,
    }
}

fn not_an_object(value: &Value) -> Error {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        // Numbers have been quoted.
        Value::Number(_) | Value::String(_) => "a string or number",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    ErrorKind::Syntax(format!("{found} where an object was expected, such as {{\"text\": \"...\"}}")).into()
}

/// serde_json's message without its place, which is that of the line with numbers quoted.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn row(names: &mut Names, object: Map<String, Value>, record: u64, line: Option<u64>) -> Row {
    let mut fields = Vec::with_capacity(object.len());
    for (name, value) in object {
        let value = match value {
            Value::Null => String::new(),
            Value::Bool(value) => value.to_string(),
            Value::Number(value) => value.to_string(),
            Value::String(value) => value,
            Value::Array(_) | Value::Object(_) => continue,
        };
        if let Some(column) = names.key(name.trim()) {
            fields.push((column, value));
        }
    }
    Row { fields, record, line }
}

/// Reads an array as far as it goes; where it breaks off is a problem.
fn array(bytes: &[u8]) -> Result<Vec<TableItem>> {
    let text = std::str::from_utf8(bytes).map_err(|error| ErrorKind::NotUtf8 { byte: error.valid_up_to() })?;
    let text = quote_numbers(text);
    let mut deserializer = Deserializer::from_str(&text);
    let (mut found, mut records) = (Vec::new(), 0);
    let array = Array { found: &mut found, names: Names::default(), records: &mut records };
    let end = array.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    if let Err(error) = end {
        let line = Some(error.line() as u64);
        let text = format!("the JSON array breaks off: {}; what follows was not read", reason(&error));
        found.push(TableItem::Problem(Error::new(ErrorKind::Syntax(text)).at(Some(records + 1), line)));
    }
    Ok(found)
}

/// Reads the elements of an array one by one, so that those before an error are kept.
struct Array<'a> {
    found: &'a mut Vec<TableItem>,
    names: Names,
    records: &'a mut u64,
}

impl<'de> DeserializeSeed<'de> for Array<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Array<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> std::result::Result<(), A::Error> {
        while let Some(element) = elements.next_element()? {
            *self.records += 1;
            let record = *self.records;
            match element {
                Value::Object(object) => {
                    let row = row(&mut self.names, object, record, None);
                    self.found.extend(self.names.new_columns());
                    self.found.extend(self.names.passed_over(record, None));
                    self.found.push(TableItem::Row(row));
                }
                other => self.found.push(TableItem::Problem(not_an_object(&other).at(Some(record), None))),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Position;
    use crate::read::Warning;
    use crate::read::table::rows::Table;
    use crate::read::table::{MAX_KEYS, collect};

    fn table(text: &[u8]) -> Result<Table> {
        Ok(collect("t", Jsonl.rows(Input::new(text))?).0)
    }

    fn values(table: &Table) -> Vec<Vec<(&str, &str)>> {
        table.rows.iter().map(|row| row.fields.iter().map(|(n, v)| (n.as_ref(), v.as_str())).collect()).collect()
    }

    #[test]
    fn values_become_text() {
        let cases: [(&str, &[(&str, &str)]); 6] = [
            (r#"{"id": 7, "text": "a\nb \"1\" 2"}"#, &[("id", "7"), ("text", "a\nb \"1\" 2")]),
            (r#"{"id": 123456789012345678901234567890}"#, &[("id", "123456789012345678901234567890")]),
            (r#"{"a": -1.50e+3, "b": true, "c": null}"#, &[("a", "-1.50e+3"), ("b", "true"), ("c", "")]),
            (r#"{"a": {"b": 1}, "c": [1, 2], "d": "x"}"#, &[("d", "x")]),
            (r#"{"author_email": "a@b.org", "text": "x"}"#, &[("text", "x")]),
            ("{}", &[]),
        ];
        for (text, expected) in cases {
            let lines = table(text.as_bytes()).unwrap();
            assert_eq!(values(&lines), [expected], "{text}");
            let array = table(format!("[\n{text}]").as_bytes()).unwrap();
            assert_eq!(values(&array), [expected], "{text}");
        }
    }

    #[test]
    fn bad_lines_are_named_and_the_others_read() {
        let cases: [(&[u8], usize, &[&str]); 5] = [
            (
                b"{\"a\": 1}\n\n{\"a\": \r\n{\"a\": 2}\r\n",
                2,
                &["t: record 2 (line 3): not JSON: EOF while parsing a value"],
            ),
            (
                b"{\"a\": 01}\n{\"a\": \"\xFF\"}",
                0,
                &[
                    "t: record 1 (line 1): not JSON: invalid number",
                    "t: record 2 (line 2): not UTF-8 at byte 7; save the file as UTF-8",
                ],
            ),
            (
                b"{}\n[1]\n\"x\"\n5\nnull",
                1,
                &[
                    "t: record 2 (line 2): an array where an object was expected, such as {\"text\": \"...\"}",
                    "t: record 3 (line 3): a string or number where an object was expected, such as {\"text\": \"...\"}",
                    "t: record 4 (line 4): a string or number where an object was expected, such as {\"text\": \"...\"}",
                    "t: record 5 (line 5): null where an object was expected, such as {\"text\": \"...\"}",
                ],
            ),
            (
                b"[{}, 1,\n{}, {]",
                2,
                &[
                    "t: record 2: a string or number where an object was expected, such as {\"text\": \"...\"}",
                    "t: record 4 (line 2): the JSON array breaks off: key must be a string; what follows was not read",
                ],
            ),
            (
                b"[{}] x",
                1,
                &["t: record 2 (line 1): the JSON array breaks off: trailing characters; what follows was not read"],
            ),
        ];
        for (text, rows, expected) in cases {
            let table = table(text).unwrap();
            let problems: Vec<String> = table.problems.iter().map(ToString::to_string).collect();
            assert_eq!(problems, expected);
            assert_eq!(table.rows.len(), rows, "{problems:?}");
        }
    }

    #[test]
    fn keys_past_the_bound_are_told_once() {
        let keys: Vec<String> = (0..MAX_KEYS).map(|n| format!("\"k{n}\": 1")).collect();
        let lines = format!("{{{}}}\n{{\"text\": \"a\"}}\n{{\"text\": \"b\", \"k0\": 2}}\n", keys.join(","));
        let array = format!("[{}]", lines.trim().replace('\n', ","));
        let at = |line| Position { file: Some("t".into()), record: Some(2), line };
        for (text, line) in [(lines, Some(2)), (array, None)] {
            let table = table(text.as_bytes()).unwrap();
            assert_eq!(table.warnings, [Warning::ManyKeys { at: at(line), kept: MAX_KEYS }]);
            assert_eq!(values(&table)[2], [("k0", "2")]);
        }
    }

    #[test]
    fn deep_nesting_is_refused_not_followed() {
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let problem = table(deep.as_bytes()).unwrap().problems.remove(0).to_string();
        assert_eq!(problem, "t: record 1 (line 1): not JSON: recursion limit exceeded");
    }

    #[test]
    fn one_object_over_several_lines_is_refused_once() {
        let error = table(b"{\n\"comments\": []\n}\n").unwrap_err().to_string();
        assert_eq!(
            error,
            "line 1: one JSON object over several lines; one object per line was expected, or an array of them"
        );
    }

    #[test]
    fn the_first_line_may_be_longer_than_what_is_looked_at() {
        let text = "long ".repeat(WHOLE_START);
        let line = format!("{{\"text\": \"{text}\"}}\n");
        let input = std::io::BufReader::with_capacity(2 * WHOLE_START, line.as_bytes());
        let rows: Vec<TableItem> = Jsonl.rows(Input::new(input)).unwrap().collect();
        assert!(matches!(&rows[1], TableItem::Row(row) if row.fields[0].1 == text));
    }
}
