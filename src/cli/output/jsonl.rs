//! JSONL: an object per comment, with the probabilities of all classes and, if asked for, all that decided.

use std::io::{self, Write};

use hustings::model::{Explanation, HeadPrediction};
use serde_json::{Map, Value, json};

use super::{Frame, HeadFrame, Row, Writer};

/// Writes JSONL.
pub struct Jsonl {
    frame: Frame,
}

impl Jsonl {
    /// A writer of this frame.
    pub fn new(frame: Frame) -> Self {
        Self { frame }
    }

    fn object(&self, row: &Row<'_>) -> Map<String, Value> {
        let mut object = Map::new();
        if self.frame.with_file {
            object.insert("file".into(), row.file.into());
        }
        let comment = row.comment;
        object.insert("id".into(), comment.id.as_str().into());
        object.insert("parent_id".into(), comment.parent_id.as_deref().into());
        object.insert("author".into(), comment.author.as_deref().into());
        object.insert("time".into(), comment.time.as_deref().into());
        for (head, predicted, why) in row.heads(&self.frame) {
            let mut value = answer(head, predicted);
            if let (Some(answer), Some(why), Some(n)) = (value.as_object_mut(), why, self.frame.explain) {
                explain(answer, row, why, n);
            }
            object.insert(head.name.clone(), value);
        }
        object.insert("model".into(), self.frame.model.as_str().into());
        object
    }
}

/// Label and probabilities, these with six decimals; the label null where the head abstains, all where it does not apply.
fn answer(head: &HeadFrame, predicted: &HeadPrediction) -> Value {
    if predicted.probabilities.is_empty() {
        return Value::Null;
    }
    let round = |p: &f64| (p * 1e6).round() / 1e6;
    let p: Map<String, Value> =
        head.classes.iter().zip(&predicted.probabilities).map(|(class, p)| (class.clone(), round(p).into())).collect();
    json!({ "label": predicted.label.map(|label| head.classes[label].as_str()), "p": p })
}

/// Adds the `n` strongest words and signals, and in `rest` all others and the intercept, so that they sum to `logit`.
fn explain(answer: &mut Map<String, Value>, row: &Row<'_>, why: &Explanation, n: usize) {
    let (words, other_words) = why.words.split_at(n.min(why.words.len()));
    let (context, other_context) = why.context.split_at(n.min(why.context.len()));
    let text = &row.comment.text;
    let words: Vec<Value> = words
        .iter()
        .map(|word| {
            let shown = &text[word.start..word.end];
            json!({ "text": shown, "start": word.start, "end": word.end, "weight": word.weight })
        })
        .collect();
    let context: Vec<Value> =
        context.iter().map(|share| json!({ "signal": share.name, "weight": share.weight })).collect();
    let rest = why.intercept
        + other_words.iter().map(|word| word.weight).sum::<f64>()
        + other_context.iter().map(|share| share.weight).sum::<f64>();
    answer.insert("why".into(), words.into());
    answer.insert("context".into(), context.into());
    answer.insert("rest".into(), rest.into());
    answer.insert("logit".into(), why.logit.into());
}

impl Writer for Jsonl {
    fn rows(&mut self, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
        for row in rows {
            serde_json::to_writer(&mut *out, &self.object(row))?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}
