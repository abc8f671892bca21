//! How figures grow with the number of labelled comments, and what more of them would likely bring.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::metrics::macro_f1;
use super::{Bootstrap, ClassScores, Clusters, Confusion, HeadObservations, Interval};

/// How many times as many labels are forecast.
const FORECASTS: [usize; 2] = [2, 4];

/// Exponents that are tried: 1 in so many steps.
const STEPS: u8 = 100;

/// A `b` up to this is the rounding of 0.
const NO_GAIN: f64 = 1e-9;

/// Figures of a model trained on a part of the comments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LearningPoint {
    /// Labelled comments of the head that it was trained on (in cross-validation, the mean over folds).
    pub n_labelled: usize,
    /// Macro-F1.
    pub macro_f1: f64,
    /// Its bootstrap interval.
    pub interval: Option<Interval>,
}

/// What more labels would likely bring, by the curve `macro_f1 = a - b * n^(-c)` fitted to the points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Forecast {
    /// Labelled comments in all.
    pub n_labelled: usize,
    /// Macro-F1 expected.
    pub macro_f1: f64,
    /// Interval from curves fitted to each draw.
    pub interval: Option<Interval>,
}

/// The curve of one head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LearningCurve {
    /// The head.
    pub head: String,
    /// From few labels to all.
    pub points: Vec<LearningPoint>,
    /// With twice and four times as many; empty if the points do not bear a curve.
    pub forecasts: Vec<Forecast>,
}

/// A model's predictions for the same samples after training on a part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartTrained {
    /// Labelled comments of each head, by its name, that it was trained on.
    pub n_labelled: Vec<(String, usize)>,
    /// Its predictions.
    pub observed: Vec<HeadObservations>,
}

/// The curve of each head, from the parts that have observations of it, in the order of the last part.
///
/// The figure is [macro-F1](super::metrics::macro_f1), its interval from whole clusters drawn with replacement, the same draws
/// for all parts. `a - b * n^(-c)` is fitted to the points by least squares, each with the same weight: for every `c` of
/// 0.01, 0.02 to 1 the best `b >= 0` and `a <= 1` in closed form, and of these the best, the smallest `c` of equals. It says
/// what twice and four times as many labels would likely bring, if they are of the same kind. The interval comes from
/// curves fitted to each draw; it knows of other articles that might have been evaluated, but not of other articles
/// that might have been drawn for training, nor of curves of another form. No forecast is made from fewer than three
/// different numbers of labels, or where more labels brought nothing (`b = 0`).
///
/// # Panics
///
/// If a sample is not below the number of samples of `clusters`, or a class not below its head's number of classes.
///
/// # References
///
/// R. L. Figueroa, Q. Zeng-Treitler, S. Kandula and L. H. Ngo (2012), Predicting sample size required for classification
/// performance, BMC Medical Informatics and Decision Making 12:8, who weigh later points more.
///
/// # Examples
///
/// ```
/// use hustings::eval::{Bootstrap, Clusters, HeadObservations, Observation, PartTrained, learning_curves};
///
/// let part = |n_labelled: usize, n_right: usize| PartTrained {
///     n_labelled: vec![("thesis".into(), n_labelled)],
///     observed: vec![HeadObservations {
///         name: "thesis".into(),
///         classes: vec!["favor".into(), "against".into()],
///         observations: (0..100)
///             .map(|sample| {
///                 let (truth, is_right) = (sample % 2, sample < n_right);
///                 let prediction = Some(if is_right { truth } else { 1 - truth });
///                 Observation { sample, truth, probabilities: vec![0.5; 2], prediction }
///             })
///             .collect(),
///         pooled: false,
///         majority: None,
///     }],
/// };
/// let parts = [part(100, 60), part(200, 70), part(400, 76)];
/// let curves = learning_curves(&parts, &Clusters::single(100), &Bootstrap { draws: 100, ..Bootstrap::default() });
/// let [twice, four_times] = curves[0].forecasts[..] else { unreachable!("three points bear a curve") };
/// assert_eq!((twice.n_labelled, four_times.n_labelled), (800, 1600));
/// assert!(0.76 < twice.macro_f1 && twice.macro_f1 < four_times.macro_f1 && four_times.macro_f1 < 0.9);
/// ```
pub fn learning_curves(parts: &[PartTrained], clusters: &Clusters, bootstrap: &Bootstrap) -> Vec<LearningCurve> {
    let curves = tallies(parts, clusters);
    let drawn: Vec<Vec<Vec<f64>>> = (0..bootstrap.draws)
        .into_par_iter()
        .map(|draw| {
            let weights = bootstrap.weights(clusters.n, draw);
            let macro_f1 = |tally: &Tally| tally.macro_f1(|cluster| weights[cluster] as usize);
            curves.iter().map(|(_, tallies)| tallies.iter().map(macro_f1).collect()).collect()
        })
        .collect();
    let curves = curves.into_iter().enumerate().map(|(head, (name, tallies))| {
        let drawn: Vec<&[f64]> = drawn.iter().map(|heads| heads[head].as_slice()).collect();
        let found: Vec<f64> = tallies.iter().map(|tally| tally.macro_f1(|_| 1)).collect();
        let n: Vec<usize> = tallies.iter().map(|tally| tally.n_labelled).collect();
        let points = n.iter().zip(&found).enumerate().map(|(point, (n_labelled, macro_f1))| LearningPoint {
            n_labelled: *n_labelled,
            macro_f1: *macro_f1,
            interval: Interval::of(drawn.iter().map(|points| points[point]).collect(), bootstrap.confidence),
        });
        let forecasts = forecasts(&n, &found, &drawn, bootstrap.confidence);
        LearningCurve { head: name, points: points.collect(), forecasts }
    });
    curves.collect()
}

