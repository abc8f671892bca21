//! What a model says of the comments of one section.
//!
//! Each comment is read on its own, with its parent and its article and nothing else: its labels are the same in any
//! batch, file or order.

use std::sync::Arc;

use super::decision::Decision;
use super::scored::{Scored, Weighed};
use super::scorer::argmax;
use super::scratch::{Parent as KeptParent, Scratch};
use super::term_table::TermTables;
use super::weights::FlagValues;
use super::{HeadModel, KnownArticles, Model, Thresholds};
use crate::comment::{Parent, Section};
use crate::features::context::{self, Evidence, Likeness, Question};
use crate::features::texts::{ArticleText, parent_of, read_comment, read_parent};
use crate::text::{Analysis, QuoteSource};
use crate::topic::Head;

/// Labels of one comment: one entry per head of the model's topic, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// What each head says.
    pub heads: Vec<HeadPrediction>,
}

/// What one head says of a comment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HeadPrediction {
    /// Probability of each class, in the order of the topic's classes; they sum to 1. Empty where the head does not
    /// apply: the thesis where no article is known, and a head that was never labelled.
    pub probabilities: Vec<f64>,
    /// The class with the largest product of probability and readiness (see [`super::HeadModel::readiness`]); of equal
    /// ones, the first. `None` where the head does not apply or abstains.
    pub label: Option<usize>,
    /// The class that would have been the label, where the head abstains (see [`SectionModel::abstaining`]).
    pub withheld: Option<usize>,
}

impl HeadPrediction {
    /// Probability of the label, or of the one withheld, in [0, 1].
    pub fn confidence(&self) -> Option<f64> {
        self.label.or(self.withheld).map(|label| self.probabilities[label])
    }
}

/// The class with the largest `p * readiness`; of equal ones, the first.
pub(crate) fn choose(probabilities: &[f64], readiness: &[f64]) -> usize {
    argmax(probabilities.iter().zip(readiness).map(|(p, readiness)| p * readiness))
}

/// A model bound to a section: its article is read once.
#[derive(Debug)]
pub struct SectionModel<'a> {
    pub(super) model: &'a Model,
    section: &'a Section,
    /// Tells the section from others in what is kept between comments.
    id: u64,
    article: Option<Article>,
    /// What the article adds to the last two places of the log-odds, if training knew it.
    known: Option<(&'a KnownArticles, [f64; 2])>,
    thresholds: Option<&'a Thresholds>,
}

/// An article as the comments under it need it.
#[derive(Debug)]
struct Article {
    text: ArticleText,
    scored: Scored,
    headline: Weighed,
}

/// A comment as the decisions see it.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub analysis: Analysis,
    pub scored: Scored,
    /// The comment it answers, if any.
    pub parent: Option<Arc<KeptParent>>,
    pub likeness: Likeness,
}

impl Model {
    /// Binds the model to a section.
    pub fn section<'a>(&'a self, section: &'a Section) -> SectionModel<'a> {
        self.section_under(section, section.article.as_ref())
    }

    /// Binds the model to a section, but looks for another article among those known from training: for texts that were
    /// changed and are to be judged as before.
    pub(crate) fn section_under<'a>(
        &'a self,
        section: &'a Section,
        known_as: Option<&crate::comment::Article>,
    ) -> SectionModel<'a> {
        let article = section.article.as_ref().and_then(|article| ArticleText::new(&self.analyzer, article));
        let article = article.map(|text| {
            self.scratches.with(|Scratch { score, .. }| {
                let (mut scored, mut headline) = (Scored::default(), Weighed::default());
                self.score(&text.whole, None, score, &mut scored);
                self.weigh_words(&text.headline, score, &mut headline, &mut []);
                Article { text, scored, headline }
            })
        });
        let known = known_as.zip(self.known.as_ref());
        let known = known.and_then(|(article, known)| Some((known, known.offset(article)?)));
        SectionModel { model: self, section, id: self.scratches.next_id(), article, known, thresholds: None }
    }
}

