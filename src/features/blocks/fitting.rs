//! Fitting a block: what the n-grams of all texts are counted and spelt in.

use std::ops::Range;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::features::counter::DfCounter;
use crate::features::ngrams::Sink;
use crate::features::tfidf::{TfIdf, TfIdfValidParams};
use crate::text::Analysis;

/// What a fit does with the n-grams of all texts, one pass each.
pub(super) enum Fitting {
    /// Counts in how many texts each stands.
    Counting(DfCounter<u64>),
    /// Spells those that are kept, which are given with their df, until none is left to be spelt.
    Spelling { unspelt: HashMap<u64, u32, FxBuildHasher>, terms: Vec<(String, u32)> },
}

impl Sink for Fitting {
    #[inline]
    fn ngram(&mut self, key: u64, _: Range<usize>, spell: impl FnOnce(&mut String)) {
        match self {
            Self::Counting(counter) => counter.add(key),
            Self::Spelling { unspelt, terms } => {
                if let Some(df) = unspelt.remove(&key) {
                    let mut term = String::new();
                    spell(&mut term);
                    terms.push((term, df));
                }
            }
        }
    }
}

/// Hands over texts while the sink asks for more.
pub(crate) type Texts<'a> = dyn Fn(&mut dyn FnMut(&Analysis) -> bool) -> bool + Sync + 'a;

/// Fits a block on the n-grams that `walk` finds in each text.
pub(super) fn fit(
    params: &TfIdfValidParams,
    texts: &Texts<'_>,
    mut walk: impl FnMut(&Analysis, &mut Fitting),
) -> TfIdf {
    let mut fitting = Fitting::Counting(DfCounter::default());
    let mut n_samples = 0;
    texts(&mut |analysis| {
        n_samples += 1;
        if let Fitting::Counting(counter) = &mut fitting {
            counter.next_sample();
        }
        walk(analysis, &mut fitting);
        true
    });
    if let Fitting::Counting(counter) = fitting {
        let unspelt = counter.frequent(params.least_df(n_samples)).collect();
        fitting = Fitting::Spelling { unspelt, terms: Vec::new() };
    }
    texts(&mut |analysis| {
        let more = !matches!(&fitting, Fitting::Spelling { unspelt, .. } if unspelt.is_empty());
        if more {
            walk(analysis, &mut fitting);
        }
        more
    });
    match fitting {
        Fitting::Spelling { terms, .. } => params.fit_on(n_samples, terms),
        Fitting::Counting(_) => unreachable!("the second pass spells"),
    }
}
