//! Two models on the same comments: whether the difference is more than chance.

use std::collections::HashSet;

use serde::Serialize;
use statrs::distribution::{Binomial, DiscreteCDF};

use super::draws::Draws;
use super::rows::{Row, Rows};
use super::{Bootstrap, Clusters, Figures, HeadObservations, Interval, POOLED, Resampling};

/// McNemar's test of two models' accuracy on the same samples. Abstaining is no right label.
///
/// The test takes samples to be independent. Comments under one article are not, so where it and the interval of the
/// difference disagree, the interval is to be believed.
///
/// # References
///
/// Q. McNemar (1947), Note on the Sampling Error of the Difference Between Correlated Proportions or Percentages,
/// Psychometrika 12, 153-157; the same as `statsmodels.stats.contingency_tables.mcnemar(exact=True)`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct McNemar {
    /// Samples that both label rightly.
    pub both: usize,
    /// Only the first.
    pub first: usize,
    /// Only the second.
    pub second: usize,
    /// Neither.
    pub neither: usize,
    /// Exact two-sided p: `min(1, 2 P(X <= min(first, second)))`, X binomial of `first + second` draws with 1/2.
    pub p: f64,
}

/// A figure's difference, second less first. For log-loss and Brier score less is better, for the others more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The difference.
    pub value: f64,
    /// Its paired bootstrap interval.
    pub interval: Option<Interval>,
    /// Two-sided p from the draws: `min(1, 2 (min(l, g) + 1) / (draws + 1))`, where in l draws the difference is at most 0
    /// and in g at least 0. It answers to the percentile interval: about `1 - confidence` where that just touches 0. The
    /// added ones keep it off 0, as in A. C. Davison and D. V. Hinkley (1997), section 4.2. `None` without an interval.
    pub p: Option<f64>,
}

/// Two models on one head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadComparison {
    /// The head, or [`POOLED`].
    pub head: String,
    /// Samples that both have; the rest take no part.
    pub n: usize,
    /// Figures of the first.
    pub first: Figures,
    /// Figures of the second.
    pub second: Figures,
    /// Second less first.
    pub difference: Figures<Difference>,
    /// McNemar's test.
    pub mcnemar: McNemar,
}

/// Compares head by head, and the pooled stances where two heads or more are pooled.
///
/// Heads are matched by name, samples by [`Observation::sample`](super::Observation::sample), classes by name; the truth is
/// that of the first. Heads in which no sample is common to both are left out. Both models are drawn alike, so what makes
/// an article easy or hard for both does not widen the interval of their difference.
///
/// # Panics
///
/// As [`super::evaluate`], and if a sample has no cluster.
///
/// # References
///
/// P. Koehn (2004), Statistical Significance Tests for Machine Translation Evaluation,
/// <https://aclanthology.org/W04-3250/>, for the paired bootstrap of a figure that is no mean.
///
/// # Examples
///
/// ```
/// use hustings::eval::{Bootstrap, Clusters, HeadObservations, Observation, compare};
///
/// let always = |label: usize| HeadObservations {
///     name: "sentiment".into(),
///     classes: ["positive", "negative"].map(String::from).to_vec(),
///     observations: (0..20)
///         .map(|sample| Observation {
///             sample,
///             truth: usize::from(sample % 4 > 0),
///             probabilities: vec![0.5, 0.5],
///             prediction: Some(label),
///         })
///         .collect(),
///     pooled: false,
///     majority: None,
/// };
/// let comparison = &compare(&[always(0)], &[always(1)], &Clusters::single(20), &Bootstrap::default())[0];
/// assert_eq!(comparison.difference.accuracy.value, 0.5);
/// assert_eq!((comparison.mcnemar.first, comparison.mcnemar.second), (5, 15));
/// assert!(comparison.mcnemar.p < 0.05);
/// ```
pub fn compare(
    first: &[HeadObservations],
    second: &[HeadObservations],
    clusters: &Clusters,
    bootstrap: &Bootstrap,
) -> Vec<HeadComparison> {
    let of_head = |head: &HeadObservations| {
        let other = second.iter().find(|other| other.name == head.name)?;
        Pair::of(head, other)
    };
    let mut pairs: Vec<Pair> = first.iter().filter_map(of_head).collect();
    let pooled: Vec<&Pair> = pairs.iter().filter(|pair| pair.pooled).collect();
    let pool = (pooled.len() > 1).then(|| Pair::pool(&pooled));
    pairs.extend(pool);
    let rows: Vec<&Rows> = pairs.iter().flat_map(|pair| [&pair.first, &pair.second]).collect();
    let draws = Draws::of(&rows, Resampling { clusters, bootstrap });
    pairs.iter().enumerate().map(|(pair, of)| of.comparison(&draws, 2 * pair)).collect()
}

