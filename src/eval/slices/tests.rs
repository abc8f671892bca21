use super::*;
use crate::eval::Observation;
use crate::eval::resampling::below;

/// A head whose samples are right or wrong.
fn head(name: &str, right: &[bool]) -> HeadObservations {
    let observation = |(sample, right): (usize, &bool)| Observation {
        sample,
        truth: usize::from(!right),
        probabilities: vec![0.6, 0.4],
        prediction: Some(0),
    };
    HeadObservations {
        name: name.into(),
        classes: ["favor", "against"].map(String::from).to_vec(),
        observations: right.iter().enumerate().map(observation).collect(),
        pooled: false,
        majority: None,
    }
}

fn slice(name: &str, head: Option<&str>, member: Vec<bool>) -> Slice {
    Slice { family: "kind".into(), name: name.into(), head: head.map(String::from), member }
}

#[test]
fn slices_of_all_or_none_of_a_heads_samples_are_left_out() {
    let mut thesis = head("thesis", &[true, false, true, true]);
    thesis.observations.truncate(3);
    let heads = [thesis, head("nato", &[true, true, false, false])];
    let slices = [
        slice("first", None, vec![true, false, false, false]),
        slice("last", None, vec![false, false, false, true]),
        slice("all but the last", None, vec![true, true, true, false]),
        slice("short", None, vec![true]),
        slice("second of nato", Some("nato"), vec![false, true, false, false]),
        slice("of a head unknown", Some("sea"), vec![true, false, false, false]),
    ];
    let figures = slice_figures(&heads, &slices, &Clusters::single(4), &Bootstrap::default());
    let names: Vec<_> = figures.iter().map(|slice| (slice.head.as_str(), slice.name.as_str(), slice.n)).collect();
    assert_eq!(
        names,
        [
            ("thesis", "first", 1),
            ("thesis", "short", 1),
            ("nato", "first", 1),
            ("nato", "last", 1),
            ("nato", "all but the last", 3),
            ("nato", "short", 1),
            ("nato", "second of nato", 1)
        ]
    );
    assert_eq!((figures[0].accuracy, figures[0].rest, figures[0].p), (1.0, 0.5, None));
}

#[test]
fn abstaining_is_a_miss() {
    let mut head = head("thesis", &[true; 4]);
    head.observations[0].prediction = None;
    let figures =
        slice_figures(&[head], &[slice("a", None, vec![true, true])], &Clusters::single(4), &Bootstrap::default());
    assert_eq!((figures[0].accuracy, figures[0].rest), (0.5, 1.0));
    // Of favor one of two is found.
    assert!((figures[0].macro_f1 - 2.0 / 3.0).abs() < 1e-12);
}

#[test]
fn a_slice_that_always_fails_is_worse_though_no_draw_moves_it() {
    let right: Vec<bool> = (0..100).map(|sample| sample >= 25).collect();
    let failing = || slice("failing", None, (0..100).map(|sample| sample < 25).collect());
    let figures = slice_figures(&[head("thesis", &right)], &[failing()], &Clusters::single(100), &Bootstrap::default());
    assert_eq!((figures[0].difference, figures[0].worse), (-1.0, true));
    assert!(figures[0].p.unwrap() > 0.0);
    // Within one article it may be the article's doing.
    let one = Clusters::new("articles", (0..100).map(|sample| sample / 25));
    let figures = slice_figures(&[head("thesis", &right)], &[failing()], &one, &Bootstrap::default());
    assert_eq!((figures[0].p, figures[0].worse), (None, false));
}

