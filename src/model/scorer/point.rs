//! Vectors of the solver, kept in the row space of the data.
//!
//! Every point that L-BFGS visits from a start in the row space is `W = X' A`: a sum of rows. So a point is held as its
//! coefficients A and its scores `Z = X W`, shape `(n_samples, n_classes)` each, and the intercept, instead of one weight
//! for every term. Sums and multiples act on all three; the inner product of two points is `sum(A1 * Z2) + b1 * b2`,
//! which is that of their weights. The steps are the same as on W, but a comment section has some hundred times fewer
//! samples than terms, and that is how much less there is to add up.

use argmin_math::{
    ArgminAdd, ArgminDot, ArgminL1Norm, ArgminL2Norm, ArgminMinMax, ArgminMul, ArgminScaledAdd, ArgminSignum,
    ArgminSub, ArgminZeroLike,
};
use ndarray::{Array1, ArrayView1, Axis};

/// A point, or a gradient.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    /// Coefficients, scores, intercept, end to end.
    values: Array1<f64>,
    n_classes: usize,
}

impl Point {
    /// All zeros.
    pub fn zeros(n_samples: usize, n_classes: usize) -> Self {
        Self { values: Array1::zeros(2 * n_samples * n_classes + n_classes), n_classes }
    }

    /// A point of known parts.
    pub fn new(coefficients: &[f64], scores: &[f64], intercept: &[f64]) -> Self {
        let values = coefficients.iter().chain(scores).chain(intercept).copied().collect();
        Self { values, n_classes: intercept.len() }
    }

    fn n_scores(&self) -> usize {
        (self.values.len() - self.n_classes) / 2
    }

    /// `(coefficients, scores, intercept)`.
    pub fn parts(&self) -> (&[f64], &[f64], &[f64]) {
        let (coefficients, rest) = self.values.as_slice().expect("one vector is contiguous").split_at(self.n_scores());
        let (scores, intercept) = rest.split_at(self.n_scores());
        (coefficients, scores, intercept)
    }

    fn with(&self, values: Array1<f64>) -> Self {
        Self { values, n_classes: self.n_classes }
    }

    fn split(&self) -> (ArrayView1<'_, f64>, ArrayView1<'_, f64>, ArrayView1<'_, f64>) {
        let (coefficients, rest) = self.values.view().split_at(Axis(0), self.n_scores());
        let (scores, intercept) = rest.split_at(Axis(0), self.n_scores());
        (coefficients, scores, intercept)
    }
}

impl ArgminDot<Point, f64> for Point {
    fn dot(&self, other: &Point) -> f64 {
        let (coefficients, _, intercept) = self.split();
        let (_, scores, other_intercept) = other.split();
        coefficients.dot(&scores) + intercept.dot(&other_intercept)
    }
}

impl ArgminL2Norm<f64> for Point {
    fn l2_norm(&self) -> f64 {
        self.dot(self).max(0.0).sqrt()
    }
}

impl ArgminScaledAdd<Point, f64, Point> for Point {
    fn scaled_add(&self, factor: &f64, other: &Point) -> Point {
        let mut values = self.values.clone();
        values.zip_mut_with(&other.values, |value, other| *value += factor * other);
        self.with(values)
    }
}

impl ArgminAdd<Point, Point> for Point {
    fn add(&self, other: &Point) -> Point {
        self.with(&self.values + &other.values)
    }
}

impl ArgminSub<Point, Point> for Point {
    fn sub(&self, other: &Point) -> Point {
        self.with(&self.values - &other.values)
    }
}

impl ArgminMul<f64, Point> for Point {
    fn mul(&self, factor: &f64) -> Point {
        self.with(&self.values * *factor)
    }
}

impl ArgminZeroLike for Point {
    fn zero_like(&self) -> Point {
        self.with(Array1::zeros(self.values.len()))
    }
}

// argmin's L-BFGS asks for what follows in its signature, for an L1 penalty that is not used here. Element by element, as
// argmin-math does it for arrays.

impl ArgminAdd<f64, Point> for Point {
    fn add(&self, value: &f64) -> Point {
        self.with(&self.values + *value)
    }
}

impl ArgminSub<f64, Point> for Point {
    fn sub(&self, value: &f64) -> Point {
        self.with(&self.values - *value)
    }
}

impl ArgminMul<Point, Point> for Point {
    fn mul(&self, other: &Point) -> Point {
        self.with(&self.values * &other.values)
    }
}

impl ArgminL1Norm<f64> for Point {
    fn l1_norm(&self) -> f64 {
        self.values.iter().map(|value| value.abs()).sum()
    }
}

impl ArgminSignum for Point {
    fn signum(self) -> Point {
        Point { values: self.values.mapv_into(f64::signum), n_classes: self.n_classes }
    }
}

impl ArgminMinMax for Point {
    fn min(a: &Self, b: &Self) -> Point {
        a.with(a.values.iter().zip(&b.values).map(|(a, b)| a.min(*b)).collect())
    }

    fn max(a: &Self, b: &Self) -> Point {
        a.with(a.values.iter().zip(&b.values).map(|(a, b)| a.max(*b)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_product_is_that_of_the_weights() {
        // X = [[1, 2], [0, 1]], one class: W = X' A, Z = X W.
        let point = |a: [f64; 2], intercept: f64| {
            let weights = [a[0], 2.0 * a[0] + a[1]];
            (Point::new(&a, &[weights[0] + 2.0 * weights[1], weights[1]], &[intercept]), weights)
        };
        let ((p, v), (q, w)) = (point([0.5, -1.0], 2.0), point([3.0, 0.25], -1.5));
        let expected = v[0] * w[0] + v[1] * w[1] - 3.0;
        assert!((p.dot(&q) - expected).abs() < 1e-12);
        assert!((q.dot(&p) - expected).abs() < 1e-12);
        let twice = p.scaled_add(&2.0, &q);
        assert!((twice.dot(&q) - (expected + 2.0 * q.dot(&q))).abs() < 1e-12);
    }
}
