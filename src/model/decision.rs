//! Second stage: from the dense context of a comment to calibrated probabilities, by linfa-logistic.
//!
//! The only file that names linfa_logistic. It takes care of what that crate leaves to its caller: columns are
//! standardised, every class is seen at least once, and a fit that stopped before converging is told from one that did.

use linfa::dataset::Dataset;
use linfa::traits::Fit;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, ArrayView2, Axis, CowArray, Ix2};

use super::scorer::softmax;
use crate::error::{ErrorKind, Result};

/// Iterations after which linfa-logistic stops.
const MAX_ITERATIONS: u64 = 500;

/// Largest norm of the gradient, per sample, at which a fit counts as converged.
pub(crate) const TOLERANCE: f64 = 1e-5;

/// The same for a fit on some of the folds: a tenth of a thousandth tells penalties apart.
pub(crate) const FOLD_TOLERANCE: f64 = 1e-4;

/// Standard deviation that primary columns are brought to, where the others get 1: their penalty is its square times
/// smaller. On SemEval-2016 A (train and dev, 5 folds) log-loss 0.735 without, 0.705 with it.
const PRIMARY: f64 = 10.0;

/// Least standard deviation that a column is divided by. A column that hardly varies in training would else be worth any
/// amount where it does vary: "named by the article", say, in a section without one.
const LEAST_SCALE: f64 = 0.05;

/// Weights are rounded to multiples of this. It is far below what the data can tell, exact in `f32`, and takes away the
/// last bits, in which machines may differ.
const GRID: f64 = 1.0 / 65536.0;

/// A fitted decision: `z = ((v - mean) / scale) W + b`, `P(c) = exp(z_c) / sum_k exp(z_k)`. A value that is not a number is
/// unknown and taken at the mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub(super) columns: Vec<String>,
    pub(super) mean: Vec<f64>,
    pub(super) scale: Vec<f64>,
    /// Shape `(n_columns, n_classes)`.
    pub(super) weights: Array2<f64>,
    /// Shape `(n_classes,)`.
    pub(super) intercept: Array1<f64>,
}

/// A decision and how its fit went.
#[derive(Debug)]
pub struct Fitted {
    /// The decision.
    pub decision: Decision,
    /// Whether linfa-logistic reached its tolerance.
    pub converged: bool,
    /// Weights and intercept as linfa-logistic takes them, to start the next fit from.
    pub start: Array2<f64>,
}

impl Decision {
    /// The prior alone: `P(c) = (support_c + 1) / (n + n_classes)`, whatever the context.
    pub fn prior(support: &[usize]) -> Self {
        let total = (support.iter().sum::<usize>() + support.len()) as f64;
        let intercept = support.iter().map(|count| round(((*count + 1) as f64 / total).ln())).collect();
        let weights = Array2::zeros((0, support.len()));
        Self { columns: Vec::new(), mean: Vec::new(), scale: Vec::new(), weights, intercept }
    }

