//! Draws, intervals, differences and McNemar's test are those of numpy, scikit-learn, statsmodels and mlxtend;
//! tests/fixtures/metrics/make_draws.py made the values compared with.

use hustings::eval::{
    Bootstrap, Clusters, Difference, Figures, HeadObservations, Interval, Observation, Resampling, compare,
    evaluate_beside,
};
use serde::Deserialize;

const TOLERANCE: f64 = 1e-12;

#[derive(Deserialize)]
struct Stored {
    draws: usize,
    seed: u64,
    confidence: f64,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    classes: Vec<String>,
    clusters: Vec<usize>,
    truth: Vec<usize>,
    models: [Model; 2],
    /// Of the first draws.
    weights: Vec<Vec<u32>>,
    /// Figures of the first model in these.
    drawn: Vec<Of<f64>>,
    intervals: [Of<[f64; 2]>; 2],
    difference: Of<f64>,
    difference_intervals: Of<[f64; 2]>,
    p: Of<f64>,
}

#[derive(Deserialize)]
struct Model {
    prediction: Vec<Option<usize>>,
    probabilities: Vec<Vec<f64>>,
}

#[derive(Deserialize, Clone, Copy)]
struct Of<T> {
    macro_f1: T,
    f_avg: Option<T>,
    accuracy: T,
    mcc: T,
    log_loss: T,
    brier: T,
}

impl<T: Copy> Of<T> {
    fn list(&self) -> [Option<T>; 6] {
        let some = Some;
        let Self { macro_f1, f_avg, accuracy, mcc, log_loss, brier } = *self;
        [some(macro_f1), f_avg, some(accuracy), some(mcc), some(log_loss), some(brier)]
    }
}

fn list<T: Copy>(figures: &Figures<T>) -> [Option<T>; 6] {
    let Figures { macro_f1, f_avg, accuracy, mcc, log_loss, brier } = *figures;
    [Some(macro_f1), f_avg, Some(accuracy), Some(mcc), log_loss, brier]
}

/// Compares figure by figure; `numbers` gives the numbers of ours.
#[track_caller]
fn assert_close<T: Copy, U: Copy, const N: usize>(
    what: &str,
    ours: &Figures<T>,
    theirs: &Of<U>,
    numbers: impl Fn(T) -> [f64; N],
    their_numbers: impl Fn(U) -> [f64; N],
) {
    for (figure, (ours, theirs)) in list(ours).into_iter().zip(theirs.list()).enumerate() {
        assert_eq!(ours.is_some(), theirs.is_some(), "{what}: figure {figure}");
        let (Some(ours), Some(theirs)) = (ours, theirs) else { continue };
        for (ours, theirs) in numbers(ours).into_iter().zip(their_numbers(theirs)) {
            assert!((ours - theirs).abs() <= TOLERANCE, "{what}: figure {figure} is {ours}, theirs {theirs}");
        }
    }
}

fn ends(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}

fn head(case: &Case, model: &Model) -> HeadObservations {
    let observation = |sample: usize| Observation {
        sample,
        truth: case.truth[sample],
        probabilities: model.probabilities[sample].clone(),
        prediction: model.prediction[sample],
    };
    HeadObservations {
        name: case.name.clone(),
        classes: case.classes.clone(),
        observations: (0..case.truth.len()).map(observation).collect(),
        pooled: false,
        majority: None,
    }
}

#[test]
fn draws_intervals_and_differences_agree_to_twelve_decimals() {
    let stored: Stored = serde_json::from_str(include_str!("fixtures/metrics/bootstrap.json")).unwrap();
    let Stored { draws, seed, confidence, cases } = stored;
    let bootstrap = Bootstrap { draws, seed, confidence };
    assert_eq!(cases.len(), 5);
    for case in &cases {
        let clusters = Clusters::new("articles", case.clusters.iter().copied());
        let heads = case.models.each_ref().map(|model| head(case, model));
        for (draw, weights) in case.weights.iter().enumerate() {
            // Clusters are numbered by their first sample on both sides.
            assert_eq!(bootstrap.weights(clusters.n, draw), *weights, "{}: draw {draw}", case.name);
            let repeated = (0..case.truth.len())
                .flat_map(|sample| vec![heads[0].observations[sample].clone(); weights[clusters.of[sample]] as usize]);
            let drawn = HeadObservations { observations: repeated.collect(), ..heads[0].clone() };
            let drawn = std::slice::from_ref(&drawn);
            let drawn = compare(drawn, drawn, &clusters, &bootstrap)[0].first;
            let what = format!("{}: draw {draw}", case.name);
            assert_close(&what, &drawn, &case.drawn[draw], |value| [value], |value| [value]);
        }

        let resampling = Resampling { clusters: &clusters, bootstrap: &bootstrap };
        for (head, theirs) in heads.iter().zip(&case.intervals) {
            let evaluation = evaluate_beside(std::slice::from_ref(head), "", &[], Some(resampling));
            let ours = evaluation.heads[0].intervals.unwrap();
            assert_close(&case.name, &ours, theirs, ends, |ends| ends);
        }

        let [first, second] = heads;
        let difference = compare(&[first], &[second], &clusters, &bootstrap)[0].difference;
        let value = |difference: Difference| [difference.value];
        assert_close(&case.name, &difference, &case.difference, value, |value| [value]);
        let interval = |difference: Difference| ends(difference.interval.unwrap());
        assert_close(&case.name, &difference, &case.difference_intervals, interval, |ends| ends);
        assert_close(&case.name, &difference, &case.p, |difference| [difference.p.unwrap()], |p| [p]);
    }
}

#[derive(Deserialize)]
struct Tests {
    cases: Vec<Table>,
}

#[derive(Deserialize)]
struct Table {
    both: usize,
    first: usize,
    second: usize,
    neither: usize,
    p: f64,
}

#[test]
fn mcnemar_agrees_to_nine_digits() {
    let stored: Tests = serde_json::from_str(include_str!("fixtures/metrics/mcnemar.json")).unwrap();
    for Table { both, first, second, neither, p } in stored.cases {
        let head = |right: &[(usize, bool)]| {
            let labels = right.iter().flat_map(|(n, right)| std::iter::repeat_n(usize::from(!right), *n));
            let observation = |(sample, label)| Observation {
                sample,
                truth: 0,
                probabilities: vec![0.5; 2],
                prediction: Some(label),
            };
            HeadObservations {
                name: "nato".into(),
                classes: ["favor", "against"].map(String::from).to_vec(),
                observations: labels.enumerate().map(observation).collect(),
                pooled: true,
                majority: None,
            }
        };
        let one = head(&[(both + first, true), (second + neither, false)]);
        let other = head(&[(both, true), (first, false), (second, true), (neither, false)]);
        let clusters = Clusters::single(both + first + second + neither);
        let ours = compare(&[one], &[other], &clusters, &Bootstrap { draws: 0, ..Bootstrap::default() })[0].mcnemar;
        assert_eq!((ours.both, ours.first, ours.second, ours.neither), (both, first, second, neither));
        assert!((ours.p - p).abs() <= 1e-9 * p, "{ours:?}: theirs is {p}");
    }
}
