//! What one system says of a head's samples, reduced to what figures need: truth, prediction and the two losses of each.

use std::collections::HashMap;

use super::metrics::{self, ClassScores, squared_error};
use super::{Confusion, Figures, HeadObservations, Observation};

/// One sample as judged by a system; classes are indices into [`Rows::classes`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub sample: usize,
    pub truth: usize,
    pub prediction: Option<usize>,
    /// `-ln` of the truth's probability, as in [`metrics::log_loss`].
    pub log_loss: f64,
    /// See [`squared_error`].
    pub brier: f64,
}

/// A system's rows of a head, or of several pooled ones.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub classes: Vec<String>,
    pub rows: Vec<Row>,
    /// Without them the losses mean nothing.
    pub has_probabilities: bool,
}

impl Rows {
    /// All observations of a head.
    ///
    /// # Panics
    ///
    /// If a truth or a prediction is not below the number of classes, or the probabilities are not as many as these.
    pub fn of(head: &HeadObservations) -> Self {
        let rows = head.observations.iter().map(|seen| row(head, seen, seen.truth, Some(seen.truth), true));
        Self { classes: head.classes.clone(), rows: rows.collect(), has_probabilities: true }
    }

    /// What the system says of those samples of the head that it has too, in the order of the head. The truth is the
    /// head's, unless the system has its own, so a truth that is none of the system's classes had probability 0. The classes
    /// are the head's, then those that only the system knows. Of a system without probabilities none are read.
    pub fn beside(
        head: &HeadObservations,
        system: &HeadObservations,
        has_probabilities: bool,
        own_truth: bool,
    ) -> Self {
        let mut said: HashMap<usize, &Observation> = HashMap::new();
        for seen in &system.observations {
            said.entry(seen.sample).or_insert(seen);
        }
        let mut classes = head.classes.clone();
        let places = merge(&mut classes, &system.classes);
        let own = |truth: usize| places.iter().position(|place| *place == truth);
        let pairs =
            head.observations.iter().filter_map(|truth| said.get(&truth.sample).map(|seen| (truth.truth, *seen)));
        let rows = pairs.map(|(truth, seen)| {
            let truth = if own_truth { places[seen.truth] } else { truth };
            let mut row = row(system, seen, truth, own(truth), has_probabilities);
            row.prediction = row.prediction.map(|prediction| places[prediction]);
            row
        });
        Self { rows: rows.collect(), classes, has_probabilities }
    }

    /// Several in one, over the classes of all of them in the order of first mention.
    pub fn pool<'a>(parts: impl IntoIterator<Item = &'a Rows>) -> Self {
        let mut pool = Self { classes: Vec::new(), rows: Vec::new(), has_probabilities: true };
        for part in parts {
            let places = merge(&mut pool.classes, &part.classes);
            pool.rows.extend(part.rows.iter().map(|row| Row {
                truth: places[row.truth],
                prediction: row.prediction.map(|prediction| places[prediction]),
                ..row.clone()
            }));
            pool.has_probabilities &= part.has_probabilities;
        }
        pool
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::new(self.classes.len());
        for row in &self.rows {
            tally.confusion.add(row.truth, row.prediction);
            tally.log_loss += row.log_loss;
            tally.brier += row.brier;
        }
        tally
    }

    pub fn figures(&self) -> Figures {
        self.tally().figures(&self.classes, self.has_probabilities)
    }
}

fn row(head: &HeadObservations, seen: &Observation, truth: usize, own: Option<usize>, has_probabilities: bool) -> Row {
    let n_classes = head.classes.len();
    let known = |class: usize| class < n_classes;
    assert!(seen.prediction.is_none_or(known) && own.is_none_or(known), "head {:?}: no such class", head.name);
    let (mut log_loss, mut brier) = (0.0, 0.0);
    if has_probabilities {
        let n = seen.probabilities.len();
        assert_eq!(n, n_classes, "head {:?}: probabilities and classes differ in number", head.name);
        log_loss = metrics::log_loss([own.map_or(0.0, |truth| seen.probabilities[truth])]);
        brier = squared_error(own, &seen.probabilities);
    }
    Row { sample: seen.sample, truth, prediction: seen.prediction, log_loss, brier }
}

