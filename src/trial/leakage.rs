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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::small_data::{dataset, params, topic};

    #[test]
    fn each_comment_is_predicted_once_on_folds_that_cut_through_articles() {
        let data = dataset(3, 90, 1);
        let found = leakage(&data, &topic(), &params(), &()).unwrap();
        assert_eq!(found.folds.describe(), "3 folds, nothing kept whole, seed 1");
        let samples: Vec<usize> = found.observed[0].observations.iter().map(|seen| seen.sample).collect();
        assert_eq!(samples, (0..90).collect::<Vec<_>>());
        assert_eq!(
            found.n_labelled,
            [("thesis", 0), ("target", 0), ("harbour", 60), ("sentiment", 60)].map(|(name, n)| (name.to_owned(), n))
        );
        for heads in [&found.blind, &found.uncalibrated] {
            let names: Vec<&str> = heads.iter().map(|head| head.name.as_str()).collect();
            assert_eq!(names, ["harbour", "sentiment"]);
            assert!(
                heads.iter().all(|head| head.observations.len() == 90 && head.majority == found.observed[0].majority)
            );
        }
    }
}
