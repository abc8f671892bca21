//! A fit by dual coordinate ascent alone, on a part of the rows or on rows that are too many to be kept as a matrix.
//!
//! L-BFGS holds some twenty vectors over all rows and reads all rows for each of its steps. What it adds to the ascent are
//! digits that scores gain nothing by; so in the folds, and where rows are many, the ascent has the last word.

use linfa::ParamGuard;
use ndarray::{Array2, ArrayView1};

use super::problem::Problem;
use super::{ASCENT, ScorerParams, Start, ascent, before_scaling, sample_weights};
use crate::error::{ErrorKind, Result};
use crate::features::Rows;

/// What the ascent reached.
pub(crate) struct Ascended {
    /// Weights, shape `(n_features + 1, n_classes)`, the intercept in the last row.
    pub weights: Array2<f64>,
    /// Where it ended.
    pub end: Start,
    /// Whether its last pass changed next to nothing.
    pub converged: bool,
}

impl Ascended {
    /// The same for columns as they were before each was multiplied by its factor.
    #[must_use]
    pub(crate) fn before_scaling(mut self, factors: &[f64]) -> Self {
        before_scaling(&mut self.weights, factors);
        self
    }
}

impl ScorerParams {
    /// Fits on rows that weigh what `given` says; those of weight 0 are passed over.
    pub(crate) fn ascend<R: Rows>(&self, records: &R, truth: &[usize], given: &[f32]) -> Result<Ascended> {
        let params = self.check_ref()?;
        let n_classes = params.n_classes.or(truth.iter().max().map(|class| class + 1)).unwrap_or(0);
        let shape = (records.n_samples(), n_classes);
        if n_classes < 2 || [truth.len(), given.len()] != [shape.0; 2] || truth.iter().any(|class| *class >= n_classes)
        {
            let text = format!("{} truths of {n_classes} classes for {} rows", truth.len(), shape.0);
            return Err(ErrorKind::Data(text).into());
        }
        let truth = ArrayView1::from(truth);
        let weights = sample_weights(truth, Some(given), n_classes, params.balanced);
        let (mut coefficients, mut intercept) = match &params.initial {
            Some(start) if start.coefficients.dim() == shape => {
                (start.coefficients.iter().copied().collect(), start.intercept.to_vec())
            }
            _ => (vec![0.0; shape.0 * n_classes], vec![0.0; n_classes]),
        };
        let problem = &Problem::new(records, truth, weights, params.alpha, n_classes);
        let tolerance = params.tolerance * ASCENT;
        let passes = ascent::ascend(problem, &mut coefficients, &mut intercept, tolerance, params.max_iterations);
        let mean = intercept.iter().sum::<f64>() / n_classes as f64;
        intercept.iter_mut().for_each(|intercept| *intercept -= mean);
        let weights = problem.weights(&coefficients, &intercept);
        let end = Start {
            coefficients: Array2::from_shape_vec(shape, coefficients).expect("the ascent keeps the shape"),
            intercept: intercept.into(),
        };
        Ok(Ascended { weights, end, converged: passes > 0 && passes < ascent::MAX_PASSES.min(params.max_iterations) })
    }
}

#[cfg(test)]
mod tests {
    use linfa::dataset::DatasetBase;
    use linfa::traits::Fit;
    use ndarray::Array1;

    use super::*;
    use crate::features::Csr;

    /// Two classes told by the first column, with a row in ten that is of the other.
    fn data(n: usize) -> (Csr, Vec<usize>) {
        let mut records = Csr::new(30);
        let mut truth = Vec::new();
        for row in 0..n as u32 {
            records.push([(row % 2, 1.0), (2 + row * 7 % 9, 0.5), (11 + row * 5 % 19, 0.7)]);
            truth.push(if row % 10 == 3 { 0 } else { row as usize % 2 });
        }
        (records, truth)
    }

    #[test]
    fn it_ends_where_the_other_fit_does_and_rows_without_weight_are_not_there() {
        let (records, truth) = data(80);
        let (first, rest) = data(60);
        let params = ScorerParams::default().alpha(0.5).tolerance(1e-4);
        let given: Vec<f32> = (0..80).map(|row| if row < 60 { 1.0 } else { 0.0 }).collect();
        let alone = params.ascend(&records, &truth, &given).unwrap();
        let both = params.check_ref().unwrap().fit(&DatasetBase::new(first, Array1::from(rest))).unwrap();
        assert!(alone.converged);
        let apart = (&alone.weights - both.weights()).mapv(f64::abs).fold(0.0, |most, value| f64::max(most, *value));
        assert!(apart < 1e-3, "{apart}");
        let again = params.initial(alone.end.clone()).ascend(&records, &truth, &given).unwrap();
        assert!((&alone.weights - &again.weights).iter().all(|value| value.abs() < 1e-3));
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let (records, truth) = data(10);
        assert!(ScorerParams::default().ascend(&records, &truth, &[1.0; 9]).is_err());
        assert!(ScorerParams::default().n_classes(1).ascend(&records, &truth, &[1.0; 10]).is_err());
    }
}
