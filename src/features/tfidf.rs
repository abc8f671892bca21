//! TF-IDF of one block of n-grams: what is learnt at fit, and how a comment is weighed with it.

use std::sync::LazyLock;

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use super::counter::DfCounter;
use super::csr::SparseRow;
use super::key_index::MAX_TERMS;
use super::vocabulary::Vocabulary;
use crate::error::{Error, ErrorKind};

/// For each full ten thousand comments a term must be in one more of them: in a large corpus what two comments share is
/// chance, and would be most of the vocabulary.
const SAMPLES_PER_DF: u32 = 10_000;

/// Settings of one block, as given. Defaults: n-grams of 1 to 1 tokens, `min_df` 2, at most 1,000,000 terms, weight 1.
#[derive(Debug, Clone, PartialEq)]
pub struct TfIdfParams(TfIdfValidParams);

/// Settings of one block, checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TfIdfValidParams {
    min_n: usize,
    max_n: usize,
    min_df: u32,
    max_terms: usize,
    weight: f32,
}

impl Default for TfIdfParams {
    fn default() -> Self {
        Self(TfIdfValidParams { min_n: 1, max_n: 1, min_df: 2, max_terms: 1_000_000, weight: 1.0 })
    }
}

impl TfIdfParams {
    /// Shortest and longest n-gram, in tokens or characters. Default 1, 1.
    #[must_use]
    pub fn n_range(mut self, min_n: usize, max_n: usize) -> Self {
        (self.0.min_n, self.0.max_n) = (min_n, max_n);
        self
    }

    /// Terms in fewer samples than this are left out; for each full 10,000 samples that are fitted on, one more. Default 2.
    #[must_use]
    pub fn min_df(mut self, min_df: u32) -> Self {
        self.0.min_df = min_df;
        self
    }

    /// Most terms kept, the frequent first; no more than 16,777,215. Default 1,000,000.
    #[must_use]
    pub fn max_terms(mut self, max_terms: usize) -> Self {
        self.0.max_terms = max_terms;
        self
    }

    /// Norm of the block in a row: how much it weighs beside the other blocks. Default 1.
    #[must_use]
    pub fn weight(mut self, weight: f32) -> Self {
        self.0.weight = weight;
        self
    }
}

