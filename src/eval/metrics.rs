//! The figures themselves: from a confusion matrix, or from the probabilities given to the truth, to one number.
//!
//! One rule for division by zero holds for all of them: a ratio whose denominator is 0 is 0 (`zero_division=0` in
//! scikit-learn). All figures but the log-loss, the Brier score and the Matthews correlation are fractions in \[0, 1\]; per
//! cent are a matter for the report.

use serde::Serialize;

use super::Confusion;

/// Smallest probability that [`log_loss`] takes for one: a class held impossible costs 34.5 nats, not infinitely many.
/// The value is scikit-learn's default before its version 1.2, and does not depend on the floating-point type.
pub const MIN_PROBABILITY: f64 = 1e-15;

/// The figures of one class, and how often it occurs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClassScores {
    /// See [`precision`].
    pub precision: f64,
    /// See [`recall`].
    pub recall: f64,
    /// See [`f1`].
    pub f1: f64,
    /// Observations with this truth, those on which the model abstained among them.
    pub support: usize,
    /// Observations with this prediction.
    pub predicted: usize,
}

impl ClassScores {
    /// Figures of each class of a confusion matrix, shape `(n_classes,)`.
    pub fn of(confusion: &Confusion) -> Vec<Self> {
        (0..confusion.n_classes())
            .map(|class| {
                let hits = confusion.counts[class][class];
                let (support, predicted) = (confusion.support(class), confusion.predicted(class));
                Self {
                    precision: precision(hits, predicted),
                    recall: recall(hits, support),
                    f1: f1(hits, support, predicted),
                    support,
                    predicted,
                }
            })
            .collect()
    }

    /// Whether the class occurs at all, in truth or in prediction; only such classes take part in [`macro_f1`].
    pub fn occurs(&self) -> bool {
        self.support + self.predicted > 0
    }
}

fn ratio(numerator: usize, denominator: usize) -> f64 {
    if denominator == 0 { 0.0 } else { numerator as f64 / denominator as f64 }
}

/// Precision of a class: `hits / predicted`, in \[0, 1\]; 0 if the class was never predicted.
///
/// `hits` are the observations with this class as truth and as prediction.
pub fn precision(hits: usize, predicted: usize) -> f64 {
    ratio(hits, predicted)
}

/// Recall of a class: `hits / support`, in \[0, 1\]; 0 if no observation has it as truth.
///
/// Abstaining lowers it: the observation stays in the support and can be no hit.
pub fn recall(hits: usize, support: usize) -> f64 {
    ratio(hits, support)
}

/// F1 of a class: `2 * hits / (support + predicted)`, in \[0, 1\]; 0 if the class does not occur.
///
/// The same as the harmonic mean of precision and recall wherever that is defined.
///
/// # References
///
/// C. J. van Rijsbergen (1979), *Information Retrieval*, 2nd edition, chapter 7.
pub fn f1(hits: usize, support: usize, predicted: usize) -> f64 {
    ratio(2 * hits, support + predicted)
}

/// Macro-F1: the mean of the classes' F1, each with the same weight, in \[0, 1\]; 0 if no class occurs.
///
/// The mean goes over the classes that occur in truth or in prediction. A class that was only ever predicted so
/// counts with F1 = 0, while one that neither the data nor the model knows of does not lower the figure. Averaged are
/// the F1 values, which differs from the F1 of averaged precision and recall. Abstaining is not a class.
///
/// # References
///
/// `sklearn.metrics.f1_score(average="macro", zero_division=0)` of scikit-learn, which picks its labels so. On the two
/// formulas: J. Opitz and S. Burst (2019), Macro F1 and Macro F1, arXiv:1911.03347.
pub fn macro_f1(scores: &[ClassScores]) -> f64 {
    let occurring = scores.iter().filter(|class| class.occurs());
    let n = occurring.clone().count();
    if n == 0 { 0.0 } else { occurring.map(|class| class.f1).sum::<f64>() / n as f64 }
}

/// F_avg of a stance: `(F1 of favor + F1 of against) / 2`, in \[0, 1\]; `None` unless both are among the classes.
///
/// `classes` are the names, in the order of `scores`. Both classes always count, one that does not occur with F1 = 0.
/// The class `none` has no F1 in it, but taking a stance for none or none for a stance costs recall or precision.
///
/// # References
///
/// S. Mohammad, S. Kiritchenko, P. Sobhani, X. Zhu and C. Cherry (2016), SemEval-2016 Task 6: Detecting Stance in
/// Tweets, <https://aclanthology.org/S16-1003/>.
pub fn f_avg(classes: &[String], scores: &[ClassScores]) -> Option<f64> {
    let f1_of = |name: &str| classes.iter().position(|class| class == name).map(|class| scores[class].f1);
    Some((f1_of("favor")? + f1_of("against")?) / 2.0)
}

