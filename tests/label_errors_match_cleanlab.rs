//! Likely label errors are cleanlab's; tests/fixtures/audit/make.py made the values compared with.

use hustings::audit::label_errors;
use hustings::eval::{HeadObservations, Observation};
use serde::Deserialize;

const TOLERANCE: f64 = 1e-12;

#[derive(Deserialize)]
struct Stored {
    made_by: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    labels: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    thresholds: Vec<Option<f64>>,
    errors: Vec<usize>,
    suggested: Vec<usize>,
    self_confidence: Vec<f64>,
    margin: Vec<f64>,
}

#[test]
fn every_case_finds_the_same_errors_in_the_same_order() {
    let stored: Stored = serde_json::from_str(include_str!("fixtures/audit/cases.json")).unwrap();
    assert!(stored.made_by.starts_with("cleanlab "), "{}", stored.made_by);
    for case in stored.cases {
        let name = &case.name;
        let seen = |(sample, (truth, p)): (usize, (&usize, &Vec<f64>))| Observation {
            sample,
            truth: *truth,
            probabilities: p.clone(),
            prediction: None,
        };
        let head = HeadObservations {
            name: name.clone(),
            classes: (0..case.thresholds.len()).map(|class| format!("class {class}")).collect(),
            observations: std::iter::zip(&case.labels, &case.probabilities).enumerate().map(seen).collect(),
            pooled: false,
            majority: None,
        };
        let (ours, thresholds) = label_errors(&head);
        for (ours, theirs) in thresholds.iter().zip(&case.thresholds) {
            assert_eq!(ours.is_some(), theirs.is_some(), "{name}");
            assert!((ours.unwrap_or_default() - theirs.unwrap_or_default()).abs() <= TOLERANCE, "{name}: threshold");
        }
        let samples: Vec<usize> = ours.iter().map(|error| error.sample).collect();
        assert_eq!(samples, case.errors, "{name}");
        for (index, error) in ours.iter().enumerate() {
            assert_eq!((error.label, error.suggested), (case.labels[error.sample], case.suggested[index]), "{name}");
            assert!((error.self_confidence - case.self_confidence[index]).abs() <= TOLERANCE, "{name}");
            assert!((error.margin - case.margin[index]).abs() <= TOLERANCE, "{name}");
        }
    }
}
