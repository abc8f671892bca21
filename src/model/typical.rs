//! What a figure of comments was on articles held out from training: by its side, an unlike section stands out.

/// Standard errors on either side that hold 99 % of a normal distribution.
const NINETY_NINE: f64 = 2.575_829_303_548_901;

/// Mean of a figure of comments, and how it varies among the comments of an article and between articles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Typical {
    /// Mean over the comments.
    pub mean: f64,
    /// Variance among comments of one article.
    pub within: f64,
    /// Variance of the means of articles.
    pub between: f64,
}

impl Typical {
    /// Of the figures of comments, article by article; `None` for fewer than two articles.
    ///
    /// The variance between articles is the mean over pairs of different comments of one article of the product of their
    /// distances from the mean, and at least 0.
    pub fn of(articles: &[Vec<f64>]) -> Option<Self> {
        let n: usize = articles.iter().map(Vec::len).sum();
        let mean = articles.iter().flatten().sum::<f64>() / n.max(1) as f64;
        let (mut squares, mut products, mut pairs) = (0.0, 0.0, 0.0);
        for article in articles {
            let sum: f64 = article.iter().map(|value| value - mean).sum();
            let own: f64 = article.iter().map(|value| (value - mean).powi(2)).sum();
            squares += own;
            products += sum * sum - own;
            pairs += (article.len() * article.len().saturating_sub(1)) as f64;
        }
        let between = if pairs > 0.0 { (products / pairs).max(0.0) } else { 0.0 };
        let within = (squares / n.max(1) as f64 - between).max(0.0);
        (articles.len() > 1).then_some(Self { mean, within, between })
    }

    /// Where the mean of `n` comments under so many articles lies in 99 of 100 cases, were it normal.
    pub fn range(&self, n: f64, articles: f64) -> [f64; 2] {
        let half = NINETY_NINE * (self.within / n.max(1.0) + self.between / articles.max(1.0)).sqrt();
        [self.mean - half, self.mean + half]
    }

    /// As stored.
    pub(super) fn figures(&self) -> [f64; 3] {
        [self.mean, self.within, self.between]
    }

    /// As stored; `None` if a variance is below 0.
    pub(super) fn from_figures([mean, within, between]: [f64; 3]) -> Option<Self> {
        (within >= 0.0 && between >= 0.0).then_some(Self { mean, within, between })
    }

    /// The same to the precision that a model file keeps.
    pub(crate) fn rounded(self) -> Self {
        let [mean, within, between] = self.figures().map(|value| f64::from(value as f32));
        Self { mean, within, between }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_that_differ_make_the_range_wider() {
        let alike: Vec<Vec<f64>> = (0..50).map(|_| (0..40).map(|at| f64::from(at % 2)).collect()).collect();
        let typical = Typical::of(&alike).unwrap();
        assert_eq!((typical.mean, typical.between), (0.5, 0.0));
        let apart: Vec<Vec<f64>> = (0..50).map(|article| vec![f64::from(article % 2); 40]).collect();
        let apart = Typical::of(&apart).unwrap();
        assert!((apart.between - 0.25).abs() < 1e-12 && apart.within < 1e-12);
        assert!(apart.range(1000.0, 1.0)[1] > typical.range(1000.0, 1.0)[1]);
        assert!(apart.range(1000.0, 100.0)[1] < apart.range(1000.0, 1.0)[1]);
        assert_eq!(Typical::of(&alike[..1]), None);
    }
}
