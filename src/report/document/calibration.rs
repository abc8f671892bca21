//! Whether probabilities mean what they say, before and after the decision.

use super::super::cell::{NOTHING, Unit, count, whole};
use super::super::plot;
use super::{Block, Cell, FEW, Figure, Table, Text, meaning, name, nothing};
use crate::eval::{Bin, HeadCalibration, Reliability};

/// A table of all heads, and a reliability diagram of each.
pub fn blocks(heads: &[HeadCalibration]) -> Vec<Block> {
    let asked: Vec<_> = heads.iter().filter(|head| head.n > 0).collect();
    if asked.is_empty() {
        return nothing("No head has labelled comments with probabilities.");
    }
    let columns =
        ["head", "probabilities", "n", "calibration error %", "if calibrated %", "bins", "log-loss", "Brier score"];
    let mut table = Table::new("Calibration of each head", 2, columns);
    for head in &asked {
        let first = table.rows.len();
        let stages = head.before.iter().map(|found| ("before", found)).chain([("after", &head.after)]);
        for (stage, found) in stages {
            let cells = row(head, stage, found);
            table.row(cells).few = head.n < FEW;
        }
        table.join(first..table.rows.len());
    }
    let figures = asked.iter().enumerate().map(|(at, head)| figure(at, head));
    let stages = Text::new().strong("Before").say(": the scorers alone. ").strong("After");
    vec![
        stages.say(": the probabilities as given.").into(),
        table.into(),
        Block::Meaning(vec![meaning::ECE]),
        Block::Figures(figures.collect()),
        Block::Meaning(vec![meaning::RELIABILITY]),
    ]
}

fn row(head: &HeadCalibration, stage: &str, found: &Reliability) -> [Cell; 8] {
    let ece = Cell::beside(Unit::Percent.number(found.ece), Unit::Percent.interval(found.ece_interval));
    [
        Cell::from(name(&head.head)),
        Cell::from(stage),
        Cell::from(count(head.n)),
        ece.stressed(stage == "after"),
        Cell::from(Unit::Percent.number(found.ece_if_calibrated)),
        Cell::from(count(found.bins.len())),
        Cell::from(Unit::Three.number(found.log_loss)),
        Cell::from(Unit::Three.number(found.brier)),
    ]
}

fn figure(at: usize, head: &HeadCalibration) -> Figure {
    let name = name(&head.head);
    let columns = ["probability %", "n", "mean probability %", "right %"];
    let with_before = head.before.as_ref().filter(|before| before.bins.len() == head.after.bins.len());
    let more = ["before: n", "before: right %"].into_iter().filter(|_| with_before.is_some());
    let mut table = Table::new(&format!("{name}: the bins"), 1, columns.into_iter().chain(more));
    for (place, bin) in head.after.bins.iter().enumerate() {
        let before = with_before.map(|before| &before.bins[place]);
        if bin.n == 0 && before.is_none_or(|before| before.n == 0) {
            continue;
        }
        let right = |bin: &Bin| match bin.n {
            0 => Cell::from(NOTHING),
            _ => Cell::beside(Unit::Percent.number(bin.accuracy), Unit::Percent.interval(bin.interval)),
        };
        let confidence = if bin.n == 0 { f64::NAN } else { bin.confidence };
        let cells = [
            Cell::from(format!("{}–{}", whole(bin.low), whole(bin.high))),
            Cell::from(count(bin.n)),
            Cell::from(Unit::Percent.number(confidence)),
            right(bin),
        ];
        let before = before.into_iter().flat_map(|bin| [Cell::from(count(bin.n)), right(bin)]);
        table.row(cells.into_iter().chain(before)).few = bin.n < FEW;
    }
    plot::reliability(at, &name, head, table)
}
