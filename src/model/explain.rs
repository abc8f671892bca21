//! Why a comment got its label: shares of words and of context that add up to the logit.
//!
//! Given the context, a class logit is linear in the comment's log-odds, and these are linear in its terms. So the share
//! of a term is exact, not an estimate. A run of words is handed out evenly over the places where it stands, and each place
//! evenly over its tokens; what the characters of a word are worth, evenly over the tokens that are this word. What is shown
//! is the sum for each token.

use std::collections::BTreeMap;

use super::predict::{Prediction, Seen};
use super::scored::Weighed;
use super::term_table::TermTables;
use super::{Model, SectionModel};
use crate::features::blocks::{Occurrence, WordScratch};
use crate::features::context::{self, Context, Evidence};
use crate::text::Analysis;
use crate::topic::Head;

/// Share of one word of the comment.
#[derive(Debug, Clone, PartialEq)]
pub struct WordShare {
    /// First byte in the comment's text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What it adds to the logit of the label.
    pub weight: f64,
}

/// Share of one column of the context, beyond what the words contribute through it.
#[derive(Debug, Clone, PartialEq)]
pub struct ContextShare {
    /// Signal and column.
    pub name: String,
    /// What it adds to the logit of the label.
    pub weight: f64,
}

/// What decided one head: `logit = intercept + sum of words + sum of context`.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Logit of the label, less the mean over the classes.
    pub logit: f64,
    /// Words, strongest first; of equal ones, the first in the comment.
    pub words: Vec<WordShare>,
    /// Context, strongest first; of equal ones, by name.
    pub context: Vec<ContextShare>,
    /// What is left when nothing else speaks.
    pub intercept: f64,
}

impl SectionModel<'_> {
    /// Labels of the comment at `index`, and what decided each.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of comments.
    pub fn explain(&self, index: usize) -> (Prediction, Vec<Option<Explanation>>) {
        self.model.scratches.with(|scratch| {
            self.see(index, scratch);
            let prediction = self.decide(scratch);
            let explanations = explain(self, &scratch.seen, &prediction);
            (prediction, explanations)
        })
    }
}

/// Explains each head that gave a label.
fn explain(section: &SectionModel<'_>, seen: &Seen, prediction: &Prediction) -> Vec<Option<Explanation>> {
    let model = section.model;
    // The sums of prediction are at single precision, which would not add up to the last digit.
    let mut own = section.exact_log_odds(seen);
    let of_chars = char_shares(model, &seen.analysis);
    for share in &of_chars {
        own.iter_mut().zip(&share.log_odds).for_each(|(own, share)| *own += share);
    }
    let evidence = Evidence { own: &own, ..section.evidence(seen) };
    let base = section.base(&seen.scored.flags);
    let places = Places::new(section, seen, of_chars);
    let mut context = Context::default();
    let explained = model.heads.iter().zip(&prediction.heads).map(|(head, predicted)| {
        let label = predicted.label?;
        let (decision, question, _) = section.answer(head)?;
        context::fill(&evidence, question, &mut context);
        let names = context::columns(&model.topic, question);
        let slopes: Vec<f64> = (0..decision.columns().len()).map(|column| decision.slope(column)[label]).collect();
        let mut shares: Vec<f64> = slopes
            .iter()
            .enumerate()
            .map(|(column, slope)| slope * decision.deviation(column, context.values[column]))
            .collect();
        // What the logit gains per unit of each own log-odds; the part made by terms moves from the column to the words.
        let mut gradient = vec![0.0; base.len()];
        for (column, place, factor) in &context.linear {
            if let Some(slope) = slopes.get(*column) {
                gradient[*place] += slope * factor;
                shares[*column] -= slope * factor * (evidence.own[*place] - base[*place]);
            }
        }
        let logit = decision.logits(&context.values)[label];
        let mut words = places.words(section, seen, &gradient);
        words.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.start.cmp(&b.start)));
        let shares = names.into_iter().zip(shares);
        let mut context: Vec<ContextShare> = shares.map(|(name, weight)| ContextShare { name, weight }).collect();
        context.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.name.cmp(&b.name)));
        Some(Explanation { logit, words, context, intercept: decision.intercept()[label] })
    });
    explained.collect()
}

