//! Probabilities of the first stage alone, before the decision.

use crate::eval::HeadObservations;
use crate::model::Model;
use crate::read::Dataset;

/// What the scorers alone would say: the softmax of the comment's own log-odds.
pub fn observe_uncalibrated(model: &Model, dataset: &Dataset) -> Vec<HeadObservations> {
    todo!("{model:?} {dataset:?}")
}
