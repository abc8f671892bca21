//! First stage: sparse multinomial logistic regression.
//!
//! Minimises the very objective that linfa-logistic does, by the same L-BFGS of argmin, over compressed rows instead of
//! dense arrays; a test holds the two against each other. Beyond linfa-logistic it takes sample weights, balances
//! classes on request, starts from an earlier fit, and says whether it converged.

mod alone;
mod ascent;
mod point;
mod problem;

use argmin::core::{Executor, State, TerminationReason, TerminationStatus};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use linfa::ParamGuard;
use linfa::dataset::{AsSingleTargets, DatasetBase, Records};
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2, ArrayView1};

pub(crate) use self::alone::Ascended;
use self::point::Point;
use self::problem::Problem;
use crate::error::{Error, ErrorKind, Result};
use crate::features::Csr;

/// Corrections that L-BFGS remembers, as in linfa-logistic.
const MEMORY: usize = 10;

/// How close to the optimum the ascent goes, in units of the tolerance.
const ASCENT: f64 = 0.05;

/// Settings as given.
///
/// # Examples
///
/// ```
/// use hustings::features::Csr;
/// use hustings::model::scorer::ScorerParams;
/// use linfa::dataset::DatasetBase;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::array;
///
/// let mut records = Csr::new(2);
/// for row in [[(0, 1.0)], [(0, 0.8)], [(1, 1.0)], [(1, 0.9)]] {
///     records.push(row);
/// }
/// let dataset = DatasetBase::new(records.clone(), array![0_usize, 0, 1, 1]);
/// let scorer = ScorerParams::default().alpha(0.1).fit(&dataset)?;
/// assert!(scorer.convergence().converged);
/// assert_eq!(scorer.predict(&records), array![0, 0, 1, 1]);
/// # Ok::<(), hustings::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ScorerParams(ScorerValidParams);

/// Settings checked.
#[derive(Debug, Clone)]
pub struct ScorerValidParams {
    alpha: f64,
    balanced: bool,
    max_iterations: u64,
    tolerance: f64,
    n_classes: Option<usize>,
    initial: Option<Start>,
}

impl Default for ScorerParams {
    fn default() -> Self {
        Self(ScorerValidParams {
            alpha: 1.0,
            balanced: false,
            max_iterations: 200,
            tolerance: 1e-4,
            n_classes: None,
            initial: None,
        })
    }
}

impl ScorerParams {
    /// Strength of the L2 penalty `alpha / 2 * |W|^2`; the intercept goes free. Default 1.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.0.alpha = alpha;
        self
    }

    /// Weighs each class by `n_samples / (n_classes * support)`, so that rare ones count as much. Default no.
    #[must_use]
    pub fn balanced(mut self, balanced: bool) -> Self {
        self.0.balanced = balanced;
        self
    }

    /// Iterations after which it stops without having converged. Default 200.
    #[must_use]
    pub fn max_iterations(mut self, max_iterations: u64) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }

    /// Converged when the gradient's norm is at most this share of the norm at zero weights. Default 1e-4.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Classes are `0..n_classes`, seen or not; one without a row is left with a mean probability of some 1e-4. Default: those up to the largest seen.
    #[must_use]
    pub fn n_classes(mut self, n_classes: usize) -> Self {
        self.0.n_classes = Some(n_classes);
        self
    }

    /// Where to start. Default at zero weights.
    #[must_use]
    pub fn initial(mut self, initial: Start) -> Self {
        self.0.initial = Some(initial);
        self
    }
}

impl ParamGuard for ScorerParams {
    type Checked = ScorerValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&ScorerValidParams> {
        let ScorerValidParams { alpha, tolerance, max_iterations, .. } = self.0;
        if !(alpha.is_finite() && alpha > 0.0) {
            return Err(ErrorKind::Settings(format!("alpha is {alpha}; it must be a finite number above 0")).into());
        }
        if !(tolerance.is_finite() && tolerance > 0.0) {
            return Err(
                ErrorKind::Settings(format!("tolerance is {tolerance}; it must be a finite number above 0")).into()
            );
        }
        if max_iterations == 0 {
            return Err(ErrorKind::Settings("max_iterations is 0; it must be at least 1".into()).into());
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<ScorerValidParams> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// Where a fit ended, for the next one to start from: `W = X' A`, so at other penalties or on other rows the coefficients
/// of the rows they share are a good guess.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// A, shape `(n_samples, n_classes)`.
    pub coefficients: Array2<f64>,
    /// Shape `(n_classes,)`.
    pub intercept: Array1<f64>,
}

impl Start {
    /// The same for a set of `n_samples` rows, of which these are those at `places`.
    pub(crate) fn moved(&self, places: &[usize], n_samples: usize) -> Self {
        let mut coefficients = Array2::zeros((n_samples, self.coefficients.ncols()));
        for (place, from) in places.iter().zip(self.coefficients.rows()) {
            coefficients.row_mut(*place).assign(&from);
        }
        Self { coefficients, intercept: self.intercept.clone() }
    }
}

/// How the solver stopped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// Passes of the ascent and iterations of L-BFGS.
    pub iterations: u64,
    /// Norm of the gradient at the end, as a share of the norm at zero weights.
    pub gradient: f64,
    /// Whether that is within the tolerance.
    pub converged: bool,
}

/// Fitted weights.
///
/// `P(c | x) = exp(z_c) / sum_k exp(z_k)` with `z = x W + b`, where W and b minimise
/// `sum_i w_i * -ln P(y_i | x_i) + alpha / 2 * |W|^2`.
#[derive(Debug, Clone)]
pub struct Scorer {
    /// Shape `(n_features + 1, n_classes)`, intercept last.
    weights: Array2<f64>,
    end: Start,
    convergence: Convergence,
}

impl Scorer {
    /// Where the fit ended, for another to start from.
    pub fn end(&self) -> &Start {
        &self.end
    }

