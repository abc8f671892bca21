//! Two models on the same comments: differences, whether they are more than chance, and the comments that flipped.

use super::super::cell::{NOTHING, beside, count, counted, line, p_said, p_value};
use super::super::content::Comparison;
use super::kinds::{KINDS, Kind, values};
use super::{Block, Cell, FEW, SENTENCE, Table, Text, meaning, name, nothing};
use crate::eval::{Difference, HeadComparison};

/// From this p on a difference is not shown.
const CHANCE: f64 = 0.05;

/// Characters of a flipped comment's text that are shown.
const TEXT: usize = 240;

/// Sentences, differences, McNemar's test and flipped comments.
pub fn blocks(comparison: &Comparison) -> Vec<Block> {
    let models = Text::new()
        .say("First, which this report is about: ")
        .data(&line(&comparison.first, SENTENCE))
        .say(". Second: ")
        .data(&line(&comparison.second, SENTENCE))
        .say(".");
    let mut blocks = vec![models.into()];
    let heads: Vec<_> = comparison.heads.iter().filter(|head| head.n > 0).collect();
    if heads.is_empty() {
        blocks.extend(nothing("There is no labelled comment that both were asked about."));
        return blocks;
    }
    blocks.extend([
        Block::Verdicts(heads.iter().map(|head| sentence(head)).collect()),
        differences(&heads).into(),
        Block::Meaning(vec![meaning::DIFFERENCE]),
        mcnemar(&heads).into(),
        Block::Meaning(vec![meaning::MCNEMAR]),
    ]);
    blocks.extend(flipped(comparison));
    blocks
}

/// The second beside the first in words.
fn standing(kind: &Kind, difference: &Difference) -> &'static str {
    let shown = difference.p.is_some_and(|p| p < CHANCE);
    match (shown, (difference.value > 0.0) == kind.more_is_better) {
        (false, _) => "no difference shown",
        (true, true) => "second better",
        (true, false) => "second worse",
    }
}

fn sentence(head: &HeadComparison) -> (&'static str, Text) {
    let (kind, difference) = (&KINDS[0], &head.difference.macro_f1);
    let standing = standing(kind, difference);
    let sign = match standing {
        "second better" => "clear",
        "second worse" => "not",
        _ => "unsure",
    };
    let interval = kind.unit.signed_interval(difference.interval);
    let text = Text::new()
        .data(&name(&head.head))
        .say(": macro-F1 ")
        .strong(&beside(kind.unit.signed(difference.value), interval))
        .say(&format!(" points, from {} ", kind.unit.number(head.first.macro_f1)))
        .say(&format!("to {} ", kind.unit.number(head.second.macro_f1)))
        .say(&format!("on {}, {}: {standing}.", counted(head.n, "comment"), p_said(difference.p)));
    (sign, text)
}

fn differences(heads: &[&HeadComparison]) -> Table {
    let columns = ["head", "figure", "n", "first", "second", "difference", "p", "verdict"];
    let mut table = Table::new("Second less first", 2, columns);
    for head in heads {
        let first = table.rows.len();
        let all = KINDS.iter().zip(values(&head.first)).zip(values(&head.second)).zip(values(&head.difference));
        for (((kind, one), other), difference) in all {
            let (Some(one), Some(other), Some(difference)) = (one, other, difference) else { continue };
            let standing = standing(kind, &difference);
            let interval = kind.unit.signed_interval(difference.interval);
            let cells = [
                Cell::from(name(&head.head)),
                Cell::from(kind.name),
                Cell::from(count(head.n)),
                Cell::from(kind.unit.number(one)),
                Cell::from(kind.unit.number(other)),
                Cell::beside(kind.unit.signed(difference.value), interval),
                Cell::from(p_value(difference.p)),
                Cell::from(standing).stressed(standing != "no difference shown"),
            ];
            table.row(cells).few = head.n < FEW;
        }
        table.join(first..table.rows.len());
    }
    table
}

fn mcnemar(heads: &[&HeadComparison]) -> Table {
    let columns = ["head", "n", "both right", "only first right", "only second right", "neither right", "p"];
    let mut table = Table::new("McNemar's test of accuracy", 1, columns);
    for head in heads {
        let test = &head.mcnemar;
        let counts = [head.n, test.both, test.first, test.second, test.neither].map(count);
        let cells = [name(&head.head)].into_iter().chain(counts).chain([p_value(Some(test.p))]);
        table.row(cells.map(Cell::from)).few = head.n < FEW;
    }
    table
}

fn flipped(comparison: &Comparison) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Comments labelled differently".into())];
    if comparison.flipped.is_empty() {
        blocks.extend(nothing("There are none."));
        return blocks;
    }
    let columns = ["comment", "head", "truth", "first", "second", "text"];
    let shown = comparison.flipped.len();
    let caption = match comparison.n_flipped > shown {
        true => format!("{} of {} flipped labels", count(shown), count(comparison.n_flipped)),
        false => counted(shown, "flipped label"),
    };
    let mut table = Table::new(&caption, columns.len(), columns);
    for flip in &comparison.flipped {
        let label = |label: &Option<String>| {
            let shown = label.as_deref().map_or(NOTHING.to_owned(), name);
            Cell::from(shown).stressed(label.as_ref() == Some(&flip.truth))
        };
        table.row([
            Cell::from(name(&flip.id)),
            Cell::from(name(&flip.head)),
            Cell::from(name(&flip.truth)),
            label(&flip.first),
            label(&flip.second),
            Cell::long(line(&flip.text, TEXT)),
        ]);
    }
    blocks.extend([Block::Meaning(vec![meaning::FLIPPED]), table.into()]);
    blocks
}
