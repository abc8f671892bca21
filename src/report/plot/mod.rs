//! Plots as SVG: drawn with classes alone, so that the page's style colours them for light, dark and paper.
//!
//! Every plot has a title and, as its description, the numbers of its table. Colour carries nothing alone: what is told
//! apart differs in shape or dash as well.

mod axes;
mod coverage;
mod learning;
mod reliability;
mod scores;
mod slices;
mod svg;

pub use coverage::coverage;
pub use learning::learning;
pub use reliability::reliability;
pub use scores::scores;
pub use slices::slices;

use super::document::Table;

/// Width and height of a plot that stands beside others.
const SMALL: (f64, f64) = (340.0, 300.0);

/// Width of a plot that stands alone.
const WIDE: f64 = 760.0;

/// The numbers of a table in one line: `0.5–0.6: n 12, right % 58.3 [..]; ...`.
fn told(table: &Table) -> String {
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().zip(&table.columns).skip(table.n_names);
        let cells = cells.filter(|(cell, _)| !cell.text.is_empty()).map(|(cell, column)| {
            let small = cell.small.as_ref().map(|small| format!(" {small}")).unwrap_or_default();
            format!("{column} {}{small}", cell.text)
        });
        let names: Vec<&str> = row.cells.iter().take(table.n_names).map(|cell| cell.text.as_str()).collect();
        let first = table.columns.first().map_or("", String::as_str);
        format!("{first} {}: {}", names.join(", "), cells.collect::<Vec<_>>().join(", "))
    });
    rows.collect::<Vec<_>>().join("; ")
}

/// At most `n` characters, for words that have only so much room.
fn short(text: &str, n: usize) -> String {
    match text.char_indices().nth(n) {
        Some(_) => text.chars().take(n - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}
