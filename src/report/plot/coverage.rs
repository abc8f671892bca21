//! Curve of coverage and risk.

use super::super::cell::whole;
use super::super::document::{Figure, Table};
use super::axes::{Axes, Scale, ticks};
use super::svg::{Mark, Svg};
use super::{SMALL, told};
use crate::eval::HeadCoverage;

/// The curve of a head, with its numbers.
pub fn coverage(at: usize, name: &str, head: &HeadCoverage, table: Table) -> Figure {
    let mut svg = Svg::new(SMALL.0, SMALL.1);
    // The top is the next tenth above the curve, so that flat curves are not drawn at the bottom of an empty square.
    let errors = head.curve.iter().map(|point| point.error).filter(|error| error.is_finite());
    let top = ((errors.fold(0.0, f64::max) * 10.0 - 1e-9).ceil() / 10.0).clamp(0.2, 1.0);
    let x = Scale::new((0.0, 1.0), (46.0, SMALL.0 - 12.0));
    let y = Scale::new((0.0, top), (SMALL.1 - 44.0, 14.0));
    let axes = Axes { x, y, x_name: "labels kept, the surest first, %", y_name: "wrong, %" };
    axes.draw(&mut svg, &ticks(0.0, 1.0, 0.2, whole), &ticks(0.0, top, if top > 0.5 { 0.2 } else { 0.1 }, whole));
    let points = head.curve.iter().filter(|point| point.error.is_finite());
    let points: Vec<_> = points.map(|point| (x.at(point.coverage), y.at(point.error))).collect();
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        let below = [(last.0, y.at(0.0)), (first.0, y.at(0.0))];
        svg.area("ground-a", &points.iter().copied().chain(below).collect::<Vec<_>>());
    }
    svg.path("after", &points);
    for point in head.at.iter().filter(|point| point.error.is_finite()) {
        svg.mark("after", Mark::Disc, (x.at(point.coverage), y.at(point.error)));
    }
    let title = format!("Error against coverage: {name}");
    let svg = svg.finish(&format!("coverage-{at}"), &title, &told(&table));
    Figure { title: name.to_owned(), svg, wide: false, table: Some(table) }
}
