//! Cross-validation with comments dealt at random.

use crate::error::Result;
use crate::progress::Progress;
use crate::read::Dataset;
use crate::topic::Topic;
use crate::train::TrainParams;
use crate::trial::CrossValidated;

/// As [`crate::trial::cross_validate`], but with single comments dealt at random, so that those of one article, one thread
/// and near-duplicates stand on both sides.
///
/// # Errors
///
/// Those of [`crate::train::train`].
pub fn leakage(
    dataset: &Dataset,
    topic: &Topic,
    params: &TrainParams,
    progress: &dyn Progress,
) -> Result<CrossValidated> {
    todo!("{dataset:?} {topic:?} {params:?} {}", std::mem::size_of_val(progress))
}
