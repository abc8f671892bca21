//! Macro-F1 of all heads in one plot, each with its interval and the other systems.

use super::super::cell::{Unit, beside, finite, line, whole};
use super::super::document::{Figure, System, systems};
use super::axes::{Scale, ticks};
use super::svg::{Mark, Svg};
use super::{WIDE, short};
use crate::eval::HeadEvaluation;

/// Height of a row, and of a line of the legend.
const ROW: f64 = 34.0;
const LEGEND: f64 = 22.0;

/// Marks of the other systems in the order in which they are first met; the last for all that come after.
const MARKS: [Mark; 6] = [Mark::Tick, Mark::Diamond, Mark::Circle, Mark::Triangle, Mark::Square, Mark::Cross];

/// The plot; its numbers are in the table of all systems.
pub fn scores(heads: &[&HeadEvaluation]) -> Figure {
    let rows: Vec<(String, Vec<System>)> = heads.iter().map(|head| (line(&head.name, 60), systems(head))).collect();
    let mut others: Vec<&str> = Vec::new();
    for system in rows.iter().flat_map(|(_, systems)| &systems[1..]) {
        if !others.contains(&system.name.as_str()) {
            others.push(&system.name);
        }
    }
    let lines = (1 + others.len()).div_ceil(4) as f64;
    let top = lines * LEGEND + 12.0;
    let bottom = top + ROW * rows.len() as f64;
    let mut svg = Svg::new(WIDE, bottom + 24.0);
    let x = Scale::new((0.0, 1.0), (170.0, WIDE - 70.0));
    let mark = |name: &str| {
        let place = others.iter().position(|other| *other == name).unwrap_or(0);
        MARKS[place.min(MARKS.len() - 1)]
    };
    let names = ["this model"].into_iter().chain(others.iter().copied());
    for (place, name) in names.enumerate() {
        let (left, y) = (178.0 + 145.0 * (place % 4) as f64, 12.0 + LEGEND * (place / 4) as f64);
        match place {
            0 => svg.mark("after", Mark::Disc, (left, y)),
            _ => svg.mark("other", mark(name), (left, y)),
        }
        svg.text("s", (left + 11.0, y + 4.0), &short(name, 18));
    }
    for (value, words) in ticks(0.0, 1.0, 0.2, whole) {
        svg.line("grid", (x.at(value), top - 4.0), (x.at(value), bottom));
        svg.text("m tick-t", (x.at(value), bottom + 16.0), &words);
    }
    for (place, (name, systems)) in rows.iter().enumerate() {
        row(&mut svg, top + ROW * (place as f64 + 0.5), x, name, systems, mark);
    }
    let svg = svg.finish("scores", "Macro-F1 of each head beside other systems", &told(&rows));
    Figure { title: "Macro-F1 of each head, %".to_owned(), svg, wide: true, table: None }
}

fn row(svg: &mut Svg, y: f64, x: Scale, name: &str, systems: &[System], mark: impl Fn(&str) -> Mark) {
    let at = |system: &System| system.values[0].filter(|value| value.is_finite());
    svg.line("grid", (x.at(0.0), y), (x.at(1.0), y));
    svg.text("e name", (x.at(0.0) - 12.0, y + 4.0), &short(name, 22));
    for system in &systems[1..] {
        if let Some(value) = at(system) {
            svg.mark("other", mark(&system.name), (x.at(value), y));
        }
    }
    let model = &systems[0];
    if let Some(interval) = finite(model.intervals[0]) {
        svg.line("span", (x.at(interval.low), y), (x.at(interval.high), y));
    }
    if let Some(value) = at(model) {
        svg.mark("after", Mark::Disc, (x.at(value), y));
    }
    svg.text("s name", (x.at(1.0) + 14.0, y + 4.0), &Unit::Percent.number(at(model).unwrap_or(f64::NAN)));
}

fn told(rows: &[(String, Vec<System>)]) -> String {
    let row = |(name, systems): &(String, Vec<System>)| {
        let systems = systems.iter().map(|system| {
            let called = if system.name.is_empty() { "this model" } else { &system.name };
            let figure = Unit::Percent.number(system.values[0].unwrap_or(f64::NAN));
            format!("{called} {}", beside(figure, Unit::Percent.interval(system.intervals[0])))
        });
        format!("{name}: {}", systems.collect::<Vec<_>>().join(", "))
    };
    rows.iter().map(row).collect::<Vec<_>>().join("; ")
}
