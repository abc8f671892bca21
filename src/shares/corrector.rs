//! From raw counts to corrected shares with an interval.

use super::moments::{Counted, Moments};
use super::section::SectionCells;
use super::solve::{Square, dot, on_simplex};
use super::temper::{spread, temper};
use super::{Corrected, Uncorrected};
use crate::eval::Interval;
use crate::model::{ErrorSketch, Method};

/// Held-out comments that each class must have, and clusters that there must be.
pub const LEAST_OF_CLASS: usize = 10;

/// Clusters of held-out comments from which on their spread can be told.
pub const LEAST_CLUSTERS: usize = 10;

/// Largest standard error worth giving, for a large section of this many articles with shares as in training.
const LARGEST_ERROR: f64 = 0.25;
const MANY_ARTICLES: f64 = 8.0;

/// Part of the prior that is mixed into the probabilities of a code: a probability of 0 is none on a lattice.
const PRIOR_PART: f64 = 0.05;

/// No share counts as less than this where the likelihood is weighed.
const LEAST_SHARE: f64 = 0.02;

/// Half of a 95 % interval in standard errors.
const WIDTH: f64 = 1.959_963_984_540_054;

/// Rounds of expectation and maximisation at most, and the change that ends them.
const ROUNDS: usize = 2000;
const STILL: f64 = 1e-9;

/// Rounds of adjusting the likeliest shares at most, and the change that ends them.
const ADJUSTMENTS: usize = 30;
const ADJUSTED: f64 = 1e-9;

/// Steps by which the end of an interval is looked for, from where it would be if the error were the same everywhere; rounds
/// of narrowing it down at most, and how near is near enough.
const STEPS: usize = 20;
const NARROWINGS: usize = 20;
const NEAR: f64 = 1e-5;

/// Corrects the shares of one head.
#[derive(Debug, Clone)]
pub struct Corrector {
    n_classes: usize,
    method: Method,
    /// The held-out comments.
    counted: Counted,
    /// Share of each class among them.
    prior: Vec<f64>,
    /// What the method makes of a code, shape `(n_codes, n_classes)`: an indicator of its label, its probabilities, or the
    /// ratio of probability and prior.
    features: Vec<f64>,
    /// `A[k][c]`: mean of feature `k` over held-out comments of class `c`; and its inverse. Of the counts only.
    system: Option<(Square, Square)>,
    /// Variance of the shares of articles.
    spread: f64,
    /// Of the counts: the spread of each class's error, which does not depend on the shares.
    fixed: Vec<Moments>,
}

impl Corrector {
    /// A corrector by the method of the sketch.
    ///
    /// # Errors
    ///
    /// The reason why shares of this head cannot be corrected.
    pub fn new(sketch: &ErrorSketch) -> Result<Self, Uncorrected> {
        let corrector = Self::unchecked(sketch, sketch.method)?;
        let vast = f64::from(u32::MAX);
        let error = |class| corrector.standard_error(&corrector.prior, class, vast, MANY_ARTICLES);
        match (0..corrector.n_classes).all(|class| error(class) <= LARGEST_ERROR) {
            true => Ok(corrector),
            false => Err(Uncorrected::Confused),
        }
    }

