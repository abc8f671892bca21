//! Whether probabilities mean what they say: of the labels held 80 % probable, are 80 % right?

use rayon::prelude::*;
use serde::Serialize;
use statrs::function::factorial::ln_binomial;

use super::{Clusters, HeadObservations, Interval, Resampling, metrics};

/// Bins from 0 to 1. Guo et al. (2017) and most papers since use 15, and so does the model card; with other bins the error is
/// another figure. Three classes of equal probability (1/3) stand at the end of a bin.
const N_BINS: usize = 15;

/// Quantile of the standard normal distribution at 0.975, for intervals of 95 %.
const Z_95: f64 = 1.959_963_984_540_054;

/// Predictions whose confidence falls in one bin. The confidence is the largest probability, whichever label was given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// Lower end of the bin, which is not in it.
    pub low: f64,
    /// Upper end, which is in it.
    pub high: f64,
    /// Predictions in it.
    pub n: usize,
    /// Mean of their confidences, in \[0, 1\]; 0 if there are none.
    pub confidence: f64,
    /// Share of them whose most probable class is the truth, in \[0, 1\]; 0 if there are none.
    pub accuracy: f64,
    /// 95 % interval of that share by Wilson (1927), if there are any. It takes comments for independent, so where
    /// comments under one article are alike it is too narrow.
    pub interval: Option<Interval>,
}

/// How confidence and accuracy compare.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reliability {
    /// 15 bins of equal width from 0 to 1.
    pub bins: Vec<Bin>,
    /// Expected calibration error: `sum of n_b / n * |accuracy_b - confidence_b|` over the bins, in \[0, 1\]; 0 is best, and 0
    /// if there are no observations. Chance alone moves each bin off its confidence, so the figure is above 0 even of
    /// perfect probabilities, the more so the fewer the samples: compare it with [`Reliability::ece_if_calibrated`].
    pub ece: f64,
    /// Its bootstrap interval: quantiles of the draws, all moved by as much as brings their mean onto the figure, and cut
    /// to \[0, 1\]. A draw has the bias of the figure twice, so that quantiles as they are might leave the figure out.
    pub ece_interval: Option<Interval>,
    /// The expected calibration error that perfect probabilities would have on as many samples of the same confidences, on
    /// average over the truths that chance might bring; in \[0, 1\]. An error not above this says nothing against the model.
    pub ece_if_calibrated: f64,
    /// See [`super::metrics::log_loss`].
    pub log_loss: f64,
    /// Brier score: the mean over samples of `sum of (p_k - y_k)^2` over the classes, `y_k` being 1 for the truth and 0
    /// otherwise; in \[0, 2\], 0 is best (Brier 1950).
    pub brier: f64,
}

/// Calibration of one head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadCalibration {
    /// The head.
    pub head: String,
    /// Labelled samples.
    pub n: usize,
    /// Of the first stage alone, where it was asked.
    pub before: Option<Reliability>,
    /// Of the probabilities as given.
    pub after: Reliability,
}

/// Calibration of a head, and of other probabilities of the same samples.
///
/// Samples on which the model abstained take part: it gave them probabilities. A confidence at the end of a bin belongs to
/// the lower one, as with Guo et al. and in scikit-learn. A probability that is not a number makes the figures not numbers.
///
/// # Panics
///
/// If a truth is not below the number of its probabilities, or a sample has no cluster.
///
/// # Examples
///
/// ```
/// use hustings::eval::{HeadObservations, Observation, calibration};
///
/// let observation =
///     |sample, truth, p: [f64; 2]| Observation { sample, truth, probabilities: p.to_vec(), prediction: Some(0) };
/// let head = HeadObservations {
///     name: "thesis".into(),
///     classes: ["favor", "against"].map(String::from).to_vec(),
///     observations: vec![observation(0, 0, [0.9, 0.1]), observation(1, 1, [0.9, 0.1]), observation(2, 0, [0.7, 0.3])],
///     pooled: false,
///     majority: None,
/// };
/// let after = calibration(&head, None, None).after;
/// // Two held 90 % probable of which one is right, and one held 70 % probable that is right.
/// assert!((after.ece - (2.0 / 3.0 * 0.4 + 1.0 / 3.0 * 0.3)).abs() < 1e-12);
/// // Three samples say next to nothing: were the model right about itself, the error would be as large.
/// assert!(after.ece_if_calibrated > 0.2);
/// ```
///
/// # References
///
/// C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger (2017), On Calibration of Modern Neural Networks, ICML. E. B. Wilson
/// (1927), Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American Statistical
/// Association 22, 209-212. G. W. Brier (1950), Verification of Forecasts Expressed in Terms of Probability, Monthly Weather
/// Review 78, 1-3. On the bias: R. Roelofs, N. Cain, J. Shlens and M. C. Mozer (2022), Mitigating Bias in Calibration
/// Error Estimation, AISTATS.
pub fn calibration(
    head: &HeadObservations,
    before: Option<&HeadObservations>,
    resampling: Option<Resampling<'_>>,
) -> HeadCalibration {
    HeadCalibration {
        head: head.name.clone(),
        n: head.observations.len(),
        before: before.map(|before| reliability(before, resampling)),
        after: reliability(head, resampling),
    }
}

