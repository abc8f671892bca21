//! Calibration, coverage and slices agree with numpy, scikit-learn, scipy and statsmodels; tests/fixtures/calibration/make.py made
//! the values compared with.

use hustings::eval::{Bootstrap, Clusters, HeadObservations, Observation, Slice, calibration, coverage, slice_figures};
use serde::Deserialize;
use serde::de::DeserializeOwned;

const TOLERANCE: f64 = 1e-10;

#[derive(Deserialize)]
struct Fixture<T> {
    made_by: String,
    cases: Vec<T>,
}

fn cases<T: DeserializeOwned>(json: &str) -> Vec<T> {
    let fixture: Fixture<T> = serde_json::from_str(json).unwrap();
    assert!(fixture.made_by.contains("scikit-learn 1.9.1"));
    assert!(!fixture.cases.is_empty());
    fixture.cases
}

#[track_caller]
fn assert_close(case: &str, figure: &str, ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= TOLERANCE, "{case}: {figure} is {ours}, the reference's {theirs}");
}

fn head(truth: &[usize], prediction: &[Option<usize>], probabilities: &[Vec<f64>]) -> HeadObservations {
    let n_classes = probabilities.first().map_or(2, Vec::len);
    let observation = |sample: usize| Observation {
        sample,
        truth: truth[sample],
        probabilities: probabilities[sample].clone(),
        prediction: prediction[sample],
    };
    HeadObservations {
        name: "stored".into(),
        classes: (0..n_classes).map(|class| class.to_string()).collect(),
        observations: (0..truth.len()).map(observation).collect(),
        pooled: false,
        majority: None,
    }
}

#[derive(Deserialize)]
struct CalibrationCase {
    name: String,
    truth: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    bins: Vec<ExpectedBin>,
    curve: [Vec<f64>; 2],
    ece: f64,
    ece_if_calibrated: f64,
    ece_simulated: f64,
    log_loss: f64,
    brier: f64,
}

#[derive(Deserialize)]
struct ExpectedBin {
    n: usize,
    confidence: f64,
    accuracy: f64,
    interval: Option<[f64; 2]>,
}

#[test]
fn calibration_is_that_of_the_references() {
    for case in cases::<CalibrationCase>(include_str!("fixtures/calibration/calibration.json")) {
        let name = case.name.as_str();
        let ours =
            calibration(&head(&case.truth, &vec![None; case.truth.len()], &case.probabilities), None, None).after;
        assert_close(name, "expected calibration error", ours.ece, case.ece);
        assert_close(name, "error if calibrated", ours.ece_if_calibrated, case.ece_if_calibrated);
        // The simulation has the confidences as they are, the closed form their mean; 20,000 draws are good to a per cent.
        assert!((ours.ece_if_calibrated - case.ece_simulated).abs() <= 0.02 * case.ece_simulated, "{name}");
        assert_close(name, "log-loss", ours.log_loss, case.log_loss);
        assert_close(name, "Brier score", ours.brier, case.brier);
        assert_eq!(ours.bins.len(), case.bins.len(), "{name}");
        for (ours, theirs) in ours.bins.iter().zip(&case.bins) {
            assert_eq!(ours.n, theirs.n, "{name}: {ours:?}");
            assert_close(name, "confidence", ours.confidence, theirs.confidence);
            assert_close(name, "accuracy", ours.accuracy, theirs.accuracy);
            assert_eq!(ours.interval.is_some(), theirs.interval.is_some(), "{name}");
            if let (Some(ours), Some([low, high])) = (ours.interval, theirs.interval) {
                assert_close(name, "Wilson's lower end", ours.low, low);
                assert_close(name, "Wilson's upper end", ours.high, high);
            }
        }
        let filled: Vec<_> = ours.bins.iter().filter(|bin| bin.n > 0).collect();
        assert_eq!(filled.len(), case.curve[0].len(), "{name}");
        for (bin, (accuracy, confidence)) in filled.iter().zip(case.curve[0].iter().zip(&case.curve[1])) {
            assert_close(name, "accuracy of scikit-learn", bin.accuracy, *accuracy);
            assert_close(name, "confidence of scikit-learn", bin.confidence, *confidence);
        }
    }
}

