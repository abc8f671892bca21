//! What is evaluated: a model, or by cross-validation the training itself.

use anyhow::{Result, bail};
use hustings::eval::{HeadObservations, PartTrained};
use hustings::model::Model;
use hustings::read::Dataset;
use hustings::topic::Topic;
use hustings::train::data_hash;
use hustings::trial::{cross_validate, observe, observe_blind, observe_uncalibrated};

use super::super::messages;
use super::super::progress::Bar;
use super::args::Args;

/// What is evaluated, and what it says of the labelled comments.
#[derive(Debug)]
pub struct Subject {
    /// The model, unless each fold has its own.
    pub model: Option<Model>,
    /// How the comments came to be predicted, in words.
    pub how: String,
    /// Predictions.
    pub observed: Vec<HeadObservations>,
    /// Predictions with the targets' names hidden.
    pub blind: Vec<HeadObservations>,
    /// Predictions of the first stage alone.
    pub uncalibrated: Vec<HeadObservations>,
    /// The end of the learning curve, if by cross-validation.
    pub whole: Option<PartTrained>,
}

impl Subject {
    /// Predicts the labelled comments: by the model, or by one for each fold.
    pub fn new(args: &Args, model: Option<Model>, topic: &Topic, dataset: &Dataset) -> Result<Self> {
        let Some(model) = model else { return Self::cross_validated(args, topic, dataset) };
        let observed = observe(&model, dataset);
        if observed.is_empty() {
            bail!(
                "no head that is answered has labels among {}; the thesis needs an article, other heads a model trained \
                 on them",
                messages::count(dataset.samples.len(), "labelled comment")
            );
        }
        Ok(Self {
            how: how(&model, dataset),
            blind: observe_blind(&model, dataset),
            uncalibrated: observe_uncalibrated(&model, dataset),
            observed,
            whole: None,
            model: Some(model),
        })
    }

    fn cross_validated(args: &Args, topic: &Topic, dataset: &Dataset) -> Result<Self> {
        let bar = Bar::new(true);
        let validated = cross_validate(dataset, topic, &args.params(), &bar)?;
        bar.clear();
        validated.warnings.iter().for_each(|warning| messages::warn(&warning.to_string()));
        Ok(Self {
            model: None,
            how: format!("{}; every choice of training made anew in each fold", validated.folds.describe()),
            whole: Some(validated.as_whole()),
            observed: validated.observed,
            blind: validated.blind,
            uncalibrated: validated.uncalibrated,
        })
    }

    /// What it is called.
    pub fn name(&self) -> String {
        match &self.model {
            Some(model) => format!("model {}", model.id()),
            None => "cross-validation of the training".to_owned(),
        }
    }
}

/// How the comments came to be predicted, in words.
fn how(model: &Model, dataset: &Dataset) -> String {
    let n = messages::count(dataset.samples.len(), "labelled comment");
    let known = match data_hash(dataset, model.topic()) == model.info().data {
        true => "these are the very comments the model was trained on: the scores say nothing about new ones",
        false => "whether they were among its training data is not known to this program",
    };
    format!("model {} on {n}; {known}", model.id())
}
