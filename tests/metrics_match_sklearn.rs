//! The figures of `eval` are scikit-learn's; tests/fixtures/metrics/make.py made the values compared with.

use hustings::eval::{BaselineFrom, HeadObservations, Observation, evaluate};
use serde::Deserialize;

const TOLERANCE: f64 = 1e-12;

#[derive(Deserialize)]
struct Case {
    made_by: String,
    classes: Vec<String>,
    truth: Vec<usize>,
    prediction: Vec<Option<usize>>,
    probabilities: Vec<Vec<f64>>,
    majority: Option<Vec<f64>>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Expected {
    macro_f1: f64,
    f_avg: Option<f64>,
    accuracy: f64,
    mcc: f64,
    log_loss: f64,
    brier: f64,
    precision: Vec<f64>,
    recall: Vec<f64>,
    f1: Vec<f64>,
    support: Vec<usize>,
    confusion: Vec<Vec<usize>>,
    abstained: Vec<usize>,
    baseline: ExpectedBaseline,
}

#[derive(Deserialize)]
struct ExpectedBaseline {
    label: String,
    macro_f1: f64,
    f_avg: Option<f64>,
    accuracy: f64,
    mcc: f64,
    log_loss: f64,
    brier: f64,
}

#[track_caller]
fn assert_close(case: &str, figure: &str, ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= TOLERANCE, "{case}: {figure} is {ours}, scikit-learn's {theirs}");
}

#[track_caller]
fn assert_close_or_none(case: &str, figure: &str, ours: Option<f64>, theirs: Option<f64>) {
    assert_eq!(ours.is_some(), theirs.is_some(), "{case}: {figure}");
    assert_close(case, figure, ours.unwrap_or_default(), theirs.unwrap_or_default());
}

fn check(name: &str, json: &str) {
    let case: Case = serde_json::from_str(json).unwrap();
    assert!(case.made_by.starts_with("scikit-learn "), "{name}");
    assert_eq!(case.truth.len(), case.prediction.len(), "{name}");
    assert_eq!(case.truth.len(), case.probabilities.len(), "{name}");
    let from = if case.majority.is_some() { BaselineFrom::Training } else { BaselineFrom::Evaluated };
    let observations = std::iter::zip(case.truth, case.prediction)
        .zip(case.probabilities)
        .map(|((truth, prediction), probabilities)| Observation { sample: 0, truth, probabilities, prediction })
        .collect();
    let head = HeadObservations {
        name: name.into(),
        classes: case.classes,
        observations,
        pooled: false,
        majority: case.majority,
    };
    let evaluation = evaluate(&[head], "stored predictions");
    let (ours, theirs) = (&evaluation.heads[0], case.expected);

    assert_close(name, "macro-F1", ours.macro_f1, theirs.macro_f1);
    assert_close_or_none(name, "F_avg", ours.f_avg, theirs.f_avg);
    assert_close(name, "accuracy", ours.accuracy, theirs.accuracy);
    assert_close(name, "MCC", ours.mcc, theirs.mcc);
    assert_close(name, "log-loss", ours.log_loss, theirs.log_loss);
    assert_close(name, "Brier score", ours.brier, theirs.brier);
    assert_eq!(ours.confusion.counts, theirs.confusion, "{name}");
    assert_eq!(ours.confusion.abstained, theirs.abstained, "{name}");
    for (class, scores) in ours.per_class.iter().enumerate() {
        assert_close(name, "precision", scores.precision, theirs.precision[class]);
        assert_close(name, "recall", scores.recall, theirs.recall[class]);
        assert_close(name, "F1", scores.f1, theirs.f1[class]);
        assert_eq!(scores.support, theirs.support[class], "{name}");
    }

    let (ours, theirs) = (&ours.baseline, theirs.baseline);
    assert_eq!(ours.from, from, "{name}");
    assert_eq!(ours.label, theirs.label, "{name}");
    assert_close(name, "baseline macro-F1", ours.macro_f1, theirs.macro_f1);
    assert_close_or_none(name, "baseline F_avg", ours.f_avg, theirs.f_avg);
    assert_close(name, "baseline accuracy", ours.accuracy, theirs.accuracy);
    assert_close(name, "baseline MCC", ours.mcc, theirs.mcc);
    assert_close(name, "baseline log-loss", ours.log_loss, theirs.log_loss);
    assert_close(name, "baseline Brier score", ours.brier, theirs.brier);
}

#[test]
fn every_case_agrees_to_twelve_decimals() {
    let cases = [
        ("two_classes", include_str!("fixtures/metrics/two_classes.json")),
        ("three_classes", include_str!("fixtures/metrics/three_classes.json")),
        ("training_majority", include_str!("fixtures/metrics/training_majority.json")),
        ("four_classes", include_str!("fixtures/metrics/four_classes.json")),
        ("class_absent_in_truth", include_str!("fixtures/metrics/class_absent_in_truth.json")),
        ("class_never_predicted", include_str!("fixtures/metrics/class_never_predicted.json")),
        ("class_absent_in_both", include_str!("fixtures/metrics/class_absent_in_both.json")),
        ("all_one_class", include_str!("fixtures/metrics/all_one_class.json")),
        ("random_probabilities", include_str!("fixtures/metrics/random_probabilities.json")),
        ("abstained", include_str!("fixtures/metrics/abstained.json")),
    ];
    for (name, json) in cases {
        check(name, json);
    }
}
