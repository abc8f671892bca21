//! Cross-validation with comments dealt at random.

use super::cross_validate::{CrossValidated, cross_validate_on};
use crate::error::Result;
use crate::progress::Progress;
use crate::read::Dataset;
use crate::topic::Topic;
use crate::train::{TrainParams, folds};

/// As [`crate::trial::cross_validate`], but with single comments dealt at random, so that those of one article, one thread
/// and near-duplicates stand on both sides. What it scores above the other is what the model knows of these very articles
/// and sentences, and will not know of new ones. Folds inside each training still keep articles whole.
///
/// # Errors
///
/// Those of [`crate::train::train`].
///
/// # References
///
/// S. Kapoor and A. Narayanan (2023), Leakage and the reproducibility crisis in machine-learning-based science, Patterns
/// 4(9), their type L3.2 (no independence between training and test samples).
pub fn leakage(
    dataset: &Dataset,
    topic: &Topic,
    params: &TrainParams,
    progress: &dyn Progress,
) -> Result<CrossValidated> {
    let folds = folds::deal_at_random(&dataset.sections, params.folds, params.seed)?;
    cross_validate_on(dataset, topic, params, folds, progress)
}
