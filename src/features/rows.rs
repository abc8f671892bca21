//! What a scorer is fitted on: sparse rows, kept as they are or made as they are read.

use super::csr::{Csr, SparseRow};

/// Sparse rows, shape `(n_samples, n_features)`.
pub trait Rows: Sync {
    /// Number of rows.
    fn n_samples(&self) -> usize;

    /// Number of columns.
    fn n_features(&self) -> usize;

    /// Columns and values of a row, each column once, in any order; `buffer` holds them if nothing else does.
    fn entries<'a>(&'a self, sample: usize, buffer: &'a mut SparseRow) -> (&'a [u32], &'a [f32]);
}

impl Rows for Csr {
    fn n_samples(&self) -> usize {
        self.n_samples()
    }

    fn n_features(&self) -> usize {
        self.n_features()
    }

    #[inline]
    fn entries<'a>(&'a self, sample: usize, _: &'a mut SparseRow) -> (&'a [u32], &'a [f32]) {
        self.row_slices(sample)
    }
}