    /// Weights, shape `(n_features + 1, n_classes)`, the intercept in the last row.
    pub fn weights(&self) -> &Array2<f64> {
        &self.weights
    }

    /// The same scorer for columns as they were before each was multiplied by its factor.
    #[must_use]
    pub(crate) fn before_scaling(mut self, factors: &[f64]) -> Self {
        before_scaling(&mut self.weights, factors);
        self
    }

    /// How the solver stopped.
    pub fn convergence(&self) -> Convergence {
        self.convergence
    }

    /// Logits `x W + b` of one row, shape `(n_classes,)`.
    pub fn logits(&self, indices: &[u32], values: &[f32]) -> Array1<f64> {
        logits(&self.weights, indices, values)
    }

    /// Probabilities of all rows, shape `(n_samples, n_classes)`.
    pub fn probabilities(&self, records: &Csr) -> Array2<f64> {
        let mut out = Array2::zeros((records.n_samples(), self.weights.ncols()));
        for (sample, mut row) in out.rows_mut().into_iter().enumerate() {
            let (indices, values) = records.row_slices(sample);
            let mut logits = self.logits(indices, values);
            softmax(logits.as_slice_mut().expect("a fresh array is contiguous"));
            row.assign(&logits);
        }
        out
    }
}

/// Log-loss of one row of class `truth`, with weights as [`logits`] takes them.
pub(crate) fn log_loss(weights: &Array2<f64>, (indices, values): (&[u32], &[f32]), truth: usize) -> f64 {
    let mut logits = logits(weights, indices, values);
    let of_truth = logits[truth];
    softmax(logits.as_slice_mut().expect("a fresh array is contiguous")) - of_truth
}

/// Logits `x W + b` of one row; weights of shape `(n_features + 1, n_classes)`, the intercept in the last row.
fn logits(weights: &Array2<f64>, indices: &[u32], values: &[f32]) -> Array1<f64> {
    let mut logits = weights.row(weights.nrows() - 1).to_owned();
    for (index, value) in indices.iter().zip(values) {
        logits.scaled_add(f64::from(*value), &weights.row(*index as usize));
    }
    logits
}

/// Weights for columns as they were before each was multiplied by its factor; the intercept stays.
fn before_scaling(weights: &mut Array2<f64>, factors: &[f64]) {
    weights.rows_mut().into_iter().zip(factors).for_each(|(mut row, factor)| row *= *factor);
}

/// Replaces logits by probabilities; returns the log of the normaliser.
pub(crate) fn softmax(logits: &mut [f64]) -> f64 {
    let max = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = (*logit - max).exp();
        sum += *logit;
    }
    logits.iter_mut().for_each(|value| *value /= sum);
    max + sum.ln()
}

impl<T: AsSingleTargets<Elem = usize>> Fit<Csr, T, Error> for ScorerValidParams {
    type Object = Scorer;

