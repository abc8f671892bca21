//! What a model says of labelled comments.

use rayon::prelude::*;

use crate::eval::{HeadObservations, Observation};
use crate::model::{HeadPrediction, Model};
use crate::read::{Dataset, Sample};
use crate::topic::Head;

/// Predictions of the model for all labelled comments, one entry per head of its topic that has any.
///
/// The labels must be those of the model's topic, as [`crate::read::read_labelled`] gives them for it. The shares of
/// classes in the model's training data go along, for the majority baseline. [`Observation::sample`] is the place among
/// [`Dataset::samples`].
pub fn observe(model: &Model, dataset: &Dataset) -> Vec<HeadObservations> {
    let bound: Vec<_> = dataset.sections.par_iter().map(|section| model.section(section)).collect();
    gather(model, dataset, |sample| bound[sample.section].predict(sample.comment).heads)
}

/// Truth and prediction of all labelled comments, where `say` gives what each head of the model says of one.
pub(super) fn gather(
    model: &Model,
    dataset: &Dataset,
    say: impl Fn(&Sample) -> Vec<HeadPrediction> + Sync,
) -> Vec<HeadObservations> {
    let predictions: Vec<Vec<HeadPrediction>> = dataset.samples.par_iter().map(&say).collect();
    let mut observed = Vec::new();
    for (index, head) in model.heads().iter().enumerate() {
        let pairs = dataset.samples.iter().zip(&predictions).enumerate();
        let observations: Vec<Observation> = pairs
            .filter_map(|(at, (sample, prediction))| {
                let predicted = &prediction[index];
                let truth = sample.labels[index].filter(|_| !predicted.probabilities.is_empty())?;
                let probabilities = predicted.probabilities.clone();
                Some(Observation { sample: at, truth, probabilities, prediction: predicted.label })
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
