//! Counting in how many samples each term occurs, at fit.

use std::hash::Hash;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// In how many samples a term was met, and in which last.
#[derive(Debug, Clone, Copy)]
struct Met {
    df: u32,
    last_sample: u32,
}

/// Counts terms, given by name or by the key of their n-gram.
#[derive(Debug)]
pub struct DfCounter<K> {
    met: HashMap<K, Met, FxBuildHasher>,
    n_samples: u32,
}

impl<K> Default for DfCounter<K> {
    fn default() -> Self {
        Self { met: HashMap::default(), n_samples: 0 }
    }
}

impl<K: Hash + Eq> DfCounter<K> {
    /// Begins the next sample.
    pub fn next_sample(&mut self) {
        self.n_samples += 1;
    }

    /// Counts a term of the current sample; repeats within the sample count once.
    #[inline]
    pub fn add(&mut self, term: K) {
        let met = self.met.entry(term).or_insert(Met { df: 0, last_sample: 0 });
        if met.last_sample != self.n_samples {
            met.last_sample = self.n_samples;
            met.df += 1;
        }
    }

    /// Number of samples begun.
    pub fn n_samples(&self) -> u32 {
        self.n_samples
    }

    /// The terms with `df >= min_df`, each with its df, in no order.
    pub fn frequent(self, min_df: u32) -> impl Iterator<Item = (K, u32)> {
        self.met.into_iter().filter(move |(_, met)| met.df >= min_df).map(|(term, met)| (term, met.df))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_once_a_sample() {
        let mut counter = DfCounter::default();
        for sample in [&["nato", "is", "nato"][..], &["is", "dead"], &["nato"]] {
            counter.next_sample();
            sample.iter().for_each(|term| counter.add(*term));
        }
        assert_eq!(counter.n_samples(), 3);
        let mut frequent: Vec<_> = counter.frequent(2).collect();
        frequent.sort_unstable();
        assert_eq!(frequent, [("is", 2), ("nato", 2)]);
    }
}
