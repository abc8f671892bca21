//! The lexicon baseline: labels from the valence of words alone, nothing trained.

use crate::eval::HeadObservations;
use crate::read::Dataset;
use crate::topic::Topic;

/// Labels of the samples by the VADER lexicon.
pub fn observe_lexicon(topic: &Topic, dataset: &Dataset) -> Vec<HeadObservations> {
    todo!("{topic:?} {dataset:?}")
}
