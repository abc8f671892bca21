//! The counts that all figures of agreement follow from. They add up over units, so those of a draw are sums over its
//! clusters.

use super::RatedUnit;

/// Counts over units with two labels or more.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    /// Labels of each class.
    pub labels: Vec<f64>,
    /// Coincidences of each class with itself: `n_uc (n_uc - 1) / (m_u - 1)`, summed over units.
    same_class: Vec<f64>,
    /// Pairs of labels.
    pub pairs: f64,
    /// Those that are equal.
    same_pairs: f64,
}

impl Sums {
    pub fn new(n_classes: usize) -> Self {
        Self { labels: vec![0.0; n_classes], same_class: vec![0.0; n_classes], pairs: 0.0, same_pairs: 0.0 }
    }

    /// Adds a unit with two labels or more; returns its labels by class.
    pub fn add(&mut self, unit: &RatedUnit) -> Vec<usize> {
        let mut counts = vec![0; self.labels.len()];
        unit.labels.iter().for_each(|(_, label)| counts[*label] += 1);
        let m = counts.iter().sum::<usize>() as f64;
        self.pairs += m * (m - 1.0) / 2.0;
        for (class, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let count = *count as f64;
            self.labels[class] += count;
            self.same_class[class] += count * (count - 1.0) / (m - 1.0);
            self.same_pairs += count * (count - 1.0) / 2.0;
        }
        counts
    }

    /// Adds other counts several times.
    pub fn add_times(&mut self, other: &Self, times: f64) {
        let add =
            |own: &mut [f64], other: &[f64]| own.iter_mut().zip(other).for_each(|(own, other)| *own += times * other);
        add(&mut self.labels, &other.labels);
        add(&mut self.same_class, &other.same_class);
        self.pairs += times * other.pairs;
        self.same_pairs += times * other.same_pairs;
    }

    /// Share of equal pairs.
    pub fn same(&self) -> Option<f64> {
        (self.pairs > 0.0).then(|| self.same_pairs / self.pairs)
    }

    fn n(&self) -> f64 {
        self.labels.iter().sum()
    }

    /// Observed disagreement.
    pub fn observed(&self) -> Option<f64> {
        let n = self.n();
        let differing: f64 = self.labels.iter().zip(&self.same_class).map(|(labels, same)| labels - same).sum();
        // A difference of sums of fractions may fall below 0 by a rounding error.
        (n > 0.0).then(|| differing.max(0.0) / n)
    }

    /// Expected disagreement. It is computed from whole numbers, so it is exactly 0 where all labels are of one class.
    pub fn expected(&self) -> Option<f64> {
        let n = self.n();
        let unequal: f64 = self.labels.iter().map(|labels| labels * (n - labels)).sum();
        (n > 1.0).then(|| unequal / (n * (n - 1.0)))
    }

    /// Krippendorff's alpha.
    pub fn alpha(&self) -> Option<f64> {
        alpha(self.observed()?, self.expected()?)
    }

    /// Alpha of a class against all others.
    pub fn class_alpha(&self, class: usize) -> Option<f64> {
        let (n, labels) = (self.n(), self.labels[class]);
        if n < 2.0 {
            return None;
        }
        let observed = 2.0 * (labels - self.same_class[class]).max(0.0) / n;
        alpha(observed, 2.0 * labels * (n - labels) / (n * (n - 1.0)))
    }
}

fn alpha(observed: f64, expected: f64) -> Option<f64> {
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// Adds the coincidences of a unit with these labels by class.
pub(super) fn add(counts: &[usize], coincidences: &mut [Vec<f64>]) {
    let others = (counts.iter().sum::<usize>() - 1) as f64;
    for (class, row) in coincidences.iter_mut().enumerate().filter(|(class, _)| counts[*class] > 0) {
        for (other, cell) in row.iter_mut().enumerate() {
            let pairs = counts[class] * (counts[other] - usize::from(other == class && counts[other] > 0));
            *cell += pairs as f64 / others;
        }
    }
}
