//! JSONL: one JSON object per line; or one JSON array of objects.
//!
//! Strings, numbers and truth values become text, `null` becomes an empty value; arrays and objects inside a record are
//! passed over. Numbers keep their digits, for ids are longer than a float holds.

use std::fmt;

use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde_json::{Deserializer, Map, Value};

use super::rows::{Row, Table};
use super::{Format, Likeness, Parsed, Reader};
use crate::error::{Error, ErrorKind, Result};

use super::numbers::quote_numbers;

/// Reads JSONL.
pub(super) struct Jsonl;

impl Reader for Jsonl {
    fn format(&self) -> Format {
        Format::Jsonl
    }

    /// Strong if the file starts as an object, or as an array that is empty or starts with an object; weak if only its
    /// first character says so, as in an article headed "[Update]".
    fn likeness(&self, bytes: &[u8]) -> Likeness {
        let mut visible = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
        match (visible.next(), visible.next()) {
            (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{' | b']')) => Likeness::Strong,
            (Some(b'{' | b'['), _) => Likeness::Weak,
            _ => Likeness::None,
        }
    }

    fn parse(&self, name: &str, bytes: &[u8]) -> Result<Parsed> {
        let mut table = Table::default();
        if bytes.trim_ascii_start().starts_with(b"[") {
            read_array(name, bytes, &mut table)?;
        } else {
            read_lines(name, bytes, &mut table)?;
        }
        Ok(Parsed::Table(table))
    }
}

fn read_lines(name: &str, bytes: &[u8], table: &mut Table) -> Result<()> {
    let mut record = 0;
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        record += 1;
        let number = index as u64 + 1;
        match object(line) {
            Ok(object) => push(table, object, record, Some(number)),
            Err(_) if record == 1 && bytes.trim_ascii() != line.trim_ascii() && is_one_value(bytes) => {
                let text = "one JSON object over several lines; one object per line was expected, or an array of them";
                return Err(Error::new(ErrorKind::Syntax(text.into())).at(None, Some(number)));
            }
            Err(error) => table.problems.push(error.in_file(name).at(Some(record), Some(number))),
        }
    }
    Ok(())
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

/// Whether the whole file is a single JSON value.
fn is_one_value(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
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

fn push(table: &mut Table, object: Map<String, Value>, record: u64, line: Option<u64>) {
    let mut fields = Vec::with_capacity(object.len());
    for (name, value) in object {
        let value = match value {
            Value::Null => String::new(),
            Value::Bool(value) => value.to_string(),
            Value::Number(value) => value.to_string(),
            Value::String(value) => value,
            Value::Array(_) | Value::Object(_) => continue,
        };
        if let Some(column) = table.column(name.trim()) {
            fields.push((column, value));
        }
    }
    table.rows.push(Row { fields, record, line });
}

/// Reads an array as far as it goes; where it breaks off is a problem.
fn read_array(name: &str, bytes: &[u8], table: &mut Table) -> Result<()> {
    let text = std::str::from_utf8(bytes).map_err(|error| ErrorKind::NotUtf8 { byte: error.valid_up_to() })?;
    let text = quote_numbers(text);
    let mut deserializer = Deserializer::from_str(&text);
    let mut records = 0;
    let array = Array { name, table, records: &mut records };
    let end = array.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    if let Err(error) = end {
        let line = Some(error.line() as u64);
        let text = format!("the JSON array breaks off: {}; what follows was not read", reason(&error));
        table.problems.push(Error::new(ErrorKind::Syntax(text)).in_file(name).at(Some(records + 1), line));
    }
    Ok(())
}

/// Puts the elements of an array into a table one by one, so that those before an error are kept.
struct Array<'a> {
    name: &'a str,
    table: &'a mut Table,
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

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> std::result::Result<(), A::Error> {
        while let Some(element) = elements.next_element()? {
            *self.records += 1;
            let record = *self.records;
            match element {
                Value::Object(object) => push(self.table, object, record, None),
                other => self.table.problems.push(not_an_object(&other).in_file(self.name).at(Some(record), None)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &[u8]) -> Result<Table> {
        match Jsonl.parse("t", text)? {
            Parsed::Table(table) => Ok(table),
            Parsed::Page(_) => panic!("JSONL is a table"),
        }
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
}
