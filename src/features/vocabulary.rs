//! Which terms there are: counting them at fit, numbering them in sorted order, finding them again.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// Hash of a term, the same in every run and on every machine.
fn hash(term: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(term.as_bytes());
    hasher.finish()
}

/// Terms laid end to end in one string, found through a table of their numbers.
#[derive(Debug, Clone, Default)]
struct Arena {
    text: String,
    ends: Vec<usize>,
    table: HashTable<u32>,
}

impl Arena {
    fn term(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.text[start..self.ends[id]]
    }

    fn find(&self, term: &str) -> Option<u32> {
        self.table.find(hash(term), |id| self.term(*id) == term).copied()
    }

    /// Number of the term, which is added if it is new; and whether it was.
    fn find_or_add(&mut self, term: &str) -> (u32, bool) {
        if let Some(id) = self.find(term) {
            return (id, false);
        }
        let id = u32::try_from(self.ends.len()).expect("fewer than 2^32 terms fit in memory");
        self.text.push_str(term);
        self.ends.push(self.text.len());
        let Self { text, ends, table } = self;
        table.insert_unique(hash(term), id, |id| {
            let id = *id as usize;
            let start = if id == 0 { 0 } else { ends[id - 1] };
            hash(&text[start..ends[id]])
        });
        (id, true)
    }
}

/// Counts in how many samples each term occurs.
#[derive(Debug, Clone, Default)]
pub struct TermCounter {
    arena: Arena,
    df: Vec<u32>,
    last_sample: Vec<u32>,
    n_samples: u32,
}

impl TermCounter {
    /// Begins the next sample.
    pub fn next_sample(&mut self) {
        self.n_samples += 1;
    }

    /// Counts a term of the current sample; repeats within the sample count once.
    pub fn add(&mut self, term: &str) {
        let (id, new) = self.arena.find_or_add(term);
        if new {
            self.df.push(1);
            self.last_sample.push(self.n_samples);
        } else if self.last_sample[id as usize] != self.n_samples {
            self.df[id as usize] += 1;
            self.last_sample[id as usize] = self.n_samples;
        }
    }

    /// Number of samples begun.
    pub fn n_samples(&self) -> u32 {
        self.n_samples
    }

    /// The terms with `df >= min_df`, sorted by their bytes, and the df of each. If more than `max_terms` are left, those
    /// with the highest df stay; of equal ones, those that sort first.
    pub fn finish(self, min_df: u32, max_terms: usize) -> (Vocabulary, Vec<u32>) {
        let mut kept: Vec<u32> = (0..self.df.len() as u32).filter(|id| self.df[*id as usize] >= min_df).collect();
        if kept.len() > max_terms {
            kept.sort_unstable_by(|a, b| {
                let order = self.df[*b as usize].cmp(&self.df[*a as usize]);
                order.then_with(|| self.arena.term(*a).cmp(self.arena.term(*b)))
            });
            kept.truncate(max_terms);
        }
        kept.sort_unstable_by(|a, b| self.arena.term(*a).cmp(self.arena.term(*b)));
        let df = kept.iter().map(|id| self.df[*id as usize]).collect();
        let vocabulary = Vocabulary::new(kept.iter().map(|id| self.arena.term(*id)));
        (vocabulary, df)
    }
}

/// The terms a fitted block knows, numbered in sorted order.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary(Arena);

impl Vocabulary {
    /// Numbers terms in the order given.
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut arena = Arena::default();
        for term in terms {
            arena.find_or_add(term);
        }
        Self(arena)
    }

    /// Number of the term, if it is known.
    pub fn id(&self, term: &str) -> Option<u32> {
        self.0.find(term)
    }

    /// The term with this number.
    ///
    /// # Panics
    ///
    /// If `id` is not below [`Vocabulary::len`].
    pub fn term(&self, id: u32) -> &str {
        self.0.term(id)
    }

    /// Number of terms.
    pub fn len(&self) -> usize {
        self.0.ends.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The terms in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|id| self.term(id))
    }

    /// All terms laid end to end, and where each ends, in bytes.
    pub(crate) fn as_parts(&self) -> (&str, &[usize]) {
        (&self.0.text, &self.0.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(samples: &[&[&str]]) -> TermCounter {
        let mut counter = TermCounter::default();
        for sample in samples {
            counter.next_sample();
            sample.iter().for_each(|term| counter.add(term));
        }
        counter
    }

    #[test]
    fn terms_are_sorted_and_counted_once_a_sample() {
        let counter = counted(&[&["nato", "is", "nato"], &["is", "dead"], &["nato"]]);
        let (vocabulary, df) = counter.finish(1, usize::MAX);
        assert_eq!(vocabulary.iter().collect::<Vec<_>>(), ["dead", "is", "nato"]);
        assert_eq!(df, [1, 2, 2]);
        assert_eq!(vocabulary.id("nato"), Some(2));
        assert_eq!(vocabulary.id("nat"), None);
    }

    #[test]
    fn order_of_samples_does_not_matter() {
        let samples: [&[&str]; 3] = [&["b", "a"], &["c"], &["a", "c"]];
        let reversed: Vec<&[&str]> = samples.iter().rev().copied().collect();
        let (one, df_one) = counted(&samples).finish(1, 2);
        let (two, df_two) = counted(&reversed).finish(1, 2);
        assert!(one.iter().eq(two.iter()));
        assert_eq!(df_one, df_two);
        assert_eq!(one.iter().collect::<Vec<_>>(), ["a", "c"]);
    }
}
