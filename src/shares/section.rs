//! What a section comes down to: how many of its comments have which code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Articles whose comments are counted apart; comments of later ones are taken for those of one more.
const MOST_ARTICLES: usize = 10_000;

/// Comments of one head, counted by code, each with a weight. All that correcting needs, however many there are.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SectionCells {
    /// Sum of the weights of each code that occurs.
    pub weights: BTreeMap<u16, f64>,
    /// Sum of the weights squared.
    pub squares: f64,
    /// How many comments, as good as independent, each of the articles counts.
    pub articles: ArticleCounts,
}

impl SectionCells {
    /// Counts a comment.
    pub fn add(&mut self, code: u16, weight: f64, article: u64) {
        *self.weights.entry(code).or_default() += weight;
        self.squares += weight * weight;
        self.articles.add(article, weight);
    }

    /// Sum of the weights.
    pub fn total(&self) -> f64 {
        self.weights.values().sum()
    }

    /// Comments of equal weight that would say as much: `(sum of weights)^2 / sum of squares` (Kish 1965).
    pub fn effective(&self) -> f64 {
        if self.squares > 0.0 { self.total().powi(2) / self.squares } else { 0.0 }
    }
}

/// Weights of the comments under each article, up to 10,000 of them; those of later ones are taken for one article more.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ArticleCounts {
    of: BTreeMap<u64, f64>,
}

impl ArticleCounts {
    /// Counts a comment.
    pub fn add(&mut self, article: u64, weight: f64) {
        let article = if self.of.len() < MOST_ARTICLES || self.of.contains_key(&article) { article } else { u64::MAX };
        *self.of.entry(article).or_default() += weight;
    }

    /// Articles of equal size that would say as much, at least 1: `(sum of weights)^2 / sum of squares`.
    pub fn effective(&self) -> f64 {
        let sum: f64 = self.of.values().sum();
        let squares: f64 = self.of.values().map(|weight| weight * weight).sum();
        if squares > 0.0 { (sum * sum / squares).max(1.0) } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_count_in_full_and_unequal_ones_less() {
        let mut cells = SectionCells::default();
        (0..10).for_each(|at| cells.add(at % 2, 1.0, u64::from(at / 5)));
        assert_eq!((cells.total(), cells.effective(), cells.articles.effective()), (10.0, 10.0, 2.0));
        let mut voices = SectionCells::default();
        [1.0, 0.5, 0.5].iter().for_each(|weight| voices.add(0, *weight, 0));
        assert!((voices.effective() - 4.0 / 1.5).abs() < 1e-12);
        assert_eq!(SectionCells::default().effective(), 0.0);
    }

    #[test]
    fn articles_beyond_the_limit_are_taken_for_one() {
        let mut cells = SectionCells::default();
        (0..2 * MOST_ARTICLES as u64).for_each(|article| cells.add(0, 1.0, article));
        assert!(cells.articles.of.len() == MOST_ARTICLES + 1 && cells.articles.effective() < 5.0);
    }
}