/// What the characters of one word of a comment are worth.
struct CharShare {
    /// The tokens it stands at.
    tokens: Vec<usize>,
    /// What it adds to each log-odds, shape `(layout.n_places(),)`.
    log_odds: Vec<f64>,
}

/// Rows of terms, and what they weigh.
type Terms = Vec<(u32, f32)>;

/// What the characters of each distinct word add, at double precision.
fn char_shares(model: &Model, analysis: &Analysis) -> Vec<CharShare> {
    let mut tokens_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, token) in analysis.tokens().iter().enumerate().filter(|(_, token)| !token.quoted) {
        tokens_of.entry(analysis.norm(token)).or_default().push(index);
    }
    let table = &model.tables.text;
    let (mut scratch, mut sums) = (WordScratch::default(), vec![0.0; table.n_places()]);
    let mut squares = 0.0;
    let weigh = |(word, tokens)| {
        let mut terms = Terms::new();
        model.blocks.chars_of_word(word, &mut scratch, &mut terms);
        squares += table.add(&mut terms, &mut sums);
        (tokens, terms)
    };
    let words: Vec<(Vec<usize>, Terms)> = tokens_of.into_iter().map(weigh).collect();
    let scale = model.blocks.chars.scale(squares);
    let share = |(tokens, terms): (Vec<usize>, Terms)| {
        let mut log_odds = vec![0.0; table.n_places()];
        let terms = terms.into_iter().map(|(row, weight)| (row, f64::from(weight) * scale));
        table.add_exactly(terms, &mut log_odds);
        CharShare { tokens, log_odds }
    };
    words.into_iter().map(share).collect()
}

/// Where the known terms of a comment stand.
struct Places {
    words: BTreeMap<u32, Vec<Occurrence>>,
    chars: Vec<CharShare>,
    near: Vec<BTreeMap<u32, Vec<Occurrence>>>,
}

impl Places {
    fn new(section: &SectionModel<'_>, seen: &Seen, chars: Vec<CharShare>) -> Self {
        let blocks = &section.model.blocks;
        let group = |occurrences: Vec<Occurrence>| {
            let mut grouped: BTreeMap<u32, Vec<Occurrence>> = BTreeMap::new();
            occurrences.into_iter().for_each(|found| grouped.entry(found.row).or_default().push(found));
            grouped
        };
        let near = (0..seen.scored.near.len()).map(|target| group(blocks.near_occurrences(&seen.analysis, target)));
        Self { words: group(blocks.word_occurrences(&seen.analysis)), chars, near: near.collect() }
    }

    /// Sum of shares for each token that has one.
    fn words(&self, section: &SectionModel<'_>, seen: &Seen, gradient: &[f64]) -> Vec<WordShare> {
        let layout = section.model.weights.layout();
        let mut shares = vec![0.0; seen.analysis.tokens().len()];
        let TermTables { text, near } = &section.model.tables;
        hand_out(&mut shares, &seen.scored.words, &self.words, |row| text.dot(row, gradient));
        for CharShare { tokens, log_odds } in &self.chars {
            let share: f64 = log_odds.iter().zip(gradient).map(|(log_odds, gradient)| log_odds * gradient).sum();
            tokens.iter().for_each(|token| shares[*token] += share / tokens.len() as f64);
        }
        for (target, (terms, places)) in seen.scored.near.iter().zip(&self.near).enumerate() {
            let gradient = &gradient[layout.places(Head::Stance(target))];
            hand_out(&mut shares, terms, places, |row| near.dot(row, gradient));
        }
        let tokens = seen.analysis.tokens().iter().zip(shares).filter(|(_, weight)| *weight != 0.0);
        tokens.map(|(token, weight)| WordShare { start: token.start, end: token.end, weight }).collect()
    }
}

/// Adds the share of each term of a row to the tokens it was made of.
fn hand_out(shares: &mut [f64], terms: &Weighed, places: &BTreeMap<u32, Vec<Occurrence>>, weight: impl Fn(u32) -> f64) {
    for (row, value) in terms.iter() {
        let found = &places[&row];
        let share = value * weight(row) / found.len() as f64;
        for occurrence in found {
            let each = share / occurrence.tokens.len() as f64;
            shares[occurrence.tokens.clone()].iter_mut().for_each(|token| *token += each);
        }
    }
}
