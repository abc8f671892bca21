//! Kinds of comments on which a model does worse than on the rest.

use serde::Serialize;

use super::{Bootstrap, Clusters, HeadObservations, Interval};

/// A kind of comments.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// What it is a kind by: `length`, `place in the thread`, `quotation`.
    pub family: String,
    /// Its name: `under 10 words`, `reply`.
    pub name: String,
    /// The head it concerns; `None` for all.
    pub head: Option<String>,
    /// Whether each sample belongs to it, shape `(n_samples,)`.
    pub member: Vec<bool>,
}

/// A slice of the comments of one head beside the rest of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SliceFigures {
    /// The head.
    pub head: String,
    /// See [`Slice::family`].
    pub family: String,
    /// See [`Slice::name`].
    pub name: String,
    /// Labelled samples in it.
    pub n: usize,
    /// Accuracy in it, in [0, 1].
    pub accuracy: f64,
    /// Its bootstrap interval.
    pub interval: Option<Interval>,
    /// Macro-F1 in it.
    pub macro_f1: f64,
    /// Accuracy of the head's other samples.
    pub rest: f64,
    /// `accuracy - rest`.
    pub difference: f64,
    /// Bootstrap interval of the difference.
    pub difference_interval: Option<Interval>,
    /// Two-sided p of the difference from the draws, over all slices of all heads adjusted by Holm (1979); `None` under 20
    /// samples in the slice or beside it.
    pub p: Option<f64>,
    /// Whether it is significantly worse: difference below 0 and `p < 0.05`.
    pub worse: bool,
}

/// Figures of every slice of every head that has samples in it.
pub fn slice_figures(
    heads: &[HeadObservations],
    slices: &[Slice],
    clusters: &Clusters,
    bootstrap: &Bootstrap,
) -> Vec<SliceFigures> {
    todo!("{heads:?} {slices:?} {clusters:?} {bootstrap:?}")
}