/// The predictions of a part for one head, counted.
struct Tally {
    n_labelled: usize,
    n_classes: usize,
    /// Cluster, truth, prediction, and how often.
    cells: Vec<(usize, usize, Option<usize>, usize)>,
}

impl Tally {
    fn new(n_labelled: usize, head: &HeadObservations, clusters: &Clusters) -> Self {
        let mut cells: BTreeMap<_, usize> = BTreeMap::new();
        for seen in &head.observations {
            *cells.entry((clusters.of[seen.sample], seen.truth, seen.prediction)).or_default() += 1;
        }
        let cells = cells.into_iter().map(|((cluster, truth, prediction), n)| (cluster, truth, prediction, n));
        Self { n_labelled, n_classes: head.classes.len(), cells: cells.collect() }
    }

    /// macro-F1 with each cluster counted so often; not a number if nothing is left.
    fn macro_f1(&self, weight: impl Fn(usize) -> usize) -> f64 {
        let mut confusion = Confusion::new(self.n_classes);
        for (cluster, truth, prediction, n) in &self.cells {
            let place = match prediction {
                Some(prediction) => &mut confusion.counts[*truth][*prediction],
                None => &mut confusion.abstained[*truth],
            };
            *place += n * weight(*cluster);
        }
        if confusion.n() == 0 { f64::NAN } else { macro_f1(&ClassScores::of(&confusion)) }
    }
}

/// For each head the parts that have observations of it, by their number of labels.
fn tallies(parts: &[PartTrained], clusters: &Clusters) -> Vec<(String, Vec<Tally>)> {
    let mut heads: Vec<(String, Vec<Tally>)> = Vec::new();
    for part in parts.iter().rev() {
        for head in part.observed.iter().filter(|head| !head.observations.is_empty()) {
            let n_labelled = part.n_labelled.iter().find(|(name, _)| *name == head.name).map_or(0, |(_, n)| *n);
            let tally = Tally::new(n_labelled, head, clusters);
            match heads.iter_mut().find(|(name, _)| *name == head.name) {
                Some((_, tallies)) => tallies.push(tally),
                None => heads.push((head.name.clone(), vec![tally])),
            }
        }
    }
    for (_, tallies) in &mut heads {
        tallies.reverse();
        tallies.sort_by_key(|tally| tally.n_labelled);
    }
    heads
}

