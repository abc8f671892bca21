//! Articles that training knows: those of which enough comments are labelled toward the thesis.
//!
//! Commenters of one article share its words and its majority, which is worth much if more comments of the same article
//! are to be classified (some two hundred labelled by hand, the rest by the model), and nothing under an article never
//! seen. So the thesis is learnt twice: by scorers that never see an article in whole, for all articles; and by one on
//! folds that cut through articles, with a column for each article, for those it knows.

use std::collections::BTreeMap;

use super::folds;
use super::labels::Labels;
use crate::comment::{ArticleKey, Section};
use crate::error::Result;
use crate::topic::Head;

/// An article is known from this many labelled comments on.
const MIN_COMMENTS: usize = 5;

/// What is known of the articles in the training data.
pub(super) struct Known {
    /// Keys of the articles, ascending.
    pub keys: Vec<ArticleKey>,
    /// For each comment the index of its article among the keys, if it is known.
    pub article: Vec<Option<usize>>,
    /// Fold of each comment; threads and near-duplicates are whole, articles are not.
    pub fold: Vec<usize>,
}

impl Known {
    /// Finds the known articles; `None` if there is none.
    pub fn find(sections: &[Section], labels: &Labels, n_folds: usize, seed: u64) -> Result<Option<Self>> {
        let (keys, article) = Self::articles(sections, labels);
        if keys.is_empty() {
            return Ok(None);
        }
        let fold = folds::deal_within_articles(sections, n_folds, seed)?.of;
        Ok(Some(Self { keys, article, fold }))
    }

    /// Keys of the known articles, ascending, and the index among them of each comment's article, if it is known.
    pub fn articles(sections: &[Section], labels: &Labels) -> (Vec<ArticleKey>, Vec<Option<usize>>) {
        let of = |section: &Section| section.article.as_ref().and_then(|article| article.key());
        let of_comment: Vec<Option<ArticleKey>> =
            sections.iter().flat_map(|section| vec![of(section); section.comments.len()]).collect();
        let mut counts: BTreeMap<ArticleKey, usize> = BTreeMap::new();
        for (comment, _) in labels.of(Head::Thesis) {
            if let Some(key) = of_comment[*comment] {
                *counts.entry(key).or_default() += 1;
            }
        }
        let keys: Vec<ArticleKey> =
            counts.into_iter().filter(|(_, count)| *count >= MIN_COMMENTS).map(|(key, _)| key).collect();
        let article = of_comment.into_iter().map(|key| keys.binary_search(&key?).ok()).collect();
        (keys, article)
    }
}
