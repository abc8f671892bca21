//! JSON objects of a file: one per line, or the elements of one array.

use serde_json::{Map, Value};

use super::{Annotated, Answer, Fields};
use crate::error::{Error, ErrorKind, Result};
use crate::read::json;

/// One object, and where it stands.
pub(super) struct Record {
    /// Number of the record, from 1.
    pub number: u64,
    /// Its line, where there is one to a line.
    pub line: Option<u64>,
    /// The object, or why there is none.
    pub object: Result<Map<String, Value>>,
}

/// All records of a file.
///
/// # Errors
///
/// If the file is an array and no valid JSON. A line that is none is an error of its record.
pub(super) fn records(text: &str) -> Result<Vec<Record>> {
    if text.trim_start().starts_with('[') {
        let Value::Array(elements) = json::parse(text)? else { return Ok(Vec::new()) };
        let record = |(index, value)| Record { number: index as u64 + 1, line: None, object: object(value) };
        return Ok(elements.into_iter().enumerate().map(record).collect());
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let record = |(number, (index, line)): (usize, (usize, &str))| Record {
        number: number as u64 + 1,
        line: Some(index as u64 + 1),
        object: json::parse(line).and_then(object),
    };
    Ok(lines.enumerate().map(record).collect())
}

/// The rows of a file whose records have a row and its answers each; those that cannot be read are problems.
pub(super) fn answered(
    file: &str,
    text: &str,
    read: impl Fn(&Map<String, Value>) -> Result<(Fields, Vec<Answer>)>,
) -> Result<Annotated> {
    let mut annotated = Annotated::with_answers(true);
    for record in records(text)? {
        match record.object.and_then(|object| read(&object)) {
            Ok((fields, answers)) => annotated.push(fields, answers, record.number, record.line),
            Err(error) => annotated.table.problems.push(error.in_file(file).at(Some(record.number), record.line)),
        }
    }
    Ok(annotated)
}

fn object(value: Value) -> Result<Map<String, Value>> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(wrong("no object", "an object with the text and its labels")),
    }
}

/// An error of a record that is not as its tool writes them.
pub(super) fn wrong(found: &str, expected: &str) -> Error {
    ErrorKind::Syntax(format!("{found} where {expected} was expected; export the file anew")).into()
}
