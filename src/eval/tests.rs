//! Tests of pooling and abstaining, and properties that hold for any observations.

use proptest::prelude::*;

use super::*;

const STANCES: [&str; 3] = ["favor", "against", "none"];

fn head(name: &str, classes: [&str; 3], observations: Vec<Observation>) -> HeadObservations {
    let classes = classes.map(String::from).to_vec();
    HeadObservations { name: name.into(), classes, observations, pooled: true, majority: None }
}

fn observation(truth: usize, prediction: Option<usize>) -> Observation {
    let mut probabilities = vec![0.2; 3];
    probabilities[prediction.unwrap_or(0)] = 0.6;
    Observation { sample: 0, truth, probabilities, prediction }
}

#[test]
fn heads_without_observations_are_left_out() {
    let evaluation = evaluate(&[head("a", STANCES, vec![]), head("b", STANCES, vec![observation(0, Some(0))])], "");
    assert_eq!(evaluation.heads.len(), 1);
    assert_eq!(evaluation.heads[0].name, "b");
    assert_eq!(evaluation.stance_pooled, None);
    assert_eq!(evaluation.stance_mean_f_avg, None);
    assert_eq!(evaluate(&[], "").heads, []);
}

#[test]
fn abstaining_misses_the_truth_and_predicts_nothing() {
    let observations = vec![
        observation(0, Some(0)),
        observation(0, None),
        observation(1, Some(1)),
        observation(2, Some(0)),
        observation(2, None),
    ];
    let evaluation = evaluate(&[head("thesis", STANCES, observations)], "");
    let head = &evaluation.heads[0];
    assert_eq!((head.n, head.abstained), (5, 2));
    assert_eq!(head.confusion.abstained, [1, 0, 1]);
    let favor = head.per_class[0];
    assert_eq!((favor.precision, favor.recall, favor.f1), (0.5, 0.5, 0.5));
    assert_eq!((favor.support, favor.predicted), (2, 2));
    assert_eq!(head.per_class.iter().map(|class| class.predicted).sum::<usize>(), 3);
    assert_eq!(head.accuracy, 0.4);
    assert_eq!(metrics::accuracy_decided(&head.confusion), Some(2.0 / 3.0));
    assert_eq!(head.f_avg, Some(0.75));
    assert_eq!(head.macro_f1, 0.5);
}

#[test]
fn abstaining_throughout_scores_zero() {
    let evaluation = evaluate(&[head("thesis", STANCES, vec![observation(0, None), observation(1, None)])], "");
    let head = &evaluation.heads[0];
    assert_eq!((head.macro_f1, head.f_avg, head.accuracy), (0.0, Some(0.0), 0.0));
    assert!(head.log_loss.is_finite());
}

#[test]
fn pooling_goes_by_the_names_of_classes() {
    let nato = head("nato", STANCES, vec![observation(0, Some(0)), observation(1, Some(2))]);
    let russia = head("russia", ["none", "against", "favor"], vec![observation(2, Some(2)), observation(1, Some(0))]);
    let evaluation = evaluate(&[nato, russia], "");
    let pooled = evaluation.stance_pooled.unwrap();
    assert_eq!(pooled.name, POOLED);
    assert_eq!(pooled.classes, STANCES);
    assert_eq!(pooled.confusion.counts, [[2, 0, 0], [0, 0, 2], [0, 0, 0]]);
    assert_eq!(pooled.f_avg, Some(0.5));
    assert_eq!(evaluation.stance_mean_f_avg, Some(0.5));
}

#[test]
fn heads_not_pooled_stay_out_of_the_pooled_figures() {
    let mut thesis = head("thesis", STANCES, vec![observation(0, Some(1)); 9]);
    thesis.pooled = false;
    let targets = ["nato", "russia"].map(|name| head(name, STANCES, vec![observation(0, Some(0))]));
    let evaluation = evaluate(&[vec![thesis], targets.to_vec()].concat(), "");
    assert_eq!(evaluation.stance_pooled.unwrap().n, 2);
    assert_eq!(evaluation.stance_mean_f_avg, Some(0.5));
}