    /// Fits on rows of context, shape `(n_samples, n_columns)`, and class numbers below `n_classes`.
    ///
    /// Stops at a gradient of `tolerance` per sample. Minimises `sum_i -ln P(y_i | v_i) + alpha / 2 * |W|^2` on standardised columns; those that are `primary` are penalised
    /// a hundredth as much as the others, so that a strong penalty leaves the head's own log-odds and takes away what the
    /// others would correct. For each class one more sample at
    /// the mean context is added, so that a class the data lack keeps a small probability. A column that never varies
    /// gets weight 0.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Solver`] if linfa-logistic refuses the data.
    pub fn fit(
        columns: &[String],
        primary: &[bool],
        rows: ArrayView2<'_, f64>,
        truth: &[usize],
        n_classes: usize,
        (alpha, tolerance): (f64, f64),
        start: Option<Array2<f64>>,
    ) -> Result<Fitted> {
        let (n_samples, n_columns) = rows.dim();
        let rows = at_their_means(rows);
        let mean = rows.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(n_columns));
        let mut scale = rows.std_axis(Axis(0), 0.0);
        for (scale, primary) in scale.iter_mut().zip(primary) {
            let sd = scale.max(LEAST_SCALE);
            let sd = if *primary { sd / PRIMARY } else { sd };
            *scale = if *scale > 1e-9 { f64::from(sd as f32) } else { 0.0 };
        }
        let mean = mean.mapv(|mean| f64::from(mean as f32));
        // What never varies has weight 0 whatever the others have, and need not be looked at.
        let varying: Vec<usize> = (0..n_columns).filter(|column| scale[*column] > 0.0).collect();
        let mut records = Array2::zeros((n_samples + n_classes, varying.len()));
        for (mut to, column) in records.columns_mut().into_iter().zip(&varying) {
            let from = rows.column(*column);
            to.iter_mut().zip(from).for_each(|(to, value)| *to = (value - mean[*column]) / scale[*column]);
        }
        let classes: Array1<usize> = truth.iter().copied().chain(0..n_classes).collect();
        let tolerance = tolerance * classes.len() as f64;
        let mut params = MultiLogisticRegression::default()
            .alpha(alpha)
            .max_iterations(MAX_ITERATIONS)
            .gradient_tolerance(tolerance);
        if let Some(start) = start {
            let and_intercept: Vec<usize> = varying.iter().copied().chain([n_columns]).collect();
            params = params.initial_params(start.select(Axis(0), &and_intercept));
        }
        let dataset = Dataset::new(records, classes);
        let fitted = params.fit(&dataset).map_err(|error| ErrorKind::Solver(error.to_string()))?;
        let gradient = gradient_norm(&dataset.records, dataset.targets(), fitted.params(), fitted.intercept(), alpha);
        let (mut weights, intercept) = (Array2::zeros((n_columns, n_classes)), fitted.intercept());
        for (column, from) in varying.iter().zip(fitted.params().rows()) {
            weights.row_mut(*column).assign(&from);
        }
        let mut start = weights.clone();
        start.push_row(intercept.view()).expect("an intercept for each class");
        let decision = Self {
            columns: columns.to_vec(),
            mean: mean.to_vec(),
            scale: scale.to_vec(),
            weights: weights.mapv(round),
            intercept: intercept.mapv(round),
        };
        Ok(Fitted { decision, converged: gradient <= 10.0 * tolerance, start })
    }

    /// Names of the columns of its context.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The same decision for a context with other columns, matched by name. A column it knows that the context lacks
    /// is taken at its mean; one it does not know weighs nothing.
    #[must_use]
    pub(crate) fn with_columns(&self, columns: Vec<String>) -> Self {
        let from: Vec<Option<usize>> =
            columns.iter().map(|name| self.columns.iter().position(|column| column == name)).collect();
        let mut weights = Array2::zeros((columns.len(), self.n_classes()));
        for (mut to, from) in weights.rows_mut().into_iter().zip(&from) {
            if let Some(from) = from {
                to.assign(&self.weights.row(*from));
            }
        }
        Self {
            mean: from.iter().map(|from| from.map_or(0.0, |from| self.mean[from])).collect(),
            scale: from.iter().map(|from| from.map_or(0.0, |from| self.scale[from])).collect(),
            weights,
            columns,
            intercept: self.intercept.clone(),
        }
    }

    /// Number of classes.
    pub fn n_classes(&self) -> usize {
        self.intercept.len()
    }

    /// Change of the class logits per unit of a column, less their mean over the classes; shape `(n_classes,)`.
    pub fn slope(&self, column: usize) -> Array1<f64> {
        if self.scale[column] == 0.0 {
            return Array1::zeros(self.n_classes());
        }
        centred(self.weights.row(column).mapv(|weight| weight / self.scale[column]))
    }

    /// How far a value of a column lies from its mean in the training data; 0 if it is unknown.
    pub fn deviation(&self, column: usize, value: f64) -> f64 {
        if value.is_nan() { 0.0 } else { value - self.mean[column] }
    }

    /// Intercepts, less their mean over the classes.
    pub fn intercept(&self) -> Array1<f64> {
        centred(self.intercept.clone())
    }

    /// Class logits of a context, less their mean over the classes; shape `(n_classes,)`.
    pub fn logits(&self, values: &[f64]) -> Vec<f64> {
        let mut logits = self.intercept.to_vec();
        let weights = self.weights.as_slice().expect("weights are contiguous");
        match <&mut [f64; 3]>::try_from(logits.as_mut_slice()) {
            // Most heads have three classes: rows that the compiler knows the length of take a third of the time.
            Ok(logits) => self.add(values, weights.as_chunks::<3>().0.iter(), logits),
            Err(_) => self.add(values, weights.chunks_exact(self.n_classes()), &mut logits),
        }
        let mean = logits.iter().sum::<f64>() / logits.len().max(1) as f64;
        logits.iter_mut().for_each(|logit| *logit -= mean);
        logits
    }

    /// Adds to `sums`, shape `(n_classes,)`, each known value that varied in training, standardised, times its row of weights.
    #[inline(always)]
    fn add(&self, values: &[f64], weights: impl Iterator<Item = impl AsRef<[f64]>>, sums: &mut [f64]) {
        let columns = values.iter().zip(&self.mean).zip(&self.scale).zip(weights);
        for (((value, mean), scale), weights) in columns {
            if *scale > 0.0 && !value.is_nan() {
                let standard = (value - mean) / scale;
                sums.iter_mut().zip(weights.as_ref()).for_each(|(sum, weight)| *sum += standard * weight);
            }
        }
    }

    /// Probabilities of the classes; they sum to 1.
    pub fn probabilities(&self, values: &[f64]) -> Vec<f64> {
        let mut logits = self.logits(values);
        softmax(&mut logits);
        logits
    }
}

fn centred(mut logits: Array1<f64>) -> Array1<f64> {
    let mean = logits.mean().unwrap_or(0.0);
    logits.mapv_inplace(|logit| logit - mean);
    logits
}

fn round(weight: f64) -> f64 {
    (weight / GRID).round() * GRID
}