impl ParamGuard for TfIdfParams {
    type Checked = TfIdfValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&TfIdfValidParams, Error> {
        let TfIdfValidParams { min_n, max_n, min_df, max_terms, weight } = self.0;
        if min_n == 0 || max_n < min_n || max_n > MAX_N {
            let text = format!("n-grams of {min_n} to {max_n} were asked for; 1 <= shortest <= longest <= {MAX_N}");
            return Err(ErrorKind::Settings(text).into());
        }
        if min_df == 0 {
            return Err(ErrorKind::Settings("min_df is 0; it must be at least 1".into()).into());
        }
        if max_terms > MAX_TERMS {
            let text = format!("max_terms is {max_terms}; it must be at most {MAX_TERMS}");
            return Err(ErrorKind::Settings(text).into());
        }
        if !(weight.is_finite() && weight > 0.0) {
            let text = format!("the weight of a block is {weight}; it must be a finite number above 0");
            return Err(ErrorKind::Settings(text).into());
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<TfIdfValidParams, Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// Longest n-gram that settings may ask for.
pub const MAX_N: usize = 16;

impl TfIdfValidParams {
    /// Lengths of n-grams, shortest and longest.
    pub fn n_range(&self) -> (usize, usize) {
        (self.min_n, self.max_n)
    }

    /// The same settings to change and check again.
    pub fn into_params(self) -> TfIdfParams {
        TfIdfParams(self)
    }

    /// Least df of a term to be kept, given the number of samples that are fitted on.
    pub fn least_df(&self, n_samples: u32) -> u32 {
        self.min_df + n_samples / SAMPLES_PER_DF
    }

    /// Learns vocabulary and idf from counted terms.
    pub fn fit(&self, counter: DfCounter<String>) -> TfIdf {
        let n_samples = counter.n_samples();
        self.fit_on(n_samples, counter.frequent(self.least_df(n_samples)).collect())
    }

    /// Learns from terms with their df in `n_samples`. If they are more than may be kept, those with the highest df stay;
    /// of equal ones, those that are shorter, so that what stands in a term is one too, and of these those that sort first.
    pub(super) fn fit_on(&self, n_samples: u32, mut terms: Vec<(String, u32)>) -> TfIdf {
        if terms.len() > self.max_terms {
            terms.sort_unstable_by(|(a, df_a), (b, df_b)| {
                df_b.cmp(df_a).then_with(|| a.len().cmp(&b.len())).then_with(|| a.cmp(b))
            });
            terms.truncate(self.max_terms);
        }
        terms.sort_unstable();
        let idf = terms.iter().map(|(_, df)| idf(n_samples, *df)).collect();
        TfIdf { params: self.clone(), vocabulary: Vocabulary::new(terms.iter().map(|(term, _)| term.as_str())), idf }
    }
}

/// Smoothed inverse document frequency: `ln((1 + n) / (1 + df)) + 1`.
/// The added ones act as one extra comment that holds every term, so `df = 0` is safe.
fn idf(n_samples: u32, df: u32) -> f32 {
    (((1.0 + f64::from(n_samples)) / (1.0 + f64::from(df))).ln() + 1.0) as f32
}

/// A fitted block: vocabulary and idf, shape `(n_terms,)`. Fit learns, transform only applies.
///
/// Weight of a term in a comment: `(1 + ln tf) * idf`, then the block is scaled so that its Euclidean norm is the weight
/// of the block (1 unless set), or 0 if it holds no known term. At weight 1 the same as scikit-learn's `TfidfVectorizer(sublinear_tf=True)`.
///
/// # Examples
///
/// ```
/// use hustings::features::SparseRow;
/// use hustings::features::tfidf::TfIdfParams;
/// use hustings::features::counter::DfCounter;
/// use linfa::ParamGuard;
///
/// let mut counter = DfCounter::default();
/// for comment in [["nato", "failed"], ["nato", "won"]] {
///     counter.next_sample();
///     comment.iter().for_each(|term| counter.add((*term).to_owned()));
/// }
/// let block = TfIdfParams::default().min_df(1).check()?.fit(counter);
/// assert_eq!(block.vocabulary().iter().collect::<Vec<_>>(), ["failed", "nato", "won"]);
///
/// let mut row = SparseRow::default();
/// block.transform(&mut [(1, 1), (2, 1)], 0, &mut row);
/// assert!(row.values[1] > row.values[0], "the rarer term weighs more");
/// # Ok::<(), hustings::Error>(())
/// ```
///
/// # References
///
/// Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval".
#[derive(Debug, Clone)]
pub struct TfIdf {
    params: TfIdfValidParams,
    vocabulary: Vocabulary,
    idf: Vec<f32>,
}

impl TfIdf {
    /// Puts a fitted block together from what a model file holds.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Model`] if there is not one idf for each term, or one is not a finite number above 0.
    pub(crate) fn from_parts(params: TfIdfValidParams, vocabulary: Vocabulary, idf: Vec<f32>) -> Result<Self, Error> {
        if idf.len() != vocabulary.len() {
            let text = format!("{} idf weights for {} distinct terms", idf.len(), vocabulary.len());
            return Err(ErrorKind::Model(text).into());
        }
        if idf.iter().any(|idf| !idf.is_finite() || *idf <= 0.0) {
            return Err(ErrorKind::Model("an idf weight is not a finite number above 0".into()).into());
        }
        params.clone().into_params().check_ref()?;
        if idf.len() > MAX_TERMS {
            let text = format!("{} terms in a block, which can have at most {MAX_TERMS}", idf.len());
            return Err(ErrorKind::Model(text).into());
        }
        Ok(Self { params, vocabulary, idf })
    }

    /// The terms.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Inverse document frequency of each term, shape `(n_terms,)`.
    pub fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// In how many of `n_samples` comments that it was fitted on a term is, told from its idf.
    pub(crate) fn df(&self, term: u32, n_samples: usize) -> f64 {
        (1.0 + n_samples as f64) / (f64::from(self.idf[term as usize]) - 1.0).exp() - 1.0
    }

    /// The settings it was fitted with.
    pub fn params(&self) -> &TfIdfValidParams {
        &self.params
    }

    /// Weighs the terms of one comment and appends them to `row`, columns moved up by `offset`.
    /// `counts` holds the number of each known term once with its tf, in any order; it is sorted in place.
    pub fn transform(&self, counts: &mut [(u32, u32)], offset: u32, row: &mut SparseRow) {
        counts.sort_unstable();
        let first = row.values.len();
        let mut squares = 0.0;
        for (term, tf) in counts {
            let weight = f64::from(sublinear(*tf) * self.idf[*term as usize]);
            squares += weight * weight;
            row.push(*term + offset, weight as f32);
        }
        let scale = self.scale(squares) as f32;
        row.values[first..].iter_mut().for_each(|value| *value *= scale);
    }

    /// What the weights of a comment's terms are multiplied by, given the sum of their squares.
    pub(crate) fn scale(&self, squares: f64) -> f64 {
        if squares > 0.0 { f64::from(self.params.weight) / squares.sqrt() } else { 0.0 }
    }
}

/// `1 + ln tf` for the smallest tf, which are nearly all there are.
static SUBLINEAR: LazyLock<[f32; 64]> =
    LazyLock::new(|| std::array::from_fn(|tf| (1.0 + (tf.max(1) as f64).ln()) as f32));

/// `1 + ln tf`.
#[inline]
pub(crate) fn sublinear(tf: u32) -> f32 {
    let small = SUBLINEAR.get(tf as usize);
    small.copied().unwrap_or_else(|| (1.0 + f64::from(tf).ln()) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_range_are_refused() {
        for params in [
            TfIdfParams::default().n_range(0, 2),
            TfIdfParams::default().n_range(3, 2),
            TfIdfParams::default().n_range(1, MAX_N + 1),
            TfIdfParams::default().min_df(0),
            TfIdfParams::default().max_terms(1 << 24),
            TfIdfParams::default().weight(0.0),
            TfIdfParams::default().weight(f32::NAN),
        ] {
            assert!(params.check().is_err());
        }
    }

    #[test]
    fn what_stands_in_a_term_that_is_kept_is_kept() {
        let terms = ["a b", "b", "a"].map(|term| (term.to_owned(), 2)).to_vec();
        let block = TfIdfParams::default().max_terms(2).check().unwrap().fit_on(4, terms);
        assert_eq!(block.vocabulary().iter().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn rows_have_norm_one_or_zero() {
        let mut counter = DfCounter::default();
        counter.next_sample();
        ["a", "b", "c"].iter().for_each(|term| counter.add((*term).to_owned()));
        let block = TfIdfParams::default().min_df(1).check().unwrap().fit(counter);
        let mut row = SparseRow::default();
        block.transform(&mut [(2, 2), (0, 1)], 0, &mut row);
        assert_eq!(row.indices, [0, 2]);
        assert!((row.dot(&row) - 1.0).abs() < 1e-6);
        let mut empty = SparseRow::default();
        block.transform(&mut [], 0, &mut empty);
        assert_eq!(empty, SparseRow::default());
    }
}
