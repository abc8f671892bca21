//! Models trained on parts of the comments.

use crate::error::Result;
use crate::eval::PartTrained;
use crate::progress::Progress;
use crate::read::Dataset;
use crate::topic::Topic;
use crate::train::TrainParams;

/// Trains on an eighth, a quarter, half of the articles and on all, and predicts `evaluated`; without it, cross-validates.
///
/// # Errors
///
/// Those of [`crate::train::train`].
pub fn learning_curve(
    training: &Dataset,
    evaluated: Option<&Dataset>,
    topic: &Topic,
    params: &TrainParams,
    progress: &dyn Progress,
) -> Result<Vec<PartTrained>> {
    todo!("{training:?} {evaluated:?} {topic:?} {params:?} {}", std::mem::size_of_val(progress))
}
