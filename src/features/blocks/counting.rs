//! Counting the known terms of a text: which of the n-grams found as it is read the vocabulary holds, and how often each
//! stands there.

use std::ops::Range;

use crate::features::counts::Counts;
use crate::features::key_index::{BATCH, KeyIndex};
use crate::features::ngrams::{EMPTY, Sink, extend, negated_key};
use crate::text::{Analysis, Kind, Token};

/// The commenter's own words, and how many of them are no term.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnWords {
    /// All.
    pub n: usize,
    /// Those whose stem is no term.
    pub unknown: usize,
}

impl OwnWords {
    /// Share of unknown words, in [0, 1]; `None` without words.
    pub fn unknown_share(self) -> Option<f64> {
        (self.n > 0).then(|| self.unknown as f64 / self.n as f64)
    }
}

/// Counts runs of words; its memory is kept from one text to the next.
///
/// A run can be a term only if the two runs in it that are one word shorter are terms: each of them stands in as many texts
/// or more. So most of the longer ones need not be looked up.
#[derive(Debug, Default)]
pub struct RunCounter {
    /// Key of the run that begins at each token.
    keys: Vec<u64>,
    /// Whether that run is a term, or too short to be one.
    known: Vec<bool>,
    /// Where the runs to be looked up begin.
    starts: Vec<u32>,
    /// The term of a word in the scope of a negation.
    negated: String,
}

impl RunCounter {
    /// Counts the terms among the runs that [`words`](crate::features::ngrams::words) finds.
    pub fn count(
        &mut self,
        analysis: &Analysis,
        (min_n, max_n): (usize, usize),
        index: &KeyIndex,
        counts: &mut Counts,
    ) -> OwnWords {
        let (tokens, symbols) = (analysis.tokens(), analysis.stem_symbols());
        counts.reserve(index.terms().len());
        self.keys.clear();
        self.keys.resize(tokens.len(), EMPTY);
        self.known.clear();
        self.known.extend(tokens.iter().map(|token| !token.quoted));
        let mut own = OwnWords::default();
        for n in 1..=max_n.min(tokens.len()) {
            self.find_starts(n);
            for start in self.starts.iter().map(|start| *start as usize) {
                self.keys[start] = extend(self.keys[start], symbols[start + n - 1]);
            }
            if n < min_n {
                self.starts.iter().for_each(|start| self.known[*start as usize] = true);
            } else {
                self.look_up(index, counts);
            }
            if n == 1 {
                own = self.own_words(tokens, min_n);
            }
        }
        for token in tokens.iter().filter(|token| token.negated && token.kind == Kind::Word && !token.quoted) {
            let key = negated_key(analysis.stem(token), &mut self.negated);
            index.row(key).into_iter().for_each(|row| counts.add(row));
        }
        own
    }

    /// Finds where runs of `n` tokens begin that may be terms, and takes all runs of that length for unknown.
    fn find_starts(&mut self, n: usize) {
        let n_runs = self.known.len() + 1 - n;
        let ahead = usize::from(n > 1);
        self.starts.clear();
        self.starts.resize(n_runs, 0);
        let mut n_starts = 0;
        for (start, (first, second)) in (0..).zip(self.known.iter().zip(&self.known[ahead..])).take(n_runs) {
            // Without a branch, for whether a run may be a term cannot be foretold.
            self.starts[n_starts] = start;
            n_starts += usize::from(first & second);
        }
        self.starts.truncate(n_starts);
        self.known.fill(false);
    }

    /// Looks the runs up, counts those that are terms and notes which they are.
    fn look_up(&mut self, index: &KeyIndex, counts: &mut Counts) {
        let mut keys = [0; BATCH];
        for starts in self.starts.chunks(BATCH) {
            keys.iter_mut().zip(starts).for_each(|(key, start)| *key = self.keys[*start as usize]);
            index.rows(&keys[..starts.len()], |at, row| {
                self.known[starts[at] as usize] = true;
                counts.add(row);
            });
        }
    }

    /// Counts own words after single tokens were looked up.
    fn own_words(&self, tokens: &[Token], min_n: usize) -> OwnWords {
        let mut own = OwnWords::default();
        for (token, known) in tokens.iter().zip(&self.known) {
            let is_word = !token.quoted & (token.kind == Kind::Word);
            own.n += usize::from(is_word);
            own.unknown += usize::from(is_word & !(*known & (min_n == 1)));
        }
        own
    }
}

/// Counts the rows of known terms that a walk over a text finds. Keys are looked up in batches.
pub(super) struct Counting<'a> {
    index: &'a KeyIndex,
    counts: &'a mut Counts,
    keys: [u64; BATCH],
    n_keys: usize,
}

