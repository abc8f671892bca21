//! Whether a section is like the comments the model was trained on.

use crate::model::{ErrorSketch, Typical};

/// Comments of a held-out article from which on its shares say something.
const LEAST_OF_ARTICLE: usize = 20;

/// Largest probability of each held-out comment.
pub fn confidence(sketch: &ErrorSketch) -> Option<Typical> {
    let lattice = sketch.lattice();
    let sure: Vec<f64> = (0..lattice.n_codes()).map(|code| lattice.probabilities(code).fold(0.0, f64::max)).collect();
    let articles: Vec<Vec<f64>> =
        sketch.clusters().map(|cluster| cluster.into_iter().map(|(_, code)| sure[code]).collect()).collect();
    Typical::of(&articles)
}

/// Half the sum of the absolute differences of two distributions, in \[0, 1\]: the total variation distance.
pub fn distance(a: &[f64], b: &[f64]) -> f64 {
    0.5 * a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>()
}

/// The largest [`distance`] of a held-out article's shares from those of all; of articles with 20 comments or more.
pub fn farthest(sketch: &ErrorSketch) -> Option<f64> {
    let shares = |truths: &mut dyn Iterator<Item = usize>| {
        let mut counts = vec![0.0; sketch.n_classes()];
        truths.for_each(|truth| counts[truth] += 1.0);
        let n: f64 = counts.iter().sum();
        counts.iter_mut().for_each(|count| *count /= n.max(1.0));
        counts
    };
    let clusters: Vec<_> = sketch.clusters().collect();
    let all = shares(&mut clusters.iter().flatten().map(|(truth, _)| *truth));
    let large = clusters.iter().filter(|cluster| cluster.len() >= LEAST_OF_ARTICLE);
    large.map(|cluster| distance(&shares(&mut cluster.iter().map(|(truth, _)| *truth)), &all)).max_by(f64::total_cmp)
}

/// A way in which a section is unlike the comments of training.
#[derive(Debug, Clone, PartialEq)]
pub enum Shift {
    /// Its words are less known, or better.
    UnknownWords {
        /// Mean share of the words of a comment that the model does not know.
        seen: f64,
        /// Where it lay on 99 % of held-out articles.
        expected: [f64; 2],
    },
    /// The model is less sure of it, or surer.
    Confidence {
        /// Name of the head.
        head: String,
        /// Mean of the largest probability.
        seen: f64,
        /// Where it lay on 99 % of held-out articles.
        expected: [f64; 2],
    },
    /// Its corrected shares are farther from those of training than those of any held-out article.
    Shares {
        /// Name of the head.
        head: String,
        /// [`distance`] of the corrected shares.
        seen: f64,
        /// That of the farthest held-out article.
        farthest: f64,
    },
}

impl std::fmt::Display for Shift {
    /// What was seen, what was expected, and what to do, on one line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = |share: &f64| format!("{:.1}", 100.0 * share.clamp(0.0, 1.0));
        let range = |[low, high]: &[f64; 2]| format!("{} to {} %", percent(low), percent(high));
        match self {
            Self::UnknownWords { seen, expected } => write!(
                f,
                "{} % of the words are unknown to the model, where {} was expected; corrections may not hold: label a random \
                 sample and --audit it, or train anew with it",
                percent(seen),
                range(expected)
            ),
            Self::Confidence { head, seen, expected } => write!(
                f,
                "{head}: the model is {} % sure on average, where {} was expected; the correction may not hold: label a \
                 random sample and --audit it",
                percent(seen),
                range(expected)
            ),
            Self::Shares { head, seen, farthest } => write!(
                f,
                "{head}: the corrected shares differ from those of training by {} points, those of articles held out by {} at \
                 most; label a random sample and --audit it",
                percent(seen),
                percent(farthest)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_of_total_variation() {
        assert_eq!(distance(&[1.0, 0.0], &[0.0, 1.0]), 1.0);
        assert!((distance(&[0.5, 0.3, 0.2], &[0.4, 0.4, 0.2]) - 0.1).abs() < 1e-12);
    }
}
