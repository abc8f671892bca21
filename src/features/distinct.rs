//! The distinct words of a text.

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

use crate::text::Analysis;

/// Words of one text that room is kept for when the next is read.
const KEPT: usize = 4096;

/// Tells the words of a text apart, by their normal form. Its memory is kept from one text to the next.
#[derive(Debug, Default)]
pub struct DistinctWords {
    met: HashSet<u64, FxBuildHasher>,
}

impl DistinctWords {
    /// Calls `sink` with the number and the symbol of each token of the commenter's own that is like none before it.
    pub fn each(&mut self, analysis: &Analysis, mut sink: impl FnMut(usize, u64)) {
        self.met.clear();
        self.met.shrink_to(KEPT);
        for (index, (token, symbol)) in analysis.tokens().iter().zip(analysis.norm_symbols()).enumerate() {
            if !token.quoted && self.met.insert(*symbol) {
                sink(index, *symbol);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
mod tests {
    use super::*;
    use crate::features::ngrams::tests::analysis;
    use crate::text::symbol::symbol as symbol_of;

    #[test]
    fn a_word_counts_once_and_a_quoted_one_not() {
        let analysis = analysis("No, NO no: yes! no", &[11..14]);
        let mut words = DistinctWords::default();
        for _ in 0..2 {
            let mut found = Vec::new();
            words.each(&analysis, |token, symbol| {
                let norm = analysis.norm(&analysis.tokens()[token]);
                assert_eq!(symbol, symbol_of(norm));
                found.push(norm);
            });
            assert_eq!(found, ["no", ",", ":", "!"]);
        }
    }
}