impl<'a> Counting<'a> {
    pub(super) fn new(index: &'a KeyIndex, counts: &'a mut Counts) -> Self {
        counts.reserve(index.terms().len());
        Self { index, counts, keys: [0; BATCH], n_keys: 0 }
    }

    fn flush(&mut self) {
        self.index.rows(&self.keys[..self.n_keys], |_, row| self.counts.add(row));
        self.n_keys = 0;
    }

    /// Hands over the rows found, each once, with its count.
    pub(super) fn finish(mut self, sink: impl FnMut(u32, u32)) {
        self.flush();
        self.counts.drain(sink);
    }
}

impl Sink for Counting<'_> {
    #[inline]
    fn ngram(&mut self, key: u64, _: Range<usize>, _: impl FnOnce(&mut String)) {
        self.keys[self.n_keys] = key;
        self.n_keys += 1;
        if self.n_keys == BATCH {
            self.flush();
        }
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
mod tests {
    use linfa::ParamGuard;

    use super::*;
    use crate::features::blocks::{BlockParams, Blocks, TermScratch};
    use crate::features::ngrams::tests::analysis;
    use crate::features::tfidf::TfIdfParams;
    use crate::model::Model;

    const TEXTS: [&str; 5] = [
        "NATO is dead and NATO is gone, is it not good?",
        "no, it is not good and it is not dead",
        "NATO is not good",
        "a word that stands alone",
        "",
    ];

    /// Rows with their counts, found one by one and by level.
    fn both(blocks: &Blocks, analysis: &Analysis) -> [Vec<(u32, u32)>; 2] {
        let mut one_by_one = Counts::default();
        one_by_one.reserve(blocks.n_words());
        blocks.word_occurrences(analysis).iter().for_each(|found| one_by_one.add(found.row));
        let (mut expected, mut found) = (Vec::new(), Vec::new());
        one_by_one.drain(|row, n| expected.push((row, n)));
        blocks.count_words(analysis, &mut TermScratch::default(), |row, n| found.push((row, n)));
        [expected, found].map(|mut rows| {
            rows.sort_unstable();
            rows
        })
    }

    #[test]
    fn no_term_is_missed_by_looking_up_only_what_may_be_one() {
        let analyses: Vec<Analysis> = TEXTS.iter().map(|text| analysis(text, &[])).collect();
        for (n_range, max_terms) in
            [((1, 3), 100), ((2, 4), 100), ((3, 3), 100), ((1, 1), 100), ((1, 3), 5), ((1, 3), 12)]
        {
            let words = TfIdfParams::default().n_range(n_range.0, n_range.1).max_terms(max_terms);
            let params = BlockParams { words: words.check().unwrap(), ..BlockParams::default() };
            let blocks = Blocks::fit(&params, analyses.iter(), 2);
            for text in TEXTS {
                for quoted in [&[][..], &[8..12]] {
                    let [expected, found] = both(&blocks, &analysis(text, quoted));
                    assert_eq!(found, expected, "{n_range:?} {max_terms} {text}");
                }
            }
        }
    }

    #[test]
    fn what_stands_in_a_term_of_the_shipped_model_is_a_term() {
        let model = Model::embedded();
        let terms: std::collections::BTreeSet<&str> = model.blocks().words.vocabulary().iter().collect();
        let longer = terms.iter().filter_map(|term| Some((term.split_once(' ')?.1, term.rsplit_once(' ')?.0)));
        assert!(longer.clone().count() > 10_000);
        assert!(longer.into_iter().all(|(tail, head)| terms.contains(tail) && terms.contains(head)));
    }

    #[test]
    fn own_words_are_counted_and_those_that_are_no_term() {
        let analyses: Vec<Analysis> = TEXTS.iter().map(|text| analysis(text, &[])).collect();
        let blocks = Blocks::fit(&BlockParams::default(), analyses.iter(), 2);
        let own = |text: &str, quoted: &[Range<usize>]| {
            let analysis = analysis(text, quoted);
            let own = blocks.count_words(&analysis, &mut TermScratch::default(), |_, _| ());
            assert_eq!(own, blocks.unknown_words(&analysis, |_| true), "{text}");
            own
        };
        assert_eq!(own("NATO is unheard of!", &[]), OwnWords { n: 4, unknown: 2 });
        assert_eq!(own("NATO is unheard of!", &[8..15]).unknown_share(), Some(1.0 / 3.0));
        assert_eq!(own("!!!", &[]).unknown_share(), None);
    }
}
