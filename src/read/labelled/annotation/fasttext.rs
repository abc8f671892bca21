//! fastText: a line per text, its labels among the words as `__label__favor`.
//!
//! A line has any number of labels; they mostly stand before the text. A label cannot hold a blank, so one that names its
//! head reads `__label__nato:favor` or `__label__nato_favor`.

use super::{Annotated, Answer, Controls, Tool};
use crate::error::Result;
use crate::read::start::Start;

/// What labels begin with, unless another beginning is given in training; others are not told from words.
const PREFIX: &str = "__label__";

/// Reads fastText's files of training.
pub(super) struct FastText;

impl Tool for FastText {
    fn wrote(&self, start: &Start, _: &Controls) -> bool {
        start.text.trim_start().starts_with(PREFIX)
    }

    fn read(&self, _: &str, text: &str, _: &Controls) -> Result<Annotated> {
        let mut annotated = Annotated::with_answers(false);
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        for (number, (index, line)) in lines.enumerate() {
            let (labels, words): (Vec<&str>, Vec<&str>) = line.split(' ').partition(|word| word.starts_with(PREFIX));
            let label = |label: &str| Answer { control: None, label: label[PREFIX.len()..].trim().to_owned() };
            let answers = labels.into_iter().map(label).filter(|answer| !answer.label.is_empty()).collect();
            let text = words.join(" ").trim().to_owned();
            annotated.push(vec![("text".into(), text)], answers, number as u64 + 1, Some(index as u64 + 1));
        }
        Ok(annotated)
    }
}
