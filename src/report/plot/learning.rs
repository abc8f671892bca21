//! Learning curve: measured points with intervals, and what is foretold.

use super::super::cell::{count, finite, whole};
use super::super::document::{Figure, Table};
use super::axes::{Axes, Scale, stretch, ticks};
use super::svg::{Mark, Svg};
use super::{SMALL, told};
use crate::eval::{Interval, LearningCurve};

/// The curve of a head, with its numbers.
pub fn learning(at: usize, name: &str, curve: &LearningCurve, table: Table) -> Figure {
    let measured = curve.points.iter().map(|point| (point.n_labelled, point.macro_f1, point.interval));
    let foretold = curve.forecasts.iter().map(|point| (point.n_labelled, point.macro_f1, point.interval));
    // What is not a number is not drawn.
    let drawn =
        |(n, value, interval): (usize, f64, Option<Interval>)| value.is_finite().then(|| (n, value, finite(interval)));
    let (measured, foretold): (Vec<_>, Vec<_>) =
        (measured.filter_map(drawn).collect(), foretold.filter_map(drawn).collect());
    let all = || measured.iter().chain(&foretold);
    let (low, high) = stretch(all().flat_map(|(_, value, interval)| {
        let ends = interval.map(|ends| [ends.low, ends.high]);
        [*value].into_iter().chain(ends.into_iter().flatten())
    }));
    // Labels double from point to point, so they are drawn by their logarithm.
    let log = |n: usize| (n.max(1) as f64).log2();
    let sizes = || all().map(|(n, ..)| log(*n)).filter(|size| size.is_finite());
    let (few, many) = (sizes().fold(f64::INFINITY, f64::min), sizes().fold(0.0, f64::max));
    let mut svg = Svg::new(SMALL.0, SMALL.1);
    let x = Scale::new((few, many), (60.0, SMALL.0 - 24.0));
    let y = Scale::new((low, high), (SMALL.1 - 44.0, 34.0));
    let step = if high - low > 0.5 { 0.2 } else { 0.1 };
    let mut words: Vec<(f64, String)> = all().map(|(n, ..)| (log(*n), count(*n))).collect();
    // Points that lie too near for their words keep the last.
    let mut next = f64::INFINITY;
    words.reverse();
    words.retain(|(size, words)| {
        let place = x.at(*size);
        let keep = place <= next - 7.0 * words.len() as f64;
        next = if keep { place } else { next };
        keep
    });
    let axes = Axes { x, y, x_name: "labelled comments", y_name: "macro-F1, %" };
    axes.draw(&mut svg, &words, &ticks(low, high, step, whole));
    let place = |(n, value, _): &(usize, f64, Option<Interval>)| (x.at(log(*n)), y.at(*value));
    let dashed: Vec<_> = measured.last().into_iter().chain(&foretold).map(place).collect();
    svg.path("ahead", &dashed);
    for (n, _, interval) in all() {
        if let Some(ends) = interval {
            svg.line("whisker", (x.at(log(*n)), y.at(ends.low)), (x.at(log(*n)), y.at(ends.high)));
        }
    }
    svg.path("after", &measured.iter().map(place).collect::<Vec<_>>());
    measured.iter().for_each(|point| svg.mark("after", Mark::Disc, place(point)));
    foretold.iter().for_each(|point| svg.mark("before", Mark::Circle, place(point)));
    svg.mark("after", Mark::Disc, (66.0, 12.0));
    svg.text("s", (76.0, 16.0), "measured");
    if !foretold.is_empty() {
        svg.mark("before", Mark::Circle, (156.0, 12.0));
        svg.text("s", (166.0, 16.0), "foretold");
    }
    let svg = svg.finish(&format!("learning-{at}"), &format!("Learning curve: {name}"), &told(&table));
    Figure { title: name.to_owned(), svg, wide: false, table: Some(table) }
}
