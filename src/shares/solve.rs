//! Small systems of equations, and least squares on the simplex.

/// Steps of the projected gradient at most; that of three classes takes some hundred.
const MOST_STEPS: usize = 5000;

/// A step that moves no share by more than this is the last.
const STILL: f64 = 1e-12;

/// A matrix of `n` rows and columns, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Square {
    pub n: usize,
    pub values: Vec<f64>,
}

impl Square {
    pub fn zeros(n: usize) -> Self {
        Self { n, values: vec![0.0; n * n] }
    }

    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.n..(row + 1) * self.n]
    }

    pub fn at(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.values[row * self.n + column]
    }

    pub fn transposed(&self) -> Self {
        let values = (0..self.n * self.n).map(|at| self.values[at % self.n * self.n + at / self.n]).collect();
        Self { n: self.n, values }
    }

    /// The matrix times a column.
    pub fn times(&self, column: &[f64]) -> Vec<f64> {
        (0..self.n).map(|row| dot(self.row(row), column)).collect()
    }

    /// `p' A p`.
    pub fn quadratic(&self, p: &[f64]) -> f64 {
        dot(&self.times(p), p)
    }

    /// The inverse, by elimination with the largest pivot of each column; `None` if a pivot is as good as 0.
    pub fn inverse(&self) -> Option<Self> {
        let n = self.n;
        let mut left = self.clone();
        let mut right = Self::zeros(n);
        (0..n).for_each(|at| *right.at(at, at) = 1.0);
        for column in 0..n {
            let size = |row: &usize| left.values[row * n + column].abs();
            let pivot = (column..n).max_by(|a, b| size(a).total_cmp(&size(b)))?;
            let value = left.values[pivot * n + column];
            if !value.is_finite() || value.abs() < 1e-9 {
                return None;
            }
            for at in 0..n {
                left.values.swap(pivot * n + at, column * n + at);
                right.values.swap(pivot * n + at, column * n + at);
            }
            for at in 0..n {
                *left.at(column, at) /= value;
                *right.at(column, at) /= value;
            }
            for row in (0..n).filter(|row| *row != column) {
                let factor = left.values[row * n + column];
                for at in 0..n {
                    *left.at(row, at) -= factor * left.values[column * n + at];
                    *right.at(row, at) -= factor * right.values[column * n + at];
                }
            }
        }
        Some(right)
    }
}

pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The point of the simplex nearest to `values` (J. Duchi, S. Shalev-Shwartz, Y. Singer and T. Chandra, 2008, Efficient
/// Projections onto the l1-Ball, ICML).
pub fn project(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (at, value) in sorted.iter().enumerate() {
        sum += value;
        let candidate = (sum - 1.0) / (at + 1) as f64;
        if value - candidate > 0.0 {
            shift = candidate;
        }
    }
    values.iter().map(|value| (value - shift).max(0.0)).collect()
}

/// The shares `p` on the simplex that minimise `|A p - r|^2`.
///
/// The exact solution where it is one of shares; else the projected gradient with momentum (A. Beck and M. Teboulle, 2009,
/// A Fast Iterative Shrinkage-Thresholding Algorithm, SIAM Journal on Imaging Sciences 2, 183-202).
pub fn on_simplex(a: &Square, inverse: &Square, r: &[f64]) -> Vec<f64> {
    let exact = inverse.times(r);
    let sum: f64 = exact.iter().sum();
    if exact.iter().all(|share| *share >= 0.0) && (sum - 1.0).abs() < 1e-9 {
        return exact;
    }
    let transposed = a.transposed();
    // The largest eigenvalue of A'A is at most the square of the norm.
    let bound: f64 = a.values.iter().map(|value| value * value).sum();
    let mut p = project(&exact);
    let (mut ahead, mut momentum) = (p.clone(), 1.0_f64);
    for _ in 0..MOST_STEPS {
        let residual: Vec<f64> = a.times(&ahead).iter().zip(r).map(|(a, r)| a - r).collect();
        let gradient = transposed.times(&residual);
        let moved: Vec<f64> = ahead.iter().zip(&gradient).map(|(p, gradient)| p - gradient / bound).collect();
        let next = project(&moved);
        let faster = 0.5 * (1.0 + (1.0 + 4.0 * momentum * momentum).sqrt());
        let pull = (momentum - 1.0) / faster;
        ahead = next.iter().zip(&p).map(|(next, p)| next + pull * (next - p)).collect();
        momentum = faster;
        let largest = next.iter().zip(&p).map(|(next, p)| (next - p).abs()).fold(0.0, f64::max);
        p = next;
        if largest < STILL {
            break;
        }
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(values: &[f64]) -> Square {
        Square { n: values.len().isqrt(), values: values.to_vec() }
    }

    #[test]
    fn an_inverse_undoes_its_matrix() {
        let a = square(&[0.0, 2.0, 1.0, 0.5, 0.1, 0.0, 0.2, 0.0, 0.9]);
        let inverse = a.inverse().unwrap();
        for column in [[1.0, 0.0, 0.0], [0.2, 0.3, 0.5]] {
            let back = inverse.times(&a.times(&column));
            assert!(back.iter().zip(column).all(|(a, b)| (a - b).abs() < 1e-12), "{back:?}");
        }
        assert_eq!(square(&[1.0, 2.0, 2.0, 4.0]).inverse(), None);
        assert_eq!(square(&[f64::NAN; 4]).inverse(), None);
    }

    #[test]
    fn projections_are_shares() {
        let cases: [(&[f64], &[f64]); 4] = [
            (&[0.2, 0.3, 0.5], &[0.2, 0.3, 0.5]),
            (&[2.0, 0.0, 0.0], &[1.0, 0.0, 0.0]),
            (&[0.0, 0.0], &[0.5, 0.5]),
            (&[1.0, 0.8, -1.0], &[0.6, 0.4, 0.0]),
        ];
        for (values, expected) in cases {
            let found = project(values);
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{values:?}: {found:?}");
        }
    }

    #[test]
    fn outside_the_simplex_the_nearest_shares_are_taken() {
        let a = square(&[0.8, 0.3, 0.2, 0.7]);
        let inverse = a.inverse().unwrap();
        assert!((on_simplex(&a, &inverse, &[0.55, 0.45])[0] - 0.5).abs() < 1e-12);
        assert_eq!(on_simplex(&a, &inverse, &[0.95, 0.05]), [1.0, 0.0]);
    }
}
