//! Scoring a text: its terms weighed and added up in one go, no vector built but the list of its words.

use super::Model;
use super::weights::{FlagValues, flags};
use super::word_sums::WordSums;
use crate::features::blocks::{OwnWords, TermScratch};
use crate::features::context::Surrounding;
use crate::features::distinct::DistinctWords;
use crate::features::tfidf::sublinear;
use crate::features::traits::Traits;
use crate::text::Analysis;
use crate::topic::Head;

/// The known terms of a block in a text, in no order, each once. A term is given by its row (see [`Blocks`]).
///
/// [`Blocks`]: crate::features::blocks::Blocks
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    /// Row, and weight before the block is brought to its norm.
    terms: Vec<(u32, f32)>,
    /// What the weights are multiplied by.
    scale: f64,
    /// Euclidean norm.
    norm: f64,
}

impl Weighed {
    fn clear(&mut self) {
        self.terms.clear();
        self.scale(0.0, 0.0);
    }

    /// Rows and weights.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.terms.iter().map(|(row, weight)| (*row, f64::from(*weight) * self.scale))
    }

    /// Euclidean norm.
    pub fn norm(&self) -> f64 {
        self.norm
    }

    /// Scales terms of which the squares sum to this.
    fn scale(&mut self, squares: f64, scale: f64) {
        (self.scale, self.norm) = (scale, squares.sqrt() * scale);
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
    /// How many words it has, and how many of them the model does not know.
    pub own_words: OwnWords,
    /// Its words.
    pub words: Weighed,
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
    distinct: DistinctWords,
    word_sums: WordSums,
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
        out.own_words = self.weigh_words(analysis, scratch, &mut out.words, &mut out.log_odds);
        self.add_chars(analysis, scratch, &mut out.log_odds);
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
            weighed.scale(squares, scale);
            let places = layout.places(Head::Stance(target));
            out.log_odds[places].iter_mut().zip(&scratch.sums).for_each(|(log_odds, sum)| *log_odds += scale * sum);
        }
    }

    /// Weighs the words of a text into `out`, adds what they are worth to `log_odds`, and says how many are known.
    pub(super) fn weigh_words(
        &self,
        analysis: &Analysis,
        scratch: &mut ScoreScratch,
        out: &mut Weighed,
        log_odds: &mut [f64],
    ) -> OwnWords {
        let ScoreScratch { terms, sums, .. } = scratch;
        out.clear();
        let own = self.blocks.count_words(analysis, terms, |row, tf| out.terms.push((row, sublinear(tf))));
        sums.clear();
        sums.resize(self.tables.text.n_places(), 0.0);
        let squares = self.tables.text.add(&mut out.terms, sums);
        let scale = self.blocks.words.scale(squares);
        out.scale(squares, scale);
        log_odds.iter_mut().zip(sums).for_each(|(log_odds, sum)| *log_odds += scale * *sum);
        own
    }

    /// Adds what the characters of a text are worth to `log_odds`.
    fn add_chars(&self, analysis: &Analysis, scratch: &mut ScoreScratch, log_odds: &mut [f64]) {
        let ScoreScratch { sums, distinct, word_sums, .. } = scratch;
        sums.clear();
        sums.resize(self.tables.text.n_places(), 0.0);
        let mut squares = 0.0;
        distinct.each(analysis, |token, symbol| {
            let word = analysis.norm(&analysis.tokens()[token]);
            let (of_word, squares_of_word) = word_sums.get(symbol, word, &self.blocks, &self.tables.text);
            sums.iter_mut().zip(of_word).for_each(|(sum, of_word)| *sum += f64::from(*of_word));
            squares += f64::from(squares_of_word);
        });
        let scale = self.blocks.chars.scale(squares);
        log_odds.iter_mut().zip(sums).for_each(|(log_odds, sum)| *log_odds += scale * *sum);
    }
}
