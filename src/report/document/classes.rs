//! The figures of each head, and of its classes: precision, recall, F1, support, and who was taken for whom.

use super::super::cell::{NOTHING, Unit, count, counted, share};
use super::kinds::{KINDS, intervals, values_of};
use super::{Block, Cell, FEW, Table, Text, meaning, name, nothing};
use crate::eval::{Evaluation, HeadEvaluation, metrics};

/// All heads in one table, what its columns mean, then head by head.
pub fn blocks(evaluation: &Evaluation) -> Vec<Block> {
    let heads: Vec<_> = evaluation.heads.iter().chain(&evaluation.stance_pooled).collect();
    if heads.is_empty() {
        return nothing("No head has labelled comments.");
    }
    let mut blocks = vec![overview(evaluation, &heads).into(), definitions()];
    for head in heads {
        blocks.push(Block::Heading(name(&head.name)));
        if head.n == 0 {
            blocks.extend(nothing("No labelled comments."));
            continue;
        }
        blocks.push(said(head).into());
        blocks.push(Block::Tables(vec![per_class(head), confusion(head)]));
    }
    blocks.push(Block::Meaning(vec![meaning::CONFUSION]));
    blocks
}

fn overview(evaluation: &Evaluation, heads: &[&HeadEvaluation]) -> Table {
    let columns = ["head", "n"].into_iter().chain(KINDS.iter().map(|kind| kind.name));
    let mut table = Table::new("Figures of each head, with intervals", 1, columns);
    for head in heads {
        let figures = KINDS.iter().zip(values_of(head).into_iter().zip(intervals(head.intervals.as_ref())));
        let figures = figures.map(|(kind, (value, interval))| match head.n {
            0 => Cell::from(NOTHING),
            _ => kind.cell(value, interval),
        });
        let names = [Cell::from(name(&head.name)), Cell::from(count(head.n))];
        table.row(names.into_iter().chain(figures)).few = head.n < FEW;
    }
    if let Some(mean) = evaluation.stance_mean_f_avg {
        let interval = Unit::Percent.interval(evaluation.stance_mean_f_avg_interval);
        let mut cells = vec![Cell::from(NOTHING); table.columns.len()];
        cells[0] = Cell::from("stance (mean over targets)");
        cells[3] = Cell::beside(Unit::Percent.number(mean), interval);
        table.row(cells);
    }
    table
}

fn definitions() -> Block {
    let kinds = KINDS.iter().map(|kind| (kind.name, kind.meaning));
    let others = [
        ("F_avg pooled, mean", meaning::POOLED),
        ("precision", meaning::PRECISION),
        ("recall", meaning::RECALL),
        ("F1", meaning::F1),
        ("support", meaning::SUPPORT),
    ];
    Block::Definitions(kinds.chain(others).map(|(word, what)| (word.to_owned(), what.to_owned())).collect())
}

fn said(head: &HeadEvaluation) -> Text {
    let text = Text::new().say(&counted(head.n, "labelled comment"));
    if head.abstained == 0 {
        return text.say(", a label for every one.");
    }
    let decided = metrics::accuracy_decided(&head.confusion).unwrap_or(f64::NAN);
    text.say(&format!(
        ", {} of them without a label; accuracy where there is one: {} %.",
        count(head.abstained),
        Unit::Percent.number(decided)
    ))
}

/// Classes that do not occur get no figures, so that the F1 shown are those that macro-F1 averages.
fn per_class(head: &HeadEvaluation) -> Table {
    let mut table =
        Table::new("Each class", 1, ["class", "precision %", "recall %", "F1 %", "support", "labels given"]);
    for (class, scores) in head.classes.iter().zip(&head.per_class) {
        let figures = match scores.occurs() {
            true => [scores.precision, scores.recall, scores.f1].map(|figure| Unit::Percent.number(figure)),
            false => [NOTHING; 3].map(String::from),
        };
        let counts = [count(scores.support), count(scores.predicted)];
        let cells = [name(class)].into_iter().chain(figures).chain(counts);
        table.row(cells.map(Cell::from)).few = scores.support < FEW;
    }
    table
}

/// The column for abstaining is left out where the model never did.
fn confusion(head: &HeadEvaluation) -> Table {
    let abstained = head.confusion.n_abstained() > 0;
    let columns = ["truth \\ label".to_owned()].into_iter().chain(head.classes.iter().map(|class| name(class)));
    let columns = columns.chain(abstained.then(|| "no label".to_owned()));
    let mut table = Table::new("Who was taken for whom", 1, columns);
    for (truth, class) in head.classes.iter().enumerate().take(head.confusion.n_classes()) {
        let support = head.confusion.support(truth);
        let cell = |n: usize| Cell {
            shade: (support > 0).then(|| (10 * n + support / 2) / support),
            ..Cell::beside(count(n), (support > 0).then(|| format!("({} %)", share(n, support))))
        };
        let counts = head.confusion.counts[truth].iter().map(|n| cell(*n));
        let own = counts.enumerate().map(|(label, cell)| cell.stressed(label == truth));
        let rest = abstained.then(|| cell(head.confusion.abstained[truth]));
        table.row([Cell::from(name(class))].into_iter().chain(own).chain(rest)).few = support < FEW;
    }
    table.notes.extend(abstained.then_some(meaning::ABSTAINED));
    table
}
