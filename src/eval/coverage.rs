//! What is gained by leaving doubtful comments aside: error against the share of comments that keep a label.

use rayon::prelude::*;
use serde::Serialize;

use super::{HeadObservations, Interval, Resampling};

/// Coverages at which the error is given, in per cent.
const ASKED: [usize; 4] = [100, 90, 80, 70];

/// Most points of a curve: the surest labels, and one for each per cent.
const MAX_POINTS: usize = 101;

/// A share of the comments, the surest first, and how often their labels are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CoveragePoint {
    /// Share of the comments that keep a label, in (0, 1].
    pub coverage: f64,
    /// Probability of the label from which on they are kept, those of just this probability among them.
    pub threshold: f64,
    /// Share of the kept that are wrong, in \[0, 1\].
    pub error: f64,
}

/// Coverage and risk of one head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadCoverage {
    /// The head.
    pub head: String,
    /// Labelled samples, those on which the model abstained among them.
    pub n: usize,
    /// The curve, by coverage: a point for each probability that occurs, at most 101. Where more occur, the first of them
    /// and then for each per cent the point of the highest threshold that covers at least so much.
    pub curve: Vec<CoveragePoint>,
    /// At 100, 90, 80 and 70 %, in this order: of each the point of the highest threshold that covers at least so much.
    /// Coverages that abstaining has put out of reach are missing.
    pub at: Vec<CoveragePoint>,
    /// Area under the curve: the mean over `k` of the error of the `k` surest, `k` from 1 to the number of labels given, in
    /// \[0, 1\]; less is better. Labels of equal probability count as if their order were drawn by lot.
    pub area: f64,
    /// Its bootstrap interval.
    pub area_interval: Option<Interval>,
    /// The area if every wrong label were less sure than every right one: the least there is at this accuracy. With `m`
    /// wrong of `n` it is `(m - (n - m) * (1/(n - m + 1) + ... + 1/n)) / n`. What the area has above it (the excess area of
    /// Geifman et al. 2019) is for want of knowing which labels are wrong.
    pub least_area: f64,
}

/// Coverage and risk of a head, by the probability of the label given.
///
/// A threshold keeps all labels of equal probability or none of them. Comments on which the model abstained already have no
/// label to keep: they are in the number that coverage is a share of, and the curve ends where the labels do. An area of
/// nothing is 0.
///
/// # Panics
///
/// If a prediction is not below the number of its probabilities, or a sample has no cluster.
///
/// # Examples
///
/// ```
/// use hustings::eval::{HeadObservations, Observation, coverage};
///
/// let observation = |truth, p: f64| Observation {
///     sample: 0,
///     truth,
///     probabilities: vec![p, 1.0 - p],
///     prediction: Some(0),
/// };
/// let head = HeadObservations {
///     name: "thesis".into(),
///     classes: ["favor", "against"].map(String::from).to_vec(),
///     observations: vec![observation(0, 0.9), observation(1, 0.8), observation(0, 0.7), observation(1, 0.6)],
///     pooled: false,
///     majority: None,
/// };
/// let coverage = coverage(&head, None);
/// // The surest is right, of the two surest one is wrong, of three one, of four two.
/// assert!((coverage.area - (0.0 + 1.0 / 2.0 + 1.0 / 3.0 + 2.0 / 4.0) / 4.0).abs() < 1e-12);
/// // Best would be both right ones first.
/// assert!((coverage.least_area - (0.0 + 0.0 + 1.0 / 3.0 + 2.0 / 4.0) / 4.0).abs() < 1e-12);
/// let at_70 = coverage.at[3];
/// assert_eq!((at_70.coverage, at_70.threshold, at_70.error), (0.75, 0.7, 1.0 / 3.0));
/// ```
///
/// # References
///
/// R. El-Yaniv and Y. Wiener (2010), On the Foundations of Noise-free Selective Classification, Journal of Machine Learning
/// Research 11, 1605-1641. Y. Geifman and R. El-Yaniv (2017), Selective Classification for Deep Neural Networks, NeurIPS.
/// Y. Geifman, G. Uziel and R. El-Yaniv (2019), Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers, ICLR.
pub fn coverage(head: &HeadObservations, resampling: Option<Resampling<'_>>) -> HeadCoverage {
    let given = by_probability(head);
    let equals: Vec<&[Given]> = given.chunk_by(|a, b| a.probability.total_cmp(&b.probability).is_eq()).collect();
    let groups: Vec<Group> =
        equals.iter().map(|equals| Group::of(equals.iter().map(|given| (1, given.wrong)))).collect();
    let points = points(head.observations.len(), &equals, &groups);
    let all = Group { n: given.len() as u64, wrong: groups.iter().map(|group| group.wrong).sum() };
    HeadCoverage {
        head: head.name.clone(),
        n: head.observations.len(),
        curve: thinned(&points),
        at: ASKED.iter().filter_map(|percent| covering(&points, *percent)).map(|point| point.shown).collect(),
        area: area(groups).unwrap_or(0.0),
        area_interval: resampling.and_then(|resampling| area_interval(&equals, resampling)),
        least_area: area([Group { n: all.n - all.wrong, wrong: 0 }, Group { n: all.wrong, wrong: all.wrong }])
            .unwrap_or(0.0),
    }
}

