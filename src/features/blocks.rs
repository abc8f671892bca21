//! The three blocks of terms together: words, characters, and words near a target. Fitted once over the comments of the
//! training data, then applied to any text.
//!
//! Words and words near a target are weighed as [`TfIdf`] says. Characters are those of the distinct words of a text: a word
//! is a vector, in which an n-gram that stands in it `c` times weighs `c * idf`; the block is the sum of the vectors of the
//! distinct words, scaled so that the squares of their norms sum to the square of its weight. So what a word adds to a score
//! is the same wherever it stands, and is added up once (Bojanowski et al. 2017, "Enriching word vectors with subword
//! information", sum their n-grams so).

mod counting;
mod fitting;

use std::ops::Range;

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use super::char_cache::{CharCache, WordBuffers, rows_of_word};
use super::char_ngrams;
use super::counts::Counts;
use super::csr::SparseRow;
use super::distinct::DistinctWords;
use super::key_index::KeyIndex;
use super::ngrams::{self, Sink};
use super::tfidf::{TfIdf, TfIdfParams, TfIdfValidParams};
use crate::text::{Analysis, Kind};

pub use counting::OwnWords;
use counting::{Counting, RunCounter};
use fitting::{Texts, fit};

/// Settings of the three blocks. Defaults: words 1-3, characters 2-5, words near a target 1-3; `min_df` 2, 3, 2; weights
/// 2, 2, 1. Characters weigh as much as words because many a comment is too short, or too misspelt, for its words to be known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlockParams {
    /// Word n-grams.
    pub words: TfIdfValidParams,
    /// Character n-grams within words.
    pub chars: TfIdfValidParams,
    /// Word n-grams near a target, names masked.
    pub near: TfIdfValidParams,
}

impl Default for BlockParams {
    fn default() -> Self {
        let block = |min_n, max_n, min_df, weight| {
            let params = TfIdfParams::default().n_range(min_n, max_n).min_df(min_df).weight(weight);
            params.check().expect("defaults are in range")
        };
        Self { words: block(1, 3, 2, 2.0), chars: block(2, 5, 3, 2.0), near: block(1, 3, 2, 1.0) }
    }
}

/// The fitted blocks. Columns of a text row: words first, then characters; near terms have columns of their own.
#[derive(Debug, Clone)]
pub struct Blocks {
    /// Word n-grams.
    pub words: TfIdf,
    /// Character n-grams within words.
    pub chars: TfIdf,
    /// Word n-grams near a target.
    pub near: TfIdf,
    index: Indexes,
}

/// What finds the terms of each block.
#[derive(Debug, Clone)]
struct Indexes {
    words: KeyIndex,
    chars: KeyIndex,
    near: KeyIndex,
}

/// Sparse features of one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TermRows {
    /// Words, of the norm that is the weight of their block (or 0). Of the `n_text_terms` columns of a text, these take the
    /// first.
    pub words: SparseRow,
    /// Characters, in the columns after those of words.
    pub chars: SparseRow,
    /// Terms near each target, shape `(n_near_terms,)` each: one block, of the norm that is its weight (or 0).
    pub near: Vec<SparseRow>,
}

impl TermRows {
    /// Entries of words and characters, columns ascending.
    pub fn text(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.words.iter().chain(self.chars.iter())
    }
}

/// What finding terms needs, kept from one text to the next.
#[derive(Debug, Default)]
pub struct TermScratch {
    runs: RunCounter,
    distinct: DistinctWords,
    cache: CharCache,
    counts: Counts,
    terms: Vec<(u32, u32)>,
}

/// What finding the terms of one word needs, kept from one word to the next.
#[derive(Debug, Default)]
pub(crate) struct WordScratch {
    buffers: WordBuffers,
    rows: Vec<u32>,
}

/// One occurrence of a known term.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Occurrence {
    /// Row of the term.
    pub row: u32,
    /// Tokens it was made of.
    pub tokens: Range<usize>,
}

impl Blocks {
    /// Puts fitted blocks together and makes the indexes that find their terms.
    pub(crate) fn new(words: TfIdf, chars: TfIdf, near: TfIdf) -> Self {
        let index = |block: &TfIdf, key: fn(&str) -> u64| {
            let keys: Vec<u64> = block.vocabulary().iter().map(key).collect();
            KeyIndex::new(&keys, block.idf())
        };
        let index = Indexes {
            words: index(&words, ngrams::key_of_words),
            chars: index(&chars, char_ngrams::key_of_chars),
            near: index(&near, ngrams::key_of_words),
        };
        Self { words, chars, near, index }
    }

