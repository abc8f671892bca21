//! How figures grow with the number of labelled comments, and what more of them would likely bring.

use serde::Serialize;

use super::{Bootstrap, Clusters, HeadObservations, Interval};

/// Figures of a model trained on a part of the comments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LearningPoint {
    /// Labelled comments of the head that it was trained on (in cross-validation, the mean over folds).
    pub n_labelled: usize,
    /// Macro-F1.
    pub macro_f1: f64,
    /// Its bootstrap interval.
    pub interval: Option<Interval>,
}

/// What more labels would likely bring, by the curve `macro_f1 = a - b * n^(-c)` fitted to the points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Forecast {
    /// Labelled comments in all.
    pub n_labelled: usize,
    /// Macro-F1 expected.
    pub macro_f1: f64,
    /// Interval from curves fitted to each draw.
    pub interval: Option<Interval>,
}

/// The curve of one head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LearningCurve {
    /// The head.
    pub head: String,
    /// From few labels to all.
    pub points: Vec<LearningPoint>,
    /// With twice and four times as many; empty if the points do not bear a curve.
    pub forecasts: Vec<Forecast>,
}

/// A model's predictions for the same samples after training on a part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartTrained {
    /// Labelled comments of each head, by its name, that it was trained on.
    pub n_labelled: Vec<(String, usize)>,
    /// Its predictions.
    pub observed: Vec<HeadObservations>,
}

/// The curve of each head that all parts have observations of.
pub fn learning_curves(parts: &[PartTrained], clusters: &Clusters, bootstrap: &Bootstrap) -> Vec<LearningCurve> {
    todo!("{parts:?} {clusters:?} {bootstrap:?}")
}
