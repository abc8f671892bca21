//! Two models on the same comments: whether the difference is more than chance.

use serde::Serialize;

use super::{Bootstrap, Clusters, Figures, HeadObservations, Interval};

/// McNemar's test of two models' accuracy on the same samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct McNemar {
    /// Samples that both label rightly.
    pub both: usize,
    /// Only the first.
    pub first: usize,
    /// Only the second.
    pub second: usize,
    /// Neither.
    pub neither: usize,
    /// Exact two-sided p: `min(1, 2 P(X <= min(first, second)))`, X binomial of `first + second` draws with 1/2.
    pub p: f64,
}

/// A figure's difference, second less first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The difference.
    pub value: f64,
    /// Its paired bootstrap interval.
    pub interval: Option<Interval>,
    /// Two-sided p from the draws.
    pub p: Option<f64>,
}

/// Two models on one head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadComparison {
    /// The head, or the pooled stances.
    pub head: String,
    /// Samples that both were asked about.
    pub n: usize,
    /// Figures of the first.
    pub first: Figures,
    /// Figures of the second.
    pub second: Figures,
    /// Second less first.
    pub difference: Figures<Difference>,
    /// McNemar's test.
    pub mcnemar: McNemar,
}

/// Compares head by head, and the pooled stances.
pub fn compare(
    first: &[HeadObservations],
    second: &[HeadObservations],
    clusters: &Clusters,
    bootstrap: &Bootstrap,
) -> Vec<HeadComparison> {
    todo!("{first:?} {second:?} {clusters:?} {bootstrap:?}")
}
