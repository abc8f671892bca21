//! How much each column tells of the classes, from counts alone: columns that occur alike in all classes are scaled down,
//! so that the penalty falls on them harder than on those that tell.
//!
//! # References
//!
//! Wang and Manning 2012, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification"
//! (<https://aclanthology.org/P12-2018>), whose log-count ratio this is, with more than two classes and an exponent.

use crate::features::{Rows, SparseRow};

/// Added to every count.
const SMOOTHING: f64 = 1.0;

/// Factor for each column by `rows`, rows of the matrix with their classes; shape `(n_columns,)`, at least 0: `max over classes c of |r_c|^exponent`, where
/// `r_c = ln((p_c / |p_c|) / (q_c / |q_c|))`, `p_c` is 1 + the number of rows of class `c` that hold the column, `q_c` the
/// same for all other classes together, and `|.|` the sum over all columns. A class without a row has no say: its ratio
/// would tell how frequent a column is. An exponent of 0 gives 1 for every column.
pub(super) fn factors(
    matrix: &impl Rows,
    rows: impl Iterator<Item = (usize, usize)>,
    n_classes: usize,
    exponent: f64,
) -> Vec<f64> {
    let n_columns = matrix.n_features();
    let mut counts = vec![SMOOTHING; n_columns * n_classes];
    let mut seen = vec![false; n_classes];
    let mut buffer = SparseRow::default();
    for (row, class) in rows {
        seen[class] = true;
        for column in matrix.entries(row, &mut buffer).0 {
            counts[*column as usize * n_classes + class] += 1.0;
        }
    }
    let of_column = |column: usize| &counts[column * n_classes..(column + 1) * n_classes];
    let mut totals = vec![0.0; n_classes];
    (0..n_columns).for_each(|column| totals.iter_mut().zip(of_column(column)).for_each(|(total, n)| *total += n));
    // The rest holds its smoothing once, not once for each of its classes.
    let spare = SMOOTHING * (n_classes as f64 - 2.0);
    let all: f64 = totals.iter().sum();
    let seen: Vec<usize> = (0..n_classes).filter(|class| seen[*class]).collect();
    let factor = |column: usize| {
        let counts = of_column(column);
        let sum: f64 = counts.iter().sum();
        let ratio = |class: usize| {
            let (p, q) = (counts[class], sum - counts[class] - spare);
            let (all_p, all_q) = (totals[class], all - totals[class] - spare * n_columns as f64);
            ((p / all_p) / (q / all_q)).ln().abs()
        };
        seen.iter().copied().map(ratio).fold(0.0, f64::max).powf(exponent)
    };
    (0..n_columns).map(factor).collect()
}

#[cfg(test)]
mod tests {
    use crate::features::Csr;

    fn factors(matrix: &Csr, truth: &[usize], n_classes: usize, exponent: f64) -> Vec<f64> {
        super::factors(matrix, truth.iter().copied().enumerate(), n_classes, exponent)
    }

    fn matrix(rows: &[&[u32]]) -> Csr {
        let mut matrix = Csr::new(3);
        rows.iter().for_each(|row| matrix.push(row.iter().map(|column| (*column, 0.5))));
        matrix
    }

    #[test]
    fn factors_are_log_count_ratios() {
        // Column 0 in both rows of class 0, column 1 in one row of class 1, column 2 in one row of each.
        let matrix = matrix(&[&[0, 2], &[0], &[1, 2]]);
        let found = factors(&matrix, &[0, 0, 1], 2, 1.0);
        let ratio = |p: f64, q: f64| ((p / 6.0) / (q / 5.0)).ln().abs();
        let expected = [ratio(3.0, 1.0), ratio(1.0, 2.0), ratio(2.0, 2.0)];
        found.iter().zip(expected).for_each(|(found, expected)| assert!((found - expected).abs() < 1e-12, "{found}"));
    }

    #[test]
    fn a_class_without_rows_has_no_say() {
        let matrix = matrix(&[&[0, 2], &[1, 2], &[0, 2], &[1, 2]]);
        let found = factors(&matrix, &[0, 1, 0, 1], 3, 1.0);
        assert!(found[2].abs() < 1e-12, "a frequent column that tells nothing: {}", found[2]);
        assert!(found[0] > 0.5, "{}", found[0]);
    }

    #[test]
    fn a_third_class_is_part_of_the_rest() {
        let matrix = matrix(&[&[0], &[1], &[2]]);
        let found = factors(&matrix, &[0, 1, 2], 3, 1.0);
        // p = 2 of 4 in its class, q = 1 of 5 in the others.
        let expected = ((2.0 / 4.0) / (1.0 / 5.0_f64)).ln();
        found.iter().for_each(|found| assert!((found - expected).abs() < 1e-12, "{found} {expected}"));
        assert_eq!(factors(&matrix, &[0, 1, 2], 3, 0.0), [1.0; 3]);
    }
}