#[derive(Deserialize)]
struct CoverageCase {
    name: String,
    truth: Vec<usize>,
    prediction: Vec<Option<usize>>,
    probabilities: Vec<Vec<f64>>,
    points: Vec<[f64; 3]>,
    at: Vec<[f64; 3]>,
    area: f64,
    least_area: f64,
}

#[test]
fn coverage_is_that_of_the_references() {
    for case in cases::<CoverageCase>(include_str!("fixtures/calibration/coverage.json")) {
        let name = case.name.as_str();
        let ours = coverage(&head(&case.truth, &case.prediction, &case.probabilities), None);
        assert_close(name, "area", ours.area, case.area);
        assert_close(name, "least area", ours.least_area, case.least_area);
        assert_eq!(ours.at.len(), case.at.len(), "{name}");
        // A long curve shows a point for each per cent that is reached.
        let reached = case.points.last().map_or(0, |last| (last[0] * 100.0) as usize);
        let shown = if case.points.len() > 101 { reached + 1 } else { case.points.len() };
        assert_eq!(ours.curve.len(), shown, "{name}");
        let shown = ours.curve.iter().map(|point| {
            let same = case.points.iter().find(|theirs| (theirs[0] - point.coverage).abs() < TOLERANCE);
            (point, same.expect("every point shown is one of the reference's"))
        });
        for (ours, theirs) in ours.at.iter().zip(&case.at).chain(shown) {
            assert_close(name, "coverage", ours.coverage, theirs[0]);
            assert_close(name, "threshold", ours.threshold, theirs[1]);
            assert_close(name, "error", ours.error, theirs[2]);
        }
    }
}

#[derive(Deserialize)]
struct SliceCase {
    name: String,
    cluster: Vec<usize>,
    member: Vec<bool>,
    truth: Vec<usize>,
    prediction: Vec<usize>,
    n: usize,
    accuracy: f64,
    macro_f1: f64,
    rest: f64,
    difference: f64,
    standard_error: f64,
}

#[test]
fn slices_are_those_of_the_references() {
    for case in cases::<SliceCase>(include_str!("fixtures/calibration/slices.json")) {
        let name = case.name.as_str();
        let prediction: Vec<Option<usize>> = case.prediction.into_iter().map(Some).collect();
        let probabilities = vec![vec![1.0 / 3.0; 3]; case.truth.len()];
        let slice = Slice { family: "kind".into(), name: name.into(), head: None, member: case.member };
        let clusters = Clusters::new("articles", case.cluster);
        let bootstrap = Bootstrap { draws: 4000, ..Bootstrap::default() };
        let heads = [head(&case.truth, &prediction, &probabilities)];
        let ours = &slice_figures(&heads, &[slice], &clusters, &bootstrap)[0];
        assert_eq!(ours.n, case.n, "{name}");
        assert_close(name, "accuracy", ours.accuracy, case.accuracy);
        assert_close(name, "macro-F1", ours.macro_f1, case.macro_f1);
        assert_close(name, "accuracy of the rest", ours.rest, case.rest);
        assert_close(name, "difference", ours.difference, case.difference);
        // Draws and the sandwich estimate the same error; with these numbers they differ by some per cent.
        let interval = ours.difference_interval.unwrap();
        let error = (interval.high - interval.low) / (2.0 * 1.959_964);
        assert!((error / case.standard_error - 1.0).abs() < 0.08, "{name}: {error}, {}", case.standard_error);
        let z = case.difference / case.standard_error;
        assert_eq!(ours.p.unwrap() < 0.05, z.abs() > 2.1, "{name}: {z}");
    }
}
