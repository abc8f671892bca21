//! How readily a head gives each of its classes.
//!
//! Where most comments take no side, the most probable class is nearly always none, and few of those who do take a side are
//! found. The figures of the field, F_avg for stances toward targets and macro-F1 for the rest, count a side missed as much as a side
//! imagined. So the label is the class with the largest `p * readiness`, where readiness is 1 for the last class (none,
//! neutral) and one factor for each other, chosen here on the folds. Probabilities are left as they are.

use crate::eval::metrics::{ClassScores, f_avg, macro_f1};
use crate::eval::{Confusion, HeadObservations};
use crate::model::predict::choose;

/// Factors tried for a class. Never above 2: a label is then at least half as probable as none.
const FACTORS: [f64; 12] = [1.0, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2.0];

/// Rounds over the classes; later ones change nothing that can be told from chance.
const ROUNDS: usize = 2;

/// The factors with the best score on the predictions of these heads taken together: F_avg if they are stances toward
/// targets, else macro-F1. First the best factor for all sides alike, then the sides one by one. Of equal ones that
/// named first in [`FACTORS`]; all 1 where there are no predictions.
pub(super) fn best<'a>(heads: impl Iterator<Item = &'a HeadObservations> + Clone, n_classes: usize) -> Vec<f64> {
    let mut best = vec![1.0; n_classes];
    let Some(first) = heads.clone().next() else { return best };
    let score = |readiness: &[f64]| {
        let mut confusion = Confusion::new(n_classes);
        for seen in heads.clone().flat_map(|head| &head.observations) {
            confusion.add(seen.truth, Some(choose(&seen.probabilities, readiness)));
        }
        let scores = ClassScores::of(&confusion);
        if first.pooled { f_avg(&first.classes, &scores).unwrap_or(0.0) } else { macro_f1(&scores) }
    };
    let mut reached = f64::NEG_INFINITY;
    let mut consider = |best: &mut Vec<f64>, classes: std::ops::Range<usize>| {
        for factor in FACTORS {
            let mut tried = best.clone();
            tried[classes.clone()].fill(factor);
            let score = score(&tried);
            if score > reached {
                (reached, *best) = (score, tried);
            }
        }
    };
    let sides = n_classes.saturating_sub(1);
    consider(&mut best, 0..sides);
    for class in (0..ROUNDS).flat_map(|_| 0..sides) {
        consider(&mut best, class..class + 1);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Observation;
    use crate::topic::STANCES;

    fn head(rows: &[(usize, [f64; 3])]) -> HeadObservations {
        HeadObservations {
            name: "nato".into(),
            classes: STANCES.map(String::from).to_vec(),
            observations: rows
                .iter()
                .map(|(truth, p)| Observation { sample: 0, truth: *truth, probabilities: p.to_vec(), prediction: None })
                .collect(),
            pooled: true,
            majority: None,
        }
    }

    #[test]
    fn sides_hidden_below_none_are_found() {
        let hidden =
            head(&[(0, [0.38, 0.1, 0.52]), (1, [0.1, 0.37, 0.53]), (2, [0.1, 0.1, 0.8]), (2, [0.2, 0.2, 0.6])]);
        assert_eq!(best([&hidden].into_iter(), 3), [1.5, 1.5, 1.0]);
        let plain = head(&[(0, [0.7, 0.1, 0.2]), (1, [0.1, 0.7, 0.2]), (2, [0.1, 0.1, 0.8])]);
        assert_eq!(best([&plain].into_iter(), 3), [1.0, 1.0, 1.0]);
        assert_eq!(best(std::iter::empty(), 3), [1.0, 1.0, 1.0]);
    }

    #[test]
    fn each_side_has_a_factor_of_its_own() {
        // Favor hides below against, against needs no help.
        let uneven = head(&[(0, [0.4, 0.5, 0.1]), (0, [0.41, 0.5, 0.09]), (1, [0.2, 0.7, 0.1]), (1, [0.1, 0.5, 0.4])]);
        let found = best([&uneven].into_iter(), 3);
        assert!(found[0] > found[1], "{found:?}");
        assert_eq!(found[2], 1.0);
    }
}
