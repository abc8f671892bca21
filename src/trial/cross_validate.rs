//! How good a model would be: the whole training, choices included, for each fold.

use super::joined::{Joined, TrainedOn};
use super::{observe, observe_blind, observe_uncalibrated};
use crate::error::Result;
use crate::eval::{HeadObservations, PartTrained};
use crate::progress::Progress;
use crate::read::Dataset;
use crate::topic::Topic;
use crate::train::folds::{self, Folds};
use crate::train::{TrainParams, Warning, part, train};

/// What cross-validation found. All predictions are those of a model trained without the comment's fold, in the order of the
/// samples.
#[derive(Debug)]
pub struct CrossValidated {
    /// Predictions for each labelled comment.
    pub observed: Vec<HeadObservations>,
    /// The same with the targets' names hidden, see [`observe_blind`].
    pub blind: Vec<HeadObservations>,
    /// The same by the first stage alone, see [`observe_uncalibrated`].
    pub uncalibrated: Vec<HeadObservations>,
    /// Labels of each head that the models were trained on, the mean over the folds.
    pub n_labelled: Vec<(String, usize)>,
    /// How the folds were made.
    pub folds: Folds,
    /// Warnings of the trainings, each once.
    pub warnings: Vec<Warning>,
}

impl CrossValidated {
    /// The whole of the comments as the last part of a [learning curve](super::learning_curve()) on the same folds.
    pub fn as_whole(&self) -> PartTrained {
        PartTrained { n_labelled: self.n_labelled.clone(), observed: self.observed.clone() }
    }
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
    let (mut observed, mut blind, mut uncalibrated) = (Joined::default(), Joined::default(), Joined::default());
    let mut trained_on = TrainedOn::default();
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
        observed.add(observe(&trained.model, &held_out), &places);
        blind.add(observe_blind(&trained.model, &held_out), &places);
        uncalibrated.add(observe_uncalibrated(&trained.model, &held_out), &places);
        trained_on.add(&trained.model);
    }
    let [observed, blind, uncalibrated] = [observed, blind, uncalibrated].map(|joined| joined.finish(topic));
    Ok(CrossValidated { observed, blind, uncalibrated, n_labelled: trained_on.mean(), folds, warnings })
}