    /// The same by any method, however wide its intervals.
    pub(crate) fn unchecked(sketch: &ErrorSketch, method: Method) -> Result<Self, Uncorrected> {
        let n_classes = sketch.n_classes();
        let lattice = sketch.lattice();
        let counted = Counted::new(sketch.clusters(), n_classes, lattice.n_codes());
        let support = counted.support();
        if let Some(class) = support.iter().position(|support| *support < LEAST_OF_CLASS as f64) {
            return Err(Uncorrected::FewOfClass { class, n: support[class] as usize });
        }
        if counted.n_clusters() < LEAST_CLUSTERS {
            return Err(Uncorrected::FewClusters { n: counted.n_clusters() });
        }
        let n: f64 = support.iter().sum();
        let prior: Vec<f64> = support.iter().map(|support| support / n).collect();
        let mut features = Vec::with_capacity(counted.by_code().len());
        for code in 0..lattice.n_codes() {
            match method {
                Method::AdjustedCount => {
                    features.extend((0..n_classes).map(|class| f64::from(u8::from(class == lattice.label(code)))));
                }
                Method::ProbabilisticAdjustedCount => features.extend(lattice.probabilities(code)),
                Method::Em => {
                    let mixed = |(p, prior): (f64, &f64)| (1.0 - PRIOR_PART) * p / prior + PRIOR_PART;
                    features.extend(lattice.probabilities(code).zip(&prior).map(mixed));
                }
            }
        }
        let fixed = Vec::new();
        let spread = spread(&counted, &prior);
        let mut corrector = Self { n_classes, method, counted, prior, features, system: None, spread, fixed };
        if method != Method::Em {
            let system = corrector.confusion().transposed();
            let inverse = system.inverse().ok_or(Uncorrected::Confused)?;
            let scores = corrector.scores(&inverse, &corrector.features);
            corrector.fixed = scores.iter().map(|of| Moments::new(of, &corrector.counted)).collect();
            corrector.system = Some((system, inverse));
        }
        Ok(corrector)
    }

    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Shares of the classes among the held-out comments.
    pub fn prior(&self) -> &[f64] {
        &self.prior
    }

    /// Held-out comments of each class, and clusters.
    pub fn n_clusters(&self) -> usize {
        self.counted.n_clusters()
    }

    /// The corrected shares of a section; `None` if it has no comments.
    pub fn correct(&self, section: &SectionCells) -> Option<Corrected> {
        let estimate = self.estimate(section)?;
        let (n, articles) = (section.effective(), section.articles.effective());
        let classes = 0..self.n_classes;
        let errors: Vec<f64> =
            classes.clone().map(|class| self.standard_error(&estimate, class, n, articles)).collect();
        let shares = temper(&estimate, &self.prior, &errors, self.spread);
        let interval = |class: usize| {
            let Interval { low, high } = self.interval(&estimate, class, errors[class], n, articles);
            Interval { low: low.min(shares[class]), high: high.max(shares[class]) }
        };
        let intervals = classes.map(interval).collect();
        Some(Corrected { shares, intervals })
    }

    /// The shares alone, not tempered.
    pub fn estimate(&self, section: &SectionCells) -> Option<Vec<f64>> {
        let total = section.total();
        let n_codes = self.features.len() / self.n_classes;
        let known = section.weights.keys().all(|code| usize::from(*code) < n_codes);
        if !(known && total.is_finite() && total > 0.0) {
            return None;
        }
        let features = |code: u16| &self.features[usize::from(code) * self.n_classes..][..self.n_classes];
        match &self.system {
            Some((system, inverse)) => {
                let mut raw = vec![0.0; self.n_classes];
                for (code, weight) in &section.weights {
                    raw.iter_mut().zip(features(*code)).for_each(|(raw, feature)| *raw += weight * feature / total);
                }
                Some(on_simplex(system, inverse, &raw))
            }
            None => {
                let rows: Vec<(f64, &[f64])> =
                    section.weights.iter().map(|(code, weight)| (weight / total, features(*code))).collect();
                Some(self.adjusted(&rows))
            }
        }
    }

    /// The shares that a test at 5 % does not refuse: all `q` around the corrected share of a class with
    /// `|corrected - q| <= 1.96 * standard error at q`, the other classes keeping their proportions. `error` is the standard
    /// error at the corrected shares.
    fn interval(&self, shares: &[f64], class: usize, error: f64, n: f64, articles: f64) -> Interval {
        let here = shares[class];
        // How far a share lies outside of the interval; below 0 inside.
        let outside = |share: f64| {
            let error = self.standard_error(&self.with_share(shares, class, share), class, n, articles);
            (here - share).abs() - WIDTH * error
        };
        let search = |end: f64| {
            // Most ends lie near where they would be if the error were the same everywhere.
            let guess = here + (end - here).signum() * WIDTH * error;
            let first = if (guess - here).abs() < (end - here).abs() { guess } else { end };
            let mut inner = (here, -WIDTH * error);
            for step in 0..=STEPS {
                let share = first + (end - first) * step as f64 / STEPS as f64;
                let outer = (share, outside(share));
                if outer.1 > 0.0 {
                    return root(inner, outer, outside);
                }
                inner = outer;
                if share == end {
                    break;
                }
            }
            end
        };
        Interval { low: search(0.0), high: search(1.0) }
    }

