//! The evaluation report as one HTML page that needs nothing else: no script, no network, no other file.
//!
//! Whatever comes from data is hostile: the templates and the plots escape all of it, it stands in text and in quoted
//! attributes only. The page forbids itself everything but its own style, known by its hash.

mod policy;

use askama::Template;

pub use policy::policy;

use super::content::Report;
use super::document::{Block, Cell, Document, Row, Style, Table, document};

/// What this page and that of a section have in common, then what is the report's own.
const STYLE: &str =
    concat!(include_str!("../../../templates/base.css"), include_str!("../../../templates/report/style.css"));

/// Columns from which on a table is likely to be wider than its place, so that keys must reach it to scroll.
const WIDE: usize = 6;

/// Intervals in a row from which on they stand below their figures, to save width.
const STACKED: usize = 3;

/// The page.
#[derive(Template)]
#[template(path = "report/page.html")]
struct Page {
    policy: String,
    style: &'static str,
    document: Document,
}

/// The report as a page: HTML that is valid, complete in itself, and without script.
///
/// It holds the figures that [`super::markdown`] and [`super::json`] hold, rounded as in the former. The same report
/// gives the same bytes.
pub fn page(report: &Report) -> String {
    let page = Page { policy: policy(STYLE, None), style: STYLE, document: document(report) };
    page.render().expect("every value of the page can be written, and writing to memory cannot fail")
}

impl Table {
    fn is_wide(&self) -> bool {
        self.columns.len() >= WIDE
    }

    fn is_stacked(&self) -> bool {
        let intervals =
            |row: &Row| row.cells.iter().filter(|cell| cell.small.is_some() && cell.shade.is_none()).count();
        self.rows.iter().any(|row| intervals(row) >= STACKED)
    }

    /// Classes of a cell.
    fn classes(&self, column: usize, cell: &Cell) -> String {
        let mut classes = Vec::new();
        classes.extend((column >= self.n_names && !cell.long).then(|| "n".to_owned()));
        classes.extend(cell.long.then(|| "long".to_owned()));
        classes.extend(cell.shade.map(|shade| format!("s{}", shade.min(10))));
        classes.join(" ")
    }
}

#[cfg(test)]
mod tests;
