//! How far a corrected share is off, from what held-out comments show.

use super::solve::Square;

/// The parts of the variance of an error.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// Chance within articles.
    pub within: f64,
    /// Articles differ.
    pub between: f64,
    /// The held-out means are not exact.
    pub means: f64,
}

impl Parts {
    /// The standard error, the second part multiplied.
    pub fn error(&self, between: f64) -> f64 {
        (self.within + between * self.between + self.means).sqrt()
    }
}

/// Spread of the error of one class's corrected share: within articles, between them, and of the held-out means.
#[derive(Debug, Clone)]
pub struct Moments {
    /// Variance of the score among comments of each class.
    within: Vec<f64>,
    /// Covariance of the mean scores of two classes between articles.
    between: Square,
    /// Covariance of the held-out means themselves.
    means: Square,
}

impl Moments {
    /// Of the score of each code, over clusters of (truth, code).
    ///
    /// Between articles: mean over pairs of different comments of one article of the product of their scores' distances
    /// from their class's means. Of the means: the sum over articles of the product of the sums of these distances, which
    /// is what drawing whole articles anew tends to.
    pub fn new(scores: &[f64], clusters: &[Vec<(usize, usize)>], support: &[f64]) -> Self {
        let n_classes = support.len();
        let mut mean = vec![0.0; n_classes];
        for (truth, code) in clusters.iter().flatten() {
            mean[*truth] += scores[*code] / support[*truth];
        }
        let (mut sums, mut products, mut pairs) =
            (Square::zeros(n_classes), Square::zeros(n_classes), Square::zeros(n_classes));
        let mut squares = vec![0.0; n_classes];
        let (mut sum, mut own, mut n) = (vec![0.0; n_classes], vec![0.0; n_classes], vec![0.0; n_classes]);
        for cluster in clusters {
            [&mut sum, &mut own, &mut n].into_iter().for_each(|of| of.fill(0.0));
            for (truth, code) in cluster {
                let distance = scores[*code] - mean[*truth];
                sum[*truth] += distance;
                own[*truth] += distance * distance;
                n[*truth] += 1.0;
            }
            for a in 0..n_classes {
                squares[a] += own[a];
                for b in 0..n_classes {
                    *sums.at(a, b) += sum[a] * sum[b];
                    let (product, number) = match a == b {
                        true => (sum[a] * sum[a] - own[a], n[a] * (n[a] - 1.0)),
                        false => (sum[a] * sum[b], n[a] * n[b]),
                    };
                    *products.at(a, b) += product;
                    *pairs.at(a, b) += number;
                }
            }
        }
        let within = squares.iter().zip(support).map(|(squares, n)| squares / (n - 1.0).max(1.0)).collect();
        let mut between = products;
        between.values.iter_mut().zip(&pairs.values).for_each(|(product, pairs)| *product /= pairs.max(1.0));
        let mut means = sums;
        for a in 0..n_classes {
            for b in 0..n_classes {
                *means.at(a, b) /= (support[a] * support[b]).max(1.0);
            }
        }
        Self { within, between, means }
    }

    /// Variance of the error where these are the shares, of `n` comments under so many articles.
    pub fn parts(&self, shares: &[f64], n: f64, articles: f64) -> Parts {
        let between = self.between.quadratic(shares).max(0.0);
        let all: f64 = shares.iter().zip(&self.within).map(|(share, within)| share * within).sum();
        let within = (all - between).max(0.0);
        Parts {
            within: within / n.max(1.0),
            between: between / articles.clamp(1.0, n.max(1.0)),
            means: self.means.quadratic(shares).max(0.0),
        }
    }
}
