//! Resampling whole clusters: how far a figure would move had other articles been labelled.
//!
//! Comments under one article resemble each other, so drawing single comments makes intervals too narrow. Whole articles
//! (or threads, see [`Clusters`]) are drawn with replacement, as many as there are, and the figure is computed anew from
//! each draw.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde::Serialize;

/// Which cluster each sample belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clusters {
    /// What the clusters are, in the plural: `articles`, `threads` or `comments`.
    pub kind: String,
    /// Number of clusters.
    pub n: usize,
    /// Cluster of each sample, from 0 to `n - 1`, shape `(n_samples,)`.
    #[serde(skip)]
    pub of: Vec<usize>,
}

impl Clusters {
    /// Clusters by any key, numbered in the order of their first sample.
    pub fn new(kind: &str, keys: impl IntoIterator<Item = usize>) -> Self {
        let mut number = std::collections::HashMap::new();
        let of = keys.into_iter().map(|key| {
            let next = number.len();
            *number.entry(key).or_insert(next)
        });
        let of = of.collect();
        Self { kind: kind.into(), n: number.len(), of }
    }

    /// Each of `n` samples a cluster of its own.
    pub fn single(n: usize) -> Self {
        Self { kind: "comments".into(), n, of: (0..n).collect() }
    }
}

/// Settings of the bootstrap.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bootstrap {
    /// Number of draws; with 0 there are no intervals. Default 1,000.
    pub draws: usize,
    /// Seed of the draws. Default 1.
    pub seed: u64,
    /// Confidence of the intervals, in (0, 1). Default 0.95.
    pub confidence: f64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { draws: 1000, seed: 1, confidence: 0.95 }
    }
}

/// An interval with the confidence of its [`Bootstrap`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The percentile interval of figures drawn: the `(1 - confidence) / 2` and `(1 + confidence) / 2` quantiles, linear
    /// between neighbours (type 7 of Hyndman and Fan, NumPy's default). Figures that are not numbers are left out; `None`
    /// if less than half are left.
    ///
    /// # References
    ///
    /// B. Efron (1979), Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7, 1-26. R. J. Hyndman and
    /// Y. Fan (1996), Sample Quantiles in Statistical Packages, The American Statistician 50, 361-365.
    pub fn of(mut drawn: Vec<f64>, confidence: f64) -> Option<Self> {
        let asked = drawn.len();
        drawn.retain(|value| value.is_finite());
        if drawn.is_empty() || 2 * drawn.len() < asked {
            return None;
        }
        drawn.sort_by(f64::total_cmp);
        let low = (1.0 - confidence) / 2.0;
        Some(Self { low: quantile(&drawn, low), high: quantile(&drawn, 1.0 - low) })
    }
}

/// Quantile of sorted values, linear between neighbours: the value at place `(n - 1) q`, from 0.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = q.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

impl Bootstrap {
    /// How often draw number `draw` takes each of `n` clusters: `n` drawn with replacement, shape `(n,)`. It depends on
    /// seed, `n` and `draw` alone, so draws may be made in any order and on any thread, and two systems compared on the
    /// same clusters are drawn alike.
    pub fn weights(&self, n: usize, draw: usize) -> Vec<u32> {
        let mut random = self.random(draw as u64);
        let mut weights = vec![0; n];
        for _ in 0..n {
            weights[below(&mut random, n as u64) as usize] += 1;
        }
        weights
    }

    /// Random numbers of one draw.
    pub fn random(&self, draw: u64) -> ChaCha8Rng {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(draw);
        random
    }
}

/// A whole number below `n`, each equally likely but for a part in `2^64 / n` (D. Lemire, 2019, Fast Random Integer
/// Generation in an Interval, without the rejection, which would move no figure here).
pub(crate) fn below(random: &mut impl RngCore, n: u64) -> u64 {
    ((u128::from(random.next_u64()) * u128::from(n)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_seed_and_number_alone() {
        let bootstrap = Bootstrap::default();
        let weights = bootstrap.weights(50, 7);
        assert_eq!(weights.iter().sum::<u32>(), 50);
        assert_eq!(weights, bootstrap.weights(50, 7));
        assert_ne!(weights, bootstrap.weights(50, 8));
        assert_ne!(weights, Bootstrap { seed: 2, ..bootstrap }.weights(50, 7));
    }

    #[test]
    fn quantiles_are_linear_between_neighbours() {
        let interval = Interval::of((0..=100).map(f64::from).rev().collect(), 0.95).unwrap();
        assert!((interval.low - 2.5).abs() < 1e-12 && (interval.high - 97.5).abs() < 1e-12);
        assert_eq!(Interval::of(vec![f64::NAN, f64::NAN, 1.0], 0.95), None);
        assert_eq!(Interval::of(Vec::new(), 0.95), None);
    }

    #[test]
    fn clusters_are_numbered_by_their_first_sample() {
        let clusters = Clusters::new("articles", [9, 4, 9, 7]);
        assert_eq!((clusters.n, &clusters.of[..]), (3, &[0, 1, 0, 2][..]));
    }
}
