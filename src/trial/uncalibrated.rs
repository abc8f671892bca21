//! Probabilities of the first stage alone, before the decision.

use rayon::prelude::*;

use super::observe::gather;
use crate::eval::HeadObservations;
use crate::model::Model;
use crate::read::Dataset;

/// What the scorers alone would say: `P(c) = exp(z_c) / sum_k exp(z_k)` over the logits that the terms of the comment add
/// up to, and the most probable class as prediction, of equal ones the first. What stands around the comment, how readily
/// a class is given and what the decision makes of all that is left out: the "before" of a calibration.
///
/// Of a stance head the logits are those toward its target; of the thesis under an article known from training, those of
/// the scorer that knows it. Heads that no decision fitted on their own labels answers are left out, for nothing is changed
/// between the two stages there that their labels had a part in. The order and the numbers of samples are those of
/// [`observe`](super::observe()).
///
/// # Examples
///
/// ```
/// use hustings::model::Model;
/// use hustings::read::{LabelledParams, Source, read_labelled};
/// use hustings::trial::{observe, observe_uncalibrated};
///
/// let model = Model::embedded();
/// let bytes = b"text,sentiment\nWhat a shameful betrayal,negative\nThank you all for this,positive\n";
/// let dataset = read_labelled(&[Source { name: "l.csv", bytes }], model.topic(), &LabelledParams::default())?;
/// let (before, after) = (observe_uncalibrated(&model, &dataset), observe(&model, &dataset));
/// assert_eq!((before[0].name.as_str(), before[0].observations.len()), ("sentiment", 2));
/// assert_ne!(before[0].observations[0].probabilities, after[0].observations[0].probabilities);
/// # Ok::<(), hustings::Error>(())
/// ```
pub fn observe_uncalibrated(model: &Model, dataset: &Dataset) -> Vec<HeadObservations> {
    let bound: Vec<_> = dataset.sections.par_iter().map(|section| model.section(section)).collect();
    gather(model, dataset, |sample| bound[sample.section].first_stage(sample.comment))
}
