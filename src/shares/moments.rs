//! How far a corrected share is off, from what held-out comments show.

use super::solve::Square;

/// Held-out comments by cluster, counted.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Comments alike in cluster, truth and code: the code, and how many.
    tallies: Vec<(usize, f64)>,
    /// Tallies of one cluster and truth.
    runs: Vec<Run>,
    n_clusters: usize,
    /// Comments of each class.
    support: Vec<f64>,
    /// Comments by code and truth, shape `(n_codes, n_classes)`.
    by_code: Vec<f64>,
    /// Pairs of different comments of one cluster by the truths of both, at least 1.
    pairs: Square,
}

/// The tallies of one cluster and truth.
#[derive(Debug, Clone)]
struct Run {
    cluster: usize,
    truth: usize,
    /// Where they end.
    end: usize,
    /// Comments in them.
    n: f64,
}

/// Bits of a code.
const CODE_BITS: u32 = u16::BITS;

impl Counted {
    /// Counts the comments of each cluster, (truth, code) each.
    pub fn new(clusters: impl Iterator<Item = Vec<(usize, usize)>>, n_classes: usize, n_codes: usize) -> Self {
        let mut counted = Self {
            support: vec![0.0; n_classes],
            by_code: vec![0.0; n_codes * n_classes],
            pairs: Square::zeros(n_classes),
            tallies: Vec::new(),
            runs: Vec::new(),
            n_clusters: 0,
        };
        let (mut sorted, mut n) = (Vec::new(), vec![0.0; n_classes]);
        for cluster in clusters {
            // By truth, then by code; one number is sorted faster than two.
            sorted.clear();
            sorted.extend(cluster.iter().map(|(truth, code)| truth << CODE_BITS | code));
            sorted.sort_unstable();
            n.fill(0.0);
            for of_truth in sorted.chunk_by(|a, b| a >> CODE_BITS == b >> CODE_BITS) {
                let truth = of_truth[0] >> CODE_BITS;
                for alike in of_truth.chunk_by(|a, b| a == b) {
                    let (code, count) = (alike[0] & ((1 << CODE_BITS) - 1), alike.len() as f64);
                    counted.tallies.push((code, count));
                    counted.by_code[code * n_classes + truth] += count;
                }
                n[truth] = of_truth.len() as f64;
                counted.support[truth] += n[truth];
                let end = counted.tallies.len();
                counted.runs.push(Run { cluster: counted.n_clusters, truth, end, n: n[truth] });
            }
            for a in 0..n_classes {
                for b in 0..n_classes {
                    *counted.pairs.at(a, b) += if a == b { n[a] * (n[a] - 1.0) } else { n[a] * n[b] };
                }
            }
            counted.n_clusters += 1;
        }
        counted.pairs.values.iter_mut().for_each(|pairs| *pairs = pairs.max(1.0));
        counted
    }

    /// Number of clusters.
    pub fn n_clusters(&self) -> usize {
        self.n_clusters
    }

    /// Comments of each class, shape `(n_classes,)`.
    pub fn support(&self) -> &[f64] {
        &self.support
    }

    /// Comments by code and truth, shape `(n_codes, n_classes)`.
    pub fn by_code(&self) -> &[f64] {
        &self.by_code
    }

    /// How many comments of each class each cluster has, one after the other.
    pub fn sizes(&self, mut sink: impl FnMut(&[f64])) {
        let mut sizes = vec![0.0; self.support.len()];
        for of_cluster in self.runs.chunk_by(|a, b| a.cluster == b.cluster) {
            sizes.fill(0.0);
            of_cluster.iter().for_each(|run| sizes[run.truth] = run.n);
            sink(&sizes);
        }
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
    /// Of the score of each code, over clusters.
    ///
    /// Between articles: mean over pairs of different comments of one article of the product of their scores' distances
    /// from their class's means, which is the method of moments for an effect of the article, unbiased whatever the sizes
    /// (W. G. Cochran, 1954, The Combination of Estimates from Different Experiments, Biometrics 10, 101-129). Of the means:
    /// the sum over the `G` articles of the product of the sums of these distances, times `G / (G - 1)`, which is what drawing
    /// whole articles anew tends to.
    pub fn new(scores: &[f64], counted: &Counted) -> Self {
        let Counted { support, by_code, .. } = counted;
        let n_classes = support.len();
        let mut mean = vec![0.0; n_classes];
        for (score, counts) in scores.iter().zip(by_code.chunks_exact(n_classes)) {
            mean.iter_mut().zip(counts).for_each(|(mean, n)| *mean += n * score);
        }
        mean.iter_mut().zip(support).for_each(|(mean, support)| *mean /= support);
        // Of each class: sum of the squares of the distances from its mean.
        let mut squares = vec![0.0; n_classes];
        for (score, counts) in scores.iter().zip(by_code.chunks_exact(n_classes)) {
            let of_class = squares.iter_mut().zip(counts).zip(&mean);
            of_class.for_each(|((square, n), mean)| *square += n * (score - mean).powi(2));
        }
        let mut sums = Square::zeros(n_classes);
        let mut sum = vec![0.0; n_classes];
        let mut start = 0;
        for of_cluster in counted.runs.chunk_by(|a, b| a.cluster == b.cluster) {
            sum.fill(0.0);
            for run in of_cluster {
                let scores: f64 = counted.tallies[start..run.end].iter().map(|(code, n)| n * scores[*code]).sum();
                sum[run.truth] = scores - run.n * mean[run.truth];
                start = run.end;
            }
            sums.add_products(&sum);
        }
        let within = squares.iter().zip(support).map(|(squares, n)| squares / (n - 1.0).max(1.0)).collect();
        let mut between = sums.clone();
        squares.iter().enumerate().for_each(|(class, squares)| *between.at(class, class) -= squares);
        between.values.iter_mut().zip(&counted.pairs.values).for_each(|(product, pairs)| *product /= pairs);
        let n_clusters = counted.n_clusters as f64;
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
        let clusters = [vec![(0, 0); 4], vec![(0, 1); 4]];
        let moments = Moments::new(&[1.0, -1.0], &Counted::new(clusters.into_iter(), 1, 2));
        // Each article's sum is 4: of the means 2 * (16 + 16) / 64; between articles 1, within none but for n - 1.
        let fixed = 1.0;
        assert!((moments.variance(&[1.0], 1e9, 1.0) - fixed - 1.0).abs() < 1e-6);
        assert!((moments.variance(&[1.0], 1e9, 100.0) - fixed - 0.01).abs() < 1e-6);
    }
}
