//! The three blocks of terms together: words, characters, and words near a target. Fitted once over the comments of the
//! training data, then applied to any text.

use std::ops::Range;

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use super::csr::SparseRow;
use super::ngrams;
use super::tfidf::{TfIdf, TfIdfParams, TfIdfValidParams};
use super::vocabulary::TermCounter;
use crate::text::Analysis;

/// Settings of the three blocks. Defaults: words 1-3, characters 2-5, words near a target 1-3; `min_df` 2, 3, 2; weights
/// 1, 2, 1. Characters weigh more because many a comment is too short, or too misspelt, for its words to be known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlockParams {
    /// Word n-grams.
    pub words: TfIdfValidParams,
    /// Character n-grams.
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
        Self { words: block(1, 3, 2, 1.0), chars: block(2, 5, 3, 2.0), near: block(1, 3, 2, 1.0) }
    }
}

/// The fitted blocks. Columns of a text row: words first, then characters; near terms have columns of their own.
#[derive(Debug, Clone)]
pub struct Blocks {
    /// Word n-grams.
    pub words: TfIdf,
    /// Character n-grams.
    pub chars: TfIdf,
    /// Word n-grams near a target.
    pub near: TfIdf,
}

/// Sparse features of one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TermRows {
    /// Words and characters, shape `(n_text_terms,)`: two blocks, each of the norm that is its weight (or 0).
    pub text: SparseRow,
    /// Terms near each target, shape `(n_near_terms,)` each: one block, of the norm that is its weight (or 0).
    pub near: Vec<SparseRow>,
}

/// One occurrence of a known term.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// Column of the term.
    pub column: u32,
    /// Tokens it was made of.
    pub tokens: Range<usize>,
}

impl Blocks {
    /// Counts the terms of all texts and learns vocabularies and idf.
    pub fn fit<'a>(params: &BlockParams, analyses: impl Iterator<Item = &'a Analysis>, n_targets: usize) -> Self {
        let (mut words, mut chars, mut near) = (TermCounter::default(), TermCounter::default(), TermCounter::default());
        for analysis in analyses {
            words.next_sample();
            ngrams::words(analysis, params.words.n_range(), &mut |term: &str, _| words.add(term));
            chars.next_sample();
            ngrams::chars(analysis, params.chars.n_range(), &mut |term: &str, _| chars.add(term));
            near.next_sample();
            for target in 0..n_targets {
                ngrams::near(analysis, target, params.near.n_range(), &mut |term: &str, _| near.add(term));
            }
        }
        Self { words: params.words.fit(words), chars: params.chars.fit(chars), near: params.near.fit(near) }
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

    /// Weighs the terms of a text.
    pub fn transform(&self, analysis: &Analysis, n_targets: usize) -> TermRows {
        let mut rows = TermRows::default();
        let mut ids = Vec::new();
        let n_words = self.words.vocabulary().len() as u32;
        ngrams::words(analysis, self.words.params().n_range(), &mut |term: &str, _| {
            ids.extend(self.words.vocabulary().id(term))
        });
        self.words.transform(&mut ids, 0, &mut rows.text);
        ids.clear();
        ngrams::chars(analysis, self.chars.params().n_range(), &mut |term: &str, _| {
            ids.extend(self.chars.vocabulary().id(term))
        });
        self.chars.transform(&mut ids, n_words, &mut rows.text);
        for target in 0..n_targets {
            ids.clear();
            let mut row = SparseRow::default();
            ngrams::near(analysis, target, self.near.params().n_range(), &mut |term: &str, _| {
                ids.extend(self.near.vocabulary().id(term));
            });
            self.near.transform(&mut ids, 0, &mut row);
            rows.near.push(row);
        }
        rows
    }

    /// Where the known terms of a text row stand.
    pub fn text_occurrences(&self, analysis: &Analysis) -> Vec<Occurrence> {
        let mut found = Vec::new();
        let n_words = self.words.vocabulary().len() as u32;
        ngrams::words(analysis, self.words.params().n_range(), &mut |term: &str, tokens| {
            found.extend(self.words.vocabulary().id(term).map(|column| Occurrence { column, tokens }));
        });
        ngrams::chars(analysis, self.chars.params().n_range(), &mut |term: &str, tokens| {
            let column = self.chars.vocabulary().id(term).map(|id| n_words + id);
            found.extend(column.map(|column| Occurrence { column, tokens }));
        });
        found
    }

    /// Where the known terms of a near row stand.
    pub fn near_occurrences(&self, analysis: &Analysis, target: usize) -> Vec<Occurrence> {
        let mut found = Vec::new();
        ngrams::near(analysis, target, self.near.params().n_range(), &mut |term: &str, tokens| {
            found.extend(self.near.vocabulary().id(term).map(|column| Occurrence { column, tokens }));
        });
        found
    }
}
