//! Labels made elsewhere: the files of annotation tools and of shared tasks.
//!
//! Each tool is one file here, behind one trait, told by content. It gives the rows of the file, and beside them what
//! was answered in each: a label, and the question it answers where the tool names one. Which head that is, is decided
//! in [`labels`](crate::read::labelled::labels), which knows the topic.

mod doccano;
mod fasttext;
mod label_studio;
mod prodigy;
mod records;
mod semeval;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::error::Result;
use crate::read::entry::Entry;
use crate::read::input::Document;
use crate::read::labelled::labels::Heads;
use crate::read::start::Start;
use crate::read::table::Names;
use crate::read::table::columns::{Name, find, is_address};
use crate::read::table::rows::{Row, Table};

/// What somebody answered about a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// The question, if the tool names it: Label Studio's `from_name`.
    pub control: Option<String>,
    /// The label as written, white space around it aside.
    pub label: String,
}

/// Names of columns with their values.
type Fields = Vec<(String, String)>;

/// The rows of a file with their answers.
#[derive(Debug, Default)]
pub(super) struct Annotated {
    pub table: Table,
    /// What was answered in each row; `None` if the labels stand in columns, as in any labelled table.
    pub answers: Option<Vec<Vec<Answer>>>,
    /// Whether several rows may be what several people said of one comment.
    pub several: bool,
    names: Names,
}

/// Which names of fields stand for questions: heads, and what the user maps to them.
pub(super) struct Controls<'a> {
    pub heads: &'a Heads,
    pub maps: &'a [(String, String)],
}

impl Controls<'_> {
    /// Whether a field of this name holds labels.
    fn has(&self, field: &str) -> bool {
        self.heads.head(field).is_some() || self.maps.iter().any(|(_, column)| column.eq_ignore_ascii_case(field))
    }
}

/// One tool.
pub(super) trait Tool: Sync {
    /// Whether a file that starts so is its export.
    fn wrote(&self, start: &Start, controls: &Controls) -> bool;
    /// Reads the whole text of such a file.
    fn read(&self, file: &str, text: &str, controls: &Controls) -> Result<Annotated>;
}

/// All tools, in the order in which they are asked.
const TOOLS: [&dyn Tool; 6] = [
    &label_studio::Full,
    &label_studio::Min,
    &prodigy::Prodigy,
    &doccano::Doccano,
    &fasttext::FastText,
    &semeval::SemEval,
];

/// The tool that wrote a file that starts so, if one did.
pub(super) fn tool(start: &Start, heads: &Heads, maps: &[(String, String)]) -> Option<&'static dyn Tool> {
    let controls = Controls { heads, maps };
    TOOLS.into_iter().find(|tool| tool.wrote(start, &controls))
}

/// Reads a file that this tool wrote.
pub(super) fn read(
    tool: &dyn Tool,
    file: &str,
    document: Document,
    heads: &Heads,
    maps: &[(String, String)],
) -> Result<Annotated> {
    let mut annotated = tool.read(file, &document.text, &Controls { heads, maps })?;
    if let Some(Entry::Warning(warning)) = document.warning {
        annotated.table.warnings.push(warning.in_file(file));
    }
    Ok(annotated)
}

/// Whether a table is Label Studio's CSV: a row for each annotation, several of which may be of one comment.
pub(super) fn is_row_per_annotation(columns: &[Name]) -> bool {
    ["annotation_id", "annotator"].iter().all(|name| find(columns, name).is_some())
}

impl Annotated {
    /// A table whose labels stand in columns.
    pub fn of_table(table: Table) -> Self {
        Self { table, ..Self::default() }
    }

    /// A file whose answers stand beside the rows.
    fn with_answers(several: bool) -> Self {
        Self { answers: Some(Vec::new()), several, ..Self::default() }
    }

    /// Adds a row. Fields without a name or of private columns are dropped.
    fn push(&mut self, fields: Fields, answers: Vec<Answer>, record: u64, line: Option<u64>) {
        let column = |(name, value): (String, String)| Some((self.names.column(name.trim())?, value));
        let fields = fields.into_iter().filter_map(column).collect();
        self.table.columns.extend(self.names.take_new());
        self.table.rows.push(Row { fields, record, line });
        if let Some(all) = &mut self.answers {
            all.push(answers);
        }
    }
}

/// A value as the text of a cell; `None` for arrays and objects. Numbers have been read as text.
fn cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::String(value) => Some(value.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The fields of an object that are cells, those left out of which `skipped` says so.
fn cells(object: &Map<String, Value>, skipped: impl Fn(&str) -> bool) -> Fields {
    let fields = object.iter().filter(|(name, _)| !skipped(name));
    fields.filter_map(|(name, value)| Some((name.clone(), cell(value)?))).collect()
}

/// The labels in a value: a string, or an array of strings, or of arrays of one string each; `None` for anything else.
fn labels(value: &Value) -> Option<Vec<String>> {
    let label = |value: &Value| match value {
        Value::String(label) => Some(label.trim().to_owned()),
        Value::Array(one) => match one.as_slice() {
            [Value::String(label)] => Some(label.trim().to_owned()),
            _ => None,
        },
        _ => None,
    };
    let labels: Option<Vec<String>> = match value {
        Value::Null => Some(Vec::new()),
        Value::Array(labels) => labels.iter().map(label).collect(),
        other => label(other).map(|label| vec![label]),
    };
    labels.map(|labels| labels.into_iter().filter(|label| !label.is_empty()).collect())
}

/// Adds who answered, unless that is an e-mail address.
fn add_annotator(fields: &mut Fields, annotator: Option<String>) {
    if let Some(annotator) = annotator.filter(|annotator| !is_address(annotator))
        && !has(fields, "annotator")
    {
        fields.push(("annotator".into(), annotator));
    }
}

/// Whether there is a field of this name.
fn has(fields: &[(String, String)], name: &str) -> bool {
    fields.iter().any(|(field, _)| field.eq_ignore_ascii_case(name))
}
