//! Kinds of comments by what their text, their place and their labels show.

use crate::eval::Slice;
use crate::model::Model;
use crate::read::Dataset;
use crate::topic::Topic;

/// The slices of the samples; shares of unknown terms need a model.
pub fn slices(dataset: &Dataset, topic: &Topic, model: Option<&Model>) -> Vec<Slice> {
    todo!("{dataset:?} {topic:?} {model:?}")
}
