//! Scoring a text: its terms weighed and added up in one go, no vector built but the list of its terms.

use super::Model;
use super::weights::{FlagValues, flags};
use crate::features::blocks::TermScratch;
use crate::features::context::Surrounding;
use crate::features::tfidf::{TfIdf, sublinear};
use crate::features::traits::Traits;
use crate::text::Analysis;
use crate::topic::Head;

/// The known terms of a text, in no order, each once, by block. A term is given by its row (see [`Blocks`]).
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    /// Row, and weight before its block is brought to its norm.
    terms: Vec<(u32, f32)>,
    /// Where each block ends among the terms, and what its weights are multiplied by.
    blocks: Vec<(usize, f64)>,
    /// Sum of the squares of all weights.
    squares: f64,
}

impl Weighed {
    fn clear(&mut self) {
        self.terms.clear();
        self.blocks.clear();
        self.squares = 0.0;
    }

    /// Rows and weights.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        let starts = std::iter::once(0).chain(self.blocks.iter().map(|(end, _)| *end));
        starts.zip(&self.blocks).flat_map(|(start, (end, scale))| {
            self.terms[start..*end].iter().map(move |(row, weight)| (*row, f64::from(*weight) * scale))
        })
    }

    /// Euclidean norm.
    pub fn norm(&self) -> f64 {
        self.squares.sqrt()
    }

    /// Ends a block whose terms weigh this much, squared, before they are multiplied by `scale`.
    fn end_block(&mut self, squares: f64, scale: f64) {
        self.blocks.push((self.terms.len(), scale));
        self.squares += squares * scale * scale;
    }
}

/// A text with its log-odds: all that others need to know of it.
#[derive(Debug, Clone, Default)]
pub struct Scored {
    /// Its measures.
    pub traits: Traits,
    /// Indicators for each target.
    pub flags: Vec<FlagValues>,
    /// Its log-odds, shape `(layout.n_places(),)`.
    pub log_odds: Vec<f64>,
    /// Its words and characters.
    pub text: Weighed,
    /// Its words near each target.
    pub near: Vec<Weighed>,
}

impl Scored {
    /// The text as part of another comment's surroundings.
    pub fn surrounding(&self) -> Surrounding<'_> {
        Surrounding { log_odds: &self.log_odds, traits: &self.traits }
    }
}

/// What scoring needs, kept from one text to the next.
#[derive(Debug, Default)]
pub struct ScoreScratch {
    terms: TermScratch,
    sums: Vec<f64>,
}

impl Model {
    /// Scores a text into `out`, whose old content is dropped and whose buffers are reused.
    pub(super) fn score(
        &self,
        analysis: &Analysis,
        parent: Option<&Traits>,
        scratch: &mut ScoreScratch,
        out: &mut Scored,
    ) {
        let n_targets = self.topic.targets.len();
        out.traits = Traits::new(analysis, n_targets);
        out.flags = flags(&out.traits, parent);
        self.weights.base(&out.flags, &mut out.log_odds);
        self.weigh_text(analysis, scratch, &mut out.text, &mut out.log_odds);
        let layout = self.weights.layout();
        out.near.resize_with(n_targets, Weighed::default);
        for target in 0..n_targets {
            let weighed = &mut out.near[target];
            weighed.clear();
            if out.traits.targets[target].named == 0 {
                continue;
            }
            let counted = |row: u32, tf: u32| weighed.terms.push((row, sublinear(tf)));
            self.blocks.count_near(analysis, target, &mut scratch.terms, counted);
            scratch.sums.clear();
            scratch.sums.resize(2, 0.0);
            let squares = self.tables.near.add(&mut weighed.terms, &mut scratch.sums);
            let scale = self.blocks.near.scale(squares);
            weighed.end_block(squares, scale);
            let places = layout.places(Head::Stance(target));
            out.log_odds[places].iter_mut().zip(&scratch.sums).for_each(|(log_odds, sum)| *log_odds += scale * sum);
        }
    }

    /// Weighs the words and characters of a text into `out` and adds what they are worth to `log_odds`.
    pub(super) fn weigh_text(
        &self,
        analysis: &Analysis,
        scratch: &mut ScoreScratch,
        out: &mut Weighed,
        log_odds: &mut [f64],
    ) {
        out.clear();
        let ScoreScratch { terms, sums } = scratch;
        self.blocks.count_words(analysis, terms, |row, tf| out.terms.push((row, sublinear(tf))));
        self.add_block(&self.blocks.words, 0, out, sums, log_odds);
        let first = out.terms.len();
        self.blocks.count_chars(analysis, terms, |row, tf| out.terms.push((row, sublinear(tf))));
        self.add_block(&self.blocks.chars, first, out, sums, log_odds);
    }

    /// Adds the terms from `first` on as a block.
    fn add_block(&self, block: &TfIdf, first: usize, out: &mut Weighed, sums: &mut Vec<f64>, log_odds: &mut [f64]) {
        sums.clear();
        sums.resize(self.tables.text.n_places(), 0.0);
        let squares = self.tables.text.add(&mut out.terms[first..], sums);
        let scale = block.scale(squares);
        out.end_block(squares, scale);
        log_odds.iter_mut().zip(sums).for_each(|(log_odds, sum)| *log_odds += scale * *sum);
    }
}
