//! Small systems of equations, and least squares on the simplex.

/// Changes of the active set at most; three classes take one or two.
const MOST_STEPS: usize = 1000;

/// Slopes that differ by less are taken for level.
const LEVEL: f64 = 1e-12;

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

    /// Adds the products of all pairs of numbers of a column.
    pub fn add_products(&mut self, column: &[f64]) {
        for (row, a) in self.values.chunks_exact_mut(self.n).zip(column) {
            row.iter_mut().zip(column).for_each(|(value, b)| *value += a * b);
        }
    }

    pub fn transposed(&self) -> Self {
        let values = (0..self.n * self.n).map(|at| self.values[at % self.n * self.n + at / self.n]).collect();
        Self { n: self.n, values }
    }

    /// The matrix times a column.
    pub fn times(&self, column: &[f64]) -> Vec<f64> {
        (0..self.n).map(|row| dot(self.row(row), column)).collect()
    }

    /// The matrix times another of as many rows.
    pub fn product(&self, other: &Self) -> Self {
        let columns = other.transposed();
        let values = (0..self.n * self.n).map(|at| dot(self.row(at / self.n), columns.row(at % self.n))).collect();
        Self { n: self.n, values }
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
/// The exact solution where it is one of shares; else by an active set (J. Nocedal and S. J. Wright, 2006, Numerical
/// Optimization, algorithm 16.3): the least on the classes that may have a share, where the way there ends at the first share
/// that falls to 0; classes without a share join while one of them would bring `A p` nearer to `r`. Where the classes cannot be
/// told apart (a pivot is as good as 0), what was reached until then.
pub fn on_simplex(a: &Square, inverse: &Square, r: &[f64]) -> Vec<f64> {
    let exact = inverse.times(r);
    let sum: f64 = exact.iter().sum();
    if exact.iter().all(|share| *share >= 0.0) && (sum - 1.0).abs() < 1e-9 {
        return exact;
    }
    let transposed = a.transposed();
    let (gram, target) = (transposed.product(a), transposed.times(r));
    let mut p = project(&exact);
    let mut free: Vec<usize> = (0..a.n).filter(|class| p[*class] > 0.0).collect();
    for _ in 0..MOST_STEPS {
        let Some(least) = least_on(&gram, &target, &free) else { break };
        // How far toward it all shares stay shares, and which one falls to 0 there.
        let falls = |(at, least): (usize, &f64)| (*least < 0.0).then(|| (p[free[at]] / (p[free[at]] - least), at));
        let first = least.iter().enumerate().filter_map(falls).min_by(|a, b| a.0.total_cmp(&b.0));
        let way = first.map_or(1.0, |(way, _)| way);
        free.iter().zip(&least).for_each(|(class, least)| p[*class] += way * (least - p[*class]));
        if let Some((_, at)) = first {
            p[free.remove(at)] = 0.0;
            continue;
        }
        let slope: Vec<f64> = gram.times(&p).iter().zip(&target).map(|(gram, target)| gram - target).collect();
        let level = free.iter().map(|class| slope[*class]).fold(f64::INFINITY, f64::min);
        let held = (0..a.n).filter(|class| !free.contains(class));
        let Some(steepest) = held.min_by(|a, b| slope[*a].total_cmp(&slope[*b])) else { break };
        if slope[steepest] >= level - LEVEL {
            break;
        }
        free.push(steepest);
    }
    p
}

/// Where `p' G p / 2 - t' p` is least, were all shares but those of some classes 0 and their sum 1: the shares of these,
/// which may be negative. `None` if it cannot be told.
fn least_on(gram: &Square, target: &[f64], classes: &[usize]) -> Option<Vec<f64>> {
    let n = classes.len();
    let mut bordered = Square::zeros(n + 1);
    for (row, class) in classes.iter().enumerate() {
        for (column, other) in classes.iter().enumerate() {
            *bordered.at(row, column) = gram.row(*class)[*other];
        }
        *bordered.at(row, n) = 1.0;
        *bordered.at(n, row) = 1.0;
    }
    let right: Vec<f64> = classes.iter().map(|class| target[*class]).chain([1.0]).collect();
    let mut least = bordered.inverse()?.times(&right);
    least.truncate(n);
    Some(least)
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

    /// By the conditions of Karush, Kuhn and Tucker: the slope is level where there are shares, and no lower where there are none.
    #[test]
    fn no_other_shares_come_nearer() {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut at_the_edge = 0;
        for round in 0..400 {
            let n = 2 + round % 9;
            let mut a = square(&vec![0.0; n * n]);
            for row in 0..n {
                for column in 0..n {
                    *a.at(row, column) = next() + if row == column { 1.0 } else { 0.0 };
                }
            }
            let Some(inverse) = a.inverse() else { continue };
            let r: Vec<f64> = (0..n).map(|_| 1.5 * next() - 0.25).collect();
            let p = on_simplex(&a, &inverse, &r);
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-9 && p.iter().all(|share| *share >= 0.0), "{p:?}");
            let residual: Vec<f64> = a.times(&p).iter().zip(&r).map(|(a, r)| a - r).collect();
            let slope = a.transposed().times(&residual);
            let level = slope.iter().zip(&p).filter(|(_, share)| **share > 0.0).map(|(slope, _)| *slope);
            let (low, high) =
                level.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), slope| (low.min(slope), high.max(slope)));
            assert!(high - low < 1e-9 && slope.iter().all(|slope| *slope > low - 1e-9), "{p:?} {slope:?}");
            at_the_edge += usize::from(p.contains(&0.0));
        }
        assert!(at_the_edge > 100, "{at_the_edge}");
    }
}