    /// Fits on sparse rows and class numbers. Sample weights are those of the dataset, 1 where it has none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] if there is no sample, fewer than two classes, or as many truths as rows are not given;
    /// [`ErrorKind::Settings`] if `initial` has another shape than `(n_samples, n_classes)`.
    fn fit(&self, dataset: &DatasetBase<Csr, T>) -> Result<Scorer> {
        let records = dataset.records();
        let truth = dataset.targets().as_single_targets();
        if truth.len() != records.nsamples() || truth.is_empty() {
            let text = format!("{} truths for {} samples; there must be one for each", truth.len(), records.nsamples());
            return Err(ErrorKind::Data(text).into());
        }
        let largest = truth.iter().max().copied().unwrap_or(0);
        let n_classes = self.n_classes.unwrap_or(largest + 1);
        if n_classes < 2 || largest >= n_classes {
            return Err(ErrorKind::Data(format!(
                "class {largest} of {n_classes}; training needs at least two classes"
            ))
            .into());
        }
        let shape = (records.n_samples(), n_classes);
        let weights = sample_weights(truth, dataset.weights(), n_classes, self.balanced);
        let problem = &Problem::new(records, truth, weights, self.alpha, n_classes);
        let (mut coefficients, mut intercept) = match &self.initial {
            Some(start) if start.coefficients.dim() != shape || start.intercept.len() != n_classes => {
                let text = format!("the start has shape {:?}, expected {shape:?}", start.coefficients.dim());
                return Err(ErrorKind::Settings(text).into());
            }
            Some(start) => (start.coefficients.iter().copied().collect(), start.intercept.to_vec()),
            None => (vec![0.0; shape.0 * n_classes], vec![0.0; n_classes]),
        };
        let passes =
            ascent::ascend(problem, &mut coefficients, &mut intercept, self.tolerance * ASCENT, self.max_iterations);
        // Only differences of intercepts matter; their mean is held at 0, where L-BFGS from zero would leave it.
        let mean = intercept.iter().sum::<f64>() / n_classes as f64;
        intercept.iter_mut().for_each(|intercept| *intercept -= mean);
        let (mut point, mut weights) = problem.point_and_weights(&coefficients, &intercept);
        let scale = problem.gradient_norm(&Point::zeros(shape.0, n_classes)).max(f64::MIN_POSITIVE);
        let mut gradient = problem.gradient_norm(&point) / scale;
        let mut iterations = passes;
        let mut exhausted = passes == self.max_iterations && gradient > self.tolerance;
        if gradient > self.tolerance && !exhausted {
            let (best, used, ran_out) = self.descend(problem, point, self.tolerance * scale, passes)?;
            (iterations, exhausted) = (passes + used, ran_out);
            // Scores were carried along by sums; made anew, they say how far the coefficients have really come.
            let (coefficients, _, intercept) = best.parts();
            (point, weights) = problem.point_and_weights(coefficients, intercept);
            gradient = problem.gradient_norm(&point) / scale;
        }
        let (coefficients, _, intercept) = point.parts();
        let end = Start {
            coefficients: Array2::from_shape_vec(shape, coefficients.to_vec()).expect("the solver keeps the shape"),
            intercept: intercept.iter().copied().collect(),
        };
        let converged = !exhausted && gradient.is_finite() && gradient <= 10.0 * self.tolerance;
        Ok(Scorer { weights, end, convergence: Convergence { iterations, gradient, converged } })
    }
}

impl ScorerValidParams {
    /// L-BFGS from a point until the gradient's norm is at most `tolerance`: where it ended, after how many iterations, and
    /// whether these ran out.
    fn descend(&self, problem: &Problem<'_>, start: Point, tolerance: f64, passes: u64) -> Result<(Point, u64, bool)> {
        let solver_error = |error: argmin::core::Error| Error::from(ErrorKind::Solver(error.to_string()));
        let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
            .with_tolerance_grad(tolerance)
            .and_then(|solver| solver.with_tolerance_cost(f64::EPSILON))
            .map_err(solver_error)?;
        let result = Executor::new(problem, solver)
            .configure(|state| state.param(start).max_iters(self.max_iterations - passes))
            .ctrlc(false)
            .run()
            .map_err(solver_error)?;
        let mut state = result.state;
        let exhausted =
            matches!(state.get_termination_status(), TerminationStatus::Terminated(TerminationReason::MaxItersReached));
        let best = state.take_best_param().or_else(|| state.take_param());
        let best = best.ok_or_else(|| ErrorKind::Solver("the solver returned no weights".into()))?;
        Ok((best, state.get_iter(), exhausted))
    }
}

impl Predict<&Csr, Array1<usize>> for Scorer {
    /// The most probable class of each row; of equal ones, the first.
    fn predict(&self, records: &Csr) -> Array1<usize> {
        self.probabilities(records).rows().into_iter().map(|row| argmax(row.iter().copied())).collect()
    }
}

/// Index of the largest value; of equal ones, the first.
pub(crate) fn argmax(values: impl IntoIterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (index, value) in values.into_iter().enumerate() {
        if value > best.1 {
            best = (index, value);
        }
    }
    best.0
}

/// Weight of each sample: the dataset's own, times the balancing weight of its class.
fn sample_weights(truth: ArrayView1<'_, usize>, given: Option<&[f32]>, n_classes: usize, balanced: bool) -> Vec<f64> {
    let own = |sample: usize| given.map_or(1.0, |weights| f64::from(weights[sample]));
    let mut class_weights = vec![1.0; n_classes];
    if balanced {
        let mut support = vec![0.0; n_classes];
        truth.iter().enumerate().for_each(|(sample, class)| support[*class] += own(sample));
        let seen = support.iter().filter(|support| **support > 0.0).count() as f64;
        let total: f64 = support.iter().sum();
        for (weight, support) in class_weights.iter_mut().zip(&support) {
            *weight = if *support > 0.0 { total / (seen * support) } else { 1.0 };
        }
    }
    truth.iter().enumerate().map(|(sample, class)| own(sample) * class_weights[*class]).collect()
}