/// With twice and four times the largest of `n`, which ascend.
fn forecasts(n: &[usize], found: &[f64], drawn: &[&[f64]], confidence: f64) -> Vec<Forecast> {
    let Some(curve) = InversePower::fit(n, found).filter(|curve| curve.b > NO_GAIN) else { return Vec::new() };
    let of_draws: Vec<Option<InversePower>> = drawn.par_iter().map(|figures| InversePower::fit(n, figures)).collect();
    let largest = n.last().copied().unwrap_or_default();
    let forecasts = FORECASTS.iter().map(|factor| {
        let n_labelled = largest.saturating_mul(*factor);
        let at = |curve: &Option<InversePower>| curve.map_or(f64::NAN, |curve| curve.at(n_labelled));
        let interval = Interval::of(of_draws.iter().map(at).collect(), confidence);
        Forecast { n_labelled, macro_f1: curve.at(n_labelled), interval }
    });
    forecasts.collect()
}

/// The curve `a - b * n^(-c)`.
#[derive(Debug, Clone, Copy)]
struct InversePower {
    a: f64,
    b: f64,
    c: f64,
}

impl InversePower {
    /// The best curve through figures at these numbers of labels; `None` if fewer than three of them differ, if one is 0, or
    /// if a figure is not a number.
    fn fit(n: &[usize], figures: &[f64]) -> Option<Self> {
        let mut different = n.to_vec();
        different.dedup();
        if different.len() < 3 || n.contains(&0) || !figures.iter().all(|figure| figure.is_finite()) {
            return None;
        }
        let curves = (1..=STEPS).map(|step| Self::with_exponent(f64::from(step) / f64::from(STEPS), n, figures));
        let first_best = curves.reduce(|best, next| if next.1 < best.1 { next } else { best });
        first_best.map(|(curve, _)| curve)
    }

    /// The best curve with this exponent, and the sum of its squared errors, which are convex in `a` and `b`: if the best of
    /// all has no `b >= 0` and `a <= 1`, the best allowed lies on one of these bounds.
    fn with_exponent(c: f64, n: &[usize], figures: &[f64]) -> (Self, f64) {
        let x: Vec<f64> = n.iter().map(|n| (*n as f64).powf(-c)).collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (mean_x, mean_y) = (mean(&x), mean(figures));
        let pairs = || x.iter().zip(figures);
        let squares: f64 = x.iter().map(|x| (x - mean_x).powi(2)).sum();
        let b = -pairs().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum::<f64>() / squares;
        let free = Self { a: mean_y + b * mean_x, b, c };
        let error = |curve: &Self| pairs().map(|(x, y)| (curve.a - curve.b * x - y).powi(2)).sum::<f64>();
        if free.a <= 1.0 && free.b >= 0.0 {
            return (free, error(&free));
        }
        let to_one = pairs().map(|(x, y)| x * (1.0 - y)).sum::<f64>() / x.iter().map(|x| x * x).sum::<f64>();
        let (flat, full) = (Self { a: mean_y.min(1.0), b: 0.0, c }, Self { a: 1.0, b: to_one.max(0.0), c });
        let (flat, full) = ((flat, error(&flat)), (full, error(&full)));
        if full.1 < flat.1 { full } else { flat }
    }

