//! A corrected share drawn toward what is likely, where the section says little.

use super::moments::Counted;
use super::solve::dot;

/// Standard errors by which no share is moved further.
const FARTHEST: f64 = 0.75;

/// Variance of the shares of articles, summed over the classes: mean over pairs of different comments of one article of the
/// product of their indicators' distances from the mean share, at least 0.
pub fn spread(counted: &Counted, prior: &[f64]) -> f64 {
    let (mut products, mut pairs) = (0.0, 0.0);
    let squares = dot(prior, prior);
    counted.sizes(|counts| {
        let n: f64 = counts.iter().sum();
        let sum: f64 = counts.iter().zip(prior).map(|(count, prior)| (count - n * prior).powi(2)).sum();
        // Of a comment with itself: the square of indicator less share, over all classes.
        let own: f64 = counts.iter().zip(prior).map(|(count, prior)| count * (1.0 - 2.0 * prior + squares)).sum();
        products += sum - own;
        pairs += n * (n - 1.0);
    });
    if pairs > 0.0 { (products / pairs).max(0.0) } else { 0.0 }
}

/// Moves shares toward those of training by the part `v / (v + t)` of the way, with `v` the sum of their squared standard
/// errors and `t` the [`spread`] of articles, but none by more than 0.75 standard errors.
///
/// The limit is what keeps sections right that are unlike any article (B. Efron and C. Morris, 1971, Limiting the Risk of Bayes
/// and Empirical Bayes Estimators, Part I, Journal of the American Statistical Association 66, 807-815).
pub fn temper(shares: &[f64], prior: &[f64], errors: &[f64], spread: f64) -> Vec<f64> {
    let variance = dot(errors, errors);
    if variance.is_nan() || variance <= 0.0 {
        return shares.to_vec();
    }
    let full = if variance.is_finite() { variance / (variance + spread) } else { 1.0 };
    let way = shares.iter().zip(prior).zip(errors).fold(full, |way, ((share, prior), error)| {
        let distance = (share - prior).abs();
        if distance > 0.0 { way.min(FARTHEST * error / distance) } else { way }
    });
    shares.iter().zip(prior).map(|(share, prior)| share + way * (prior - share)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_move_the_less_the_surer_they_are_and_never_far() {
        let (shares, prior) = ([0.9, 0.1], [0.5, 0.5]);
        // Standard error, spread, and the first share tempered.
        let cases = [(0.0, 0.02, 0.9), (0.01, 0.02, 0.9 - 0.4 / 101.0), (0.1, 0.02, 0.825), (0.1, 0.0, 0.825)];
        for (error, spread, expected) in cases {
            let found = temper(&shares, &prior, &[error; 2], spread);
            assert!((found[0] - expected).abs() < 1e-12, "{error}, {spread}: {found:?}");
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        assert_eq!(temper(&shares, &prior, &[f64::INFINITY; 2], 0.1), prior);
    }

    #[test]
    fn articles_of_one_class_each_are_spread_as_far_as_can_be() {
        let of = |clusters: [Vec<(usize, usize)>; 2]| spread(&Counted::new(clusters.into_iter(), 2, 1), &[0.5, 0.5]);
        assert!((of([vec![(0, 0); 3], vec![(1, 0); 3]]) - 0.5).abs() < 1e-12);
        // Comments that have nothing in common: no more than chance.
        assert_eq!(of([vec![(0, 0), (1, 0)], vec![(1, 0), (0, 0)]]), 0.0);
    }
}