/// A label given.
#[derive(Debug, Clone, Copy)]
struct Given {
    probability: f64,
    wrong: bool,
    sample: usize,
}

/// The labels given, the surest first.
fn by_probability(head: &HeadObservations) -> Vec<Given> {
    let given = head.observations.iter().filter_map(|seen| {
        let label = seen.prediction?;
        Some(Given { probability: seen.probabilities[label], wrong: label != seen.truth, sample: seen.sample })
    });
    let mut given: Vec<Given> = given.collect();
    given.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    given
}

/// Labels of equal probability.
#[derive(Debug, Clone, Copy)]
struct Group {
    n: u64,
    wrong: u64,
}

impl Group {
    /// Of labels, each so many times.
    fn of(labels: impl Iterator<Item = (u32, bool)>) -> Self {
        labels.fold(Self { n: 0, wrong: 0 }, |group, (times, wrong)| Self {
            n: group.n + u64::from(times),
            wrong: group.wrong + u64::from(times) * u64::from(wrong),
        })
    }
}

/// The mean over `k` of the error of the `k` surest; `None` of no labels.
///
/// In a group of `g` with `w` wrong, `a` labels before it and `b` wrong among these, the `j`-th is reached with `b + j w / g`
/// wrong on average over the orders of the group, so its errors add up to
/// `(b - a w / g) (1/(a + 1) + ... + 1/(a + g)) + w`.
fn area(groups: impl IntoIterator<Item = Group>) -> Option<f64> {
    let (mut before, mut sum) = (Group { n: 0, wrong: 0 }, 0.0);
    for group in groups {
        if group.n == 0 {
            continue;
        }
        let rate = group.wrong as f64 / group.n as f64;
        let after = before.n + group.n;
        let harmonic: f64 = (before.n + 1..=after).map(|k| 1.0 / k as f64).sum();
        sum += (before.wrong as f64 - before.n as f64 * rate) * harmonic + group.wrong as f64;
        before = Group { n: after, wrong: before.wrong + group.wrong };
    }
    (before.n > 0).then(|| sum / before.n as f64)
}

/// A point with its coverage as whole numbers.
#[derive(Debug, Clone, Copy)]
struct Point {
    kept: usize,
    of: usize,
    shown: CoveragePoint,
}

fn points(of: usize, equals: &[&[Given]], groups: &[Group]) -> Vec<Point> {
    let (mut kept, mut wrong) = (0, 0);
    let points = equals.iter().zip(groups).map(|(equals, group)| {
        kept += group.n as usize;
        wrong += group.wrong;
        let shown = CoveragePoint {
            coverage: kept as f64 / of as f64,
            threshold: equals[0].probability,
            error: wrong as f64 / kept as f64,
        };
        Point { kept, of, shown }
    });
    points.collect()
}

/// The first point that covers at least so many per cent.
fn covering(points: &[Point], percent: usize) -> Option<&Point> {
    let index = points.partition_point(|point| point.kept * 100 < percent * point.of);
    points.get(index)
}

fn thinned(points: &[Point]) -> Vec<CoveragePoint> {
    if points.len() <= MAX_POINTS {
        return points.iter().map(|point| point.shown).collect();
    }
    let percents = (1..MAX_POINTS).filter_map(|percent| covering(points, percent));
    let mut thinned: Vec<&Point> = points.first().into_iter().chain(percents).collect();
    thinned.dedup_by_key(|point| point.kept);
    thinned.into_iter().map(|point| point.shown).collect()
}

