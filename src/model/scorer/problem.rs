//! The objective of the scorer, its gradient, and the two passes over the data that these take.

use std::cell::{RefCell, RefMut};

use argmin::core::{CostFunction, Gradient};
use ndarray::{Array2, ArrayView1};

use super::point::Point;
use super::softmax;
use crate::features::{Csr, Rows, SparseRow, weighed};

/// `sum_i w_i * -ln P(y_i | x_i) + alpha / 2 * |W|^2`.
pub(super) struct Problem<'a, R = Csr> {
    pub records: &'a R,
    pub truth: ArrayView1<'a, usize>,
    pub weights: Vec<f64>,
    pub alpha: f64,
    pub n_classes: usize,
    /// Whether a class has a row. The intercept of one that has none would go down without end: the ascent sets it, and it
    /// stays.
    pub seen: Vec<bool>,
    /// `X' R` while a gradient is made: one buffer for all of them.
    scratch: RefCell<Vec<f64>>,
}

impl<'a, R> Problem<'a, R> {
    /// The problem of these rows; `weights` are those of the rows, `truth` is below `n_classes`.
    pub fn new(records: &'a R, truth: ArrayView1<'a, usize>, weights: Vec<f64>, alpha: f64, n_classes: usize) -> Self {
        let mut seen = vec![false; n_classes];
        truth.iter().for_each(|class| seen[*class] = true);
        Self { records, truth, weights, alpha, n_classes, seen, scratch: RefCell::default() }
    }
}