/// Adds to the classes those that they lack, and says where each of the others stands among them.
fn merge(classes: &mut Vec<String>, others: &[String]) -> Vec<usize> {
    let place = |other: &String| {
        classes.iter().position(|class| class == other).unwrap_or_else(|| {
            classes.push(other.clone());
            classes.len() - 1
        })
    };
    others.iter().map(place).collect()
}

/// The sums that all figures follow from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tally {
    pub confusion: Confusion,
    /// Sum over the rows.
    pub log_loss: f64,
    /// Sum over the rows.
    pub brier: f64,
}

impl Tally {
    pub fn new(n_classes: usize) -> Self {
        Self { confusion: Confusion::new(n_classes), log_loss: 0.0, brier: 0.0 }
    }

    /// The figures; of no rows at all they are not numbers, for there is nothing that they could be of.
    pub fn figures(&self, classes: &[String], has_probabilities: bool) -> Figures {
        let n = self.confusion.n();
        let scores = ClassScores::of(&self.confusion);
        let of_some = |figure: f64| if n > 0 { figure } else { f64::NAN };
        let mean = |sum: f64| has_probabilities.then_some(sum / n as f64);
        Figures {
            macro_f1: of_some(metrics::macro_f1(&scores)),
            f_avg: metrics::f_avg(classes, &scores).map(of_some),
            accuracy: of_some(metrics::accuracy(&self.confusion)),
            mcc: of_some(metrics::mcc(&self.confusion)),
            log_loss: mean(self.log_loss),
            brier: mean(self.brier),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(classes: &[&str], said: &[(usize, usize, Option<usize>)]) -> HeadObservations {
        let n = classes.len();
        let observation = |(sample, truth, prediction): &(usize, usize, Option<usize>)| Observation {
            sample: *sample,
            truth: *truth,
            probabilities: vec![1.0 / n as f64; n],
            prediction: *prediction,
        };
        HeadObservations {
            name: "nato".into(),
            classes: classes.iter().map(|class| (*class).into()).collect(),
            observations: said.iter().map(observation).collect(),
            pooled: true,
            majority: None,
        }
    }

    #[test]
    fn systems_are_matched_by_sample_and_classes_by_name() {
        let truths = head(&["favor", "against"], &[(4, 0, None), (7, 1, None), (9, 0, None)]);
        let system =
            head(&["against", "none", "favor"], &[(9, 0, Some(1)), (4, 0, Some(2)), (9, 0, Some(0)), (5, 0, None)]);
        let rows = Rows::beside(&truths, &system, true, false);
        assert_eq!(rows.classes, ["favor", "against", "none"]);
        let found: Vec<_> = rows.rows.iter().map(|row| (row.sample, row.truth, row.prediction)).collect();
        assert_eq!(found, [(4, 0, Some(0)), (9, 0, Some(2))]);
    }

    #[test]
    fn a_truth_that_the_system_has_no_class_for_had_no_probability() {
        let rows = Rows::beside(&head(&["russia"], &[(0, 0, None)]), &head(&["nato"], &[(0, 0, Some(0))]), true, false);
        assert_eq!(rows.rows[0].log_loss, -metrics::MIN_PROBABILITY.ln());
        assert_eq!((rows.rows[0].brier, rows.rows[0].prediction), (2.0, Some(1)));
    }

    #[test]
    fn figures_of_nothing_are_no_numbers() {
        let figures = Rows::of(&head(&["favor", "against"], &[])).figures();
        assert!([figures.macro_f1, figures.accuracy, figures.mcc].iter().all(|figure| figure.is_nan()));
        assert!([figures.f_avg, figures.log_loss, figures.brier].iter().all(|figure| figure.unwrap().is_nan()));
    }
}
