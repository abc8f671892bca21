//! Reliability diagram: how often labels of each probability are right, and how many there are.

use super::super::cell::{count, finite, whole};
use super::super::document::{Figure, Table};
use super::axes::{Axes, Scale, ticks};
use super::svg::{Mark, Svg};
use super::{SMALL, told};
use crate::eval::{Bin, HeadCalibration, Reliability};

/// Height of the bars below.
const BARS: f64 = 44.0;

/// The diagram of a head, with its numbers.
pub fn reliability(at: usize, name: &str, head: &HeadCalibration, table: Table) -> Figure {
    let (width, height) = (SMALL.0, SMALL.1 + BARS);
    let mut svg = Svg::new(width, height);
    let x = Scale::new((0.0, 1.0), (46.0, width - 10.0));
    let y = Scale::new((0.0, 1.0), (SMALL.1 - 44.0, 30.0));
    let axes = Axes { x, y, x_name: "probability of the label, %", y_name: "right, %" };
    let tenths = ticks(0.0, 1.0, 0.2, whole);
    axes.draw(&mut svg, &tenths, &tenths);
    svg.path("ideal", &[(x.at(0.0), y.at(0.0)), (x.at(1.0), y.at(1.0))]);
    if let Some(before) = &head.before {
        svg.path("before", &points(before, x, y));
        points(before, x, y).iter().for_each(|point| svg.mark("before", Mark::Circle, *point));
    }
    for bin in head.after.bins.iter().filter(|bin| is_drawn(bin)) {
        if let Some(interval) = finite(bin.interval) {
            let middle = x.at(bin.confidence);
            svg.line("whisker", (middle, y.at(interval.low)), (middle, y.at(interval.high)));
        }
    }
    svg.path("after", &points(&head.after, x, y));
    points(&head.after, x, y).iter().for_each(|point| svg.mark("after", Mark::Disc, *point));
    legend(&mut svg, head.before.is_some());
    bars(&mut svg, &head.after, x, height);
    let title = format!("Reliability diagram: {name}");
    let svg = svg.finish(&format!("reliability-{at}"), &title, &told(&table));
    Figure { title: name.to_owned(), svg, wide: false, table: Some(table) }
}

fn is_drawn(bin: &Bin) -> bool {
    bin.n > 0 && bin.accuracy.is_finite() && bin.confidence.is_finite()
}

fn points(found: &Reliability, x: Scale, y: Scale) -> Vec<(f64, f64)> {
    found.bins.iter().filter(|bin| is_drawn(bin)).map(|bin| (x.at(bin.confidence), y.at(bin.accuracy))).collect()
}

fn legend(svg: &mut Svg, before: bool) {
    svg.mark("after", Mark::Disc, (56.0, 12.0));
    svg.text("s", (66.0, 16.0), "after");
    if before {
        svg.mark("before", Mark::Circle, (116.0, 12.0));
        svg.text("s", (126.0, 16.0), "before");
    }
    svg.path("ideal", &[(186.0, 12.0), (208.0, 12.0)]);
    svg.text("s", (214.0, 16.0), "perfect");
}

/// Bars of the number of labels in each bin, their most written at the side.
fn bars(svg: &mut Svg, found: &Reliability, x: Scale, height: f64) {
    let most = found.bins.iter().map(|bin| bin.n).max().unwrap_or(0).max(1);
    let tall = Scale::new((0.0, most as f64), (0.0, BARS - 8.0));
    let base = height - 4.0;
    for bin in &found.bins {
        let (left, right) = (x.at(bin.low), x.at(bin.high));
        let size = tall.at(bin.n as f64);
        let size = if bin.n > 0 { size.max(1.0) } else { 0.0 };
        svg.rect("bar-n", (left + 1.0, base - size), (right - left - 2.0, size));
    }
    svg.line("frame", (x.at(0.0), base), (x.at(1.0), base));
    svg.text("e tick-t", (x.at(0.0) - 6.0, base - BARS + 16.0), &count(most));
    svg.text("e tick-t", (x.at(0.0) - 6.0, base), "n 0");
}
