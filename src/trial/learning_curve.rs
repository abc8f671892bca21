//! Models trained on parts of the comments.

use super::joined::{Joined, TrainedOn};
use super::observe;
use crate::error::{ErrorKind, Result};
use crate::eval::PartTrained;
use crate::progress::Progress;
use crate::read::Dataset;
use crate::topic::Topic;
use crate::train::folds::{self, Nested};
use crate::train::{MIN_LABELLED, TrainParams, part, train};

/// The parts, in eighths of the articles.
const EIGHTHS: [usize; 4] = [1, 2, 4, 8];

/// Trains on an eighth, a quarter, half of the articles and on all, and predicts the same comments with each, from the
/// smallest part to the whole.
///
/// The articles of a part are drawn by the seed of `params`, whole, each part within the next; where there are fewer than 16
/// articles, threads are drawn, and where there are too few of these, single comments. With `evaluated`, that is predicted,
/// and comments for training that stand under one of its articles or are near-duplicates of one of its comments are left
/// out. Without, `training` is cross-validated on the folds of [`cross_validate`](super::cross_validate()), the same for all
/// parts: each fold is predicted by models trained on parts of the others, and the number of labels is the mean over the
/// folds.
///
/// `whole` is what the whole of the comments gave, if that was measured already (see
/// [`CrossValidated::as_whole`](super::CrossValidated::as_whole)); it is taken as it is unless comments had to be left out.
///
/// Parts with fewer than [`MIN_LABELLED`] labelled comments, of one class only, or no larger than the part before are left
/// out, and so is, of a part, a head with fewer labels than that: where no part is large enough, nothing comes back.
/// Trainings cost, all together, less than twice what training on the whole costs, once for each fold.
///
/// # Errors
///
/// Those of [`cross_validate`](super::cross_validate()), but for parts that nothing can be learnt from.
pub fn learning_curve(
    training: &Dataset,
    evaluated: Option<&Dataset>,
    whole: Option<PartTrained>,
    topic: &Topic,
    params: &TrainParams,
    progress: &dyn Progress,
) -> Result<Vec<PartTrained>> {
    let rounds = match evaluated {
        Some(evaluated) => vec![Round::apart(training, evaluated)],
        None => Round::folds(training, params)?,
    };
    let left_out = evaluated.is_some() && rounds[0].may_train.contains(&false);
    let mut whole = whole.filter(|_| !left_out);
    progress.begin("learning curve", rounds.len() * (EIGHTHS.len() - usize::from(whole.is_some())));
    let comments = comments_of_samples(training);
    let orders: Vec<Nested> = rounds.iter().map(|round| round.order(training, &comments, params.seed)).collect();
    let (mut parts, mut largest) = (Vec::new(), 0);
    for eighths in EIGHTHS {
        let is_whole = eighths == 8;
        if let Some(whole) = whole.take_if(|_| is_whole) {
            parts.push(whole);
            break;
        }
        let drawn = rounds.iter().zip(&orders).map(|(round, order)| {
            let in_part = order.eighths(eighths);
            // Comments in articles without a label help to count terms, as they do in any training on the whole.
            let taken = round.may_train.iter().enumerate().map(|(comment, may)| *may && (is_whole || in_part(comment)));
            taken.collect::<Vec<bool>>()
        });
        let drawn: Vec<Vec<bool>> = drawn.collect();
        let labelled = |taken: &Vec<bool>| comments.iter().filter(|comment| taken[**comment]).count();
        let n_labelled: Vec<usize> = drawn.iter().map(labelled).collect();
        let n_in_all = n_labelled.iter().sum();
        if n_in_all == largest || n_labelled.iter().any(|n| *n < MIN_LABELLED) {
            rounds.iter().for_each(|_| progress.step());
            continue;
        }
        largest = n_in_all;
        parts.extend(trained(training, &rounds, &drawn, topic, params, progress)?);
    }
    for part in &mut parts {
        let PartTrained { n_labelled, observed } = part;
        observed.retain(|head| n_labelled.iter().any(|(name, n)| *name == head.name && *n >= MIN_LABELLED));
    }
    parts.retain(|part| !part.observed.is_empty());
    Ok(parts)
}

/// Comments to predict, and those that may be trained on for it.
struct Round {
    /// For each comment of the training data, shape `(n_comments,)`.
    may_train: Vec<bool>,
    held_out: Dataset,
    /// Place of each held-out sample among all.
    places: Vec<usize>,
}

impl Round {
    fn apart(training: &Dataset, evaluated: &Dataset) -> Self {
        let may_train = folds::apart(&training.sections, &evaluated.sections);
        let (held_out, places) = part(evaluated, |_| true);
        Self { may_train, held_out, places }
    }

