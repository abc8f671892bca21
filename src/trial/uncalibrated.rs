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
/// the scorer that knows it. Heads that no decision fitted on their own labels answers are left out. The order and the
/// numbers of samples are those of [`observe`](super::observe()).
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Article, Comment, Section};
    use crate::read::Sample;
    use crate::trial::small_data::{dataset, params, topic};

    #[test]
    fn scorers_say_the_same_whatever_stands_around() {
        let model = crate::train::train(&dataset(9, 90, 1), &topic(), &params(), &()).unwrap().model;
        let comment = |text: &str| Comment { text: text.into(), ..Comment::default() };
        let texts = ["three cheers for the harbour", "shame on the harbour", "I walked past the harbour"];
        let comments: Vec<Comment> = texts.into_iter().map(comment).collect();
        let article = Article { title: "Nobody wants a harbour".into(), ..Article::default() };
        let sections = [None, Some(article)].map(|article| Section { article, comments: comments.clone() });
        let samples = (0..6).map(|at| {
            let labels = vec![Some(0), Some(0), Some(at % 3), Some(at % 3)];
            Sample { section: at / 3, comment: at % 3, labels, record: 1 }
        });
        let data = Dataset { samples: samples.collect(), sections: sections.into(), ..Dataset::default() };
        let observed = observe_uncalibrated(&model, &data);
        let names: Vec<&str> = observed.iter().map(|head| head.name.as_str()).collect();
        assert_eq!(names, ["harbour", "sentiment"], "neither thesis nor target was fitted");
        for head in &observed {
            for (alone, under) in head.observations[..3].iter().zip(&head.observations[3..]) {
                assert_eq!(alone.probabilities, under.probabilities);
                assert!((alone.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                assert_eq!(alone.prediction, Some(alone.truth), "{}", head.name);
            }
        }
    }
}