/// Rows of two systems for the same samples, in the same order.
pub(super) struct Pair {
    pub name: String,
    pooled: bool,
    pub first: Rows,
    pub second: Rows,
}

impl Pair {
    /// The samples that both have; `None` if there are none.
    pub fn of(first: &HeadObservations, second: &HeadObservations) -> Option<Self> {
        let of_second = Rows::beside(first, second, true, false);
        let common: HashSet<usize> = of_second.rows.iter().map(|row| row.sample).collect();
        let mut of_first = Rows::of(first);
        of_first.rows.retain(|row| common.contains(&row.sample));
        let pair = Self { name: first.name.clone(), pooled: first.pooled, first: of_first, second: of_second };
        (!common.is_empty()).then_some(pair)
    }

    fn pool(parts: &[&Self]) -> Self {
        let pool = |pick: fn(&Self) -> &Rows| Rows::pool(parts.iter().map(|part| pick(part)));
        let [first, second] = [pool(|part| &part.first), pool(|part| &part.second)];
        Self { name: POOLED.to_owned(), pooled: false, first, second }
    }

    /// In the draws the first has this number and the second the next.
    fn comparison(&self, draws: &Draws, number: usize) -> HeadComparison {
        let (first, second) = (self.first.figures(), self.second.figures());
        let of = |pick: fn(&Figures) -> f64| {
            draws.difference(pick(&second) - pick(&first), |draw| pick(&draw[number + 1]) - pick(&draw[number]))
        };
        let of_some = |pick: fn(&Figures) -> Option<f64>| {
            let less = |second: &Figures, first: &Figures| Some(pick(second)? - pick(first)?);
            let drawn = |draw: &[Figures]| less(&draw[number + 1], &draw[number]).unwrap_or(f64::NAN);
            Some(draws.difference(less(&second, &first)?, drawn))
        };
        let difference = Figures {
            macro_f1: of(|figures| figures.macro_f1),
            f_avg: of_some(|figures| figures.f_avg),
            accuracy: of(|figures| figures.accuracy),
            mcc: of(|figures| figures.mcc),
            log_loss: of_some(|figures| figures.log_loss),
            brier: of_some(|figures| figures.brier),
        };
        let mcnemar = McNemar::of(&self.first.rows, &self.second.rows);
        HeadComparison { head: self.name.clone(), n: self.first.rows.len(), first, second, difference, mcnemar }
    }
}

impl McNemar {
    fn of(first: &[Row], second: &[Row]) -> Self {
        let mut test = Self { both: 0, first: 0, second: 0, neither: 0, p: 1.0 };
        for (one, other) in first.iter().zip(second) {
            let right = |row: &Row| row.prediction == Some(row.truth);
            *match (right(one), right(other)) {
                (true, true) => &mut test.both,
                (true, false) => &mut test.first,
                (false, true) => &mut test.second,
                (false, false) => &mut test.neither,
            } += 1;
        }
        let differing = (test.first + test.second) as u64;
        let binomial = Binomial::new(0.5, differing).expect("a half is a probability");
        test.p = (2.0 * binomial.cdf(test.first.min(test.second) as u64)).min(1.0);
        test
    }
}

#[cfg(test)]
mod tests {
    use super::super::Observation;
    use super::*;

    const STANCES: [&str; 3] = ["favor", "against", "none"];

