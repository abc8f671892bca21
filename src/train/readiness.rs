//! How readily a head gives each of its classes.
//!
//! Where most comments take no side, the most probable class is nearly always none, and few of those who do take a side are
//! found. The figures of the field, F_avg for stances toward targets and macro-F1 for the rest, count a side missed as much as a side
//! imagined. So the label is the class with the largest `p * readiness`, where readiness is 1 for the last class (none,
//! neutral) and one factor for each other, chosen here on the folds. Probabilities are left as they are.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rayon::prelude::*;

use crate::eval::metrics::{ClassScores, f_avg, macro_f1};

use crate::eval::{Confusion, HeadObservations, below};
use crate::model::predict::choose;

/// Factors tried for a class. Never above 2: a label is then at least half as probable as none.
const FACTORS: [f64; 12] = [1.0, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2.0];

/// Rounds over the classes; later ones change nothing that can be told from chance.
const ROUNDS: usize = 2;

/// Draws of the predictions whose best factors are averaged.
const DRAWS: u64 = 20;

/// The factors that score best on the predictions of these heads taken together: F_avg if they are stances toward targets,
/// else macro-F1. All 1 where there are no predictions.
///
/// The score hardly changes over wide stretches of factors, and which of these is best is chance: so the geometric mean over
/// 20 draws of the predictions with replacement is taken, in steps of 0.01 (Breiman 1996, "Bagging predictors", Machine
/// Learning 24).
pub(super) fn best<'a>(heads: impl Iterator<Item = &'a HeadObservations> + Clone, n_classes: usize) -> Vec<f64> {
    let Some(first) = heads.clone().next() else { return vec![1.0; n_classes] };
    let seen: Vec<(usize, &[f64])> =
        heads.flat_map(|head| &head.observations).map(|seen| (seen.truth, seen.probabilities.as_slice())).collect();
    let score = |confusion: &Confusion| {
        let scores = ClassScores::of(confusion);
        if first.pooled { f_avg(&first.classes, &scores).unwrap_or(0.0) } else { macro_f1(&scores) }
    };
    let draws: Vec<Vec<f64>> =
        (0..DRAWS).into_par_iter().map(|draw| best_of(&drawn(&seen, draw), n_classes, score)).collect();
    let mean = |class: usize| draws.iter().map(|best| best[class].ln()).sum::<f64>() / draws.len() as f64;
    (0..n_classes).map(|class| (100.0 * mean(class).exp()).round() / 100.0).collect()
}

/// As many, drawn with replacement.
fn drawn<'a>(seen: &[(usize, &'a [f64])], draw: u64) -> Vec<(usize, &'a [f64])> {
    let mut random = ChaCha8Rng::seed_from_u64(draw);
    (0..seen.len()).map(|_| seen[below(&mut random, seen.len() as u64) as usize]).collect()
}

/// The factors with the best score: first the best for all sides alike, then the sides one by one. Of equal ones that named
/// first in [`FACTORS`].
fn best_of(seen: &[(usize, &[f64])], n_classes: usize, score: impl Fn(&Confusion) -> f64) -> Vec<f64> {
    let mut best = vec![1.0; n_classes];
    let mut reached = f64::NEG_INFINITY;
    let mut consider = |best: &mut Vec<f64>, classes: std::ops::Range<usize>| {
        for factor in FACTORS {
            let mut tried = best.clone();
            tried[classes.clone()].fill(factor);
            let mut confusion = Confusion::new(n_classes);
            seen.iter().for_each(|(truth, probabilities)| confusion.add(*truth, Some(choose(probabilities, &tried))));
            let score = score(&confusion);
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

    fn head(rows: &[(usize, [f64; 3])], times: usize) -> HeadObservations {
        let observation = |(truth, p): &(usize, [f64; 3])| Observation {
            sample: 0,
            truth: *truth,
            probabilities: p.to_vec(),
            prediction: None,
        };
        HeadObservations {
            name: "nato".into(),
            classes: STANCES.map(String::from).to_vec(),
            observations: (0..times).flat_map(|_| rows.iter().map(observation)).collect(),
            pooled: true,
            majority: None,
        }
    }

    fn of_all(rows: &[(usize, [f64; 3])]) -> Vec<f64> {
        let seen: Vec<(usize, &[f64])> = rows.iter().map(|(truth, p)| (*truth, p.as_slice())).collect();
        best_of(&seen, 3, |confusion| macro_f1(&ClassScores::of(confusion)))
    }

    const HIDDEN: [(usize, [f64; 3]); 4] =
        [(0, [0.38, 0.1, 0.52]), (1, [0.1, 0.37, 0.53]), (2, [0.1, 0.1, 0.8]), (2, [0.2, 0.2, 0.6])];
    const PLAIN: [(usize, [f64; 3]); 3] = [(0, [0.7, 0.1, 0.2]), (1, [0.1, 0.7, 0.2]), (2, [0.1, 0.1, 0.8])];

    #[test]
    fn sides_hidden_below_none_are_found() {
        assert_eq!(of_all(&HIDDEN), [1.5, 1.5, 1.0]);
        assert_eq!(of_all(&PLAIN), [1.0, 1.0, 1.0]);
        // In any draw of so many the same are best.
        assert_eq!(best([&head(&HIDDEN, 50)].into_iter(), 3), [1.5, 1.5, 1.0]);
        assert_eq!(best([&head(&PLAIN, 50)].into_iter(), 3), [1.0, 1.0, 1.0]);
        assert_eq!(best(std::iter::empty(), 3), [1.0, 1.0, 1.0]);
    }

    #[test]
    fn each_side_has_a_factor_of_its_own() {
        // Favor hides below against, against needs no help.
        let uneven = [(0, [0.4, 0.5, 0.1]), (0, [0.41, 0.5, 0.09]), (1, [0.2, 0.7, 0.1]), (1, [0.1, 0.5, 0.4])];
        let found = of_all(&uneven);
        assert!(found[0] > found[1], "{found:?}");
        assert_eq!(found[2], 1.0);
    }

    #[test]
    fn where_factors_are_as_good_the_mean_lies_between() {
        // Which factor is best hangs on whether a draw holds more of the first than of the second.
        let close = [(0, [0.38, 0.1, 0.52]), (2, [0.37, 0.1, 0.53]), (1, [0.1, 0.8, 0.1]), (2, [0.1, 0.1, 0.8])];
        let found = best([&head(&close, 2)].into_iter(), 3);
        assert!(found[0] > 1.0 && found[0] < 1.5, "{found:?}");
        assert_eq!(found, best([&head(&close, 2)].into_iter(), 3));
    }
}
