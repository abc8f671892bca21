//! The figures of one system on one head, and the systems that a model is set beside.

use serde::Serialize;

use super::{HeadObservations, Interval};

/// Figures of one system on one head: as numbers, or as intervals of them. What needs probabilities is `None` for a system
/// that gives labels alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures<T = f64> {
    /// See [`super::metrics::macro_f1`].
    pub macro_f1: T,
    /// See [`super::metrics::f_avg`]; `None` unless the head has favor and against.
    pub f_avg: Option<T>,
    /// See [`super::metrics::accuracy`].
    pub accuracy: T,
    /// See [`super::metrics::mcc`].
    pub mcc: T,
    /// See [`super::metrics::log_loss`].
    pub log_loss: Option<T>,
    /// See [`super::metrics::brier`].
    pub brier: Option<T>,
}

/// Name of the first reference of every head: always the most frequent class, as [`super::Baseline`] has it.
pub const MAJORITY: &str = "majority";

/// Another system on the same comments: what a model's figures are set beside.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// Name: `majority`, `lexicon`, `target-blind`, `second annotator`.
    pub name: String,
    /// What it is, in one line for people.
    pub what: String,
    /// What it says of each head. `sample` numbers are those of the model's observations; a head may be missing, and of a
    /// head some samples may. Classes are matched by name.
    pub heads: Vec<HeadObservations>,
    /// Whether it is judged by the truths that stand here, as one annotator is by another; else by those of the model's
    /// observations, whatever stands here.
    pub own_truth: bool,
    /// Whether its probabilities mean something.
    pub has_probabilities: bool,
}

/// Figures of another system on a head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reference {
    /// Its name.
    pub name: String,
    /// Samples of the head that it has labelled, the model's figures being on all of them.
    pub n: usize,
    /// Its figures.
    pub figures: Figures,
    /// Their intervals, from the same draws as the model's.
    pub intervals: Option<Figures<Interval>>,
}

/// Another system's mean over the pooled heads, beside [`super::Evaluation::stance_mean_f_avg`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeanReference {
    /// Its name.
    pub name: String,
    /// Samples of the pooled heads that it has labelled.
    pub n: usize,
    /// Mean of its F_avg on each of them, in [0, 1].
    pub f_avg: f64,
    /// Its interval, from the same draws as the model's.
    pub interval: Option<Interval>,
}
