//! Trying the cases of a test on a model.

use rayon::prelude::*;

use super::cases::{Case, Maker, Tried, exchange};
use super::change::Change;
use super::expectation::{Said, Unmet};
use super::template::{Slot, Template, Words};
use super::{BehaviourFailure, BehaviourResult, Test, Text};
use crate::comment::{Article, Comment, Parent, Section};
use crate::model::{HeadPrediction, Model};
use crate::topic::{Head, Topic};

/// Most failures of a test that are kept for showing.
const MAX_FAILURES: usize = 5;

impl Test {
    /// The placeholders of a text, its context and its change, each once, in order.
    pub(super) fn slots(&self, text: usize) -> Vec<Slot> {
        let Text { template, rewritten } = &self.texts[text];
        let change = match &self.change {
            Some(Change::Wrap(template) | Change::Parent(template)) => Some(template),
            _ => None,
        };
        let templates = [Some(template), self.parent.as_ref(), rewritten.as_ref(), change];
        let mut slots = Vec::new();
        for slot in templates.into_iter().flatten().flat_map(Template::slots) {
            if slot != Slot::Text && !slots.contains(&slot) {
                slots.push(slot);
            }
        }
        slots
    }

    /// Combinations of words, the topic's targets not counted.
    pub(super) fn fillings(&self, words: &Words) -> usize {
        let of = |text| self.slots(text).into_iter().map(|slot| words.len(slot, None)).fold(1, usize::saturating_mul);
        (0..self.texts.len()).map(of).fold(0, usize::saturating_add)
    }

    /// Tries all cases; `None` if the model has none of them.
    pub(super) fn run(&self, maker: &Maker) -> Option<BehaviourResult> {
        let model = maker.model;
        let cases = maker.cases(self);
        if cases.is_empty() {
            return None;
        }
        let before = match cases.iter().map(|case| case.before.as_ref().map(|(tried, head)| (tried, *head))).collect() {
            Some(asked) => self.ask(model, self.article.as_ref(), asked).into_iter().map(Some).collect(),
            None => vec![None; cases.len()],
        };
        let after = self.ask(model, self.article_after(), cases.iter().map(|case| (&case.tried, case.head)).collect());
        let failures: Vec<BehaviourFailure> = cases
            .iter()
            .zip(before.iter().zip(&after))
            .filter_map(|(case, (before, after))| {
                let unmet = self.unmet(case, model.topic(), before.as_ref(), after)?;
                Some(self.failure(case, model.topic(), unmet))
            })
            .collect();
        let failed = failures.len();
        let shown = failed.min(MAX_FAILURES);
        Some(BehaviourResult {
            name: self.name.clone(),
            capability: self.capability.clone(),
            kind: self.kind.name().into(),
            expects: self.expectation.to_string(),
            n: cases.len(),
            failed,
            allowed: self.allowed,
            failures: (0..shown).map(|index| failures[index * failed / shown].clone()).collect(),
        })
    }

    fn article_after(&self) -> Option<&Article> {
        match &self.change {
            Some(Change::Article(article)) => Some(article),
            _ => self.article.as_ref(),
        }
    }

    /// What the model's heads say of texts under an article, in their order.
    fn ask(&self, model: &Model, article: Option<&Article>, asked: Vec<(&Tried, Head)>) -> Vec<HeadPrediction> {
        let comments = asked.iter().map(|(tried, _)| Comment {
            text: tried.text.clone(),
            parent: tried.parent.clone().map(Parent::Text),
            ..Comment::default()
        });
        let section = Section { article: article.cloned(), comments: comments.collect() };
        let bound = model.section(&section);
        let said = asked.par_iter().enumerate().map(|(index, (_, head))| {
            let place = model.heads().iter().position(|own| own.head == *head);
            let place = place.expect("heads asked are among the model's");
            bound.predict(index).heads.swap_remove(place)
        });
        said.collect()
    }

    fn unmet(
        &self,
        case: &Case,
        topic: &Topic,
        before: Option<&HeadPrediction>,
        after: &HeadPrediction,
    ) -> Option<Unmet> {
        let head_before = case.before.as_ref().map_or(case.head, |(_, head)| *head);
        let before = before.map(|prediction| Said { topic, head: head_before, prediction });
        let after = Said { topic, head: case.head, prediction: after };
        let renamed = |class| match topic.targets.iter().position(|target| target.name == class) {
            Some(target) if case.head == Head::Target => topic.targets[exchange(case.exchanged, target)].name.as_str(),
            _ => class,
        };
        self.expectation.unmet(before.as_ref(), &after, &case.filling, renamed)
    }

    fn failure(&self, case: &Case, topic: &Topic, unmet: Unmet) -> BehaviourFailure {
        let article = self.article_after().map(|article| {
            let line = article.thesis.as_deref().unwrap_or(&article.title);
            format!("under {line:?}")
        });
        let parent = case.tried.parent.as_ref().map(|parent| format!("in answer to {parent:?}"));
        let context: Vec<String> = article.into_iter().chain(parent).collect();
        BehaviourFailure {
            text: case.tried.text.clone(),
            context: (!context.is_empty()).then(|| context.join(", ")),
            from: case.before.as_ref().map(|(tried, _)| tried.text.clone()),
            head: topic.head_name(case.head).into(),
            expected: unmet.expected,
            found: unmet.found,
        }
    }
}