    /// The shares with that of one class changed and those of the others in proportion.
    fn with_share(&self, shares: &[f64], class: usize, share: f64) -> Vec<f64> {
        let rest = |shares: &[f64]| shares.iter().sum::<f64>() - shares[class];
        let shares = if rest(shares) > 1e-9 { shares } else { &self.prior };
        let scale = (1.0 - share) / rest(shares);
        (0..self.n_classes).map(|other| if other == class { share } else { shares[other] * scale }).collect()
    }

    /// Standard error of the corrected share of a class in a section of `n` comments under so many articles, were these
    /// the true shares. See the [module](super) for the formula.
    fn standard_error(&self, shares: &[f64], class: usize, n: f64, articles: f64) -> f64 {
        let moments = match self.fixed.get(class) {
            Some(moments) => return moments.variance(shares, n, articles).sqrt(),
            None => self.likelihood_scores(shares, class),
        };
        let moments = moments.map(|scores| Moments::new(&scores, &self.counted));
        // Where nothing can be told from the scores.
        moments.map_or(f64::INFINITY, |moments| moments.variance(shares, n, articles).sqrt())
    }

    /// Mean features of each class, shape `(n_classes, n_classes)`.
    fn confusion(&self) -> Square {
        let mut mean = Square::zeros(self.n_classes);
        let codes = self.counted.by_code().chunks_exact(self.n_classes).zip(self.features.chunks_exact(self.n_classes));
        for (counts, features) in codes {
            for (truth, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
                let share = count / self.counted.support()[truth];
                features.iter().enumerate().for_each(|(k, feature)| *mean.at(truth, k) += share * feature);
            }
        }
        mean
    }

    /// What one comment of each code adds to the corrected share of each class: `inverse * features`.
    fn scores(&self, inverse: &Square, features: &[f64]) -> Vec<Vec<f64>> {
        let of = |class| features.chunks_exact(self.n_classes).map(|of| dot(inverse.row(class), of)).collect();
        (0..self.n_classes).map(of).collect()
    }

    /// The same for the likeliest shares: the likelihood's gradient at the shares, its own confusion undone.
    fn likelihood_scores(&self, shares: &[f64], class: usize) -> Option<Vec<f64>> {
        let shares = floored(shares);
        let mut gradients = Vec::with_capacity(self.features.len());
        for features in self.features.chunks_exact(self.n_classes) {
            let density = dot(features, &shares);
            gradients.extend(features.iter().map(|feature| feature / density));
        }
        let inverse = self.gradient_confusion(&shares).inverse()?;
        Some(gradients.chunks_exact(self.n_classes).map(|of| dot(inverse.row(class), of)).collect())
    }

    /// Row `k`, column `c`: mean over held-out comments of class `c` of the gradient of the likelihood by share `k`.
    fn gradient_confusion(&self, shares: &[f64]) -> Square {
        let mut mean = Square::zeros(self.n_classes);
        let codes = self.features.chunks_exact(self.n_classes).zip(self.counted.by_code().chunks_exact(self.n_classes));
        for (features, counts) in codes.filter(|(_, counts)| counts.iter().any(|count| *count > 0.0)) {
            let density = dot(features, shares);
            for (truth, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
                let weight = count / self.counted.support()[truth] / density;
                features.iter().enumerate().for_each(|(k, feature)| *mean.at(k, truth) += weight * feature);
            }
        }
        mean
    }