    fn folds(training: &Dataset, params: &TrainParams) -> Result<Vec<Self>> {
        let folds = folds::deal(&training.sections, params.folds, params.seed)?;
        let round = |fold: usize| {
            let (held_out, places) = part(training, |comment| folds.of[comment] == fold);
            Self { may_train: folds.of.iter().map(|of| *of != fold).collect(), held_out, places }
        };
        Ok((0..folds.n_folds).map(round).collect())
    }

    /// The order in which articles with labelled comments that may be trained on are drawn.
    fn order(&self, training: &Dataset, comments: &[usize], seed: u64) -> Nested {
        let mut counts = vec![false; self.may_train.len()];
        comments.iter().for_each(|comment| counts[*comment] = self.may_train[*comment]);
        Nested::new(&training.sections, &counts, seed)
    }
}

/// The comment of each sample, numbered through the sections.
fn comments_of_samples(dataset: &Dataset) -> Vec<usize> {
    let sizes = dataset.sections.iter().map(|section| section.comments.len());
    let first: Vec<usize> = sizes.scan(0, |next, n| Some(std::mem::replace(next, *next + n))).collect();
    dataset.samples.iter().map(|sample| first[sample.section] + sample.comment).collect()
}

/// What models trained on the comments drawn for each round say of what the round holds out; `None` if there is nothing to learn from
/// in one of them.
fn trained(
    training: &Dataset,
    rounds: &[Round],
    drawn: &[Vec<bool>],
    topic: &Topic,
    params: &TrainParams,
    progress: &dyn Progress,
) -> Result<Option<PartTrained>> {
    let (mut joined, mut trained_on) = (Joined::default(), TrainedOn::default());
    for (index, (round, taken)) in rounds.iter().zip(drawn).enumerate() {
        let (drawn, _) = part(training, |comment| taken[comment]);
        let model = match train(&drawn, topic, params, &()) {
            Ok(trained) => trained.model,
            Err(error) if matches!(error.kind(), ErrorKind::Data(_)) => {
                (index..rounds.len()).for_each(|_| progress.step());
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        trained_on.add(&model);
        joined.add(observe(&model, &round.held_out), &round.places);
        progress.step();
    }
    Ok(Some(PartTrained { n_labelled: trained_on.mean(), observed: joined.finish(topic) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::cross_validate;
    use crate::trial::small_data::{dataset, params, topic};

    fn n_labelled(parts: &[PartTrained]) -> Vec<usize> {
        parts.iter().map(|part| part.n_labelled.iter().find(|(name, _)| name == "harbour").unwrap().1).collect()
    }

    #[test]
    fn all_parts_predict_the_same_comments_and_the_whole_is_that_of_cross_validation() {
        let data = dataset(30, 360, 1);
        let validated = cross_validate(&data, &topic(), &params(), &()).unwrap();
        let parts = learning_curve(&data, None, None, &topic(), &params(), &()).unwrap();
        // An eighth of 20 articles in the other folds are three, of twelve comments each.
        assert_eq!(n_labelled(&parts), [36, 60, 120, 240]);
        assert_eq!(parts[3], validated.as_whole());
        for part in &parts {
            assert_eq!(part.observed.len(), 2);
            for (head, whole) in part.observed.iter().zip(&validated.observed) {
                let seen = |head: &crate::eval::HeadObservations| {
                    head.observations.iter().map(|seen| (seen.sample, seen.truth)).collect::<Vec<_>>()
                };
                assert_eq!(seen(head), seen(whole));
            }
        }
        let given = PartTrained { n_labelled: vec![("harbour".into(), 999)], ..validated.as_whole() };
        let parts = learning_curve(&data, None, Some(given), &topic(), &params(), &()).unwrap();
        assert_eq!(n_labelled(&parts), [36, 60, 120, 999]);
        assert_eq!(parts[3].observed.len(), 1, "a head without a number of labels is left out");
    }

    #[test]
    fn what_is_trained_on_has_nothing_to_do_with_what_is_predicted() {
        let (training, other) = (dataset(20, 240, 2), dataset(4, 24, 3));
        let parts = learning_curve(&training, Some(&other), None, &topic(), &params(), &()).unwrap();
        // Four of the twenty articles are those evaluated, and an eighth of sixteen is too small.
        assert_eq!(n_labelled(&parts), [48, 96, 192]);
        assert!(parts.iter().all(|part| part.observed[0].observations.len() == 24));
        let whole = PartTrained { n_labelled: vec![("harbour".into(), 240)], observed: Vec::new() };
        let again = learning_curve(&training, Some(&other), Some(whole), &topic(), &params(), &()).unwrap();
        assert_eq!(again, parts, "what was trained on all is not taken");
    }

    #[test]
    fn too_few_labels_have_no_curve() {
        assert_eq!(learning_curve(&dataset(4, 24, 1), None, None, &topic(), &params(), &()).unwrap(), []);
        let data = dataset(20, 60, 1);
        assert_eq!(learning_curve(&data, Some(&data), None, &topic(), &params(), &()).unwrap(), []);
    }
}
