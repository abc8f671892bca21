//! The score with random folds beside the one with articles kept whole.

use super::super::cell::{Unit, beside, count, counted, line};
use super::super::content::Leakage;
use super::{Block, Cell, FEW, SENTENCE, Table, Text, meaning, name};

/// How both folds were made, and what the random ones add.
pub fn blocks(leakage: &Leakage) -> Vec<Block> {
    let text = Text::new()
        .strong(&counted(leakage.n_comments, "labelled comment"))
        .say(", twice: with ")
        .data(&line(&leakage.whole, SENTENCE))
        .say("; and with ")
        .data(&line(&leakage.random, SENTENCE))
        .say(".");
    let columns = ["head", "n", "macro-F1, kept whole %", "macro-F1, at random %", "difference"];
    let mut table = Table::new("Kept whole and dealt at random", 1, columns);
    for head in &leakage.heads {
        let unit = Unit::Percent;
        let cells = [
            Cell::from(name(&head.head)),
            Cell::from(count(head.n)),
            Cell::beside(unit.number(head.whole), unit.interval(head.whole_interval)),
            Cell::beside(unit.number(head.random), unit.interval(head.random_interval)),
            Cell::beside(unit.signed(head.difference), unit.signed_interval(head.difference_interval)).stressed(true),
        ];
        table.row(cells).few = head.n < FEW;
    }
    let mut blocks = vec![text.into()];
    let most = leakage.heads.iter().filter(|head| head.difference.is_finite());
    if let Some(most) = most.max_by(|a, b| a.difference.total_cmp(&b.difference)) {
        let difference = Unit::Percent.signed(most.difference);
        let interval = Unit::Percent.signed_interval(most.difference_interval);
        let sentence = Text::new()
            .say("Dealing comments at random would have raised the score most for ")
            .data(&name(&most.head))
            .say(": by ")
            .strong(&beside(difference, interval))
            .say(" points.");
        blocks.push(sentence.into());
    }
    blocks.extend([table.into(), Block::Meaning(vec![meaning::LEAKAGE])]);
    blocks
}
