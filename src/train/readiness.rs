//! How readily a head takes a side.
//!
//! Where most comments take none, the most probable class is nearly always none, and few of those who do take a side are
//! found. The figures of the field, F_avg for stances toward targets and macro-F1 for the rest, count a side missed as much as a side
//! imagined. So the label is the class with the largest `p * readiness`, where readiness is 1 for the last class (none,
//! neutral) and one factor for all others, chosen here on the folds. Probabilities are left as they are.

use crate::eval::metrics::{ClassScores, f_avg, macro_f1};
use crate::eval::{Confusion, HeadObservations};
use crate::model::predict::choose;

/// Factors tried. Never above 2: a label is then at least half as probable as none.
const FACTORS: [f64; 6] = [1.0, 1.2, 1.4, 1.6, 1.8, 2.0];

/// The factor with the best score on the predictions of these heads taken together: F_avg if they are stances toward
/// targets, else macro-F1. Of equal ones the smallest; 1 where there are none.
pub(super) fn best<'a>(heads: impl Iterator<Item = &'a HeadObservations> + Clone) -> f64 {
    let mut best = (1.0, f64::NEG_INFINITY);
    let Some(first) = heads.clone().next() else { return 1.0 };
    for factor in FACTORS {
        let mut confusion = Confusion::new(first.classes.len());
        for seen in heads.clone().flat_map(|head| &head.observations) {
            confusion.add(seen.truth, Some(choose(&seen.probabilities, factor)));
        }
        let scores = ClassScores::of(&confusion);
        let score = if first.pooled { f_avg(&first.classes, &scores).unwrap_or(0.0) } else { macro_f1(&scores) };
        if score > best.1 {
            best = (factor, score);
        }
    }
    best.0
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
                .map(|(truth, p)| Observation { truth: *truth, probabilities: p.to_vec(), prediction: None })
                .collect(),
            pooled: true,
            majority: None,
        }
    }

    #[test]
    fn sides_hidden_below_none_are_found() {
        let hidden =
            head(&[(0, [0.38, 0.1, 0.52]), (1, [0.1, 0.37, 0.53]), (2, [0.1, 0.1, 0.8]), (2, [0.2, 0.2, 0.6])]);
        assert_eq!(best([&hidden].into_iter()), 1.6);
        let plain = head(&[(0, [0.7, 0.1, 0.2]), (1, [0.1, 0.7, 0.2]), (2, [0.1, 0.1, 0.8])]);
        assert_eq!(best([&plain].into_iter()), 1.0);
        assert_eq!(best(std::iter::empty()), 1.0);
    }
}
