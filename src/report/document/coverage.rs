//! Error against the share of comments that keep a label.

use super::super::cell::{Unit, count};
use super::super::plot;
use super::{Block, Cell, FEW, Figure, Table, meaning, name, nothing};
use crate::eval::HeadCoverage;

/// Points of the curve that are listed below the plot; the whole curve is in the JSON.
const LISTED: [f64; 10] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];

/// A table of all heads, and the curve of each.
pub fn blocks(heads: &[HeadCoverage]) -> Vec<Block> {
    let asked: Vec<_> = heads.iter().filter(|head| head.n > 0).collect();
    if asked.is_empty() {
        return nothing("No head has labelled comments with probabilities.");
    }
    let at = ["100", "90", "80", "70"].map(|coverage| format!("at {coverage} %"));
    let columns = ["head", "n"].map(String::from).into_iter().chain(at);
    let columns = columns.chain(["area".to_owned(), "least area".to_owned()]);
    let mut table = Table::new("Error in per cent, by the share of comments that keep a label", 1, columns);
    for head in &asked {
        let errors = (0..4).map(|place| head.at.get(place).map_or(f64::NAN, |point| point.error));
        let cells =
            [name(&head.head), count(head.n)].into_iter().chain(errors.map(|error| Unit::Percent.number(error)));
        let area = Cell::beside(Unit::Percent.number(head.area), Unit::Percent.interval(head.area_interval));
        let cells = cells.map(Cell::from).chain([area, Cell::from(Unit::Percent.number(head.least_area))]);
        table.row(cells).few = head.n < FEW;
    }
    let figures = asked.iter().enumerate().map(|(at, head)| figure(at, head));
    vec![
        table.into(),
        Block::Meaning(vec![meaning::AREA]),
        Block::Figures(figures.collect()),
        Block::Meaning(vec![meaning::COVERAGE]),
    ]
}

fn figure(at: usize, head: &HeadCoverage) -> Figure {
    let name = name(&head.head);
    let mut table =
        Table::new(&format!("{name}: points of the curve"), 1, ["coverage %", "probability from %", "error %"]);
    for wanted in LISTED {
        // The curve has one point for each share that the data allow; the first that reaches the wanted one is listed.
        if let Some(point) = head.curve.iter().find(|point| point.coverage >= wanted - 1e-9) {
            let row =
                [point.coverage, point.threshold, point.error].map(|value| Cell::from(Unit::Percent.number(value)));
            if table.rows.last().is_none_or(|last| last.cells != row) {
                table.row(row);
            }
        }
    }
    plot::coverage(at, &name, head, table)
}
