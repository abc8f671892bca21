//! doccano: JSONL or JSON of a project for text classification.
//!
//! The text is in `text`, in versions 1.0 to 1.4 in `data`; the labels in `label`, in some versions in `labels`: a list, or a
//! string. Files of one line per text and person, put together, have the same `id` for the same text.

use serde_json::{Map, Value};

use super::records::{answered, wrong};
use super::{Annotated, Answer, Controls, Fields, Tool, cells, has, labels};
use crate::error::Result;
use crate::read::start::Start;

/// Fields of labels, in the order in which they are looked for.
const LABELS: [&str; 2] = ["label", "labels"];

/// Reads doccano's files.
pub(super) struct Doccano;

impl Tool for Doccano {
    /// Its marks are few: a text and its `label`, with no column of any head besides, as a labelled table has.
    fn wrote(&self, start: &Start, controls: &Controls) -> bool {
        let Some(outline) = start.json() else { return false };
        let has = |name: &str| outline.has(name) || outline.has(&format!("[].{name}"));
        let is_table = controls.heads.names().iter().any(|head| has(head)) || has("stance");
        (has("text") || has("data")) && LABELS.iter().any(|name| has(name)) && !is_table
    }

    fn read(&self, file: &str, text: &str, _: &Controls) -> Result<Annotated> {
        answered(file, text, |object| Ok((fields(object), answers(object)?)))
    }
}

fn fields(object: &Map<String, Value>) -> Fields {
    // Comments are what annotators wrote to each other.
    let own = |name: &str| LABELS.contains(&name) || name.eq_ignore_ascii_case("comments");
    let mut fields = cells(object, own);
    if !has(&fields, "text")
        && let Some((name, _)) = fields.iter_mut().find(|(name, _)| name == "data")
    {
        *name = "text".into();
    }
    fields
}

fn answers(object: &Map<String, Value>) -> Result<Vec<Answer>> {
    let given = LABELS.iter().find_map(|name| object.get(*name)).unwrap_or(&Value::Null);
    let labels = labels(given).ok_or_else(|| {
        wrong("labels of parts of the text", "a label of the whole text, as of a project for text classification,")
    })?;
    Ok(labels.into_iter().map(|label| Answer { control: None, label }).collect())
}