/// Accuracy: `trace / n`, the share of observations whose prediction is the truth, in \[0, 1\]; 0 if there are none.
///
/// An observation on which the model abstained is in `n` and is not a hit.
pub fn accuracy(confusion: &Confusion) -> f64 {
    ratio(confusion.trace(), confusion.n())
}

/// Accuracy where the model decided: `trace / (n - abstained)`, in \[0, 1\]; `None` if it abstained throughout.
pub fn accuracy_decided(confusion: &Confusion) -> Option<f64> {
    let decided = confusion.n() - confusion.n_abstained();
    (decided > 0).then(|| ratio(confusion.trace(), decided))
}

/// Log-loss: `-1/n * sum of ln(p)`, natural logarithm, in nats, in \[0, 34.54\]; 0 if there are no observations.
///
/// `truth_probabilities` holds for each observation the probability that was given to its truth; it is clipped to
/// \[[`MIN_PROBABILITY`], 1\]. Observations on which the model abstained take part, for it gave them probabilities.
/// A probability that is not a number makes the figure not a number.
///
/// # References
///
/// I. J. Good (1952), Rational Decisions, Journal of the Royal Statistical Society B 14, 107-114.
pub fn log_loss(truth_probabilities: impl IntoIterator<Item = f64>) -> f64 {
    let (mut n, mut sum) = (0usize, 0.0);
    for probability in truth_probabilities {
        n += 1;
        sum -= probability.clamp(MIN_PROBABILITY, 1.0).ln();
    }
    if n == 0 { 0.0 } else { sum / n as f64 }
}

/// Matthews correlation: how truth and prediction go together over all classes, in \[-1, 1\]; 1 is perfect, 0 is no
/// better than any constant prediction, which scores 0 itself however skewed the classes are.
///
/// `(c n - sum of t_k p_k) / sqrt((n^2 - sum of p_k^2) (n^2 - sum of t_k^2))`, with n observations, c of them hits, `t_k`
/// of them with truth k and `p_k` with prediction k. Abstaining is one more prediction, which no truth has: it is never a
/// hit, and a model that abstains throughout scores 0. With three classes or more the least value lies between -1 and 0.
/// 0 if all truths or all predictions are the same.
///
/// # References
///
/// J. Gorodkin (2004), Comparing two K-category assignments by a K-category correlation coefficient, Computational Biology
/// and Chemistry 28, 367-374; `sklearn.metrics.matthews_corrcoef`, with abstaining as a label of its own.
pub fn mcc(confusion: &Confusion) -> f64 {
    let n = confusion.n() as f64;
    let supports = (0..confusion.n_classes()).map(|class| confusion.support(class) as f64);
    let predicted = (0..confusion.n_classes()).map(|class| confusion.predicted(class) as f64);
    let together: f64 = supports.clone().zip(predicted.clone()).map(|(truth, prediction)| truth * prediction).sum();
    let truths = n * n - supports.map(|count| count * count).sum::<f64>();
    let predictions = predicted.chain([confusion.n_abstained() as f64]).map(|count| count * count).sum::<f64>();
    let spread = (truths * (n * n - predictions)).sqrt();
    if spread > 0.0 { (confusion.trace() as f64 * n - together) / spread } else { 0.0 }
}

/// Brier score: `1/n * sum of (p_k - y_k)^2` over all observations and all classes k, where `y_k` is 1 for the truth and 0
/// for the rest, in \[0, 2\]; less is better, and 0 if there are no observations.
///
/// Each observation is its truth, an index below the number of classes, with the probabilities, shape `(n_classes,)`.
/// Observations on which the model abstained take part, for it gave them probabilities. The score is that of Brier's
/// paper: for two classes it is twice what goes by the name elsewhere.
///
/// # Panics
///
/// If a truth is not below the number of its probabilities.
///
/// # References
///
/// G. W. Brier (1950), Verification of Forecasts Expressed in Terms of Probability, Monthly Weather Review 78, 1-3;
/// `sklearn.metrics.brier_score_loss(scale_by_half=False)`, whose default halves the score of two classes alone.
pub fn brier<'a>(observations: impl IntoIterator<Item = (usize, &'a [f64])>) -> f64 {
    let (mut n, mut sum) = (0usize, 0.0);
    for (truth, probabilities) in observations {
        assert!(truth < probabilities.len(), "truth {truth} is none of {} classes", probabilities.len());
        n += 1;
        sum += squared_error(Some(truth), probabilities);
    }
    if n == 0 { 0.0 } else { sum / n as f64 }
}