#[test]
fn draws_are_those_of_repeated_samples() {
    let right: Vec<bool> = (0..60_usize).map(|sample| sample * sample % 7 < 3).collect();
    let member: Vec<bool> = (0..60).map(|sample| sample % 3 == 0).collect();
    let clusters = Clusters::new("articles", (0..60).map(|sample| sample % 12));
    let bootstrap = Bootstrap { draws: 50, ..Bootstrap::default() };
    let figures = slice_figures(&[head("thesis", &right)], &[slice("a", None, member.clone())], &clusters, &bootstrap);
    let share = |weights: &[u32], within: bool| {
        let repeated = (0..60).filter(|sample| member[*sample] == within);
        let hits: Vec<bool> = repeated.flat_map(|at| vec![right[at]; weights[at % 12] as usize]).collect();
        hits.iter().filter(|hit| **hit).count() as f64 / hits.len() as f64
    };
    let drawn = (0..50).map(|draw| {
        let weights = bootstrap.weights(12, draw);
        share(&weights, true) - share(&weights, false)
    });
    assert_eq!(figures[0].difference_interval, Interval::of(drawn.collect(), 0.95));
}

#[test]
fn without_draws_there_is_no_test() {
    let right: Vec<bool> = (0..100).map(|sample| sample % 2 == 0).collect();
    let member = (0..100).map(|sample| sample < 50).collect();
    let bootstrap = Bootstrap { draws: 0, ..Bootstrap::default() };
    let figures =
        slice_figures(&[head("thesis", &right)], &[slice("a", None, member)], &Clusters::single(100), &bootstrap);
    assert_eq!((figures[0].interval, figures[0].difference_interval, figures[0].p), (None, None, None));
}

#[test]
fn where_nothing_differs_few_tests_say_so() {
    // 40 articles of 15 comments; how many are right differs from article to article, but not in the slice.
    let bootstrap = Bootstrap { draws: 200, ..Bootstrap::default() };
    let clusters = Clusters::new("articles", (0..600).map(|sample| sample / 15));
    let mut significant = 0;
    for round in 0..200 {
        let mut random = Bootstrap { seed: 99, ..bootstrap }.random(round);
        let rates: Vec<u64> = (0..40).map(|_| 40 + below(&mut random, 50)).collect();
        let right: Vec<bool> = (0..600).map(|sample| below(&mut random, 100) < rates[sample / 15]).collect();
        // One half of the slice is six articles whole.
        let member = (0..600).map(|sample| sample < 90 || below(&mut random, 6) == 0).collect();
        let figures = slice_figures(&[head("thesis", &right)], &[slice("a", None, member)], &clusters, &bootstrap);
        significant += usize::from(figures[0].p.unwrap() < 0.05);
    }
    // 10 are expected; of 200 independent tests 19 or more would come once in two hundred.
    assert!((1..19).contains(&significant), "{significant}");
}

#[derive(serde::Deserialize)]
struct Fixture<T> {
    made_by: String,
    cases: Vec<T>,
}

#[derive(serde::Deserialize)]
struct HolmCase {
    name: String,
    p: Vec<f64>,
    adjusted: Vec<f64>,
}

#[test]
fn the_adjustment_is_that_of_statsmodels() {
    let json = include_str!("../../../tests/fixtures/calibration/holm.json");
    let fixture: Fixture<HolmCase> = serde_json::from_str(json).unwrap();
    assert!(fixture.made_by.contains("statsmodels 0.15"));
    for case in fixture.cases {
        let ours = holm(&case.p);
        assert_eq!(ours.len(), case.adjusted.len(), "{}", case.name);
        for (ours, theirs) in ours.iter().zip(&case.adjusted) {
            assert!((ours - theirs).abs() < 1e-14, "{}: {ours} {theirs}", case.name);
        }
    }
}

#[derive(serde::Deserialize)]
struct TailCase {
    name: String,
    t: f64,
    df: f64,
    p: f64,
}

#[test]
fn tails_are_those_of_scipy() {
    let json = include_str!("../../../tests/fixtures/calibration/tails.json");
    let fixture: Fixture<TailCase> = serde_json::from_str(json).unwrap();
    assert!(fixture.made_by.contains("scipy 1."));
    for TailCase { name, t, df, p } in fixture.cases {
        let ours = two_sided(t, df);
        assert!((ours - p).abs() <= 1e-12 + 1e-8 * p, "{name}: {ours} {p}");
    }
}
