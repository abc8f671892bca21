//! What the characters of a word add to all log-odds, remembered from one time it is met to the next: most of a text is then
//! scored by adding one short row for each of its words.

use super::term_table::TermTable;
use crate::features::blocks::{Blocks, WordScratch};

/// Numbers that are remembered at most, 4 MiB of them.
const NUMBERS: usize = 1 << 20;

/// Words that are remembered at most.
const WORDS: usize = 1 << 16;

/// Bits of a symbol that say where its word is: the best mixed ones of its hash.
const PLACE_BITS: u32 = 26;

/// Sums for the words met, one set for each thread at work. Which words it holds changes no result: what is remembered of a
/// word is what would be made of it anew.
#[derive(Debug, Default)]
pub struct WordSums {
    /// Symbol of the word at each place. Each word has two places where it may be, of which the first is that of the word
    /// asked for last; one met anew drives out the other.
    symbols: Vec<u64>,
    /// For each place, what each log-odds gains and then the square of the norm: shape `(n_words, n_places + 1)`.
    sums: Vec<f32>,
    making: Making,
}

/// Buffers for making a sum.
#[derive(Debug, Default)]
struct Making {
    word: WordScratch,
    terms: Vec<(u32, f32)>,
    sums: Vec<f64>,
}

impl WordSums {
    /// What the characters of a word, given with its symbol, add to each log-odds before its block is scaled, shape
    /// `(n_places,)`, and the square of their norm.
    pub fn get(&mut self, symbol: u64, word: &str, blocks: &Blocks, table: &TermTable) -> (&[f32], f32) {
        let width = table.n_places() + 1;
        if self.symbols.is_empty() {
            let n_words = (NUMBERS / width).clamp(2, WORDS) & !1;
            self.symbols = vec![0; n_words];
            self.sums = vec![0.0; n_words * width];
        }
        let first = (((symbol & ((1 << PLACE_BITS) - 1)) * self.symbols.len() as u64) >> PLACE_BITS) as usize;
        // A place with symbol 0 is empty, and a word with that symbol is made anew each time.
        let is_first = self.symbols[first] == symbol && symbol != 0;
        if !is_first {
            self.bring_first(first, symbol, width, word, blocks, table);
        }
        let sums = &self.sums[first * width..][..width];
        (&sums[..width - 1], sums[width - 1])
    }

    /// Puts a word that is not in its first place there, from its second or made anew.
    fn bring_first(&mut self, first: usize, symbol: u64, width: usize, word: &str, blocks: &Blocks, table: &TermTable) {
        let second = first ^ 1;
        self.symbols.swap(first, second);
        let (even, odd) = self.sums[(first & !1) * width..][..2 * width].split_at_mut(width);
        even.swap_with_slice(odd);
        if self.symbols[first] != symbol || symbol == 0 {
            self.symbols[first] = symbol;
            let squares = self.making.make(word, blocks, table);
            let sums = &mut self.sums[first * width..][..width];
            sums.iter_mut().zip(&self.making.sums).for_each(|(to, sum)| *to = *sum as f32);
            sums[width - 1] = squares as f32;
        }
    }
}

impl Making {
    fn make(&mut self, word: &str, blocks: &Blocks, table: &TermTable) -> f64 {
        self.terms.clear();
        self.sums.clear();
        self.sums.resize(table.n_places(), 0.0);
        blocks.chars_of_word(word, &mut self.word, &mut self.terms);
        table.add(&mut self.terms, &mut self.sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn sums_are_those_of_the_terms_of_the_word() {
        let model = Model::embedded();
        let table = &model.tables.text;
        for word in ["nato", "banana", "peacekeepers", "мира"] {
            let (mut terms, mut sums) = (Vec::new(), vec![0.0; table.n_places()]);
            model.blocks.chars_of_word(word, &mut WordScratch::default(), &mut terms);
            assert!(terms.len() > 3, "{word}");
            table.add(&mut terms, &mut vec![0.0; table.n_places()]);
            table.add_exactly(terms.iter().map(|(row, weight)| (*row, f64::from(*weight))), &mut sums);
            let squares: f64 = terms.iter().map(|(_, weight)| f64::from(*weight).powi(2)).sum();
            let mut cache = WordSums::default();
            let (found, found_squares) = cache.get(7, word, &model.blocks, table);
            assert!((f64::from(found_squares) / squares - 1.0).abs() < 1e-5, "{word}");
            let close = |(found, sum): (&f32, &f64)| (f64::from(*found) - sum).abs() < 1e-3 * (1.0 + sum.abs());
            assert!(found.len() == sums.len() && found.iter().zip(&sums).all(close), "{word}: {found:?} {sums:?}");
        }
    }

    #[test]
    fn sums_are_the_same_whatever_was_met_before() {
        let model = Model::embedded();
        let table = &model.tables.text;
        let get = |sums: &mut WordSums, number: u64, word: &str| {
            let (sums, squares) = sums.get(number << 20, word, &model.blocks, table);
            (sums.to_vec(), squares)
        };
        let mut sums = WordSums::default();
        // More words than it can hold, so that many drive out others.
        for number in 0..100_000 {
            get(&mut sums, number, &format!("word{}", number % 700));
        }
        for (number, word) in [(77, "word77"), (0, "nato"), (4099, "war"), (77, "word77"), (0, "peace")] {
            let found = get(&mut sums, number, word);
            assert_eq!(found, get(&mut WordSums::default(), 5, word), "{word}");
            assert!(found.1 > 0.0 && found.0.iter().any(|sum| *sum != 0.0), "{word}");
        }
    }
}
