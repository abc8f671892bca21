//! The systems of a head in one order: the model itself, the majority, and what else it was set beside.

use super::kinds::{intervals, values, values_of};
use super::name;
use crate::eval::{BaselineFrom, HeadEvaluation, Interval};

/// Name of the majority baseline.
pub const MAJORITY: &str = "majority";

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

/// The model, the majority and the references of a head.
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
    // A caller may hand the majority in among the references, where it has intervals.
    let own = (!head.references.iter().any(|reference| reference.name == MAJORITY)).then(|| {
        let of = &head.baseline;
        System {
            name: MAJORITY.to_owned(),
            n: head.n,
            values: [Some(of.macro_f1), of.f_avg, Some(of.accuracy), Some(0.0), Some(of.log_loss), None],
            intervals: [None; 6],
            evaluated,
        }
    });
    [model].into_iter().chain(own).chain(references).collect()
}
