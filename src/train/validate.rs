//! How good a model is: on labelled comments it has not seen, or by cross-validation of the whole training.

use rayon::prelude::*;

use super::folds::{self, Folds};
use super::part::part;
use super::{TrainParams, Warning, train};
use crate::error::Result;
use crate::eval::{HeadObservations, Observation};
use crate::model::Model;
use crate::progress::Progress;
use crate::read::Dataset;
use crate::topic::{Head, Topic};

/// Predictions of the model for all labelled comments, one entry per head of its topic that has any.
///
/// The labels must be those of the model's topic, as [`crate::read::read_labelled`] gives them for it. The shares of
/// classes in the model's training data go along, for the majority baseline.
pub fn observe(model: &Model, dataset: &Dataset) -> Vec<HeadObservations> {
    let bound: Vec<_> = dataset.sections.par_iter().map(|section| model.section(section)).collect();
    let predictions: Vec<_> =
        dataset.samples.par_iter().map(|sample| bound[sample.section].predict(sample.comment)).collect();
    let mut observed = Vec::new();
    for (index, head) in model.heads().iter().enumerate() {
        let pairs = dataset.samples.iter().zip(&predictions);
        let observations: Vec<Observation> = pairs
            .filter_map(|(sample, prediction)| {
                let predicted = &prediction.heads[index];
                let truth = sample.labels[index].filter(|_| !predicted.probabilities.is_empty())?;
                Some(Observation { truth, probabilities: predicted.probabilities.clone(), prediction: predicted.label })
            })
            .collect();
        if observations.is_empty() {
            continue;
        }
        let name = model.topic().head_name(head.head).to_owned();
        observed.push(HeadObservations {
            classes: model.topic().classes(head.head).into_iter().map(String::from).collect(),
            observations,
            pooled: matches!(head.head, Head::Stance(_)),
            majority: model.info().shares(&name),
            name,
        });
    }
    observed
}

/// What cross-validation found.
#[derive(Debug)]
pub struct CrossValidated {
    /// Predictions for each labelled comment by a model trained without its fold.
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
    let mut observed: Vec<HeadObservations> = Vec::new();
    let mut warnings: Vec<Warning> = Vec::new();
    for fold in 0..folds.n_folds {
        let trained = train(&part(dataset, |comment| folds.of[comment] != fold), topic, params, progress)?;
        for warning in trained.warnings {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        for head in observe(&trained.model, &part(dataset, |comment| folds.of[comment] == fold)) {
            match observed.iter_mut().find(|seen| seen.name == head.name) {
                Some(seen) => seen.observations.extend(head.observations),
                None => observed.push(head),
            }
        }
    }
    for head in &mut observed {
        let mut shares = vec![0.0; head.classes.len()];
        let share = 1.0 / head.observations.len() as f64;
        head.observations.iter().for_each(|seen| shares[seen.truth] += share);
        head.majority = Some(shares);
    }
    let order = |name: &str| topic.head(name);
    observed.sort_by_key(|head| order(&head.name));
    Ok(CrossValidated { observed, folds, warnings })
}