/// The rows with what is unknown in them at the mean of what is known in its column, or 0 where nothing is.
fn at_their_means(rows: ArrayView2<'_, f64>) -> CowArray<'_, f64, Ix2> {
    if !rows.iter().any(|value| value.is_nan()) {
        return rows.into();
    }
    let mut rows = rows.to_owned();
    for mut column in rows.columns_mut() {
        let (n, sum) =
            column.iter().filter(|value| !value.is_nan()).fold((0, 0.0), |(n, sum), value| (n + 1, sum + value));
        let mean = sum / f64::from(n.max(1));
        column.mapv_inplace(|value| if value.is_nan() { mean } else { value });
    }
    rows.into()
}

/// Norm of the gradient of the objective, which linfa-logistic computes but does not tell.
fn gradient_norm(
    records: &Array2<f64>,
    truth: &Array1<usize>,
    weights: &Array2<f64>,
    intercept: &Array1<f64>,
    alpha: f64,
) -> f64 {
    let mut residuals = records.dot(weights) + intercept;
    for (mut row, truth) in residuals.rows_mut().into_iter().zip(truth) {
        softmax(row.as_slice_mut().expect("rows of a fresh array are contiguous"));
        row[*truth] -= 1.0;
    }
    let gradient = records.t().dot(&residuals) + weights * alpha;
    let free = residuals.sum_axis(Axis(0));
    (gradient.mapv(|value| value * value).sum() + free.mapv(|value| value * value).sum()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn columns() -> Vec<String> {
        vec!["a".into(), "constant".into()]
    }

    #[test]
    fn learns_which_side_and_ignores_what_never_varies() {
        let rows = array![[-2.0, 7.0], [-1.0, 7.0], [1.0, 7.0], [2.0, 7.0], [-1.5, 7.0], [1.5, 7.0]];
        let fitted =
            Decision::fit(&columns(), &[true, false], rows.view(), &[0, 0, 1, 1, 0, 1], 2, (0.1, TOLERANCE), None)
                .unwrap();
        assert!(fitted.converged);
        let decision = fitted.decision;
        assert!(decision.probabilities(&[-2.0, 7.0])[0] > 0.8);
        assert_eq!(decision.probabilities(&[2.0, 7.0]), decision.probabilities(&[2.0, -100.0]));
        let sum: f64 = decision.probabilities(&[0.3, 7.0]).iter().sum();
        assert!((sum - 1.0).abs() < 1e-12);
    }

    #[test]
    fn slopes_and_intercept_add_up_to_the_logits() {
        let rows = array![[-2.0, 1.0], [-1.0, 3.0], [1.0, 2.0], [2.0, 5.0]];
        let decision = Decision::fit(&columns(), &[true, false], rows.view(), &[0, 1, 2, 1], 3, (1.0, TOLERANCE), None)
            .unwrap()
            .decision;
        let values = [0.7, -1.3];
        let mut sum = decision.intercept();
        for (column, value) in values.iter().enumerate() {
            sum.scaled_add(decision.deviation(column, *value), &decision.slope(column));
        }
        for (sum, logit) in sum.iter().zip(decision.logits(&values)) {
            assert!((sum - logit).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_unknown_weighs_as_the_mean_of_what_is_known() {
        let fit = |rows: Array2<f64>| {
            let truth = [0, 1, 2, 1];
            Decision::fit(&columns(), &[true, false], rows.view(), &truth, 3, (1.0, TOLERANCE), None).unwrap().decision
        };
        let with = |value: f64| fit(array![[-2.0, 1.0], [-1.0, value], [1.0, 2.0], [2.0, 6.0]]);
        assert_eq!(with(f64::NAN), with(3.0));
        let decision = with(3.0);
        assert_eq!(decision.probabilities(&[0.5, f64::NAN]), decision.probabilities(&[0.5, decision.mean[1]]));
        let nothing = fit(array![[-2.0, f64::NAN], [-1.0, f64::NAN], [1.0, f64::NAN], [2.0, f64::NAN]]);
        assert_eq!(nothing.probabilities(&[0.5, 9.0]), nothing.probabilities(&[0.5, f64::NAN]));
    }

    #[test]
    fn a_class_never_seen_keeps_a_small_probability() {
        let rows = array![[-2.0, 1.0], [-1.0, 3.0], [1.0, 2.0], [2.0, 5.0]];
        let decision = Decision::fit(&columns(), &[true, false], rows.view(), &[0, 1, 1, 0], 3, (1.0, TOLERANCE), None)
            .unwrap()
            .decision;
        let unseen = decision.probabilities(&[0.0, 1.0])[2];
        assert!(unseen > 0.0 && unseen < 0.3, "{unseen}");
    }

    #[test]
    fn the_prior_is_smoothed() {
        let decision = Decision::prior(&[7, 0, 2]);
        let expected = [8.0 / 12.0, 1.0 / 12.0, 3.0 / 12.0];
        for (found, expected) in decision.probabilities(&[]).iter().zip(expected) {
            assert!((found - expected).abs() < 1e-4);
        }
    }
}