/// One observation's part of [`brier`]. A truth that is none of the classes had probability 0.
pub(super) fn squared_error(truth: Option<usize>, probabilities: &[f64]) -> f64 {
    let of_class = |(class, p): (usize, &f64)| if truth == Some(class) { (p - 1.0).powi(2) } else { p * p };
    let unheard_of = if truth.is_none() { 1.0 } else { 0.0 };
    probabilities.iter().enumerate().map(of_class).sum::<f64>() + unheard_of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_over_zero_is_zero() {
        assert_eq!(precision(0, 0), 0.0);
        assert_eq!(recall(0, 0), 0.0);
        assert_eq!(f1(0, 0, 0), 0.0);
        assert_eq!(macro_f1(&[]), 0.0);
        assert_eq!(accuracy(&Confusion::new(3)), 0.0);
        assert_eq!(accuracy_decided(&Confusion::new(3)), None);
        assert_eq!(log_loss([]), 0.0);
        assert_eq!(mcc(&Confusion::new(3)), 0.0);
        assert_eq!(brier([]), 0.0);
    }

    #[test]
    fn matthews_correlation_of_small_tables() {
        for (name, pairs, expected) in [
            ("all right", vec![(0, Some(0)), (1, Some(1)), (2, Some(2))], 1.0),
            ("two classes exchanged", vec![(0, Some(1)), (1, Some(0))], -1.0),
            ("three classes in a circle", vec![(0, Some(1)), (1, Some(2)), (2, Some(0))], -0.5),
            ("a constant", vec![(0, Some(0)), (0, Some(0)), (1, Some(0))], 0.0),
            ("one truth", vec![(0, Some(0)), (0, Some(1))], 0.0),
            ("abstained throughout", vec![(0, None), (1, None)], 0.0),
        ] {
            let mut confusion = Confusion::new(3);
            pairs.iter().for_each(|(truth, prediction)| confusion.add(*truth, *prediction));
            assert!((mcc(&confusion) - expected).abs() < 1e-15, "{name}: {}", mcc(&confusion));
        }
    }

    #[test]
    fn brier_score_goes_from_nought_to_two() {
        assert_eq!(brier([(0, &[1.0, 0.0][..])]), 0.0);
        assert_eq!(brier([(1, &[1.0, 0.0][..])]), 2.0);
        assert_eq!(brier([(1, &[0.5, 0.5][..]), (0, &[1.0, 0.0])]), 0.25);
        assert_eq!(squared_error(None, &[1.0, 0.0]), 2.0);
        assert!(brier([(0, &[f64::NAN, 0.0][..])]).is_nan());
    }

    #[test]
    fn f1_is_the_harmonic_mean() {
        let (precision, recall) = (precision(3, 4), recall(3, 10));
        assert!((f1(3, 10, 4) - 2.0 * precision * recall / (precision + recall)).abs() < 1e-15);
    }

    #[test]
    fn log_loss_is_clipped_and_finite() {
        assert_eq!(log_loss([1.0, 1.5]), 0.0);
        assert_eq!(log_loss([0.0]), -(1e-15f64.ln()));
        assert_eq!(log_loss([-1.0]), log_loss([0.0]));
        assert!(log_loss([f64::NAN]).is_nan());
    }

    #[test]
    fn f_avg_wants_both_stances_and_ignores_their_order() {
        let mut confusion = Confusion::new(3);
        for (truth, prediction) in [(0, 0), (1, 2), (2, 2), (2, 1)] {
            confusion.add(truth, Some(prediction));
        }
        let scores = ClassScores::of(&confusion);
        let names = |names: [&str; 3]| names.map(String::from);
        assert_eq!(f_avg(&names(["favor", "against", "none"]), &scores), Some(0.5));
        assert_eq!(f_avg(&names(["none", "favor", "against"]), &scores), Some(0.25));
        assert_eq!(f_avg(&names(["favor", "neutral", "none"]), &scores), None);
    }
}
