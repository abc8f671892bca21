//! The six figures that every system has: their names, units and meanings, in one order.

use super::super::cell::{NOTHING, Unit};
use super::{Cell, meaning};
use crate::eval::{Figures, HeadEvaluation, Interval};

/// One of the figures.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// How it is written.
    pub unit: Unit,
    /// Whether more of it is better.
    pub more_is_better: bool,
    /// What it means and what would be good.
    pub meaning: &'static str,
}

const fn kind(name: &'static str, unit: Unit, more_is_better: bool, meaning: &'static str) -> Kind {
    Kind { name, unit, more_is_better, meaning }
}

impl Kind {
    /// A cell with the figure and its interval; without the former there is no latter.
    pub fn cell(&self, value: Option<f64>, interval: Option<Interval>) -> Cell {
        match value {
            Some(value) => Cell::beside(self.unit.number(value), self.unit.interval(interval)),
            None => Cell::from(NOTHING),
        }
    }
}

/// All of them, in the order of [`values`].
pub const KINDS: [Kind; 6] = [
    kind("macro-F1", Unit::Percent, true, meaning::MACRO_F1),
    kind("F_avg", Unit::Percent, true, meaning::F_AVG),
    kind("accuracy", Unit::Percent, true, meaning::ACCURACY),
    kind("Matthews correlation", Unit::Three, true, meaning::MCC),
    kind("log-loss", Unit::Three, false, meaning::LOG_LOSS),
    kind("Brier score", Unit::Three, false, meaning::BRIER),
];

/// The values in the order of [`KINDS`].
pub fn values<T: Copy>(figures: &Figures<T>) -> [Option<T>; 6] {
    [Some(figures.macro_f1), figures.f_avg, Some(figures.accuracy), Some(figures.mcc), figures.log_loss, figures.brier]
}

/// The values of a head.
pub fn values_of(head: &HeadEvaluation) -> [Option<f64>; 6] {
    [Some(head.macro_f1), head.f_avg, Some(head.accuracy), Some(head.mcc), Some(head.log_loss), Some(head.brier)]
}

/// Intervals in the order of [`KINDS`].
pub fn intervals(intervals: Option<&Figures<Interval>>) -> [Option<Interval>; 6] {
    intervals.map_or([None; 6], values)
}
