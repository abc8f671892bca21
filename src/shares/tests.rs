//! Against QuaPy and NumPy on stored values; see `tests/fixtures/shares/make.py`.

use serde_json::Value;

use super::audit::{Audited, audited};
use super::corrector::likeliest;
use super::solve::{Square, on_simplex};

fn cases(kind: &str) -> Vec<Value> {
    let stored = include_str!("../../tests/fixtures/shares/shares.json");
    let stored: Value = serde_json::from_str(stored).unwrap();
    stored[kind].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

fn assert_near(found: &[f64], expected: &[f64], tolerance: f64) {
    let near = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < tolerance);
    assert!(near, "{found:?}, expected {expected:?}");
}

#[test]
fn adjusted_counts_are_those_of_quapy() {
    for case in cases("adjusted") {
        let confusion = rows(&case["confusion"]);
        let system = Square { n: confusion.len(), values: confusion.concat() }.transposed();
        let found = on_simplex(&system, &system.inverse().unwrap(), &numbers(&case["raw"]));
        assert_near(&found, &numbers(&case["shares"]), 1e-5);
    }
}

#[test]
fn likeliest_shares_are_those_of_quapy() {
    for case in cases("em") {
        let prior = numbers(&case["prior"]);
        let posteriors = rows(&case["posteriors"]);
        let ratios: Vec<Vec<f64>> =
            posteriors.iter().map(|p| p.iter().zip(&prior).map(|(p, prior)| p / prior).collect()).collect();
        let weighted: Vec<(f64, &[f64])> =
            ratios.iter().map(|ratio| (1.0 / ratios.len() as f64, ratio.as_slice())).collect();
        assert_near(&likeliest(&weighted, &prior), &numbers(&case["shares"]), 1e-5);
    }
}

#[test]
fn audited_shares_are_those_of_the_formula() {
    for case in cases("audit") {
        let truths = numbers(&case["truth"]);
        let sample: Vec<Audited> = truths
            .iter()
            .zip(rows(&case["probabilities"]))
            .map(|(truth, probabilities)| Audited { truth: *truth as usize, probabilities })
            .collect();
        let total = case["total"].as_u64().unwrap() as usize;
        let found = audited(&sample, &numbers(&case["expected"]), total).unwrap();
        let shares = numbers(&case["shares"]);
        assert_near(&found.shares, &shares, 1e-12);
        let (n, z2) = (sample.len() as f64, 1.959_963_984_540_054_f64.powi(2));
        let left = 1.0 - n / total as f64;
        for ((share, error), interval) in shares.iter().zip(numbers(&case["error"])).zip(&found.intervals) {
            let half = (z2 * (n * n * error * error / left + z2 / 4.0) * left).sqrt() / (n + z2);
            let shift = z2 * (0.5 - share) / (n + z2) * left.sqrt();
            let ends = [(share - half + shift.min(0.0)).max(0.0), (share + half + shift.max(0.0)).min(1.0)];
            assert_near(&[interval.low, interval.high], &ends, 1e-9);
        }
    }
}
