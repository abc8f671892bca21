//! Label Studio: its JSON export, full and JSON-MIN.
//!
//! The full export is an array of tasks: `data` holds the fields that were uploaded, each of `annotations` (before
//! version 1.0 `completions`) one person's work, each of its `result` one answer; of these the `choices` count, whose
//! question is `from_name`. Annotations that were cancelled count for nothing, nor do `predictions`. JSON-MIN is an
//! array of flat objects, one for each annotation: the uploaded fields, and the answer to each question in a field of
//! its name, as a string or as `{"choices": [...]}`. The CSV export has the same columns and is read as any CSV.

use serde_json::{Map, Value};

use super::records::{records, wrong};
use super::{Annotated, Answer, Controls, Fields, Tool, add_annotator, cell, cells, has, labels};
use crate::error::Result;
use crate::read::start::Start;

/// The full export.
pub(super) struct Full;

/// JSON-MIN.
pub(super) struct Min;

impl Tool for Full {
    fn wrote(&self, start: &Start, _: &Controls) -> bool {
        let tasks = |outline: &crate::read::outline::Outline| {
            outline.has("[].data") && (outline.has("[].annotations") || outline.has("[].completions"))
        };
        start.json().is_some_and(|outline| outline.is_array && tasks(outline))
    }

    fn read(&self, file: &str, text: &str, _: &Controls) -> Result<Annotated> {
        let mut annotated = Annotated::with_answers(true);
        for record in records(text)? {
            if let Err(error) = record.object.and_then(|task| read_task(&task, record.number, &mut annotated)) {
                annotated.table.problems.push(error.in_file(file).at(Some(record.number), None));
            }
        }
        Ok(annotated)
    }
}

/// Adds a row for each annotation of a task; one without answers if there is none.
fn read_task(task: &Map<String, Value>, number: u64, annotated: &mut Annotated) -> Result<()> {
    let Some(Value::Object(data)) = task.get("data") else {
        return Err(wrong("a task without data", "a field data with the text"));
    };
    let mut fields = cells(data, |_| false);
    if let Some(id) = task.get("id").and_then(cell)
        && !has(&fields, "id")
    {
        fields.push(("id".into(), id));
    }
    let annotations = task.get("annotations").or_else(|| task.get("completions"));
    let annotations = annotations.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let done = |annotation: &&Value| annotation.get("was_cancelled").and_then(Value::as_bool) != Some(true);
    let mut rows = Vec::new();
    for annotation in annotations.iter().filter(done) {
        let results = annotation.get("result").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut answers = Vec::new();
        for result in results {
            let Some(choices) = result.get("value").and_then(|value| value.get("choices")) else { continue };
            let Some(choices) = labels(choices) else {
                return Err(wrong("choices that are no text", "a list of labels in value.choices"));
            };
            let control = result.get("from_name").and_then(Value::as_str).map(String::from);
            answers.extend(choices.into_iter().map(|label| Answer { control: control.clone(), label }));
        }
        let mut fields = fields.clone();
        let annotator = annotation.get("completed_by");
        add_annotator(&mut fields, annotator.and_then(|by| cell(by).or_else(|| by.get("id").and_then(cell))));
        rows.push((fields, answers));
    }
    if rows.is_empty() {
        rows.push((fields, Vec::new()));
    }
    rows.into_iter().for_each(|(fields, answers)| annotated.push(fields, answers, number, None));
    Ok(())
}

impl Tool for Min {
    fn wrote(&self, start: &Start, _: &Controls) -> bool {
        start.json().is_some_and(|outline| outline.is_array && outline.has_all(&["[].annotation_id", "[].annotator"]))
    }

    fn read(&self, file: &str, text: &str, controls: &Controls) -> Result<Annotated> {
        let mut annotated = Annotated::with_answers(true);
        for record in records(text)? {
            match record.object.and_then(|object| read_flat(&object, controls)) {
                Ok((fields, answers)) => annotated.push(fields, answers, record.number, None),
                Err(error) => annotated.table.problems.push(error.in_file(file).at(Some(record.number), None)),
            }
        }
        Ok(annotated)
    }
}

/// Fields and answers of an object of JSON-MIN.
fn read_flat(object: &Map<String, Value>, controls: &Controls) -> Result<(Fields, Vec<Answer>)> {
    let is_answer =
        |name: &str| controls.has(name) || object.get(name).is_some_and(|value| value.get("choices").is_some());
    let mut answers = Vec::new();
    for (name, value) in object.iter().filter(|(name, _)| is_answer(name)) {
        let Some(choices) = labels(value.get("choices").unwrap_or(value)) else {
            return Err(wrong("choices that are no text", "a label or a list of labels"));
        };
        answers.extend(choices.into_iter().map(|label| Answer { control: Some(name.clone()), label }));
    }
    let mut fields = cells(object, |name| name == "annotator" || is_answer(name));
    add_annotator(&mut fields, object.get("annotator").and_then(cell));
    Ok((fields, answers))
}
