//! How the score grew with the labels, and what more of them would likely bring, in words.

use super::super::cell::{Unit, beside, count};
use super::super::plot;
use super::{Block, Cell, Table, Text, meaning, name, nothing};
use crate::eval::{Forecast, Interval, LearningCurve, LearningPoint};

/// A sentence and a plot for each head.
pub fn blocks(curves: &[LearningCurve]) -> Vec<Block> {
    let drawn: Vec<_> = curves.iter().filter(|curve| !curve.points.is_empty()).collect();
    if drawn.is_empty() {
        return nothing("No head has enough labelled comments for a curve.");
    }
    let verdicts = drawn.iter().map(|curve| ("", sentence(curve))).collect();
    let figures = drawn.iter().enumerate().map(|(at, curve)| {
        let name = name(&curve.head);
        plot::learning(at, &name, curve, table(&name, curve))
    });
    vec![Block::Verdicts(verdicts), Block::Figures(figures.collect()), Block::Meaning(vec![meaning::LEARNING])]
}

fn sentence(curve: &LearningCurve) -> Text {
    let text = Text::new().data(&name(&curve.head));
    let Some(last) = curve.points.last() else { return text };
    let text = text.say(&format!(": {} with all ", Unit::Percent.with_interval(last.macro_f1, last.interval)));
    let mut text = text.say(&format!("{} labels", count(last.n_labelled)));
    if curve.forecasts.is_empty() {
        return text.say("; the points do not bear a curve, so nothing is foretold.");
    }
    for forecast in &curve.forecasts {
        let (gain, interval) = gain(last, forecast);
        let points = beside(Unit::Percent.signed(gain), Unit::Percent.signed_interval(interval));
        text = text
            .say(&format!("; {} ({}) would likely bring ", times(last, forecast), count(forecast.n_labelled)))
            .strong(&points)
            .say(" points");
    }
    text.say(".")
}

/// What the forecast adds to the last point.
fn gain(last: &LearningPoint, forecast: &Forecast) -> (f64, Option<Interval>) {
    let less = |end: f64| end - last.macro_f1;
    let interval = forecast.interval.map(|ends| Interval { low: less(ends.low), high: less(ends.high) });
    (less(forecast.macro_f1), interval)
}

fn times(last: &LearningPoint, forecast: &Forecast) -> &'static str {
    match forecast.n_labelled {
        n if n == 2 * last.n_labelled => "twice as many",
        n if n == 4 * last.n_labelled => "four times as many",
        _ => "more",
    }
}

fn table(name: &str, curve: &LearningCurve) -> Table {
    let mut table = Table::new(&format!("{name}: the points"), 1, ["labels", "macro-F1 %", "how"]);
    let points = curve.points.iter().map(|point| (point.n_labelled, point.macro_f1, point.interval, "measured"));
    let forecasts = curve.forecasts.iter().map(|point| (point.n_labelled, point.macro_f1, point.interval, "foretold"));
    for (n, macro_f1, interval, how) in points.chain(forecasts) {
        let figure = Cell::beside(Unit::Percent.number(macro_f1), Unit::Percent.interval(interval));
        table.row([Cell::from(count(n)), figure, Cell::from(how)]);
    }
    table
}
