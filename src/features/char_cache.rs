//! Which known runs of characters a word holds, remembered from one time it is met to the next.
//!
//! Most words of a text are a few thousand that come again and again, and most n-grams of characters lie within a word
//! and its two blanks. So these are looked up once for each word; what is looked up each time is what lies across words.

use std::ops::Range;

use super::char_ngrams;
use super::key_index::KeyIndex;
use super::ngrams::{self, Sink};

/// Words that can be remembered: a power of two. One that is met anew takes the place of another.
const WORDS: usize = 1 << 15;

/// Rows that are remembered; when they are more, all is forgotten.
const ROWS: usize = 1 << 20;

/// A word by the hash of its normal form, and where its rows are.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    hash: u64,
    start: u32,
    end: u32,
}

/// The rows of the words met. At most 4.5 MiB of memory.
#[derive(Debug, Default)]
pub struct CharCache {
    entries: Vec<Entry>,
    rows: Vec<u32>,
}

impl CharCache {
    /// Rows of the known n-grams within a word and a blank at both its ends, each as often as it stands there.
    pub fn rows(&mut self, word: &str, n_range: (usize, usize), index: &KeyIndex) -> &[u32] {
        let hash = ngrams::word_symbol(word);
        if self.entries.is_empty() || self.rows.len() > ROWS {
            self.entries.clear();
            self.entries.resize(WORDS, Entry::default());
            self.rows.clear();
        }
        let place = (hash >> (u64::BITS - WORDS.trailing_zeros())) as usize;
        let mut entry = self.entries[place];
        if entry.hash != hash || entry.end == 0 {
            let start = self.rows.len();
            let mut sink = Rows { index, rows: &mut self.rows };
            char_ngrams::chars_within(word, n_range, &mut sink);
            // An entry that ends at 0 is empty: the first word without a row is looked up again.
            entry = Entry { hash, start: start as u32, end: self.rows.len() as u32 };
            self.entries[place] = entry;
        }
        &self.rows[entry.start as usize..entry.end as usize]
    }
}

struct Rows<'a> {
    index: &'a KeyIndex,
    rows: &'a mut Vec<u32>,
}

impl Sink for Rows<'_> {
    fn ngram(&mut self, key: u64, _: Range<usize>, _: impl FnOnce(&mut String)) {
        self.rows.extend(self.index.row(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_the_same_whatever_was_met_before() {
        let terms = [" a", "ab", "b ", "ba", "é1"];
        let keys = terms.map(char_ngrams::key_of_chars);
        let index = KeyIndex::new(&keys, &[1.0, 2.0, 3.0, 4.0, 5.0]);
        let mut cache = CharCache::default();
        // More words than it can hold, so that many drive out others.
        for number in 0..2 * WORDS {
            cache.rows(&format!("w{number}ab"), (2, 2), &index);
        }
        for word in ["abab", "w7ab", "é1", "x", "abab", "w7ab"] {
            let found = cache.rows(word, (2, 2), &index).to_vec();
            assert_eq!(found, CharCache::default().rows(word, (2, 2), &index), "{word}");
        }
        assert_eq!(cache.rows("abab", (2, 2), &index), [0, 1, 3, 1, 2]);
    }
}
