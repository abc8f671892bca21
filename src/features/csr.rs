//! Sparse matrix in compressed rows: the records that the scorer is fitted on.

use linfa::dataset::Records;

/// One sparse row: column indices, ascending, and their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SparseRow {
    /// Columns, ascending, each once.
    pub indices: Vec<u32>,
    /// Values, parallel to `indices`.
    pub values: Vec<f32>,
}

impl SparseRow {
    /// Column and value pairs.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.indices.iter().copied().zip(self.values.iter().copied())
    }

    /// Appends an entry; columns must ascend.
    pub fn push(&mut self, index: u32, value: f32) {
        debug_assert!(self.indices.last().is_none_or(|last| *last < index));
        self.indices.push(index);
        self.values.push(value);
    }

    /// Dot product with another row.
    pub fn dot(&self, other: &Self) -> f64 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while i < self.indices.len() && j < other.indices.len() {
            match self.indices[i].cmp(&other.indices[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += f64::from(self.values[i]) * f64::from(other.values[j]);
                    i += 1;
                    j += 1;
                }
            }
        }
        sum
    }
}

/// Compressed sparse rows, shape `(n_samples, n_features)`. Values are `f32`: half the memory of `f64` and far finer
/// than what a count of words can say.
///
/// # Examples
///
/// ```
/// use hustings::features::{Csr, SparseRow};
///
/// let mut matrix = Csr::new(4);
/// matrix.push([(0, 1.0), (3, 0.5)]);
/// matrix.push([]);
/// assert_eq!((matrix.n_samples(), matrix.n_features()), (2, 4));
/// assert_eq!(matrix.row(0).collect::<Vec<_>>(), [(0, 1.0), (3, 0.5)]);
/// ```
#[derive(Debug, Clone)]
pub struct Csr {
    starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
    n_features: usize,
}

impl Csr {
    /// An empty matrix with this many columns.
    pub fn new(n_features: usize) -> Self {
        Self { starts: vec![0], indices: Vec::new(), values: Vec::new(), n_features }
    }

    /// Appends a row.
    ///
    /// # Panics
    ///
    /// If a column is not below `n_features`.
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        for (index, value) in row {
            assert!((index as usize) < self.n_features, "column {index} of {}", self.n_features);
            self.indices.push(index);
            self.values.push(value);
        }
        self.starts.push(self.indices.len());
    }

    /// A matrix of these rows, in this order.
    #[must_use]
    pub fn select(&self, samples: &[usize]) -> Self {
        let entries = samples.iter().map(|sample| self.row_slices(*sample).0.len()).sum();
        let mut selected = Self {
            starts: Vec::with_capacity(samples.len() + 1),
            indices: Vec::with_capacity(entries),
            values: Vec::with_capacity(entries),
            n_features: self.n_features,
        };
        selected.starts.push(0);
        for sample in samples {
            let (indices, values) = self.row_slices(*sample);
            selected.indices.extend_from_slice(indices);
            selected.values.extend_from_slice(values);
            selected.starts.push(selected.indices.len());
        }
        selected
    }

    /// Multiplies each column by its factor.
    ///
    /// # Panics
    ///
    /// If there are fewer factors than columns in use.
    pub fn scale_columns(&mut self, factors: &[f64]) {
        for (value, index) in self.values.iter_mut().zip(&self.indices) {
            *value = (f64::from(*value) * factors[*index as usize]) as f32;
        }
    }

    /// The entries of a row.
    pub fn row(&self, sample: usize) -> impl Iterator<Item = (u32, f32)> + '_ {
        let (indices, values) = self.row_slices(sample);
        indices.iter().copied().zip(values.iter().copied())
    }

    /// Columns and values of a row, as slices of equal length.
    pub fn row_slices(&self, sample: usize) -> (&[u32], &[f32]) {
        let range = self.starts[sample]..self.starts[sample + 1];
        (&self.indices[range.clone()], &self.values[range])
    }

    /// Number of rows.
    pub fn n_samples(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of columns.
    pub fn n_features(&self) -> usize {
        self.n_features
    }
}

impl Records for Csr {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.n_samples()
    }

    fn nfeatures(&self) -> usize {
        self.n_features()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_meets_only_shared_columns() {
        let a = SparseRow { indices: vec![0, 2, 5], values: vec![1.0, 2.0, 3.0] };
        let b = SparseRow { indices: vec![2, 3, 5], values: vec![4.0, 9.0, 0.5] };
        assert_eq!(a.dot(&b), 9.5);
        assert_eq!(a.dot(&SparseRow::default()), 0.0);
    }

    #[test]
    #[should_panic(expected = "column 4 of 4")]
    fn a_column_out_of_range_is_refused() {
        Csr::new(4).push([(4, 1.0)]);
    }
}
