//! How good a model would be: the whole training, choices included, for each fold.

use crate::error::Result;
use crate::eval::HeadObservations;
use crate::progress::Progress;
use crate::read::Dataset;
use crate::topic::Topic;
use crate::train::folds::{self, Folds};
use crate::train::{TrainParams, Warning, part, train};
use crate::trial::observe;

/// What cross-validation found.
#[derive(Debug)]
pub struct CrossValidated {
    /// Predictions for each labelled comment by a model trained without its fold, in the order of the samples.
    pub observed: Vec<HeadObservations>,
    /// How the folds were made.
    pub folds: Folds,
    /// Warnings of the trainings, each once.
    pub warnings: Vec<Warning>,
}

/// Trains once for each fold on all the others, everything that training chooses included, and predicts the fold.
/// The majority baseline of each head is that of all labels.
///
/// # Errors
///
/// Those of [`train`].
pub fn cross_validate(
    dataset: &Dataset,
    topic: &Topic,
    params: &TrainParams,
    progress: &dyn Progress,
) -> Result<CrossValidated> {
    let folds = folds::deal(&dataset.sections, params.folds, params.seed)?;
    cross_validate_on(dataset, topic, params, folds, progress)
}

/// The same with folds that are given.
///
/// # Errors
///
/// Those of [`train`].
pub(super) fn cross_validate_on(
    dataset: &Dataset,
    topic: &Topic,
    params: &TrainParams,
    folds: Folds,
    progress: &dyn Progress,
) -> Result<CrossValidated> {
    let mut observed: Vec<HeadObservations> = Vec::new();
    let mut warnings: Vec<Warning> = Vec::new();
    for fold in 0..folds.n_folds {
        let (rest, _) = part(dataset, |comment| folds.of[comment] != fold);
        let trained = train(&rest, topic, params, progress)?;
        for warning in trained.warnings {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        let (held_out, places) = part(dataset, |comment| folds.of[comment] == fold);
        for mut head in observe(&trained.model, &held_out) {
            head.observations.iter_mut().for_each(|seen| seen.sample = places[seen.sample]);
            match observed.iter_mut().find(|seen| seen.name == head.name) {
                Some(seen) => seen.observations.extend(head.observations),
                None => observed.push(head),
            }
        }
    }
    for head in &mut observed {
        head.observations.sort_by_key(|seen| seen.sample);
        let mut shares = vec![0.0; head.classes.len()];
        let share = 1.0 / head.observations.len() as f64;
        head.observations.iter().for_each(|seen| shares[seen.truth] += share);
        head.majority = Some(shares);
    }
    let order = |name: &str| topic.head(name);
    observed.sort_by_key(|head| order(&head.name));
    Ok(CrossValidated { observed, folds, warnings })
}