    fn at(self, n: usize) -> f64 {
        self.a - self.b * (n as f64).powf(-self.c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Observation, evaluate};

    fn part(n_labelled: usize, rows: &[(usize, Option<usize>)]) -> PartTrained {
        let observations = rows.iter().enumerate().map(|(sample, (truth, prediction))| Observation {
            sample,
            truth: *truth,
            probabilities: vec![0.25, 0.75],
            prediction: *prediction,
        });
        let head = HeadObservations {
            name: "thesis".into(),
            classes: vec!["favor".into(), "against".into()],
            observations: observations.collect(),
            pooled: false,
            majority: None,
        };
        PartTrained { n_labelled: vec![("thesis".into(), n_labelled)], observed: vec![head] }
    }

    /// The first `n_right` of 40 are right, but for one on which the model abstains.
    fn rows(n_right: usize) -> Vec<(usize, Option<usize>)> {
        let prediction = |index: usize| if index < n_right { index % 2 } else { 1 - index % 2 };
        (0..40).map(|index| (index % 2, (index != 7).then(|| prediction(index)))).collect()
    }

    #[test]
    fn intervals_are_those_of_samples_repeated_as_drawn() {
        let clusters = Clusters::new("articles", (0..40).map(|sample| sample / 5));
        let bootstrap = Bootstrap { draws: 50, ..Bootstrap::default() };
        let parts = [part(10, &rows(20)), part(20, &rows(28)), part(40, &rows(33))];
        let curves = learning_curves(&parts, &clusters, &bootstrap);
        for (part, point) in parts.iter().zip(&curves[0].points) {
            let drawn = (0..50).map(|draw| {
                let weights = bootstrap.weights(clusters.n, draw);
                let mut head = part.observed[0].clone();
                let repeated = head
                    .observations
                    .iter()
                    .flat_map(|seen| std::iter::repeat_n(seen.clone(), weights[clusters.of[seen.sample]] as usize));
                head.observations = repeated.collect();
                evaluate(&[head], "").heads[0].macro_f1
            });
            assert_eq!(point.interval, Interval::of(drawn.collect(), 0.95));
            assert_eq!(point.macro_f1, evaluate(&part.observed, "").heads[0].macro_f1);
        }
        let [twice, four_times] = curves[0].forecasts[..] else { panic!("{:?}", curves[0].forecasts) };
        let interval = twice.interval.unwrap();
        assert!(interval.low < twice.macro_f1 && twice.macro_f1 < interval.high && interval.high <= 1.0);
        assert!(twice.macro_f1 < four_times.macro_f1);
    }

    #[test]
    fn a_curve_given_is_found_again() {
        let n = [50, 100, 200, 400];
        for (a, b, c) in [(0.8, 1.5, 0.5), (0.6, 3.0, 1.0), (0.95, 0.9, 0.07)] {
            let figures = n.map(|n| a - b * f64::from(n).powf(-c));
            let found = InversePower::fit(&n.map(|n| n as usize), &figures).unwrap();
            assert!((found.a - a).abs() < 1e-9 && (found.b - b).abs() < 1e-9 && found.c == c, "{found:?}");
        }
    }

    #[test]
    fn no_forecast_is_made_where_nothing_bears_it() {
        let clusters = Clusters::single(40);
        let bootstrap = Bootstrap { draws: 10, ..Bootstrap::default() };
        let of = |parts: &[PartTrained]| learning_curves(parts, &clusters, &bootstrap);
        let cases: [&[(usize, usize)]; 4] = [
            &[(10, 20), (20, 30)],
            &[(10, 20), (20, 25), (20, 30)],
            &[(10, 30), (20, 25), (40, 20)],
            &[(0, 20), (20, 25), (40, 30)],
        ];
        for case in cases {
            let parts: Vec<PartTrained> = case.iter().map(|(n, n_right)| part(*n, &rows(*n_right))).collect();
            let curves = of(&parts);
            assert_eq!((curves[0].points.len(), &curves[0].forecasts[..]), (case.len(), &[][..]), "{case:?}");
        }
        assert_eq!(of(&[]), []);
        assert_eq!(of(&[part(10, &[])]), []);
    }

    #[test]
    fn a_head_that_small_parts_lack_has_fewer_points() {
        let mut smallest = part(10, &rows(20));
        smallest.observed.clear();
        let curves = learning_curves(
            &[smallest, part(40, &rows(30)), part(20, &rows(25))],
            &Clusters::single(40),
            &Bootstrap { draws: 0, ..Bootstrap::default() },
        );
        let n: Vec<usize> = curves[0].points.iter().map(|point| point.n_labelled).collect();
        assert_eq!(n, [20, 40]);
        assert!(curves[0].points.iter().all(|point| point.interval.is_none()));
    }
}