    /// Counts the terms of all texts and learns vocabularies and idf.
    pub fn fit<'a>(params: &BlockParams, analyses: impl Iterator<Item = &'a Analysis>, n_targets: usize) -> Self {
        let analyses: Vec<&Analysis> = analyses.collect();
        Self::fit_on(params, &|sink| analyses.iter().all(|analysis| sink(analysis)), n_targets)
    }

    /// The same for texts that are handed over one after the other, each time anew, until the sink wants no more; which is
    /// what `texts` tells, too.
    pub(crate) fn fit_on(params: &BlockParams, texts: &Texts<'_>, n_targets: usize) -> Self {
        let words = || {
            fit(&params.words, texts, |analysis, sink| {
                ngrams::words(analysis, params.words.n_range(), sink);
            })
        };
        let chars = || {
            let (mut distinct, mut buffer) = (DistinctWords::default(), Vec::new());
            fit(&params.chars, texts, |analysis, sink| {
                distinct.each(analysis, |token, _| {
                    let word = analysis.norm(&analysis.tokens()[token]);
                    char_ngrams::chars_within(word, params.chars.n_range(), &mut buffer, |key, chars| {
                        sink.ngram(key, token..token + 1, |term: &mut String| term.extend(chars));
                    });
                });
            })
        };
        let near = || {
            fit(&params.near, texts, |analysis, sink| {
                for target in 0..n_targets {
                    ngrams::near(analysis, target, params.near.n_range(), sink);
                }
            })
        };
        let (chars, (words, near)) = rayon::join(chars, || rayon::join(words, near));
        Self::new(words, chars, near)
    }

    /// Number of columns of a text row.
    pub fn n_text(&self) -> usize {
        self.words.vocabulary().len() + self.chars.vocabulary().len()
    }

    /// Number of columns of words: the first of a text row.
    pub fn n_words(&self) -> usize {
        self.words.vocabulary().len()
    }

    /// Number of columns of a near row.
    pub fn n_near(&self) -> usize {
        self.near.vocabulary().len()
    }

    /// The term of a text column, and whether it is a run of words.
    pub fn text_term(&self, column: u32) -> (&str, bool) {
        let n_words = self.words.vocabulary().len() as u32;
        match column.checked_sub(n_words) {
            None => (self.words.vocabulary().term(column), true),
            Some(id) => (self.chars.vocabulary().term(id), false),
        }
    }

    /// The text column of each row in which [`Blocks::count_words`] and [`Blocks::chars_of_word`] give terms.
    pub(crate) fn text_columns(&self) -> impl Iterator<Item = u32> {
        let n_words = self.n_words() as u32;
        let chars = self.index.chars.terms().iter().map(move |term| n_words + term);
        self.index.words.terms().iter().copied().chain(chars)
    }

    /// The near column of each row in which [`Blocks::count_near`] gives terms.
    pub(crate) fn near_columns(&self) -> impl Iterator<Item = u32> {
        self.index.near.terms().iter().copied()
    }

    /// Weighs the terms of a text.
    pub fn transform(&self, analysis: &Analysis, n_targets: usize, scratch: &mut TermScratch) -> TermRows {
        let mut rows = TermRows::default();
        let mut terms = std::mem::take(&mut scratch.terms);
        let of = |index: &KeyIndex, row: u32| index.terms()[row as usize];
        terms.clear();
        self.count_words(analysis, scratch, |row, tf| terms.push((of(&self.index.words, row), tf)));
        self.words.transform(&mut terms, 0, &mut rows.words);
        terms.clear();
        let squares = self.count_chars(analysis, scratch, |row, n| terms.push((of(&self.index.chars, row), n)));
        terms.sort_unstable();
        let scale = self.chars.scale(squares);
        let n_words = self.n_words() as u32;
        for (term, n) in &terms {
            let weight = f64::from(*n) * f64::from(self.chars.idf()[*term as usize]);
            rows.chars.push(n_words + *term, (weight * scale) as f32);
        }
        for target in 0..n_targets {
            terms.clear();
            let mut row = SparseRow::default();
            self.count_near(analysis, target, scratch, |row, tf| terms.push((of(&self.index.near, row), tf)));
            self.near.transform(&mut terms, 0, &mut row);
            rows.near.push(row);
        }
        scratch.terms = terms;
        rows
    }

    /// Counts the known runs of words of a text, and its own words. `sink` hears the row of each run once, with its tf.
    pub(crate) fn count_words(
        &self,
        analysis: &Analysis,
        scratch: &mut TermScratch,
        sink: impl FnMut(u32, u32),
    ) -> OwnWords {
        let TermScratch { runs, counts, .. } = scratch;
        let own = runs.count(analysis, self.words.params().n_range(), &self.index.words, counts);
        counts.drain(sink);
        own
    }

    /// Counts the known runs of characters in the distinct words of a text, and returns the sum of the squares of the norms
    /// of these words. `sink` hears the row of each run once, counted from the first of characters, with its count.
    pub(crate) fn count_chars(
        &self,
        analysis: &Analysis,
        scratch: &mut TermScratch,
        sink: impl FnMut(u32, u32),
    ) -> f64 {
        let TermScratch { distinct, counts, cache, .. } = scratch;
        let (index, n_range) = (&self.index.chars, self.chars.params().n_range());
        counts.reserve(index.terms().len());
        let mut squares = 0.0;
        distinct.each(analysis, |token, symbol| {
            let word = analysis.norm(&analysis.tokens()[token]);
            let rows = cache.rows(symbol, word, n_range, index);
            for run in rows.chunk_by(|a, b| a == b) {
                let idf = self.chars.idf()[index.terms()[run[0] as usize] as usize];
                squares += (run.len() as f64 * f64::from(idf)).powi(2);
                run.iter().for_each(|row| counts.add(*row));
            }
        });
        counts.drain(sink);
        squares
    }

    /// The known runs of characters in a word: appends the row of each among those of a text, and how often it stands there,
    /// to `terms`.
    pub(crate) fn chars_of_word(&self, word: &str, scratch: &mut WordScratch, terms: &mut Vec<(u32, f32)>) {
        let WordScratch { buffers, rows } = scratch;
        rows.clear();
        rows_of_word(word, self.chars.params().n_range(), &self.index.chars, buffers, rows);
        let n_words = self.n_words() as u32;
        terms.extend(rows.chunk_by(|a, b| a == b).map(|run| (n_words + run[0], run.len() as f32)));
    }

    /// Counts the known runs of words near a target.
    pub(crate) fn count_near(
        &self,
        analysis: &Analysis,
        target: usize,
        scratch: &mut TermScratch,
        sink: impl FnMut(u32, u32),
    ) {
        let mut counting = Counting::new(&self.index.near, &mut scratch.counts);
        ngrams::near(analysis, target, self.near.params().n_range(), &mut counting);
        counting.finish(sink);
    }

    /// The commenter's own words, and those of them that are no term; `is_known` may refuse a term by its number.
    pub(crate) fn unknown_words(&self, analysis: &Analysis, is_known: impl Fn(u32) -> bool) -> OwnWords {
        let tokens = analysis.tokens().iter().zip(analysis.stem_symbols());
        let mut own = OwnWords::default();
        for (_, symbol) in tokens.filter(|(token, _)| !token.quoted && token.kind == Kind::Word) {
            own.n += 1;
            own.unknown += usize::from(!self.word(*symbol).is_some_and(&is_known));
        }
        own
    }

    /// The term of a word, given by the symbol of its stem.
    pub(crate) fn word(&self, symbol: u64) -> Option<u32> {
        self.index.words.row(ngrams::extend(ngrams::EMPTY, symbol)).map(|row| self.index.words.terms()[row as usize])
    }

    /// Where the known terms of words stand.
    pub(crate) fn word_occurrences(&self, analysis: &Analysis) -> Vec<Occurrence> {
        let mut words = Locating { index: &self.index.words, found: Vec::new() };
        ngrams::words(analysis, self.words.params().n_range(), &mut words);
        words.found
    }

    /// Where the known terms of a near row stand.
    pub(crate) fn near_occurrences(&self, analysis: &Analysis, target: usize) -> Vec<Occurrence> {
        let mut near = Locating { index: &self.index.near, found: Vec::new() };
        ngrams::near(analysis, target, self.near.params().n_range(), &mut near);
        near.found
    }
}

/// Notes where known terms stand.
struct Locating<'a> {
    index: &'a KeyIndex,
    found: Vec<Occurrence>,
}

impl Sink for Locating<'_> {
    fn ngram(&mut self, key: u64, tokens: Range<usize>, _: impl FnOnce(&mut String)) {
        let row = self.index.row(key);
        self.found.extend(row.map(|row| Occurrence { row, tokens }));
    }
}
