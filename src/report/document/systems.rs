//! The systems of a head in one order: the model itself, the majority, and what else it was set beside.

use super::kinds::{intervals, values, values_of};
use super::name;
use crate::eval::{BaselineFrom, HeadEvaluation, Interval, MAJORITY};

/// A system with its figures on one head.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// Its name; empty for the model itself.
    pub name: String,
    /// Samples it has labelled.
    pub n: usize,
    /// In the order of [`super::kinds::KINDS`].
    pub values: [Option<f64>; 6],
    /// Of the same.
    pub intervals: [Option<Interval>; 6],
    /// Whether it is a majority that has seen the answers.
    pub evaluated: bool,
}

/// The model and the references of a head, of which the majority is the first.
pub fn systems(head: &HeadEvaluation) -> Vec<System> {
    let model = System {
        name: String::new(),
        n: head.n,
        values: values_of(head),
        intervals: intervals(head.intervals.as_ref()),
        evaluated: false,
    };
    let evaluated = head.baseline.from == BaselineFrom::Evaluated;
    let references = head.references.iter().map(|reference| System {
        name: name(&reference.name),
        n: reference.n,
        values: values(&reference.figures),
        intervals: intervals(reference.intervals.as_ref()),
        evaluated: evaluated && reference.name == MAJORITY,
    });
    [model].into_iter().chain(references).collect()
}
