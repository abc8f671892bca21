//! One sentence per head: its score, how sure that is, and what it stands above.

use super::super::cell::{Unit, beside, count, counted};
use super::super::content::Report;
use super::super::plot;
use super::systems::{System, systems};
use super::{Block, FEW, Text, listed, meaning, name, nothing};
use crate::eval::{Evaluation, HeadEvaluation, MAJORITY};

/// The sentences, and a plot of all scores.
pub fn blocks(report: &Report) -> Vec<Block> {
    let evaluation = &report.evaluation;
    if evaluation.heads.is_empty() {
        return nothing("No head has labelled comments, so nothing can be said.");
    }
    let mut verdicts: Vec<_> = evaluation.heads.iter().map(verdict).collect();
    verdicts.extend(targets(evaluation).map(|text| ("", text)));
    let mut blocks = vec![Block::Verdicts(verdicts), Block::Meaning(vec![meaning::VERDICT])];
    let scored: Vec<_> = evaluation.heads.iter().filter(|head| head.n > 0).collect();
    if !scored.is_empty() {
        blocks.push(Block::Figures(vec![plot::scores(&scored)]));
        blocks.push(Block::Meaning(vec![meaning::SCORES]));
    }
    blocks
}

/// How a figure stands to another system's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Clear,
    Unsure,
    Not,
}

fn standing(model: &System, other: &System) -> Option<Standing> {
    let (own, theirs) = (model.values[0]?, other.values[0]?);
    if !own.is_finite() || !theirs.is_finite() {
        return None;
    }
    Some(match model.intervals[0] {
        Some(interval) if interval.low > theirs => Standing::Clear,
        _ if own > theirs => Standing::Unsure,
        _ => Standing::Not,
    })
}

fn verdict(head: &HeadEvaluation) -> (&'static str, Text) {
    let text = Text::new().data(&name(&head.name));
    if head.n == 0 {
        return ("none", text.say(": no labelled comments, so nothing can be said."));
    }
    let mut systems = systems(head).into_iter();
    let model = systems.next().expect("the model itself is the first of the systems");
    let interval = model.intervals[0];
    let mut text = text
        .say(": macro-F1 ")
        .strong(&Unit::Percent.number(head.macro_f1))
        .say(&beside(String::new(), Unit::Percent.interval(interval)))
        .say(&format!(" on {}", counted(head.n, "comment")));
    if head.abstained > 0 {
        text = text.say(&format!(", {} of them left without a label", count(head.abstained)));
    }
    let others: Vec<(Option<Standing>, String, System)> = systems
        .map(|other| {
            let figure = Unit::Percent.number(other.values[0].unwrap_or(f64::NAN));
            (standing(&model, &other), format!("{} ({figure})", other.name), other)
        })
        .collect();
    let unsure = match interval {
        Some(_) => "above, but not clearly so, ",
        None => "above ",
    };
    for (wanted, words) in
        [(Standing::Clear, "clearly above "), (Standing::Unsure, unsure), (Standing::Not, "not above ")]
    {
        let named = others.iter().filter(|(standing, ..)| *standing == Some(wanted));
        let named: Vec<String> = named.map(|(_, words, _)| words.clone()).collect();
        if !named.is_empty() {
            text = text.say(&format!("; {words}")).data(&listed(&named));
        }
    }
    text = text.say(match head.n < FEW {
        true => ". Fewer than 20 comments: an anecdote, not a finding.",
        false => ".",
    });
    let majority = others.iter().find(|(.., other)| other.name == MAJORITY);
    let sign = match majority.and_then(|(standing, ..)| *standing) {
        _ if head.n < FEW => "none",
        Some(Standing::Clear) => "clear",
        Some(Standing::Unsure) => "unsure",
        Some(Standing::Not) => "not",
        None => "none",
    };
    (sign, text)
}

/// The two F_avg over all targets.
fn targets(evaluation: &Evaluation) -> Option<Text> {
    let pooled = evaluation.stance_pooled.as_ref();
    let pooled = pooled.and_then(|head| Some((head.f_avg?, head.intervals.and_then(|intervals| intervals.f_avg))));
    let mean = evaluation.stance_mean_f_avg.map(|mean| (mean, evaluation.stance_mean_f_avg_interval));
    let named = [(pooled, " pooled"), (mean, " as the mean over targets")];
    let mut text = Text::new().say("Stance toward all targets: F_avg ");
    let mut first = true;
    for (value, interval, how) in named.into_iter().filter_map(|(found, how)| found.map(|(v, i)| (v, i, how))) {
        text = text.say(if first { "" } else { ", " }).strong(&Unit::Percent.number(value));
        text = text.say(&beside(String::new(), Unit::Percent.interval(interval))).say(how);
        first = false;
    }
    (!first).then(|| text.say("."))
}
