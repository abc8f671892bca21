//! What a model remembers of the articles in its training data, for more comments of the same articles.

use std::collections::BTreeMap;

use super::decision::Decision;
use super::error_sketch::ErrorSketch;
use super::held_out::HeldOut;
use crate::comment::{Article, ArticleKey};

/// The thesis under articles known from training: what each article adds to the log-odds, and a decision of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownArticles {
    /// Lean and stand that each article adds to the last two places of the log-odds.
    pub(crate) offsets: BTreeMap<ArticleKey, [f64; 2]>,
    /// Decision on a context that holds these log-odds too.
    pub(crate) decision: Decision,
    /// Factors on the probabilities when the label is chosen, shape `(3,)`.
    pub(crate) readiness: Vec<f64>,
    /// How held-out labels fared.
    pub(crate) held_out: HeldOut,
    /// Its held-out comments in brief.
    pub(crate) errors: Option<ErrorSketch>,
}

impl KnownArticles {
    /// Number of articles.
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// Held-out comments of the thesis under known articles in brief, from which shares are corrected.
    pub fn errors(&self) -> Option<&ErrorSketch> {
        self.errors.as_ref()
    }

    /// Lean and stand that an article adds, if it is known.
    pub(crate) fn offset(&self, article: &Article) -> Option<[f64; 2]> {
        self.offsets.get(&article.key()?).copied()
    }
}