#[test]
#[should_panic(expected = "head \"nato\": probabilities and classes differ in number")]
fn probabilities_must_match_the_classes() {
    let observation = Observation { sample: 0, truth: 0, probabilities: vec![1.0], prediction: None };
    evaluate(&[head("nato", STANCES, vec![observation])], "");
}

fn any_observation() -> impl Strategy<Value = Observation> {
    (0..3usize, prop::array::uniform3(0.01..1.0f64), prop::option::of(0..3usize)).prop_map(
        |(truth, weights, prediction)| {
            let sum: f64 = weights.iter().sum();
            Observation {
                sample: 0,
                truth,
                probabilities: weights.iter().map(|weight| weight / sum).collect(),
                prediction,
            }
        },
    )
}

/// The evaluation of one head, what is a mean of losses apart, since the order of summation shows in their last digits.
fn without_losses(observations: &[Observation]) -> (HeadEvaluation, [f64; 4]) {
    let mut head = evaluate(&[head("nato", STANCES, observations.to_vec())], "").heads.remove(0);
    head.references.clear();
    let losses = [&mut head.log_loss, &mut head.baseline.log_loss, &mut head.brier, &mut head.baseline.brier];
    let losses = losses.map(std::mem::take);
    (head, losses)
}

proptest! {
    #[test]
    fn order_of_observations_changes_nothing(
        (observations, shuffled) in prop::collection::vec(any_observation(), 1..40)
            .prop_flat_map(|observations| (Just(observations.clone()), Just(observations).prop_shuffle()))
    ) {
        let (one, one_losses) = without_losses(&observations);
        let (other, other_losses) = without_losses(&shuffled);
        prop_assert_eq!(one, other);
        for (one, other) in std::iter::zip(one_losses, other_losses) {
            prop_assert!((one - other).abs() < 1e-12);
        }
    }

    #[test]
    fn figures_agree_with_each_other(observations in prop::collection::vec(any_observation(), 1..40)) {
        let n = observations.len();
        let evaluation = evaluate(&[head("nato", STANCES, observations)], "");
        let head = &evaluation.heads[0];
        prop_assert_eq!(head.n, n);
        prop_assert_eq!(head.accuracy, head.confusion.trace() as f64 / n as f64);
        prop_assert_eq!(head.per_class.iter().map(|class| class.support).sum::<usize>(), n);
        prop_assert_eq!(head.per_class.iter().map(|class| class.predicted).sum::<usize>(), n - head.abstained);
        prop_assert!((-1.0..=1.0).contains(&head.mcc) && (0.0..=2.0).contains(&head.brier));
        prop_assert!(metrics::accuracy_decided(&head.confusion).is_none_or(|decided| decided >= head.accuracy));
        for figure in [head.macro_f1, head.f_avg.unwrap(), head.accuracy, head.baseline.accuracy] {
            prop_assert!((0.0..=1.0).contains(&figure));
        }
    }

    #[test]
    fn one_head_twice_pools_to_its_own_figures(observations in prop::collection::vec(any_observation(), 1..40)) {
        let heads = [head("a", STANCES, observations.clone()), head("b", STANCES, observations)];
        let evaluation = evaluate(&heads, "");
        let (one, pooled) = (&evaluation.heads[0], evaluation.stance_pooled.as_ref().unwrap());
        prop_assert_eq!(pooled.n, 2 * one.n);
        for (one, pooled) in [
            (one.macro_f1, pooled.macro_f1),
            (one.f_avg.unwrap(), pooled.f_avg.unwrap()),
            (one.accuracy, pooled.accuracy),
            (one.mcc, pooled.mcc),
            (one.log_loss, pooled.log_loss),
            (one.brier, pooled.brier),
            (one.baseline.log_loss, pooled.baseline.log_loss),
        ] {
            prop_assert!((one - pooled).abs() < 1e-12);
        }
    }
}
