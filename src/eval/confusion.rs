//! Who was taken for whom: counts of observations by truth and prediction, from which all figures but the log-loss
//! follow.

use serde::Serialize;

/// Counts of observations by truth (row) and prediction (column), and of those on which the model abstained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// `counts[truth][prediction]`, shape `(n_classes, n_classes)`.
    pub counts: Vec<Vec<usize>>,
    /// `abstained[truth]`: observations of this truth without a prediction, shape `(n_classes,)`.
    pub abstained: Vec<usize>,
}

impl Confusion {
    /// All counts zero.
    pub fn new(n_classes: usize) -> Self {
        Self { counts: vec![vec![0; n_classes]; n_classes], abstained: vec![0; n_classes] }
    }

    /// Counts one observation; no prediction means that the model abstained.
    ///
    /// # Panics
    ///
    /// If the truth or the prediction is not below the number of classes.
    pub fn add(&mut self, truth: usize, prediction: Option<usize>) {
        match prediction {
            Some(prediction) => self.counts[truth][prediction] += 1,
            None => self.abstained[truth] += 1,
        }
    }

    /// Number of classes.
    pub fn n_classes(&self) -> usize {
        self.counts.len()
    }

    /// Number of observations, abstained ones included.
    pub fn n(&self) -> usize {
        self.counts.iter().flatten().sum::<usize>() + self.n_abstained()
    }

    /// Number of observations on which the model abstained.
    pub fn n_abstained(&self) -> usize {
        self.abstained.iter().sum()
    }

    /// Number of observations whose prediction is the truth.
    pub fn trace(&self) -> usize {
        (0..self.n_classes()).map(|class| self.counts[class][class]).sum()
    }

    /// Observations with this truth, abstained ones included.
    ///
    /// # Panics
    ///
    /// If the class is not below the number of classes.
    pub fn support(&self, class: usize) -> usize {
        self.counts[class].iter().sum::<usize>() + self.abstained[class]
    }

    /// Observations with this prediction.
    ///
    /// # Panics
    ///
    /// If the class is not below the number of classes.
    pub fn predicted(&self, class: usize) -> usize {
        self.counts.iter().map(|row| row[class]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_truth_and_columns_prediction() {
        let mut confusion = Confusion::new(2);
        confusion.add(0, Some(1));
        confusion.add(0, Some(1));
        confusion.add(1, Some(1));
        confusion.add(1, None);
        assert_eq!(confusion.counts, [[0, 2], [0, 1]]);
        assert_eq!(confusion.abstained, [0, 1]);
        assert_eq!((confusion.support(0), confusion.support(1)), (2, 2));
        assert_eq!((confusion.predicted(0), confusion.predicted(1)), (0, 3));
        assert_eq!((confusion.trace(), confusion.n_abstained(), confusion.n()), (1, 1, 4));
    }
}
