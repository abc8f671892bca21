//! Agreement is that of the package krippendorff; tests/fixtures/agreement/make.py made the values compared with.

use hustings::eval::{HeadRatings, RatedUnit, agreement};
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
    n_classes: usize,
    units: Vec<Vec<Option<usize>>>,
    alpha: Option<f64>,
    per_class: Vec<Option<f64>>,
    same: Option<f64>,
    n_pairs: usize,
    coincidences: Vec<Vec<f64>>,
    observed: Option<f64>,
    expected: Option<f64>,
}

#[track_caller]
fn assert_close(case: &str, figure: &str, ours: Option<f64>, theirs: Option<f64>) {
    assert_eq!(ours.is_some(), theirs.is_some(), "{case}: {figure} is {ours:?}, theirs {theirs:?}");
    let (ours, theirs) = (ours.unwrap_or_default(), theirs.unwrap_or_default());
    assert!((ours - theirs).abs() <= TOLERANCE, "{case}: {figure} is {ours}, theirs {theirs}");
}

#[test]
fn every_case_agrees_to_twelve_decimals() {
    let stored: Stored = serde_json::from_str(include_str!("fixtures/agreement/cases.json")).unwrap();
    assert!(stored.made_by.starts_with("krippendorff 0.9"), "{}", stored.made_by);
    for case in stored.cases {
        let name = &case.name;
        let given = |labels: &[Option<usize>]| -> Vec<(usize, usize)> {
            labels.iter().enumerate().filter_map(|(annotator, label)| Some((annotator, (*label)?))).collect()
        };
        let unit = |(sample, labels): (usize, &Vec<Option<usize>>)| RatedUnit { sample, labels: given(labels) };
        let head = HeadRatings {
            name: name.clone(),
            classes: (0..case.n_classes).map(|class| format!("class {class}")).collect(),
            n_annotators: case.units[0].len(),
            units: case.units.iter().enumerate().map(unit).collect(),
        };
        let ours = agreement(&[head], None).remove(0);
        assert_close(name, "alpha", ours.alpha, case.alpha);
        assert_close(name, "percent agreement", ours.same, case.same);
        assert_close(name, "observed disagreement", ours.observed, case.observed);
        assert_close(name, "expected disagreement", ours.expected, case.expected);
        assert_eq!(ours.n_pairs, case.n_pairs, "{name}");
        for (ours, theirs) in ours.per_class.iter().zip(case.per_class) {
            assert_close(name, "alpha of a class", ours.alpha, theirs);
        }
        for (ours, theirs) in ours.coincidences.iter().flatten().zip(case.coincidences.iter().flatten()) {
            assert_close(name, "coincidences", Some(*ours), Some(*theirs));
        }
        if name == "worked_example" {
            assert_eq!(format!("{:.3}", ours.alpha.unwrap()), "0.743");
        }
    }
}