fn area_interval(equals: &[&[Given]], Resampling { clusters, bootstrap }: Resampling<'_>) -> Option<Interval> {
    let drawn: Vec<f64> = (0..bootstrap.draws)
        .into_par_iter()
        .map(|draw| {
            let weights = bootstrap.weights(clusters.n, draw);
            let times = |given: &Given| (weights[clusters.of[given.sample]], given.wrong);
            area(equals.iter().map(|equals| Group::of(equals.iter().map(times)))).unwrap_or(f64::NAN)
        })
        .collect();
    Interval::of(drawn, bootstrap.confidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Bootstrap, Clusters, Observation};

    /// Labels with their probability: right, wrong, or withheld.
    fn head(labels: &[(f64, Option<bool>)]) -> HeadObservations {
        let observation = |(sample, (p, right)): (usize, &(f64, Option<bool>))| Observation {
            sample,
            truth: usize::from(*right == Some(false)),
            probabilities: vec![*p, 1.0 - p],
            prediction: right.map(|_| 0),
        };
        HeadObservations {
            name: "thesis".into(),
            classes: ["favor", "against"].map(String::from).to_vec(),
            observations: labels.iter().enumerate().map(observation).collect(),
            pooled: false,
            majority: None,
        }
    }

    const RIGHT: Option<bool> = Some(true);
    const WRONG: Option<bool> = Some(false);

    #[test]
    fn equals_count_as_if_drawn_by_lot() {
        // 0, then half a wrong one of two, one of three, two of four.
        let expected = (0.0 + 0.25 + 1.0 / 3.0 + 0.5) / 4.0;
        for middle in [[(0.7, RIGHT), (0.7, WRONG)], [(0.7, WRONG), (0.7, RIGHT)]] {
            let found = coverage(&head(&[(0.9, RIGHT), middle[0], middle[1], (0.5, WRONG)]), None);
            assert!((found.area - expected).abs() < 1e-12);
            let curve: Vec<_> =
                found.curve.iter().map(|point| (point.coverage, point.threshold, point.error)).collect();
            assert_eq!(curve, [(0.25, 0.9, 0.0), (0.75, 0.7, 1.0 / 3.0), (1.0, 0.5, 0.5)]);
        }
    }

    #[test]
    fn the_area_lies_between_the_least_and_that_of_the_worst_order() {
        let cases = [
            (vec![(0.9, RIGHT), (0.8, RIGHT)], 0.0, 0.0),
            (vec![(0.9, WRONG), (0.8, WRONG)], 1.0, 1.0),
            (vec![(0.9, RIGHT), (0.8, WRONG)], 0.25, 0.25),
            (vec![(0.9, WRONG), (0.8, RIGHT)], 0.75, 0.25),
            (vec![(0.9, WRONG), (0.9, RIGHT)], 0.5, 0.25),
        ];
        for (labels, area, least) in cases {
            let found = coverage(&head(&labels), None);
            assert!((found.area - area).abs() < 1e-12 && (found.least_area - least).abs() < 1e-12, "{labels:?}");
        }
    }

    #[test]
    fn what_was_withheld_is_never_covered() {
        let labels = [(0.9, RIGHT), (0.8, WRONG), (0.7, RIGHT), (0.99, None)];
        let found = coverage(&head(&labels), None);
        assert_eq!((found.n, found.curve.len()), (4, 3));
        assert_eq!(found.curve[2].coverage, 0.75);
        let at: Vec<f64> = found.at.iter().map(|point| point.coverage).collect();
        assert_eq!(at, [0.75]);
        assert_eq!(found.area, coverage(&head(&labels[..3]), None).area);
    }

    #[test]
    fn nothing_and_what_is_no_number_do_no_harm() {
        for labels in [&[][..], &[(0.9, None)]] {
            let found = coverage(&head(labels), None);
            assert_eq!((found.curve.len(), found.at.len(), found.area, found.least_area), (0, 0, 0.0, 0.0));
        }
        let odd = coverage(&head(&[(f64::NAN, RIGHT), (f64::NAN, WRONG), (0.5, RIGHT)]), None);
        assert_eq!((odd.curve.len(), odd.at.len()), (2, 4));
    }

    #[test]
    fn a_long_curve_has_a_point_for_each_per_cent() {
        let labels: Vec<_> = (0..1234).map(|i| (0.5 + f64::from(i) / 4000.0, Some(i % 7 > 0))).collect();
        let found = coverage(&head(&labels), None);
        assert_eq!(found.curve.len(), MAX_POINTS);
        assert_eq!((found.curve[0].coverage, found.curve[100].coverage), (1.0 / 1234.0, 1.0));
        assert!(found.curve.windows(2).all(|pair| pair[0].coverage < pair[1].coverage));
        // 90 % of 1,234 are 1,110.6.
        assert_eq!(found.at[1].coverage, 1111.0 / 1234.0);
        assert_eq!(found.at[1], found.curve[90]);
    }

    #[test]
    fn draws_are_areas_of_repeated_labels() {
        let labels: Vec<_> = (0..60_u32).map(|i| (0.5 + f64::from(i * 37 % 20) / 40.0, Some(i % 3 > 0))).collect();
        let (head, clusters) = (head(&labels), Clusters::new("articles", (0..60).map(|i| i / 4)));
        let bootstrap = Bootstrap { draws: 40, ..Bootstrap::default() };
        let found = coverage(&head, Some(Resampling { clusters: &clusters, bootstrap: &bootstrap })).area_interval;
        let repeated = |draw: usize| {
            let weights = bootstrap.weights(clusters.n, draw);
            let mut copy = head.clone();
            copy.observations = head
                .observations
                .iter()
                .flat_map(|seen| vec![seen.clone(); weights[seen.sample / 4] as usize])
                .collect();
            coverage(&copy, None).area
        };
        let expected = Interval::of((0..40).map(repeated).collect(), 0.95).unwrap();
        let found = found.unwrap();
        assert!((found.low - expected.low).abs() < 1e-12 && (found.high - expected.high).abs() < 1e-12);
    }
}
