//! Points and forecasts of learning curves are scikit-learn's and SciPy's; tests/fixtures/learning_curve/make.py made the
//! values compared with.

use hustings::eval::{Bootstrap, Clusters, HeadObservations, Observation, PartTrained, learning_curves};
use serde::Deserialize;

/// For one arithmetic and another.
const TOLERANCE: f64 = 1e-9;

/// For exponents in steps of 0.01 and exponents anywhere.
const OF_GRID: f64 = 1e-3;

#[derive(Deserialize)]
struct Cases {
    made_by: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    n_classes: usize,
    truth: Vec<usize>,
    parts: Vec<Part>,
    forecasts: Vec<Forecast>,
}

#[derive(Deserialize)]
struct Part {
    n_labelled: usize,
    prediction: Vec<Option<usize>>,
    macro_f1: Option<f64>,
}

#[derive(Deserialize)]
struct Forecast {
    n_labelled: usize,
    macro_f1: f64,
    curve_fit: f64,
}

fn trained(case: &Case, part: &Part) -> PartTrained {
    let pairs = std::iter::zip(&case.truth, &part.prediction).enumerate();
    let observations = pairs.map(|(sample, (truth, prediction))| Observation {
        sample,
        truth: *truth,
        probabilities: vec![1.0 / case.n_classes as f64; case.n_classes],
        prediction: *prediction,
    });
    let head = HeadObservations {
        name: "thesis".into(),
        classes: (0..case.n_classes).map(|class| class.to_string()).collect(),
        observations: observations.collect(),
        pooled: false,
        majority: None,
    };
    PartTrained { n_labelled: vec![("thesis".into(), part.n_labelled)], observed: vec![head] }
}

#[test]
fn points_and_forecasts_are_those_of_the_reference() {
    let cases: Cases = serde_json::from_str(include_str!("fixtures/learning_curve/cases.json")).unwrap();
    assert!(cases.made_by.starts_with("scikit-learn "));
    for case in &cases.cases {
        let parts: Vec<PartTrained> = case.parts.iter().map(|part| trained(case, part)).collect();
        let bootstrap = Bootstrap { draws: 0, ..Bootstrap::default() };
        let curves = learning_curves(&parts, &Clusters::single(case.truth.len()), &bootstrap);
        let name = &case.name;
        let Some(curve) = curves.first() else {
            assert!(case.truth.is_empty(), "{name}");
            continue;
        };
        for (ours, theirs) in curve.points.iter().zip(&case.parts) {
            assert!((ours.macro_f1 - theirs.macro_f1.unwrap()).abs() < TOLERANCE, "{name}: {ours:?}");
        }
        assert_eq!((curve.points.len(), curve.forecasts.len()), (case.parts.len(), case.forecasts.len()), "{name}");
        for (ours, theirs) in curve.forecasts.iter().zip(&case.forecasts) {
            assert_eq!(ours.n_labelled, theirs.n_labelled, "{name}");
            assert!((ours.macro_f1 - theirs.macro_f1).abs() < TOLERANCE, "{name}: {ours:?}, {}", theirs.macro_f1);
            assert!((ours.macro_f1 - theirs.curve_fit).abs() < OF_GRID, "{name}: {ours:?}, {}", theirs.curve_fit);
        }
    }
}
