//! Predictions of several models, each for a part of the samples, as one.

use crate::eval::HeadObservations;
use crate::model::Model;
use crate::topic::Topic;

/// Observations in the making.
#[derive(Debug, Default)]
pub(super) struct Joined(Vec<HeadObservations>);

impl Joined {
    /// Adds observations of a part, whose samples have these places in the whole.
    pub fn add(&mut self, part: Vec<HeadObservations>, places: &[usize]) {
        for mut head in part {
            head.observations.iter_mut().for_each(|seen| seen.sample = places[seen.sample]);
            match self.0.iter_mut().find(|seen| seen.name == head.name) {
                Some(seen) => seen.observations.extend(head.observations),
                None => self.0.push(head),
            }
        }
    }

    /// All heads in the order of the topic, their observations in that of the samples. The majority baseline of each is
    /// that of all its observations.
    pub fn finish(self, topic: &Topic) -> Vec<HeadObservations> {
        let mut observed = self.0;
        for head in &mut observed {
            head.observations.sort_by_key(|seen| seen.sample);
            let mut shares = vec![0.0; head.classes.len()];
            let share = 1.0 / head.observations.len() as f64;
            head.observations.iter().for_each(|seen| shares[seen.truth] += share);
            head.majority = Some(shares);
        }
        observed.sort_by_key(|head| topic.head(&head.name));
        observed
    }
}

/// How many labels of each head several models were trained on.
#[derive(Debug, Default)]
pub(super) struct TrainedOn {
    sums: Vec<(String, usize)>,
    n_models: usize,
}

impl TrainedOn {
    /// Adds a model.
    pub fn add(&mut self, model: &Model) {
        self.n_models += 1;
        for (head, n) in n_labelled(model) {
            match self.sums.iter_mut().find(|(name, _)| *name == head) {
                Some((_, sum)) => *sum += n,
                None => self.sums.push((head, n)),
            }
        }
    }

    /// Mean over the models, rounded to whole labels.
    pub fn mean(self) -> Vec<(String, usize)> {
        let n_models = self.n_models.max(1);
        self.sums.into_iter().map(|(head, sum)| (head, (sum + n_models / 2) / n_models)).collect()
    }
}

/// How many labels of each head a model was trained on.
pub(super) fn n_labelled(model: &Model) -> impl Iterator<Item = (String, usize)> + '_ {
    let counts = model.info().labels.iter();
    counts.map(|counts| (counts.head.clone(), counts.classes.iter().map(|(_, count)| count).sum()))
}
