//! The same model with the targets' names hidden: what it knows without knowing who is meant.

use crate::eval::HeadObservations;
use crate::model::Model;
use crate::read::Dataset;

/// Predictions for the samples with every name of every target replaced by one neutral word, in the comments, their parents
/// and their articles.
pub fn observe_blind(model: &Model, dataset: &Dataset) -> Vec<HeadObservations> {
    todo!("{model:?} {dataset:?}")
}
