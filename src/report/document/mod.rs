//! A report as sections of sentences, tables and plots, before any of it is HTML or Markdown.
//!
//! Here it is decided what is said, in which order, and how figures are written; the page and its Markdown twin only place
//! it, so they cannot differ. What came from data is text like any other and is escaped by whoever shows it; characters
//! that steer or turn the direction of writing are replaced here.

mod behaviour;
mod block;
mod calibration;
mod classes;
mod comments;
mod compared;
mod comparison;
mod coverage;
mod intervals;
mod kinds;
mod leakage;
mod learning;
pub mod meaning;
mod provenance;
mod slices;
mod systems;
mod verdict;

pub use block::{Block, Cell, Figure, Row, Run, ShownText, Style, Table, Text};
pub use systems::{System, systems};

use super::cell::line;
use super::content::{Measured, Report};

/// Characters of a name that are shown, of a sentence given with the report, and of a comment.
const NAME: usize = 60;
const SENTENCE: usize = 2_000;
const COMMENT: usize = 1_200;

/// Samples under which figures are greyed: one comment more or less moves them by five points and more.
const FEW: usize = 20;

/// The whole report.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What was evaluated.
    pub title: String,
    /// In the order in which they are shown.
    pub sections: Vec<Section>,
}

/// A numbered section.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its anchor.
    pub id: &'static str,
    /// Its number, from 1.
    pub number: usize,
    /// Its heading.
    pub title: &'static str,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// The report in words, tables and plots.
pub fn document(report: &Report) -> Document {
    let mut sections = Vec::new();
    let mut add = |id, title, mut blocks: Vec<Block>| {
        blocks.iter_mut().for_each(mark_few);
        let number = sections.len() + 1;
        sections.push(Section { id, number, title, blocks });
    };
    add("verdict", "Verdict", verdict::blocks(report));
    add("compared", "What was compared", compared::blocks(report));
    add("figures", "Figures of each head", classes::blocks(&report.evaluation));
    add("intervals", "How sure the figures are", intervals::blocks(&report.compared));
    add("calibration", "Whether probabilities mean what they say", calibration::blocks(&report.calibration));
    add("coverage", "What is gained by leaving doubtful comments aside", coverage::blocks(&report.coverage));
    add("learning", "What more labels would bring", measured(&report.learning_curve, |found| learning::blocks(found)));
    add("slices", "Kinds of comments on which it does worse", slices::blocks(&report.slices));
    add("behaviour", "Behaviour tests", measured(&report.behaviour, |found| behaviour::blocks(found)));
    add("comments", "Worst errors and most doubtful labels", comments::blocks(&report.worst, &report.doubtful));
    add("leakage", "What random folds would have added", measured(&report.leakage, leakage::blocks));
    if let Some(comparison) = &report.comparison {
        add("comparison", "A second model on the same comments", comparison::blocks(comparison));
    }
    add("provenance", "How to repeat it", provenance::blocks(&report.provenance));
    let title = Some(line(&report.subject, SENTENCE)).filter(|title| !title.is_empty());
    Document { title: title.unwrap_or_else(|| "Evaluation".into()), sections }
}

fn mark_few(block: &mut Block) {
    match block {
        Block::Tables(tables) => tables.iter_mut().for_each(Table::mark_few),
        Block::Figures(figures) => {
            figures.iter_mut().filter_map(|figure| figure.table.as_mut()).for_each(Table::mark_few)
        }
        _ => {}
    }
}

/// What was found, or why nothing was.
fn measured<T>(measured: &Measured<T>, blocks: impl FnOnce(&T) -> Vec<Block>) -> Vec<Block> {
    match measured {
        Measured::Found(found) => blocks(found),
        Measured::NotMeasured(reason) => {
            vec![Text::new().strong("Not measured.").say(" ").data(&line(reason, SENTENCE)).into()]
        }
    }
}

/// Said where a section has nothing to show.
fn nothing(why: &str) -> Vec<Block> {
    vec![Text::new().say(why).into()]
}

/// A name as it is shown.
fn name(name: &str) -> String {
    line(name, NAME)
}

/// Names with commas between them and `and` before the last.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
