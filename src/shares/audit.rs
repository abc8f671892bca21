//! Shares from a random sample of the section that people labelled, with the model's word on all comments as a help.

use crate::eval::Interval;
use crate::shares::Corrected;

/// Half of a 95 % interval in standard errors.
const WIDTH: f64 = 1.959_963_984_540_054;

/// An audited comment: its label, and the probabilities the model gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Audited {
    /// The label given by people.
    pub truth: usize,
    /// Probability of each class, shape `(n_classes,)`.
    pub probabilities: Vec<f64>,
}

/// Shares of the classes in a section of `n_comments`, from a simple random sample of them that was labelled.
///
/// With `y` the indicator of a class on the sample of size `n`, and `f` the model's probability of it: the share is
/// `mean(y) + l (mean of f over all comments - mean of f over the sample)`, unbiased whatever the model's errors (but for
/// the estimation of `l`, of order `1/n`). `l` in [0, 1] is that with the least variance, one for all classes:
/// `sum of Cov(y, f) / sum of Var(f)` over the classes, within the sample. Standard error: `sqrt((1 - n/N) v / n)` with `v` the
/// variance of `y - l f` in the sample.
///
/// This is prediction-powered inference with power tuning, for a target that is the section itself: `f` is known of every
/// comment, so that the term `l^2 Var(f) / N` of an unlabelled sample falls away and the finite population counts; `l` is
/// that of PPI++ for `n / N` towards 0. It is what survey statistics know as the regression estimator.
///
/// The interval is `share ± 1.96 sqrt(n v + z^2 / 4) / (n + z^2)` times `sqrt(1 - n/N)`, and Wilson's shift `z^2 (1/2 - share) /
/// (n + z^2)` is added on its side, so that a class that the sample does not hold has an interval too; cut to \[0, 1\]. It
/// holds the truth of 95 % of samples, and of up to 99 % where fewer than about five comments of the class are expected.
///
/// `expected` holds the mean of the model's probabilities over all comments, shape `(n_classes,)`. `None` if there are
/// fewer than two audited comments, or the section is smaller than its sample.
///
/// # References
///
/// A. N. Angelopoulos, S. Bates, C. Fannjiang, M. I. Jordan and T. Zrnic (2023), Prediction-powered inference, Science 382,
/// 669-674. A. N. Angelopoulos, J. C. Duchi and T. Zrnic (2023), PPI++: Efficient Prediction-Powered Inference,
/// arXiv:2311.01453. W. G. Cochran (1977), Sampling Techniques, 3rd edition, chapter 7.
///
/// # Examples
///
/// ```
/// use hustings::shares::audit::{Audited, audited};
///
/// // The model says 50 % for all; of eight comments drawn from eighty, six are of the first class.
/// let sample: Vec<Audited> =
///     (0..8).map(|at| Audited { truth: usize::from(at >= 6), probabilities: vec![0.5, 0.5] }).collect();
/// let shares = audited(&sample, &[0.5, 0.5], 80).unwrap();
/// assert!((shares.shares[0] - 0.75).abs() < 1e-12);
/// assert!(shares.intervals[0].low < 0.5 && shares.intervals[0].high > 0.9);
/// ```
pub fn audited(sample: &[Audited], expected: &[f64], n_comments: usize) -> Option<Corrected> {
    if sample.len() < 2 || sample.len() > n_comments {
        return None;
    }
    let n = sample.len() as f64;
    let classes = 0..expected.len();
    let mean = |of: &dyn Fn(&Audited) -> f64| sample.iter().map(of).sum::<f64>() / n;
    let is = |audited: &Audited, class: usize| f64::from(u8::from(audited.truth == class));
    let truths: Vec<f64> = classes.clone().map(|class| mean(&|audited| is(audited, class))).collect();
    let given: Vec<f64> = classes.clone().map(|class| mean(&|audited| audited.probabilities[class])).collect();
    let (mut together, mut alone) = (0.0, 0.0);
    for class in classes.clone() {
        let distance = |audited: &Audited| audited.probabilities[class] - given[class];
        together += mean(&|audited| (is(audited, class) - truths[class]) * distance(audited));
        alone += mean(&|audited| distance(audited).powi(2));
    }
    let power = if alone > 1e-12 { (together / alone).clamp(0.0, 1.0) } else { 0.0 };
    let left = 1.0 - n / n_comments as f64;
    let z2 = WIDTH * WIDTH;
    let mut found = Corrected { shares: Vec::new(), intervals: Vec::new() };
    for class in classes {
        let share = (truths[class] + power * (expected[class] - given[class])).clamp(0.0, 1.0);
        let residual = |audited: &Audited| is(audited, class) - power * audited.probabilities[class];
        let middle = mean(&residual);
        let variance = mean(&|audited| (residual(audited) - middle).powi(2)) * n / (n - 1.0);
        let half = WIDTH * (n * variance + z2 / 4.0).sqrt() / (n + z2) * left.sqrt();
        let shift = z2 * (0.5 - share) / (n + z2) * left.sqrt();
        let interval =
            Interval { low: (share - half + shift.min(0.0)).max(0.0), high: (share + half + shift.max(0.0)).min(1.0) };
        found.shares.push(share);
        found.intervals.push(interval);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_that_the_sample_lacks_has_an_interval() {
        let sample = vec![Audited { truth: 0, probabilities: vec![0.9, 0.1] }; 100];
        let found = audited(&sample, &[0.9, 0.1], 10_000).unwrap();
        assert_eq!(found.shares, [1.0, 0.0]);
        // The rule of three says 3 %.
        assert!(found.intervals[1].high > 0.03 && found.intervals[1].high < 0.05, "{found:?}");
    }

    #[test]
    fn a_whole_section_leaves_no_doubt() {
        let sample: Vec<Audited> = (0..10)
            .map(|at| Audited { truth: at % 2, probabilities: vec![0.1 * at as f64, 1.0 - 0.1 * at as f64] })
            .collect();
        let found = audited(&sample, &[0.45, 0.55], 10).unwrap();
        assert!((found.shares[0] - 0.5).abs() < 1e-12);
        assert!((found.intervals[0].high - found.intervals[0].low).abs() < 1e-12);
        assert_eq!(audited(&sample, &[0.45, 0.55], 9), None);
        assert_eq!(audited(&sample[..1], &[0.45, 0.55], 9), None);
    }

    #[test]
    fn intervals_hold_the_share_of_the_section() {
        use crate::eval::{Bootstrap, below};
        let n_comments = 2000;
        // Of a rare class the interval is wider than need be, for the sake of samples without it.
        for (case, (share, most)) in [(0.03, 1.0), (0.2, 0.97), (0.6, 0.97)].into_iter().enumerate() {
            let mut random = Bootstrap::default().random(case as u64);
            let mut unit = || below(&mut random, 1_000_000) as f64 / 1e6;
            // A model that is right more often than not, and leans toward the first class.
            let section: Vec<Audited> = (0..n_comments)
                .map(|at| {
                    let truth = usize::from(at as f64 >= share * n_comments as f64);
                    let p = if truth == 0 { 0.3 + 0.7 * unit() } else { 0.8 * unit() };
                    Audited { truth, probabilities: vec![p, 1.0 - p] }
                })
                .collect();
            let mean = |class: usize| section.iter().map(|of| of.probabilities[class]).sum::<f64>() / n_comments as f64;
            let expected = [mean(0), mean(1)];
            let trials = 1000;
            let mut order: Vec<usize> = (0..n_comments).collect();
            let held = (0..trials).filter(|_| {
                (0..100).for_each(|at| order.swap(at, at + (unit() * (n_comments - at) as f64) as usize));
                let sample: Vec<Audited> = order[..100].iter().map(|at| section[*at].clone()).collect();
                let interval = audited(&sample, &expected, n_comments).unwrap().intervals[0];
                (interval.low..=interval.high).contains(&share)
            });
            let held = held.count() as f64 / f64::from(trials);
            assert!((0.93..=most).contains(&held), "{share}: {held}");
        }
    }
}
