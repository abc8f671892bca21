//! A table of fixed width in plain text: names to the left, figures to the right.
//!
//! Width is counted in characters, so a column is ragged where names hold wide or combining ones.

/// Rows of cells; the first row is the header.
pub(super) struct Table {
    n_names: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table whose first `n_names` columns are set left and all others right.
    pub(super) fn new<S: Into<String>>(n_names: usize, header: impl IntoIterator<Item = S>) -> Self {
        let mut table = Self { n_names, rows: Vec::new() };
        table.row(header);
        table
    }

    /// Adds a row, which may be shorter than the header.
    pub(super) fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The lines, each after this indent and ending in a line feed, columns two spaces apart.
    pub(super) fn lines(&self, indent: &str) -> String {
        let n_columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut widths = vec![0; n_columns];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut lines = String::new();
        for row in &self.rows {
            let mut line = indent.to_owned();
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                if column > 0 {
                    line.push_str("  ");
                }
                line.push_str(&match column < self.n_names {
                    true => format!("{cell:<width$}"),
                    false => format!("{cell:>width$}"),
                });
            }
            lines.push_str(line.trim_end());
            lines.push('\n');
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_left_figures_right() {
        let mut table = Table::new(1, ["head", "n"]);
        table.row(["НАТО", "100"]);
        table.row(["x"]);
        assert_eq!(table.lines("  "), "  head    n\n  НАТО  100\n  x\n");
    }
}