    /// The likeliest shares, freed of what the probabilities have wrong: at each round the gradients of the likelihood are
    /// the features of an adjusted count, until no share moves by more than 1e-9.
    fn adjusted(&self, rows: &[(f64, &[f64])]) -> Vec<f64> {
        let mut shares = likeliest(rows, &self.prior);
        for _ in 0..ADJUSTMENTS {
            let here = floored(&shares);
            let system = self.gradient_confusion(&here);
            let Some(inverse) = system.inverse() else { break };
            let mut gradient = vec![0.0; self.n_classes];
            for (weight, features) in rows {
                let each = weight / dot(features, &here);
                gradient.iter_mut().zip(*features).for_each(|(gradient, feature)| *gradient += each * feature);
            }
            let next = on_simplex(&system, &inverse, &gradient);
            let largest = next.iter().zip(&shares).map(|(next, share)| (next - share).abs()).fold(0.0, f64::max);
            shares = next;
            if largest < ADJUSTED {
                break;
            }
        }
        shares
    }
}

/// Where a function of a share crosses 0 between a place where it is at most 0 and one where it is above: by the Illinois
/// algorithm (M. Dowell and P. Jarratt, 1971, A modified regula falsi method for computing the root of an equation, BIT 11,
/// 168-174), to within 1e-5 or to where 20 rounds have come; the outer end of what is left.
fn root(mut inner: (f64, f64), mut outer: (f64, f64), function: impl Fn(f64) -> f64) -> f64 {
    if !inner.1.is_finite() || !outer.1.is_finite() {
        return outer.0;
    }
    let mut last = None;
    for _ in 0..NARROWINGS {
        let share = outer.0 - outer.1 * (outer.0 - inner.0) / (outer.1 - inner.1);
        let value = function(share);
        let is_outer = value > 0.0;
        if last == Some(is_outer) {
            // The other end has stayed twice: its weight is halved, so that it moves too.
            let stayed = if is_outer { &mut inner.1 } else { &mut outer.1 };
            *stayed /= 2.0;
        }
        last = Some(is_outer);
        *(if is_outer { &mut outer } else { &mut inner }) = (share, value);
        if (outer.0 - inner.0).abs() < NEAR || value.abs() < NEAR {
            return share;
        }
    }
    outer.0
}

/// The shares with none below 2 %, where the likelihood would hang on few comments.
fn floored(shares: &[f64]) -> Vec<f64> {
    let shares: Vec<f64> = shares.iter().map(|share| share.max(LEAST_SHARE)).collect();
    let sum: f64 = shares.iter().sum();
    shares.into_iter().map(|share| share / sum).collect()
}

/// The shares under which comments of these features (density of each class but for a factor) are likeliest.
///
/// `p[c] <- sum over i of w[i] * p[c] f[i][c] / sum over l of p[l] f[i][l]`, from the prior on, until no share moves by more
/// than 1e-9.
pub(crate) fn likeliest(rows: &[(f64, &[f64])], prior: &[f64]) -> Vec<f64> {
    let mut shares = prior.to_vec();
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; shares.len()];
        for (weight, features) in rows {
            let density = dot(features, &shares);
            if density > 0.0 {
                let each = next.iter_mut().zip(&shares).zip(*features);
                each.for_each(|((next, share), feature)| *next += weight * share * feature / density);
            }
        }
        let sum: f64 = next.iter().sum();
        if sum > 0.0 {
            next.iter_mut().for_each(|share| *share /= sum);
        }
        let largest = next.iter().zip(&shares).map(|(next, share)| (next - share).abs()).fold(0.0, f64::max);
        shares = next;
        if largest < STILL {
            break;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_found_from_either_side_and_bounds_that_say_nothing_are_kept() {
        let cube = |x: f64| x * x * x - 0.2;
        let expected = 0.2_f64.cbrt();
        assert!((root((0.0, cube(0.0)), (1.0, cube(1.0)), cube) - expected).abs() < 1e-5);
        let falling = |x: f64| 0.2 - x * x * x;
        assert!((root((1.0, falling(1.0)), (0.0, falling(0.0)), falling) - expected).abs() < 1e-5);
        assert_eq!(root((0.5, f64::NEG_INFINITY), (0.75, 0.1), |_| 0.0), 0.75);
    }
}
