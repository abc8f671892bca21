//! Ids given twice, as the reader saw them.

use super::{Finding, Kind, Severity};
use crate::read::{Dataset, Warning};

pub(super) fn repeated(dataset: &Dataset) -> Vec<Finding> {
    let found = dataset.warnings.iter().filter_map(|warning| {
        let (at, id, suggested, severity) = match warning {
            Warning::DuplicateId { at, id, first } => {
                (at, id, format!("record {first} has it too, with another text"), Severity::Warning)
            }
            Warning::RepeatedComment { at, id, first } => {
                (at, id, format!("record {first} is the same comment; it was read once"), Severity::Note)
            }
            _ => return None,
        };
        let general = Finding::general(Kind::RepeatedId, severity);
        Some(Finding { record: at.record, id: id.clone(), suggested, ..general })
    });
    found.collect()
}
