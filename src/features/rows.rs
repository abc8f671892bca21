//! What a scorer is fitted on: sparse rows, kept as they are or made as they are read.

use std::ops::AddAssign;

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

/// Sums over the entries of a row, to which `add` adds what one of them is worth; entries go by turns to four sums, which are
/// added up at last: so no addition waits for the one before.
#[inline(always)]
pub(crate) fn weighed<T: Copy + Default + AddAssign, const N: usize>(
    (indices, values): (&[u32], &[f32]),
    add: impl Fn(usize, f32, &mut [T; N]),
) -> [T; N] {
    let mut sums = [[T::default(); N]; 4];
    let ((four_indices, last_indices), (four_values, last_values)) =
        (indices.as_chunks::<4>(), values.as_chunks::<4>());
    for (indices, values) in four_indices.iter().zip(four_values) {
        let [first, second, third, fourth] = &mut sums;
        for (at, sums) in [first, second, third, fourth].into_iter().enumerate() {
            add(indices[at] as usize, values[at], sums);
        }
    }
    for ((index, value), sums) in last_indices.iter().zip(last_values).zip(&mut sums) {
        add(*index as usize, *value, sums);
    }
    let [mut all, rest @ ..] = sums;
    for sums in rest {
        all.iter_mut().zip(sums).for_each(|(all, sum)| *all += sum);
    }
    all
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
