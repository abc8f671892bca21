//! How far a corrected share is off, from what held-out comments show.

use super::solve::Square;

/// Comments of one cluster with the same truth and code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tally {
    /// The true class.
    pub truth: usize,
    /// The code.
    pub code: usize,
    /// How many.
    pub n: f64,
}

/// The comments of a cluster, (truth, code) each, counted.
pub fn tally(mut cluster: Vec<(usize, usize)>) -> Vec<Tally> {
    cluster.sort_unstable();
    let alike = cluster.chunk_by(|a, b| a == b);
    alike.map(|alike| Tally { truth: alike[0].0, code: alike[0].1, n: alike.len() as f64 }).collect()
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
    /// Of the score of each code, over clusters.
    ///
    /// Between articles: mean over pairs of different comments of one article of the product of their scores' distances
    /// from their class's means, which is the method of moments for an effect of the article, unbiased whatever the sizes
    /// (W. G. Cochran, 1954, The Combination of Estimates from Different Experiments, Biometrics 10, 101-129). Of the means:
    /// the sum over the `G` articles of the product of the sums of these distances, times `G / (G - 1)`, which is what drawing
    /// whole articles anew tends to.
    pub fn new(scores: &[f64], clusters: &[Vec<Tally>], support: &[f64]) -> Self {
        let n_classes = support.len();
        let mut mean = vec![0.0; n_classes];
        for Tally { truth, code, n } in clusters.iter().flatten() {
            mean[*truth] += n * scores[*code] / support[*truth];
        }
        let (mut sums, mut products, mut pairs) =
            (Square::zeros(n_classes), Square::zeros(n_classes), Square::zeros(n_classes));
        let mut squares = vec![0.0; n_classes];
        let (mut sum, mut own, mut n) = (vec![0.0; n_classes], vec![0.0; n_classes], vec![0.0; n_classes]);
        for cluster in clusters {
            [&mut sum, &mut own, &mut n].into_iter().for_each(|of| of.fill(0.0));
            for tally in cluster {
                let distance = scores[tally.code] - mean[tally.truth];
                sum[tally.truth] += tally.n * distance;
                own[tally.truth] += tally.n * distance * distance;
                n[tally.truth] += tally.n;
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
        let n_clusters = clusters.len() as f64;
        let few = n_clusters / (n_clusters - 1.0).max(1.0);
        let mut means = sums;
        for a in 0..n_classes {
            for b in 0..n_classes {
                *means.at(a, b) *= few / (support[a] * support[b]).max(1.0);
            }
        }
        Self { within, between, means }
    }

    /// Variance of the error where these are the shares, of `n` comments under so many articles.
    pub fn variance(&self, shares: &[f64], n: f64, articles: f64) -> f64 {
        let between = self.between.quadratic(shares).max(0.0);
        let all: f64 = shares.iter().zip(&self.within).map(|(share, within)| share * within).sum();
        let within = (all - between).max(0.0);
        within / n.max(1.0) + between / articles.clamp(1.0, n.max(1.0)) + self.means.quadratic(shares).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_articles_share_does_not_fade_with_comments_but_with_articles() {
        // Two articles of four comments of one class, which lie 1 above the mean and 1 below it, all alike.
        let clusters = [vec![(0, 0); 4], vec![(0, 1); 4]].map(tally);
        let moments = Moments::new(&[1.0, -1.0], &clusters, &[8.0]);
        // Each article's sum is 4: of the means 2 * (16 + 16) / 64; between articles 1, within none but for n - 1.
        let fixed = 1.0;
        assert!((moments.variance(&[1.0], 1e9, 1.0) - fixed - 1.0).abs() < 1e-6);
        assert!((moments.variance(&[1.0], 1e9, 100.0) - fixed - 0.01).abs() < 1e-6);
    }
}