impl<'a> SectionModel<'a> {
    /// The same, but labels below these thresholds are withheld; probabilities stay. Default: all labels are given.
    ///
    /// # Panics
    ///
    /// When it predicts, if the thresholds were made by [`Model::abstaining`] of a model with other heads.
    pub fn abstaining(self, thresholds: &'a Thresholds) -> Self {
        Self { thresholds: Some(thresholds), ..self }
    }

    /// Labels of the comment at `index`.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of comments.
    pub fn predict(&self, index: usize) -> Prediction {
        self.model.scratches.with(|scratch| {
            self.see(index, scratch);
            self.decide(scratch)
        })
    }

    /// The same, and [`SectionModel::unknown_share`] of the comment, which is read once for both.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of comments.
    pub fn predict_with_unknown_share(&self, index: usize) -> (Prediction, Option<f64>) {
        self.model.scratches.with(|scratch| {
            self.see(index, scratch);
            (self.decide(scratch), scratch.seen.scored.own_words.unknown_share())
        })
    }

    /// Whether its article is known from training, so that the thesis is answered by what was learnt of it.
    pub fn is_known(&self) -> bool {
        self.known.is_some()
    }

    /// Share of the own words of the comment at `index` that the model does not know, in [0, 1]; `None` without words.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of comments.
    pub fn unknown_share(&self, index: usize) -> Option<f64> {
        let mut analysis = Analysis::default();
        let source = parent_of(self.section, index).map(|parent| QuoteSource::new(parent.text));
        let article = self.article.as_ref().map(|article| &article.text);
        let comment = &self.section.comments[index];
        read_comment(&self.model.analyzer, comment, source.as_ref(), article, &mut analysis);
        self.model.blocks.unknown_words(&analysis, |_| true).unknown_share()
    }

    /// Reads and scores the comment at `index` into `scratch.seen`.
    pub(super) fn see(&self, index: usize, scratch: &mut Scratch) {
        let analyzer = &self.model.analyzer;
        let Scratch { seen, score, parents, dense, .. } = scratch;
        let article = self.article.as_ref();
        let text = article.map(|article| &article.text);
        let comment = &self.section.comments[index];
        seen.parent = parent_of(self.section, index).map(|parent| {
            let mut read = || {
                let mut analysis = Analysis::default();
                let mut scored = Scored::default();
                read_parent(analyzer, parent, text, &mut analysis);
                self.model.score(&analysis, None, score, &mut scored);
                KeptParent { source: QuoteSource::new(parent.text), scored }
            };
            match comment.parent {
                Some(Parent::Comment(of)) => parents.get((self.id, of), read),
                _ => Arc::new(read()),
            }
        });
        let parent = seen.parent.as_deref();
        read_comment(analyzer, comment, parent.map(|parent| &parent.source), text, &mut seen.analysis);
        self.model.score(&seen.analysis, parent.map(|parent| &parent.scored.traits), score, &mut seen.scored);
        self.add_offset(&mut seen.scored.log_odds);
        let around = [
            article.map(|article| &article.headline),
            article.map(|article| &article.scored.words),
            parent.map(|parent| &parent.scored.words),
        ];
        let [thesis, article, parent] = cosines(&seen.scored.words, around, dense);
        seen.likeness = Likeness { thesis, article, parent };
    }

    pub(super) fn evidence<'s>(&'s self, seen: &'s Seen) -> Evidence<'s> {
        Evidence {
            layout: self.model.weights.layout(),
            own: &seen.scored.log_odds,
            traits: &seen.scored.traits,
            parent: seen.parent.as_ref().map(|parent| parent.scored.surrounding()),
            article: self.article.as_ref().map(|article| article.scored.surrounding()),
            likeness: seen.likeness,
        }
    }

    /// Whether a head can be asked here.
    pub(super) fn applies(&self, head: Head) -> bool {
        head != Head::Thesis || self.article.is_some()
    }

    /// Whether training knew the article.
    pub(super) fn knows_article(&self) -> bool {
        self.known.is_some()
    }

    /// Adds what the article adds, if it is known.
    fn add_offset(&self, log_odds: &mut [f64]) {
        if let Some((_, offset)) = self.known {
            let known = self.model.weights.layout().known();
            log_odds[known].iter_mut().zip(offset).for_each(|(log_odds, offset)| *log_odds += offset);
        }
    }

