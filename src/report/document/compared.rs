//! What was compared with what, and every system beside every score.

use super::super::cell::{NOTHING, Unit, count, counted, line};
use super::super::content::Report;
use super::kinds::KINDS;
use super::systems::systems;
use super::{Block, Cell, FEW, SENTENCE, Table, Text, meaning, name};
use crate::eval::{Evaluation, HeadEvaluation};

/// How the comments came to be predicted, what the references are, and all of them in one table.
pub fn blocks(report: &Report) -> Vec<Block> {
    let compared = &report.compared;
    let how = Text::new()
        .strong(&counted(compared.n_comments, "labelled comment"))
        .say(", predicted so: ")
        .data(&line(&compared.how, SENTENCE))
        .say(".");
    let mut blocks = vec![how.into()];
    if !compared.references.is_empty() {
        let what = |(of, what): &(String, String)| (name(of), line(what, SENTENCE));
        blocks.push(Block::Definitions(compared.references.iter().map(what).collect()));
    }
    let heads = report.evaluation.heads.iter().chain(&report.evaluation.stance_pooled);
    let heads: Vec<_> = heads.filter(|head| head.n > 0).collect();
    if !heads.is_empty() {
        blocks.push(table(&heads, &report.evaluation).into());
        blocks.push(Block::Meaning(vec![meaning::REFERENCES]));
    }
    blocks
}

fn table(heads: &[&HeadEvaluation], evaluation: &Evaluation) -> Table {
    let columns = ["head", "system", "n"].into_iter().chain(KINDS.iter().map(|kind| kind.name));
    let mut table = Table::new("Every system on every head", 2, columns);
    let mut evaluated = false;
    for head in heads {
        let first = table.rows.len();
        for system in systems(head) {
            let is_model = system.name.is_empty();
            let called = if is_model { "this model" } else { &system.name };
            let star = if system.evaluated { " *" } else { "" };
            evaluated |= system.evaluated;
            let figures = KINDS.iter().zip(system.values.into_iter().zip(system.intervals));
            let figures = figures.map(|(kind, (value, interval))| kind.cell(value, interval).stressed(is_model));
            let names = [
                Cell::from(name(&head.name)),
                Cell::from(format!("{called}{star}")).stressed(is_model),
                Cell::from(count(system.n)),
            ];
            table.row(names.into_iter().chain(figures)).few = system.n < FEW;
        }
        table.join(first..table.rows.len());
    }
    mean_over_targets(evaluation, &mut table);
    table.notes.extend(evaluated.then_some(meaning::EVALUATED));
    table
}

/// Each system's F_avg as the mean over the targets, which has no other figure.
fn mean_over_targets(evaluation: &Evaluation, table: &mut Table) {
    let Some(mean) = evaluation.stance_mean_f_avg else { return };
    let first = table.rows.len();
    let model = ("this model", None, mean, evaluation.stance_mean_f_avg_interval);
    let others = evaluation.stance_mean_references.iter();
    let others = others.map(|other| (other.name.as_str(), Some(other.n), other.f_avg, other.interval));
    for (called, n, f_avg, interval) in [model].into_iter().chain(others) {
        let is_model = n.is_none();
        let mut cells = vec![Cell::from(NOTHING); table.columns.len()];
        cells[0] = Cell::from("stance (mean over targets)");
        cells[1] = Cell::from(name(called)).stressed(is_model);
        cells[2] = n.map_or_else(|| Cell::from(NOTHING), |n| Cell::from(count(n)));
        cells[4] = Cell::beside(Unit::Percent.number(f_avg), Unit::Percent.interval(interval)).stressed(is_model);
        table.row(cells);
    }
    table.join(first..table.rows.len());
}
