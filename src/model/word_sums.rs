//! What the characters of a word add to all log-odds, remembered from one time it is met to the next: most of a text is then
//! scored by adding one short row for each of its words.

use super::term_table::TermTable;
use crate::features::blocks::{Blocks, WordScratch};
use crate::text::numbering::Numbering;

/// Single-precision numbers that are remembered at most, 2 MiB of them.
const NUMBERS: usize = 1 << 19;

/// Bytes that memory is read by.
const LINE: usize = 64;

/// Numbers in a line.
const IN_LINE: usize = LINE / size_of::<f32>();

/// Sums for the words met, one set for each thread at work. Which words it holds changes no result: what is remembered of a
/// word is what would be made of it anew.
#[derive(Debug)]
pub struct WordSums {
    numbers: Numbering,
    /// Symbol of the word of each number.
    symbols: Vec<u64>,
    /// For each number, what each log-odds gains and then the square of the norm: shape `(n_words, n_places + 1)`, each row
    /// filled up so that it lies in as few lines as it can. Empty before the first word.
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

impl Default for WordSums {
    fn default() -> Self {
        Self { numbers: Numbering::new(1), symbols: Vec::new(), sums: Vec::new(), making: Making::default() }
    }
}

impl WordSums {
    /// What the characters of a word, given with its symbol, add to each log-odds before its block is scaled, shape
    /// `(n_places,)`, and the square of their norm.
    #[inline]
    pub fn get(&mut self, symbol: u64, word: &str, blocks: &Blocks, table: &TermTable) -> (&[f32], f32) {
        let number = match self.numbers.find(symbol, |number| self.symbols[number] == symbol) {
            Some(number) => number,
            None => self.make(symbol, word, blocks, table),
        };
        let n_places = table.n_places();
        let sums = &self.sums[self.start(number, n_places)..][..=n_places];
        (&sums[..n_places], sums[n_places])
    }

    /// Gives a word a number, and makes its sums.
    fn make(&mut self, symbol: u64, word: &str, blocks: &Blocks, table: &TermTable) -> usize {
        let n_places = table.n_places();
        if self.sums.is_empty() {
            let most = (NUMBERS / stride(n_places)).clamp(1, Numbering::MOST);
            self.numbers = Numbering::new(most);
            self.sums = vec![0.0; most * stride(n_places) + IN_LINE];
        }
        let squares = self.making.make(word, blocks, table);
        let number = self.numbers.keep(symbol, symbol, &mut self.symbols);
        let start = self.start(number, n_places);
        let sums = &mut self.sums[start..][..=n_places];
        sums.iter_mut().zip(&self.making.sums).for_each(|(to, sum)| *to = *sum as f32);
        sums[n_places] = squares as f32;
        number
    }

    /// Where the row of a number begins: rows are counted from the first whole line.
    #[inline]
    fn start(&self, number: usize, n_places: usize) -> usize {
        self.sums.as_ptr().align_offset(LINE).min(IN_LINE) + number * stride(n_places)
    }
}

/// Numbers from the beginning of a row to that of the next.
fn stride(n_places: usize) -> usize {
    let width = n_places + 1;
    if width < IN_LINE { width.next_power_of_two() } else { width.next_multiple_of(IN_LINE) }
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
