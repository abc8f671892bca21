//! How often each row was met in one text: a dense table that is empty between texts.

/// Counts by row; memory is two numbers for each row there is, time that of the rows met.
#[derive(Debug, Default)]
pub struct Counts {
    of: Vec<u32>,
    /// The rows met, of which there are `n_met`, and room for all.
    met: Vec<u32>,
    n_met: usize,
}

impl Counts {
    /// Makes room for this many rows.
    pub fn reserve(&mut self, n_rows: usize) {
        if self.of.len() < n_rows {
            self.of.resize(n_rows, 0);
            self.met.resize(n_rows, 0);
        }
    }

    /// Counts a row, for which there must be room.
    #[inline]
    pub fn add(&mut self, row: u32) {
        // Without a branch, for whether a row is new cannot be foretold.
        let count = &mut self.of[row as usize];
        if let Some(next) = self.met.get_mut(self.n_met) {
            *next = row;
        }
        self.n_met += usize::from(*count == 0);
        *count += 1;
    }

    /// Hands over the rows met, in the order first met, each with its count, and empties the table.
    pub fn drain(&mut self, mut sink: impl FnMut(u32, u32)) {
        for row in &self.met[..self.n_met] {
            sink(*row, std::mem::take(&mut self.of[*row as usize]));
        }
        self.n_met = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_handed_over_once_and_the_table_is_empty_again() {
        let mut counts = Counts::default();
        for _ in 0..2 {
            counts.reserve(9);
            [7, 2, 7, 7].into_iter().for_each(|row| counts.add(row));
            let mut found = Vec::new();
            counts.drain(|row, count| found.push((row, count)));
            assert_eq!(found, [(7, 3), (2, 1)]);
        }
    }
}
