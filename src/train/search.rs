//! The strength of the penalty, chosen by cross-validated log-loss, the same for every run on the same data.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

use super::design::Design;
use super::{TrainParams, log_count};
use crate::error::Result;
use crate::features::Csr;
use crate::model::scorer::{Ascended, Scorer, ScorerParams, Start, log_loss};
use crate::progress::Progress;

/// Tolerance of the fits inside the folds, by coordinate ascent alone: closer fits have no better scores.
const FOLD_TOLERANCE: f64 = 4e-3;

/// A weaker penalty is tried only if the last step took at least this share off the log-loss. Weak penalties take the
/// longest to fit, and near the optimum they change little.
pub(super) const LEAST_GAIN: f64 = 0.005;

/// Tolerance of the fit on all rows.
pub(super) const TOLERANCE: f64 = 1e-3;

/// What the search found.
#[derive(Debug)]
pub struct Found {
    /// The chosen penalty.
    pub alpha: f64,
    /// Weights of each fold, fitted on the other folds.
    pub folds: Vec<Array2<f64>>,
    /// Weights fitted on all rows.
    pub all: Array2<f64>,
    /// Whether all these fits converged.
    pub converged: bool,
}

/// Fits a scorer for each fold on the rows of the others, from the strongest penalty to weaker ones, each starting where
/// the last one ended, until the log-loss on the rows left out falls no more or hardly; then fits on all rows.
///
/// `alphas` from strong to weak. Progress hears one step for each fold and penalty, fitted or spared.
pub fn search(
    design: &Design,
    n_folds: usize,
    n_classes: usize,
    params: &TrainParams,
    progress: &dyn Progress,
) -> Result<Found> {
    let (alphas, balanced, exponent) = (&params.scorer_alphas, params.balanced, params.log_count);
    let fold = |fold| Fold::new(design, fold, n_classes, exponent);
    let folds: Vec<Fold> = (0..n_folds).into_par_iter().map(fold).collect();
    let mut best: Option<(f64, f64, Vec<Ascended>)> = None;
    let mut start: Vec<Option<Start>> = vec![None; n_folds];
    for (tried, alpha) in alphas.iter().enumerate() {
        let params =
            ScorerParams::default().tolerance(FOLD_TOLERANCE).alpha(*alpha).balanced(balanced).n_classes(n_classes);
        let fitted: Vec<Result<(Ascended, f64)>> = folds
            .par_iter()
            .zip(&mut start)
            .map(|(fold, start)| {
                let mut params = params.clone();
                if let Some(start) = start.take() {
                    params = params.initial(start);
                }
                let fitted = fold.train.ascend(params)?;
                let loss = fold.loss(design, &fitted.weights);
                progress.step();
                Ok((fitted, loss))
            })
            .collect();
        let fitted = fitted.into_iter().collect::<Result<Vec<_>>>()?;
        let log_loss = fitted.iter().map(|(_, loss)| loss).sum::<f64>() / design.rows.len() as f64;
        if best.as_ref().is_some_and(|(_, least, _)| log_loss >= *least) {
            (0..n_folds * (alphas.len() - tried - 1)).for_each(|_| progress.step());
            break;
        }
        let gained = best.as_ref().is_none_or(|(_, least, _)| log_loss < *least * (1.0 - LEAST_GAIN));
        start = fitted.iter().map(|(fitted, _)| Some(fitted.end.clone())).collect();
        best = Some((*alpha, log_loss, fitted.into_iter().map(|(fitted, _)| fitted).collect()));
        if !gained {
            (0..n_folds * (alphas.len() - tried - 1)).for_each(|_| progress.step());
            break;
        }
    }
    let (alpha, _, folds) = best.expect("there is at least one alpha");
    let params = ScorerParams::default().tolerance(TOLERANCE).alpha(alpha).balanced(balanced).n_classes(n_classes);
    let params = params.initial(start_for_all(design, &folds, n_classes));
    let all: Vec<usize> = (0..design.rows.len()).collect();
    let all = Scaled::new(design, &all, n_classes, exponent).fit(params)?;
    let converged = all.convergence().converged && folds.iter().all(|fold| fold.converged);
    let folds = folds.into_iter().map(|fold| fold.weights).collect();
    Ok(Found { alpha, folds, all: all.weights().clone(), converged })
}

