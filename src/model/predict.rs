//! What a model says of the comments of one section.
//!
//! Each comment is read on its own, with its parent and its article and nothing else: its labels are the same in any
//! batch, file or order.

use super::decision::Decision;
use super::scorer::argmax;
use super::weights::{FlagValues, Scored, flags};
use super::{HeadModel, KnownArticles, Model, Thresholds};
use crate::comment::Section;
use crate::features::SparseRow;
use crate::features::context::{self, Context, Evidence, Likeness, Question};
use crate::features::texts::{ArticleText, parent_of, read_comment, read_parent};
use crate::features::traits::Traits;
use crate::text::Analysis;
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
    article: Option<ArticleText>,
    scored_article: Option<Scored>,
    headline: Option<SparseRow>,
    /// What the article adds to the last two places of the log-odds, if training knew it.
    known: Option<(&'a KnownArticles, [f64; 2])>,
    thresholds: Option<&'a Thresholds>,
}

/// A comment as the decisions see it.
pub(super) struct Seen {
    pub analysis: Analysis,
    pub flags: Vec<FlagValues>,
    pub scored: Scored,
    pub parent: Option<Scored>,
    pub likeness: Likeness,
}

impl Model {
    /// Binds the model to a section.
    pub fn section<'a>(&'a self, section: &'a Section) -> SectionModel<'a> {
        let article = section.article.as_ref().and_then(|article| ArticleText::new(&self.analyzer, article));
        let scored_article = article.as_ref().map(|article| self.score(&article.whole, None).0);
        let headline = article.as_ref().map(|article| self.blocks.transform(&article.headline, 0).text);
        let known = section.article.as_ref().zip(self.known.as_ref());
        let known = known.and_then(|(article, known)| Some((known, known.offset(article)?)));
        SectionModel { model: self, section, article, scored_article, headline, known, thresholds: None }
    }

    fn score(&self, analysis: &Analysis, parent: Option<&Traits>) -> (Scored, Vec<FlagValues>) {
        let n_targets = self.topic.targets.len();
        let traits = Traits::new(analysis, n_targets);
        let rows = self.blocks.transform(analysis, n_targets);
        let flags = flags(&traits, parent);
        let log_odds = self.weights.log_odds(&rows, &flags);
        (Scored { rows, traits, log_odds }, flags)
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
        self.decide(&self.see(index))
    }

    pub(super) fn see(&self, index: usize) -> Seen {
        let analyzer = &self.model.analyzer;
        let parent = parent_of(self.section, index);
        let analysis =
            read_comment(analyzer, &self.section.comments[index], parent.map(|(text, _)| text), self.article.as_ref());
        let parent = parent.map(|(text, marked)| {
            let analysis = read_parent(analyzer, text, marked, self.article.as_ref());
            self.model.score(&analysis, None).0
        });
        let (mut scored, flags) = self.model.score(&analysis, parent.as_ref().map(|parent| &parent.traits));
        self.add_offset(&mut scored.log_odds);
        let likeness = Likeness::new(
            &scored.rows.text,
            self.headline.as_ref(),
            self.scored_article.as_ref().map(|article| &article.rows.text),
            parent.as_ref().map(|parent| &parent.rows.text),
        );
        Seen { analysis, flags, scored, parent, likeness }
    }

    pub(super) fn evidence<'s>(&'s self, seen: &'s Seen) -> Evidence<'s> {
        Evidence {
            layout: self.model.weights.layout(),
            own: &seen.scored.log_odds,
            traits: &seen.scored.traits,
            parent: seen.parent.as_ref().map(Scored::surrounding),
            article: self.scored_article.as_ref().map(Scored::surrounding),
            likeness: seen.likeness,
        }
    }

    /// Whether a head can be asked here.
    pub(super) fn applies(&self, head: Head) -> bool {
        head != Head::Thesis || self.article.is_some()
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
        let mut base = self.model.weights.base(flags);
        self.add_offset(&mut base);
        base
    }

    /// Decision, question and readiness that answer a head here; `None` if nothing does.
    pub(super) fn answer<'s>(&'s self, head: &'s HeadModel) -> Option<(&'s Decision, Question, &'s [f64])> {
        match (head.head, self.known) {
            (Head::Thesis, Some((known, _))) => Some((&known.decision, Question::KnownArticle, &known.readiness)),
            _ => self.model.decision(head).map(|(decision, question)| (decision, question, head.readiness.as_slice())),
        }
    }

    pub(super) fn decide(&self, seen: &Seen) -> Prediction {
        let evidence = self.evidence(seen);
        let mut context = Context::default();
        let heads = self.model.heads.iter().enumerate().map(|(index, head)| match self.answer(head) {
            Some((decision, question, readiness)) if self.applies(head.head) => {
                context::fill(&evidence, question, &mut context);
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
