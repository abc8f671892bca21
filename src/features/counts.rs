//! How often each row was met in one text: a dense table that is empty between texts.

/// Counts by row; memory is one number for each row there is, time that of the rows met.
#[derive(Debug, Default)]
pub struct Counts {
    of: Vec<u32>,
    met: Vec<u32>,
}

impl Counts {
    /// Makes room for this many rows.
    pub fn reserve(&mut self, n_rows: usize) {
        if self.of.len() < n_rows {
            self.of.resize(n_rows, 0);
        }
    }

    /// Counts a row, for which there must be room.
    #[inline]
    pub fn add(&mut self, row: u32) {
        let count = &mut self.of[row as usize];
        if *count == 0 {
            self.met.push(row);
        }
        *count += 1;
    }

    /// Hands over the rows met, in the order first met, each with its count, and empties the table.
    pub fn drain(&mut self, mut sink: impl FnMut(u32, u32)) {
        for row in self.met.drain(..) {
            sink(row, std::mem::take(&mut self.of[row as usize]));
        }
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
