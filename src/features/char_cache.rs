//! Which known runs of characters a word holds, remembered from one time it is met to the next: most words of a text are a
//! few thousand that come again and again.

use super::char_ngrams;
use super::key_index::{BATCH, KeyIndex};
use crate::text::numbering::Numbering;

/// Rows that are remembered; when they are more, all is forgotten.
const ROWS: usize = 1 << 20;

/// A word by its symbol, and where its rows are.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    symbol: u64,
    start: u32,
    end: u32,
}

/// The rows of the words met. At most 4.6 MiB of memory.
#[derive(Debug)]
pub struct CharCache {
    numbers: Numbering,
    /// The word of each number.
    entries: Vec<Entry>,
    rows: Vec<u32>,
    buffers: WordBuffers,
}

impl Default for CharCache {
    fn default() -> Self {
        let numbers = Numbering::new(Numbering::MOST);
        Self { numbers, entries: Vec::new(), rows: Vec::new(), buffers: WordBuffers::default() }
    }
}

impl CharCache {
    /// Rows of the known n-grams within a word, given with its symbol; ascending, each as often as it stands there.
    pub fn rows(&mut self, symbol: u64, word: &str, n_range: (usize, usize), index: &KeyIndex) -> &[u32] {
        let number = match self.numbers.find(symbol, |number| self.entries[number].symbol == symbol) {
            Some(number) => number,
            None => self.make(symbol, word, n_range, index),
        };
        let entry = self.entries[number];
        &self.rows[entry.start as usize..entry.end as usize]
    }

    /// Gives a word a number, and finds its rows.
    fn make(&mut self, symbol: u64, word: &str, n_range: (usize, usize), index: &KeyIndex) -> usize {
        if self.rows.len() > ROWS {
            self.numbers.clear();
            self.rows.clear();
        }
        let start = self.rows.len() as u32;
        rows_of_word(word, n_range, index, &mut self.buffers, &mut self.rows);
        let entry = Entry { symbol, start, end: self.rows.len() as u32 };
        self.numbers.keep(symbol, entry, &mut self.entries)
    }
}

/// What finding the n-grams of a word needs, kept from one word to the next.
#[derive(Debug, Default)]
pub struct WordBuffers {
    chars: Vec<char>,
    keys: Vec<u64>,
}

/// Appends the rows of the known n-grams within a word to `rows`, ascending, each as often as it stands there.
pub fn rows_of_word(
    word: &str,
    n_range: (usize, usize),
    index: &KeyIndex,
    buffers: &mut WordBuffers,
    rows: &mut Vec<u32>,
) {
    let WordBuffers { chars, keys } = buffers;
    let start = rows.len();
    keys.clear();
    char_ngrams::chars_within(word, n_range, chars, |key, _| {
        keys.push(key);
        // No more than are looked up at once, however long the word.
        if keys.len() == BATCH {
            index.rows(keys, |_, row| rows.push(row));
            keys.clear();
        }
    });
    index.rows(keys, |_, row| rows.push(row));
    rows[start..].sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::symbol::symbol;

    #[test]
    fn rows_are_the_same_whatever_was_met_before() {
        let terms = [" a", "ab", "b ", "ba", "é1"];
        let keys = terms.map(char_ngrams::key_of_chars);
        let index = KeyIndex::new(&keys, &[1.0, 2.0, 3.0, 4.0, 5.0]);
        let rows = |cache: &mut CharCache, word: &str| cache.rows(symbol(word), word, (2, 2), &index).to_vec();
        let mut cache = CharCache::default();
        // More words than it can hold, so that many drive out others.
        for number in 0..2 * Numbering::MOST {
            rows(&mut cache, &format!("w{number}ab"));
        }
        for word in ["abab", "w7ab", "é1", "x", "abab", "w7ab"] {
            assert_eq!(rows(&mut cache, word), rows(&mut CharCache::default(), word), "{word}");
        }
        assert_eq!(rows(&mut cache, "abab"), [0, 1, 1, 2, 3]);
    }
}