    /// What the log-odds are without any term.
    pub(super) fn base(&self, flags: &[FlagValues]) -> Vec<f64> {
        let mut base = Vec::new();
        self.model.weights.base(flags, &mut base);
        self.add_offset(&mut base);
        base
    }

    /// The log-odds that were seen, but what the characters add, added up anew at double precision.
    pub(super) fn exact_log_odds(&self, seen: &Seen) -> Vec<f64> {
        let mut out = self.base(&seen.scored.flags);
        let TermTables { text, near } = &self.model.tables;
        text.add_exactly(seen.scored.words.iter(), &mut out);
        for (target, terms) in seen.scored.near.iter().enumerate() {
            near.add_exactly(terms.iter(), &mut out[self.model.weights.layout().places(Head::Stance(target))]);
        }
        out
    }

    /// Decision, question and readiness that answer a head here; `None` if nothing does.
    pub(super) fn answer<'s>(&'s self, head: &'s HeadModel) -> Option<(&'s Decision, Question, &'s [f64])> {
        match (head.head, self.known) {
            (Head::Thesis, Some((known, _))) => Some((&known.decision, Question::KnownArticle, &known.readiness)),
            _ => self.model.decision(head).map(|(decision, question)| (decision, question, head.readiness.as_slice())),
        }
    }

    /// Decides on what was seen last.
    pub(super) fn decide(&self, scratch: &mut Scratch) -> Prediction {
        let Scratch { seen, context, .. } = scratch;
        let evidence = self.evidence(seen);
        let heads = self.model.heads.iter().enumerate().map(|(index, head)| match self.answer(head) {
            Some((decision, question, readiness)) if self.applies(head.head) => {
                context::fill(&evidence, question, context);
                let probabilities = decision.probabilities(&context.values);
                let label = choose(&probabilities, readiness);
                let known = question == Question::KnownArticle;
                let gives = |thresholds: &Thresholds| thresholds.give(index, known, label, probabilities[label]);
                let (label, withheld) =
                    if self.thresholds.is_none_or(gives) { (Some(label), None) } else { (None, Some(label)) };
                HeadPrediction { probabilities, label, withheld }
            }
            _ => HeadPrediction::default(),
        });
        Prediction { heads: heads.collect() }
    }
}

/// Cosines of the words of a text with others; 0 with one that is not there or has no known term. `dense` is zero before and after.
fn cosines<const N: usize>(own: &Weighed, others: [Option<&Weighed>; N], dense: &mut Vec<f32>) -> [f64; N] {
    if others.iter().all(Option::is_none) {
        return [0.0; N];
    }
    for (row, weight) in own.iter() {
        let row = row as usize;
        if row >= dense.len() {
            dense.resize(row + 1, 0.0);
        }
        dense[row] = weight as f32;
    }
    let cosines = others.map(|other| {
        let Some(other) = other else { return 0.0 };
        let shared = |row: u32| dense.get(row as usize).copied().map_or(0.0, f64::from);
        let dot: f64 = other.iter().map(|(row, weight)| weight * shared(row)).sum();
        let norms = own.norm() * other.norm();
        if norms > 0.0 { dot / norms } else { 0.0 }
    });
    own.iter().for_each(|(row, _)| dense[row as usize] = 0.0);
    cosines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::Comment;

    #[test]
    fn unknown_words_are_counted_as_the_comment_is_read() {
        let comment = |text: &str, parent| Comment {
            text: text.into(),
            parent: Option::map(parent, Parent::Comment),
            ..Comment::default()
        };
        let comments = vec![
            comment("Russia qwxzpf war vbnkqz", None),
            comment("\"Russia qwxzpf war vbnkqz\" peace", Some(0)),
            comment("!!!", None),
        ];
        let section = Section { comments, ..Section::default() };
        let model = Model::embedded();
        let model = model.section(&section);
        for (index, share) in [Some(0.5), Some(0.0), None].into_iter().enumerate() {
            let (prediction, unknown) = model.predict_with_unknown_share(index);
            assert_eq!((unknown, model.unknown_share(index)), (share, share), "{index}");
            assert_eq!(prediction, model.predict(index));
        }
    }
}