impl<R: Rows> Problem<'_, R> {
    /// The point with these coefficients, and its weights `W = X' A` with the intercept below, shape `(n_features + 1, n_classes)`.
    pub fn point_and_weights(&self, coefficients: &[f64], intercept: &[f64]) -> (Point, Array2<f64>) {
        let mut weights = vec![0.0; self.records.n_features() * self.n_classes];
        let mut scores = vec![0.0; coefficients.len()];
        self.dispatch(coefficients, &mut weights, Some(&mut scores));
        weights.extend_from_slice(intercept);
        let shape = (self.records.n_features() + 1, self.n_classes);
        let weights = Array2::from_shape_vec(shape, weights).expect("one weight for each feature and class");
        (Point::new(coefficients, &scores, intercept), weights)
    }

    /// The weights alone.
    pub fn weights(&self, coefficients: &[f64], intercept: &[f64]) -> Array2<f64> {
        let mut weights = vec![0.0; self.records.n_features() * self.n_classes];
        self.dispatch(coefficients, &mut weights, None);
        weights.extend_from_slice(intercept);
        let shape = (self.records.n_features() + 1, self.n_classes);
        Array2::from_shape_vec(shape, weights).expect("one weight for each feature and class")
    }

    /// Norm of the gradient by weights and intercept.
    pub fn gradient_norm(&self, point: &Point) -> f64 {
        let (mut coefficients, intercept) = self.residual_sums(point);
        coefficients.iter_mut().zip(point.parts().0).for_each(|(gradient, a)| *gradient += self.alpha * a);
        let mut scratch = self.zeros();
        self.dispatch(&coefficients, &mut scratch, None);
        scratch.iter().chain(&intercept).map(|value| value * value).sum::<f64>().sqrt()
    }

    /// `X X' A`.
    fn scores(&self, coefficients: &[f64]) -> Vec<f64> {
        let mut scores = vec![0.0; coefficients.len()];
        self.dispatch(coefficients, &mut self.zeros(), Some(&mut scores));
        scores
    }

    /// The buffer, one zero for each feature and class.
    fn zeros(&self) -> RefMut<'_, Vec<f64>> {
        let mut scratch = self.scratch.borrow_mut();
        scratch.clear();
        scratch.resize(self.records.n_features() * self.n_classes, 0.0);
        scratch
    }

    /// Where a class has no rows, leaves of a gradient by the intercept what moves neither that of this class nor the mean of
    /// the others, away from it.
    fn hold_unseen(&self, gradient: &mut [f64]) {
        let n_seen = self.seen.iter().filter(|seen| **seen).count();
        if n_seen < self.n_classes {
            let of_seen = gradient.iter().zip(&self.seen).filter(|(_, seen)| **seen);
            let mean = of_seen.map(|(gradient, _)| gradient).sum::<f64>() / n_seen as f64;
            let held = |(gradient, seen): (&mut f64, &bool)| *gradient = if *seen { *gradient - mean } else { 0.0 };
            gradient.iter_mut().zip(&self.seen).for_each(held);
        }
    }

    /// Derivative of the loss by the scores, shape `(n_samples, n_classes)`, and its sum over the samples, held where a class
    /// has no rows.
    fn residual_sums(&self, point: &Point) -> (Vec<f64>, Vec<f64>) {
        let mut coefficients = Vec::with_capacity(point.parts().0.len());
        let mut intercept = vec![0.0; self.n_classes];
        self.residuals(point, |residuals| {
            coefficients.extend_from_slice(residuals);
            intercept.iter_mut().zip(residuals).for_each(|(sum, residual)| *sum += residual);
        });
        self.hold_unseen(&mut intercept);
        (coefficients, intercept)
    }

    fn dispatch(&self, coefficients: &[f64], weights: &mut [f64], scores: Option<&mut [f64]>) {
        match self.n_classes {
            2 => self.pass::<2>(coefficients, weights, scores),
            3 => self.pass::<3>(coefficients, weights, scores),
            4 => self.pass::<4>(coefficients, weights, scores),
            _ => self.pass_any(coefficients, weights, scores),
        }
    }

    /// Adds `X' A` to `weights`, then puts `X weights` into `scores`, the number of classes known to the compiler.
    fn pass<const C: usize>(&self, coefficients: &[f64], weights: &mut [f64], scores: Option<&mut [f64]>) {
        let (weights, _) = weights.as_chunks_mut::<C>();
        let mut buffer = SparseRow::default();
        for (sample, coefficients) in coefficients.as_chunks::<C>().0.iter().enumerate() {
            let (indices, values) = self.records.entries(sample, &mut buffer);
            for (index, value) in indices.iter().zip(values) {
                let (row, value) = (&mut weights[*index as usize], f64::from(*value));
                for c in 0..C {
                    row[c] += coefficients[c] * value;
                }
            }
        }
        for (sample, scores) in scores.into_iter().flat_map(|scores| scores.as_chunks_mut::<C>().0).enumerate() {
            let (indices, values) = self.records.entries(sample, &mut buffer);
            *scores = weighed((indices, values), |index, value, sums: &mut [f64; C]| {
                let (row, value) = (&weights[index], f64::from(value));
                for c in 0..C {
                    sums[c] += row[c] * value;
                }
            });
        }
    }

    /// The same with any number of classes.
    fn pass_any(&self, coefficients: &[f64], weights: &mut [f64], scores: Option<&mut [f64]>) {
        let n = self.n_classes;
        let mut buffer = SparseRow::default();
        for (sample, coefficients) in coefficients.chunks_exact(n).enumerate() {
            let (indices, values) = self.records.entries(sample, &mut buffer);
            for (index, value) in indices.iter().zip(values) {
                let row = &mut weights[*index as usize * n..][..n];
                row.iter_mut().zip(coefficients).for_each(|(weight, a)| *weight += a * f64::from(*value));
            }
        }
        for (sample, scores) in scores.into_iter().flat_map(|scores| scores.chunks_exact_mut(n)).enumerate() {
            let (indices, values) = self.records.entries(sample, &mut buffer);
            for (index, value) in indices.iter().zip(values) {
                let row = &weights[*index as usize * n..][..n];
                scores.iter_mut().zip(row).for_each(|(score, weight)| *score += weight * f64::from(*value));
            }
        }
    }

    /// Loss of the data, and its derivative by the scores, shape `(n_samples, n_classes)`.
    fn residuals(&self, point: &Point, mut sink: impl FnMut(&[f64])) -> f64 {
        let (_, scores, intercept) = point.parts();
        let mut logits = vec![0.0; self.n_classes];
        let mut loss = 0.0;
        for (sample, scores) in scores.chunks_exact(self.n_classes).enumerate() {
            logits.iter_mut().zip(scores).zip(intercept).for_each(|((logit, score), free)| *logit = score + free);
            let (truth, weight) = (self.truth[sample], self.weights[sample]);
            let logit = logits[truth];
            loss += weight * (softmax(&mut logits) - logit);
            logits[truth] -= 1.0;
            logits.iter_mut().for_each(|residual| *residual *= weight);
            sink(&logits);
        }
        loss
    }
}

// For references, because argmin drops what it was given when a line search fails.

impl CostFunction for &Problem<'_> {
    type Param = Point;
    type Output = f64;

    fn cost(&self, point: &Point) -> Result<f64, argmin::core::Error> {
        let (coefficients, scores, _) = point.parts();
        let squares: f64 = coefficients.iter().zip(scores).map(|(a, z)| a * z).sum();
        Ok(self.residuals(point, |_| {}) + 0.5 * self.alpha * squares)
    }
}

impl Gradient for &Problem<'_> {
    type Param = Point;
    type Gradient = Point;

    fn gradient(&self, point: &Point) -> Result<Point, argmin::core::Error> {
        let (at, at_scores, _) = point.parts();
        let (mut coefficients, intercept) = self.residual_sums(point);
        // The penalty's part is a multiple of the point, whose scores are known.
        let mut scores = self.scores(&coefficients);
        coefficients.iter_mut().zip(at).for_each(|(gradient, a)| *gradient += self.alpha * a);
        scores.iter_mut().zip(at_scores).for_each(|(gradient, z)| *gradient += self.alpha * z);
        Ok(Point::new(&coefficients, &scores, &intercept))
    }
}
