//! How much a score flatters when comments of one article stand on both sides of the split.

use serde::Serialize;

use super::compare::Pair;
use super::draws::Draws;
use super::rows::Rows;
use super::{Bootstrap, Clusters, HeadObservations, Interval, Resampling};

/// Macro-F1 of one head with articles kept whole and with comments dealt at random.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadLeakage {
    /// The head.
    pub head: String,
    /// Labelled samples.
    pub n: usize,
    /// With what belongs together kept whole.
    pub whole: f64,
    /// Its bootstrap interval.
    pub whole_interval: Option<Interval>,
    /// With comments dealt at random.
    pub random: f64,
    /// Its bootstrap interval.
    pub random_interval: Option<Interval>,
    /// `random - whole`: what leakage would have added to the score.
    pub difference: f64,
    /// Its paired bootstrap interval.
    pub difference_interval: Option<Interval>,
}

/// Leakage of each head that both have, over the samples that both have.
///
/// Both are drawn alike, so the interval of the difference is a paired one; see [`super::compare()`].
///
/// # Panics
///
/// As [`super::evaluate`], and if a sample has no cluster.
pub fn head_leakage(
    whole: &[HeadObservations],
    random: &[HeadObservations],
    clusters: &Clusters,
    bootstrap: &Bootstrap,
) -> Vec<HeadLeakage> {
    let of_head = |head: &HeadObservations| {
        let other = random.iter().find(|other| other.name == head.name)?;
        Pair::of(head, other)
    };
    let pairs: Vec<Pair> = whole.iter().filter_map(of_head).collect();
    let rows: Vec<&Rows> = pairs.iter().flat_map(|pair| [&pair.first, &pair.second]).collect();
    let draws = Draws::of(&rows, Resampling { clusters, bootstrap });
    let of_pair = |(number, pair): (usize, &Pair)| {
        let (at_whole, at_random) = (2 * number, 2 * number + 1);
        let (whole, random) = (pair.first.figures().macro_f1, pair.second.figures().macro_f1);
        HeadLeakage {
            head: pair.name.clone(),
            n: pair.first.rows.len(),
            whole,
            whole_interval: draws.interval(|draw| draw[at_whole].macro_f1),
            random,
            random_interval: draws.interval(|draw| draw[at_random].macro_f1),
            difference: random - whole,
            difference_interval: draws.interval(|draw| draw[at_random].macro_f1 - draw[at_whole].macro_f1),
        }
    };
    pairs.iter().enumerate().map(of_pair).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Observation;
    use super::*;

    fn head(name: &str, right: fn(usize) -> bool) -> HeadObservations {
        let observation = |sample: usize| {
            let truth = sample % 2;
            let prediction = Some(if right(sample) { truth } else { 1 - truth });
            Observation { sample, truth, probabilities: vec![0.5; 2], prediction }
        };
        HeadObservations {
            name: name.into(),
            classes: ["favor", "against"].map(String::from).to_vec(),
            observations: (0..40).map(observation).collect(),
            pooled: true,
            majority: None,
        }
    }

    #[test]
    fn what_random_folds_add_has_a_paired_interval() {
        let whole = [head("nato", |sample| sample % 4 < 2), head("russia", |_| true)];
        let random = [head("nato", |sample| sample % 8 < 6), head("thesis", |_| true)];
        let clusters = Clusters::new("articles", (0..40).map(|sample| sample / 8));
        let found = head_leakage(&whole, &random, &clusters, &Bootstrap::default());
        assert_eq!(found.len(), 1);
        let nato = &found[0];
        assert_eq!(
            (nato.head.as_str(), nato.n, nato.whole, nato.random, nato.difference),
            ("nato", 40, 0.5, 0.75, 0.25)
        );
        // Every article gains the same, whichever are drawn.
        let Interval { low, high } = nato.difference_interval.unwrap();
        assert!((low - 0.25).abs() < 1e-12 && (high - 0.25).abs() < 1e-12);
        assert!(nato.whole_interval.is_some() && nato.random_interval.is_some());
    }
}