/// Sums over the predictions of one bin.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: usize,
    hits: usize,
    confidence: f64,
}

impl Sums {
    fn add(&mut self, confidence: f64, hit: bool) {
        self.n += 1;
        self.hits += usize::from(hit);
        self.confidence += confidence;
    }

    /// By how much the hits are more than their confidences say.
    fn gap(&self) -> f64 {
        self.hits as f64 - self.confidence
    }

    fn mean(&self) -> f64 {
        if self.n == 0 { 0.0 } else { self.confidence / self.n as f64 }
    }
}

fn reliability(head: &HeadObservations, resampling: Option<Resampling<'_>>) -> Reliability {
    let n = head.observations.len();
    let mut sums = [Sums::default(); N_BINS];
    // Bin, confidence, hit and sample of each.
    let mut placed: Vec<(usize, f64, bool, usize)> = Vec::with_capacity(n);
    for observation in &head.observations {
        let (class, confidence) = most_probable(&observation.probabilities);
        let (bin, hit) = (bin_of(confidence), class == observation.truth);
        sums[bin].add(confidence, hit);
        placed.push((bin, confidence, hit, observation.sample));
    }
    let mean = |sum: f64| if n == 0 { 0.0 } else { sum / n as f64 };
    let ece = mean(sums.iter().map(|bin| bin.gap().abs()).sum());
    let truths = head.observations.iter().map(|seen| seen.probabilities[seen.truth]);
    Reliability {
        bins: sums.iter().enumerate().map(|(index, sums)| bin(index, sums)).collect(),
        ece,
        ece_interval: resampling.and_then(|resampling| ece_interval(&placed, ece, resampling)),
        ece_if_calibrated: mean(sums.iter().map(|bin| mean_deviation(bin.n, bin.mean())).sum()),
        log_loss: metrics::log_loss(truths),
        brier: metrics::brier(head.observations.iter().map(|seen| (seen.truth, &seen.probabilities[..]))),
    }
}

/// The class with the largest probability, of equal ones the first, and that probability.
fn most_probable(probabilities: &[f64]) -> (usize, f64) {
    let mut best = (0, probabilities.first().copied().unwrap_or(0.0));
    for (class, probability) in probabilities.iter().enumerate() {
        if *probability > best.1 {
            best = (class, *probability);
        }
    }
    best
}

fn end(bin: usize) -> f64 {
    bin as f64 / N_BINS as f64
}

/// The number of inner ends that are below.
fn bin_of(confidence: f64) -> usize {
    (1..N_BINS).take_while(|bin| end(*bin) < confidence).count()
}

fn bin(index: usize, sums: &Sums) -> Bin {
    Bin {
        low: end(index),
        high: end(index + 1),
        n: sums.n,
        confidence: sums.mean(),
        accuracy: if sums.n == 0 { 0.0 } else { sums.hits as f64 / sums.n as f64 },
        interval: (sums.n > 0).then(|| wilson(sums.hits, sums.n)),
    }
}

