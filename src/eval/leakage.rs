//! How much a score flatters when comments of one article stand on both sides of the split.

use serde::Serialize;

use super::{Bootstrap, Clusters, HeadObservations, Interval};

/// Macro-F1 of one head with articles kept whole and with comments dealt at random.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadLeakage {
    /// The head.
    pub head: String,
    /// Labelled samples.
    pub n: usize,
    /// With what belongs together kept whole.
    pub whole: f64,
    /// Its bootstrap interval.
    pub whole_interval: Option<Interval>,
    /// With comments dealt at random.
    pub random: f64,
    /// Its bootstrap interval.
    pub random_interval: Option<Interval>,
    /// `random - whole`: what leakage would have added to the score.
    pub difference: f64,
    /// Its paired bootstrap interval.
    pub difference_interval: Option<Interval>,
}

/// Leakage of each head that both have.
pub fn head_leakage(
    whole: &[HeadObservations],
    random: &[HeadObservations],
    clusters: &Clusters,
    bootstrap: &Bootstrap,
) -> Vec<HeadLeakage> {
    todo!("{whole:?} {random:?} {clusters:?} {bootstrap:?}")
}
