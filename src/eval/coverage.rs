//! What is gained by leaving doubtful comments aside: error against the share of comments that keep a label.

use serde::Serialize;

use super::{HeadObservations, Interval};

/// A share of the comments, the surest first, and how often their labels are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CoveragePoint {
    /// Share of the comments, in (0, 1].
    pub coverage: f64,
    /// Probability of the label from which on they are kept.
    pub threshold: f64,
    /// Share of the kept that are wrong.
    pub error: f64,
}

/// Coverage and risk of one head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadCoverage {
    /// The head.
    pub head: String,
    /// Labelled samples.
    pub n: usize,
    /// At most 101 points, by coverage.
    pub curve: Vec<CoveragePoint>,
    /// At 100, 90, 80 and 70 %.
    pub at: Vec<CoveragePoint>,
    /// Area under the curve, the mean error over all coverages, in [0, 1]; less is better.
    pub area: f64,
    /// Its bootstrap interval.
    pub area_interval: Option<Interval>,
    /// The area if every wrong label were less sure than every right one: the least there is at this accuracy.
    pub least_area: f64,
}

/// Coverage and risk of a head.
pub fn coverage(head: &HeadObservations, resampling: Option<super::Resampling<'_>>) -> HeadCoverage {
    todo!("{head:?} {resampling:?}")
}