/// A start for the fit on all rows: for each row the mean of its coefficients in the folds that were fitted on it.
fn start_for_all(design: &Design, folds: &[Ascended], n_classes: usize) -> Start {
    let mut coefficients = Array2::<f64>::zeros((design.rows.len(), n_classes));
    let mut intercept = Array1::<f64>::zeros(n_classes);
    let share = 1.0 / folds.len() as f64;
    for (fold, fitted) in folds.iter().enumerate() {
        let rows = design.rows.iter().enumerate().filter(|(_, row)| row.fold != fold);
        for ((row, _), from) in rows.zip(fitted.end.coefficients.rows()) {
            coefficients.row_mut(row).scaled_add(share, &from);
        }
        intercept.scaled_add(share, &fitted.end.intercept);
    }
    Start { coefficients, intercept }
}

/// Rows to fit on and rows left out.
struct Fold {
    train: Scaled,
    held_out: Vec<usize>,
}

impl Fold {
    fn new(design: &Design, fold: usize, n_classes: usize, exponent: f64) -> Self {
        let (held_out, train): (Vec<usize>, Vec<usize>) =
            (0..design.rows.len()).partition(|row| design.rows[*row].fold == fold);
        Self { train: Scaled::new(design, &train, n_classes, exponent), held_out }
    }

    /// Sum of the log-loss on the rows left out.
    fn loss(&self, design: &Design, weights: &Array2<f64>) -> f64 {
        let loss = |row: &usize| log_loss(weights, design.matrix.row_slices(*row), design.rows[*row].truth);
        self.held_out.iter().map(loss).sum()
    }
}

/// Rows to fit on, their columns scaled by what these rows tell of the classes.
struct Scaled {
    dataset: DatasetBase<Csr, Array1<usize>>,
    factors: Vec<f64>,
}

impl Scaled {
    fn new(design: &Design, rows: &[usize], n_classes: usize, exponent: f64) -> Self {
        let truth: Vec<usize> = rows.iter().map(|row| design.rows[*row].truth).collect();
        let mut matrix = design.matrix.select(rows);
        let factors = log_count::factors(&matrix, truth.iter().copied().enumerate(), n_classes, exponent);
        matrix.scale_columns(&factors);
        Self { dataset: DatasetBase::new(matrix, Array1::from(truth)), factors }
    }

    /// Fits a scorer for the columns as they are in the design.
    fn fit(&self, params: ScorerParams) -> Result<Scorer> {
        Ok(params.check()?.fit(&self.dataset)?.before_scaling(&self.factors))
    }

    /// The same by coordinate ascent alone, if that comes to rest.
    fn ascend(&self, params: ScorerParams) -> Result<Ascended> {
        let DatasetBase { records, targets, .. } = &self.dataset;
        let truth = targets.as_slice().expect("one vector is contiguous");
        let ascended = params.ascend(records, truth, &vec![1.0; truth.len()])?;
        if ascended.converged {
            return Ok(ascended.before_scaling(&self.factors));
        }
        let scorer = self.fit(params.initial(ascended.end))?;
        let converged = scorer.convergence().converged;
        Ok(Ascended { weights: scorer.weights().clone(), end: scorer.end().clone(), converged })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of so many classes, each told by a column of its own, but for one in ten.
    fn scaled(n_classes: usize) -> Scaled {
        let mut matrix = Csr::new(n_classes + 7);
        let mut truth = Vec::new();
        for row in 0..40 * n_classes {
            let told = if row % 10 == 3 { row / 10 } else { row } % n_classes;
            matrix.push([(told as u32, 1.0), ((n_classes + row % 7) as u32, 0.5)]);
            truth.push(row % n_classes);
        }
        let factors = (0..n_classes + 7).map(|column| 1.0 + column as f64 / 10.0).collect();
        Scaled { dataset: DatasetBase::new(matrix, Array1::from(truth)), factors }
    }

    #[test]
    fn a_fold_is_fitted_nearly_as_all_rows_are_whatever_the_number_of_classes() {
        // Of more than eight classes the ascent says nothing, and the whole fit takes over.
        for n_classes in [2, 3, 5, 9] {
            let scaled = scaled(n_classes);
            let params = ScorerParams::default().alpha(1.0).tolerance(FOLD_TOLERANCE).n_classes(n_classes);
            let (nearly, whole) = (scaled.ascend(params.clone()).unwrap(), scaled.fit(params.tolerance(1e-6)).unwrap());
            assert!(nearly.converged);
            let apart =
                (&nearly.weights - whole.weights()).mapv(f64::abs).fold(0.0, |most, value| f64::max(most, *value));
            let largest = whole.weights().mapv(f64::abs).fold(0.0, |most, value| f64::max(most, *value));
            assert!(largest > 0.5 && apart < 0.02 * largest, "{n_classes} classes: {apart} of {largest}");
        }
    }
}
