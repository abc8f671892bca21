//! Kinds of comments: which are significantly worse, in words, and all of them as a plot.

use super::super::cell::{Unit, beside, count, p_said, p_value};
use super::super::plot;
use super::{Block, Cell, FEW, Figure, Table, Text, meaning, name, nothing};
use crate::eval::SliceFigures;

/// The worse ones named, and a plot for each head.
pub fn blocks(slices: &[SliceFigures]) -> Vec<Block> {
    if slices.is_empty() {
        return nothing("No kind of comments was told apart.");
    }
    let mut heads: Vec<&str> = Vec::new();
    for slice in slices {
        if !heads.contains(&slice.head.as_str()) {
            heads.push(&slice.head);
        }
    }
    let figures = heads.iter().enumerate().map(|(at, head)| {
        let of: Vec<_> = slices.iter().filter(|slice| slice.head == **head).collect();
        figure(at, &name(head), &of)
    });
    let mut blocks = worse(slices);
    blocks.extend([Block::Figures(figures.collect()), Block::Meaning(vec![meaning::SLICES])]);
    blocks
}

fn worse(slices: &[SliceFigures]) -> Vec<Block> {
    let worse: Vec<_> = slices.iter().filter(|slice| slice.worse).collect();
    if worse.is_empty() {
        return nothing("No kind of comments is significantly worse than the rest.");
    }
    let sentence = |slice: &&SliceFigures| {
        let difference = Unit::Percent.signed(slice.difference);
        let interval = Unit::Percent.signed_interval(slice.difference_interval);
        let text = Text::new()
            .data(&name(&slice.head))
            .say(", ")
            .data(&name(&slice.family))
            .say(": ")
            .data(&name(&slice.name))
            .say(&format!(": accuracy {} against ", Unit::Percent.number(slice.accuracy)))
            .say(&format!("{} on the rest, ", Unit::Percent.number(slice.rest)))
            .strong(&beside(difference, interval))
            .say(&format!(" points (n = {}, {}).", count(slice.n), p_said(slice.p)));
        ("not", text)
    };
    let n = worse.len();
    let kinds = if n == 1 { "kind of comments is" } else { "kinds of comments are" };
    vec![
        Text::new().strong(&format!("{} {kinds} significantly worse than the rest:", count(n))).into(),
        Block::Verdicts(worse.iter().map(sentence).collect()),
    ]
}

fn figure(at: usize, head: &str, slices: &[&SliceFigures]) -> Figure {
    let columns = ["by", "kind", "n", "accuracy %", "rest %", "difference", "p", "macro-F1 %", "verdict"];
    let mut table = Table::new(&format!("{head}: kinds of comments"), 2, columns);
    let mut first = 0;
    for (place, slice) in slices.iter().enumerate() {
        if slices[first].family != slice.family {
            table.join(first..place);
            first = place;
        }
        let unit = Unit::Percent;
        let cells = [
            Cell::from(name(&slice.family)),
            Cell::from(name(&slice.name)),
            Cell::from(count(slice.n)),
            Cell::beside(unit.number(slice.accuracy), unit.interval(slice.interval)),
            Cell::from(unit.number(slice.rest)),
            Cell::beside(unit.signed(slice.difference), unit.signed_interval(slice.difference_interval))
                .stressed(slice.worse),
            Cell::from(p_value(slice.p)),
            Cell::from(unit.number(slice.macro_f1)),
            Cell::from(if slice.worse { "worse" } else { "" }).stressed(true),
        ];
        table.row(cells).few = slice.n < FEW;
    }
    table.join(first..slices.len());
    plot::slices(at, head, slices, table)
}
