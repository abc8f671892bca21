//! Kinds of comments of one head: how much better or worse each is than the rest.

use super::super::cell::{Unit, count, finite, line};
use super::super::document::{Figure, Table};
use super::axes::{Scale, ticks};
use super::svg::{Mark, Svg};
use super::{WIDE, short, told};
use crate::eval::SliceFigures;

/// Height of a row.
const ROW: f64 = 20.0;

/// The plot of a head, with its numbers.
pub fn slices(at: usize, name: &str, slices: &[&SliceFigures], table: Table) -> Figure {
    let ends = slices.iter().flat_map(|slice| {
        let interval = slice.difference_interval.map(|ends| [ends.low, ends.high]);
        [slice.difference].into_iter().chain(interval.into_iter().flatten())
    });
    let most = ends.filter(|end| end.is_finite()).fold(0.1, |most: f64, end| most.max(end.abs())).min(1.0);
    let most = (most * 10.0 - 1e-9).ceil() / 10.0;
    let bottom = 24.0 + ROW * slices.len() as f64;
    let mut svg = Svg::new(WIDE, bottom + 22.0);
    let x = Scale::new((-most, most), (300.0, WIDE - 120.0));
    svg.text("m axis", (x.at(-most / 2.0), 12.0), "← worse than the rest");
    svg.text("m axis", (x.at(most / 2.0), 12.0), "better →");
    svg.text("e axis", (288.0, 12.0), "n");
    let step = if most > 0.25 { 0.2 } else { 0.1 };
    for (value, _) in ticks(-most, most, step, |_| String::new()) {
        svg.line(if value == 0.0 { "frame" } else { "grid" }, (x.at(value), 20.0), (x.at(value), bottom));
        let words = if value == 0.0 {
            "0".to_owned()
        } else {
            format!("{}{:.0}", if value < 0.0 { "−" } else { "+" }, 100.0 * value.abs())
        };
        svg.text("m tick-t", (x.at(value), bottom + 15.0), &words);
    }
    let mut family = "";
    for (place, slice) in slices.iter().enumerate() {
        let y = 24.0 + ROW * (place as f64 + 0.5);
        if slice.family != family {
            family = &slice.family;
            if place > 0 {
                svg.line("grid", (0.0, y - ROW / 2.0), (WIDE, y - ROW / 2.0));
            }
            svg.text("s family", (0.0, y + 4.0), &short(&line(family, 60), 14));
        }
        row(&mut svg, slice, x, y);
    }
    let title = format!("Accuracy of kinds of comments against the rest: {name}");
    let svg = svg.finish(&format!("slices-{at}"), &title, &told(&table));
    Figure { title: name.to_owned(), svg, wide: true, table: Some(table) }
}

fn row(svg: &mut Svg, slice: &SliceFigures, x: Scale, y: f64) {
    let kind = if slice.worse { "s worse-t" } else { "s" };
    svg.text(kind, (112.0, y + 4.0), &short(&line(&slice.name, 60), 20));
    svg.text("e tick-t", (288.0, y + 4.0), &count(slice.n));
    if !slice.difference.is_finite() {
        return;
    }
    let class = if slice.worse { "worse" } else { "after" };
    if let Some(ends) = finite(slice.difference_interval) {
        svg.line(&format!("{class} whisker"), (x.at(ends.low), y), (x.at(ends.high), y));
    }
    let mark = if slice.worse { Mark::Square } else { Mark::Disc };
    svg.mark(class, mark, (x.at(slice.difference), y));
    let words = Unit::Percent.signed(slice.difference);
    let words = if slice.worse { format!("{words} worse") } else { words };
    svg.text(if slice.worse { "s worse-t" } else { "s tick-t" }, (WIDE - 104.0, y + 4.0), &words);
}
