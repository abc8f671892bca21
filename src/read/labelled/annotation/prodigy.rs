//! Prodigy: JSONL as `db-out` writes it.
//!
//! `answer` says what the annotator did: only what was accepted counts; of a text that was rejected or ignored nothing
//! is known, but it stays as a comment. The labels are in `accept` (the ids of the chosen `options`) or in `label`, which has
//! one question each. Records with the same `_input_hash` are of the same text, so it is its id where no field `id`, and
//! none in `meta`, says another.

use serde_json::{Map, Value};

use super::records::{answered, wrong};
use super::{Annotated, Answer, Controls, Fields, Tool, add_annotator, cell, cells, has, labels};
use crate::error::Result;
use crate::read::start::Start;

/// Values of `answer`.
const ACCEPT: &str = "accept";
const OTHERS: [&str; 2] = ["reject", "ignore"];

/// Reads Prodigy's JSONL.
pub(super) struct Prodigy;

impl Tool for Prodigy {
    fn wrote(&self, start: &Start, _: &Controls) -> bool {
        let Some(outline) = start.json() else { return false };
        let has = |name: &str| outline.has(name) || outline.has(&format!("[].{name}"));
        let marks = ["_input_hash", "_task_hash", "accept", "label", "options"];
        has("text") && has("answer") && marks.iter().any(|mark| has(mark)) && {
            let mut values = start.text.match_indices("\"answer\"").map(|(at, key)| &start.text[at + key.len()..]);
            let value = values.next().and_then(|rest| rest.trim_start().strip_prefix(':')).unwrap_or("").trim_start();
            let word = value.strip_prefix('"').and_then(|value| value.split('"').next()).unwrap_or("");
            word == ACCEPT || OTHERS.contains(&word)
        }
    }

    fn read(&self, file: &str, text: &str, _: &Controls) -> Result<Annotated> {
        answered(file, text, |object| Ok((fields(object), answers(object)?)))
    }
}

fn fields(object: &Map<String, Value>) -> Fields {
    let own = |name: &str| name.starts_with('_') || matches!(name, "answer" | "label" | "score" | "priority" | "html");
    let mut fields = cells(object, own);
    if let Some(Value::Object(meta)) = object.get("meta") {
        let meta = cells(meta, |name| name.is_empty() || name == "score" || has(&fields, name));
        fields.extend(meta);
    }
    if let Some(hash) = object.get("_input_hash").and_then(cell)
        && !has(&fields, "id")
    {
        fields.push(("id".into(), hash));
    }
    add_annotator(&mut fields, ["_annotator_id", "_session_id"].iter().find_map(|key| cell(object.get(*key)?)));
    fields
}

fn answers(object: &Map<String, Value>) -> Result<Vec<Answer>> {
    match object.get("answer").and_then(Value::as_str) {
        Some(ACCEPT) => {}
        Some(other) if OTHERS.contains(&other) => return Ok(Vec::new()),
        _ => return Err(wrong("no answer", "an answer of accept, reject or ignore")),
    }
    let given = [object.get("accept"), object.get("label")];
    let Some(labels) = labels(given.into_iter().flatten().next().unwrap_or(&Value::Null)) else {
        return Err(wrong("labels that are no text", "a label, or a list of them in accept"));
    };
    let options = object.get("options").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    // Options numbered 1, 2, 3 have their names in the text.
    let named = |label: String| match label.bytes().all(|byte| byte.is_ascii_digit()) {
        true => {
            let chosen = options.iter().find(|option| option.get("id").and_then(cell).as_deref() == Some(&label));
            chosen.and_then(|option| cell(option.get("text")?)).map_or(label, |text| text.trim().to_owned())
        }
        false => label,
    };
    Ok(labels.into_iter().map(|label| Answer { control: None, label: named(label) }).collect())
}