/// 95 % interval of a share by Wilson.
fn wilson(hits: usize, n: usize) -> Interval {
    let (share, n, z2) = (hits as f64 / n as f64, n as f64, Z_95 * Z_95);
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z_95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    // Of all or none the end is the share itself but for rounding.
    Interval { low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
}

/// Mean of `|X - n p|`, `X` binomial of `n` draws with `p`: `2 v C(n, v) p^v (1 - p)^(n - v + 1)` with `v = floor(n p) + 1`
/// (A. de Moivre 1730). The confidences within a bin are taken for their mean, from which they differ by less than a
/// fifteenth.
fn mean_deviation(n: usize, p: f64) -> f64 {
    if n == 0 || p <= 0.0 || p >= 1.0 {
        return 0.0;
    }
    let v = ((n as f64 * p).floor() as usize + 1).min(n);
    let ln = ln_binomial(n as u64, v as u64) + v as f64 * p.ln() + (n - v + 1) as f64 * (-p).ln_1p();
    2.0 * v as f64 * ln.exp()
}

fn ece_interval(
    placed: &[(usize, f64, bool, usize)],
    ece: f64,
    Resampling { clusters, bootstrap }: Resampling<'_>,
) -> Option<Interval> {
    let sums = sums_by_cluster(placed, clusters);
    let drawn: Vec<f64> = (0..bootstrap.draws)
        .into_par_iter()
        .map(|draw| {
            let weights = bootstrap.weights(clusters.n, draw);
            let (mut n, mut gaps) = (0, [0.0; N_BINS]);
            for (cluster, bin, sums) in &sums {
                let weight = weights[*cluster];
                n += weight as usize * sums.n;
                gaps[*bin] += f64::from(weight) * sums.gap();
            }
            gaps.iter().map(|gap| gap.abs()).sum::<f64>() / n as f64
        })
        .collect();
    let found = drawn.iter().filter(|value| value.is_finite());
    let shift = ece - found.clone().sum::<f64>() / found.count() as f64;
    let Interval { low, high } = Interval::of(drawn, bootstrap.confidence)?;
    Some(Interval { low: (low + shift).clamp(0.0, 1.0), high: (high + shift).clamp(0.0, 1.0) })
}

/// Sums of each cluster in each bin where it has any.
fn sums_by_cluster(placed: &[(usize, f64, bool, usize)], clusters: &Clusters) -> Vec<(usize, usize, Sums)> {
    let mut ordered: Vec<(usize, usize, f64, bool)> =
        placed.iter().map(|(bin, confidence, hit, sample)| (clusters.of[*sample], *bin, *confidence, *hit)).collect();
    ordered.sort_by_key(|(cluster, bin, ..)| (*cluster, *bin));
    let chunks = ordered.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    chunks
        .map(|chunk| {
            let mut sums = Sums::default();
            chunk.iter().for_each(|(.., confidence, hit)| sums.add(*confidence, *hit));
            (chunk[0].0, chunk[0].1, sums)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Bootstrap, Observation};

    fn head(rows: &[([f64; 2], usize)]) -> HeadObservations {
        let rows = rows.iter().enumerate();
        HeadObservations {
            name: "thesis".into(),
            classes: ["favor", "against"].map(String::from).to_vec(),
            observations: rows
                .map(|(sample, (p, truth))| Observation {
                    sample,
                    truth: *truth,
                    probabilities: p.to_vec(),
                    prediction: None,
                })
                .collect(),
            pooled: false,
            majority: None,
        }
    }

    /// Samples of which `share` in a thousand are right, all held `p` probable.
    fn alike(n: usize, p: f64, share: usize) -> HeadObservations {
        head(&(0..n).map(|i| ([p, 1.0 - p], usize::from(i * 1000 / n >= share))).collect::<Vec<_>>())
    }

    #[test]
    fn a_confidence_at_the_end_of_a_bin_is_in_it() {
        let third = 1.0 / 3.0;
        for (confidence, bin) in [(0.0, 0), (1.0 / 15.0, 0), (0.07, 1), (third, 4), (0.34, 5), (0.95, 14), (1.0, 14)] {
            assert_eq!(bin_of(confidence), bin, "{confidence}");
        }
        assert_eq!((bin_of(7.0), bin_of(f64::NAN)), (14, 0));
    }

    #[test]
    fn the_mean_deviation_is_that_of_small_cases_by_hand() {
        // One draw: 2 p (1 - p). Two with 1/2: 0, 1, 2 hits with 1/4, 1/2, 1/4.
        for (n, p, expected) in [(0, 0.5, 0.0), (1, 0.7, 0.42), (2, 0.5, 0.5), (9, 1.0, 0.0), (3, 1.0 - 1e-17, 0.0)] {
            assert!((mean_deviation(n, p) - expected).abs() < 1e-12, "{n} {p}");
        }
        // Many draws: that of the normal distribution.
        let normal = (2.0 * 1e6 * 0.21 / std::f64::consts::PI).sqrt();
        assert!((mean_deviation(1_000_000, 0.7) / normal - 1.0).abs() < 1e-4);
    }

    #[test]
    fn nothing_and_what_is_no_number_do_no_harm() {
        let none = calibration(&head(&[]), None, None);
        assert_eq!((none.n, none.after.ece, none.after.brier, none.after.bins.len()), (0, 0.0, 0.0, N_BINS));
        let clusters = Clusters::single(2);
        let resampling = Resampling { clusters: &clusters, bootstrap: &Bootstrap::default() };
        let odd = calibration(&head(&[([f64::NAN; 2], 0), ([0.5, 0.5], 1)]), None, Some(resampling)).after;
        assert!(odd.ece.is_nan() && odd.log_loss.is_nan() && odd.brier.is_nan());
        assert_eq!(calibration(&head(&[]), None, Some(resampling)).after.ece_interval, None);
    }

    #[test]
    fn the_interval_holds_the_figure_and_is_wider_with_whole_articles() {
        let (head, bootstrap) = (alike(400, 0.8, 700), Bootstrap::default());
        let width = |clusters: &Clusters| {
            let resampling = Resampling { clusters, bootstrap: &bootstrap };
            let after = calibration(&head, None, Some(resampling)).after;
            let interval = after.ece_interval.unwrap();
            assert!(interval.low <= after.ece && after.ece <= interval.high, "{after:?}");
            assert_eq!(after, calibration(&head, None, Some(resampling)).after);
            interval.high - interval.low
        };
        // The first 280 are right, so articles of 20 are all right or all wrong.
        let articles = Clusters::new("articles", (0..400).map(|sample| sample / 20));
        assert!(width(&articles) > 2.0 * width(&Clusters::single(400)));
    }

    #[test]
    fn before_and_after_are_each_for_themselves() {
        let (before, after) = (alike(100, 0.99, 700), alike(100, 0.7, 700));
        let both = calibration(&after, Some(&before), None);
        assert!((both.before.unwrap().ece - 0.29).abs() < 1e-12 && both.after.ece < 1e-12);
        assert!(both.after.ece_if_calibrated > 0.03);
    }
}