    /// A head from sample, truth and prediction.
    fn head(name: &str, classes: [&str; 3], said: &[(usize, usize, Option<usize>)]) -> HeadObservations {
        let observation = |(sample, truth, prediction): &(usize, usize, Option<usize>)| {
            let mut probabilities = vec![0.2; 3];
            probabilities[prediction.unwrap_or(0)] = 0.6;
            Observation { sample: *sample, truth: *truth, probabilities, prediction: *prediction }
        };
        HeadObservations {
            name: name.into(),
            classes: classes.map(String::from).to_vec(),
            observations: said.iter().map(observation).collect(),
            pooled: true,
            majority: None,
        }
    }

    fn compared(first: &[HeadObservations], second: &[HeadObservations]) -> Vec<HeadComparison> {
        compare(first, second, &Clusters::single(40), &Bootstrap { draws: 200, ..Bootstrap::default() })
    }

    #[test]
    fn only_samples_of_both_are_compared_in_whatever_order_they_come() {
        let first = head("nato", STANCES, &[(0, 0, Some(0)), (1, 1, Some(0)), (2, 2, None), (3, 0, Some(0))]);
        let second = head("nato", STANCES, &[(9, 0, Some(0)), (2, 2, Some(2)), (1, 1, Some(1)), (0, 0, Some(1))]);
        let comparison = &compared(&[first], &[second])[0];
        assert_eq!((comparison.n, comparison.head.as_str()), (3, "nato"));
        assert_eq!((comparison.first.accuracy, comparison.second.accuracy), (1.0 / 3.0, 2.0 / 3.0));
        let McNemar { both, first, second, neither, p } = comparison.mcnemar;
        assert_eq!((both, first, second, neither, p), (0, 1, 2, 0, 1.0));
    }

    #[test]
    fn classes_go_by_name() {
        let said = [(0, 0, Some(0)), (1, 1, Some(1)), (2, 2, Some(1))];
        let turned = [(0, 1, Some(1)), (1, 0, Some(0)), (2, 2, Some(0))];
        let (first, second) = (head("nato", STANCES, &said), head("nato", ["against", "favor", "none"], &turned));
        let comparison = &compared(&[first], &[second])[0];
        assert_eq!(comparison.first, comparison.second);
        assert_eq!(comparison.mcnemar.p, 1.0);
        let Figures { macro_f1, f_avg, log_loss, .. } = comparison.difference;
        for difference in [macro_f1, f_avg.unwrap(), log_loss.unwrap()] {
            assert_eq!((difference.value, difference.interval), (0.0, Some(Interval { low: 0.0, high: 0.0 })));
            assert_eq!(difference.p, Some(1.0));
        }
    }

    #[test]
    fn two_heads_or_more_are_pooled() {
        let said: Vec<_> = (0..20).map(|sample| (sample, sample % 3, Some(0))).collect();
        let better: Vec<_> = (0..20).map(|sample| (sample, sample % 3, Some(sample % 3))).collect();
        let heads = |said: &[(usize, usize, Option<usize>)]| ["nato", "russia"].map(|name| head(name, STANCES, said));
        let comparisons = compared(&heads(&said), &heads(&better));
        let names: Vec<&str> = comparisons.iter().map(|comparison| comparison.head.as_str()).collect();
        assert_eq!(names, ["nato", "russia", POOLED]);
        assert_eq!(comparisons[2].n, 40);
        assert_eq!(comparisons[2].first.macro_f1, comparisons[0].first.macro_f1);
        for comparison in &comparisons {
            let difference = comparison.difference.macro_f1;
            assert!(difference.interval.unwrap().low > 0.0 && difference.p.unwrap() < 0.01);
        }
    }

    #[test]
    fn heads_and_samples_that_one_lacks_leave_no_comparison() {
        let nato = head("nato", STANCES, &[(0, 0, Some(0))]);
        for second in
            [vec![], vec![head("russia", STANCES, &[(0, 0, Some(0))])], vec![head("nato", STANCES, &[(1, 0, None)])]]
        {
            assert_eq!(compared(std::slice::from_ref(&nato), &second), []);
        }
        let same = compared(std::slice::from_ref(&nato), std::slice::from_ref(&nato));
        assert_eq!(same[0].difference.accuracy, Difference { value: 0.0, interval: None, p: None });
    }
}
