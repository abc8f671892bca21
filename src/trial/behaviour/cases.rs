//! From a test to its cases: every combination of words, each with the text it is compared with.

use super::change::{Change, end_with, mistype};
use super::expectation::Class;
use super::template::{Filling, Slot, Template, Words};
use super::{Asked, MAX_CASES, Test};
use crate::model::Model;
use crate::text::Analyzer;
use crate::topic::Head;

/// A text with what it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tried {
    pub text: String,
    pub parent: Option<String>,
}

/// One case of a test.
#[derive(Debug, Clone)]
pub(super) struct Case<'a> {
    /// The words of the text as tried.
    pub filling: Filling<'a>,
    /// The text as tried.
    pub tried: Tried,
    /// The head asked of it.
    pub head: Head,
    /// What it is compared with, and the head asked of that.
    pub before: Option<(Tried, Head)>,
    /// The two targets that the change exchanged.
    pub exchanged: Option<(usize, usize)>,
}

/// What cases are made with.
pub(super) struct Maker<'a> {
    pub words: &'a Words,
    pub seed: u64,
    pub model: &'a Model,
    pub analyzer: &'a Analyzer,
}

impl<'a> Maker<'a> {
    /// The cases of a test in the order of its texts and words; none if the model lacks the head or the targets. A case
    /// that its change leaves as it was is left out.
    pub(super) fn cases(&self, test: &Test) -> Vec<Case<'a>> {
        let all = (0..test.texts.len()).flat_map(|text| {
            let fillings = self.fillings(test, text);
            fillings.into_iter().map(move |filling| (text, filling))
        });
        let mut cases = Vec::new();
        for (number, (text, filling)) in all.enumerate() {
            self.add(test, text, filling, number, &mut cases);
            if cases.len() >= MAX_CASES {
                cases.truncate(MAX_CASES);
                break;
            }
        }
        cases
    }

    /// All choices of words for a text, no more than [`MAX_CASES`].
    fn fillings(&self, test: &Test, text: usize) -> Vec<Filling<'a>> {
        let slots = test.slots(text);
        let topic = self.model.topic();
        let targets = |needed: bool| -> Vec<Option<usize>> {
            if needed { self.targets(test).into_iter().map(Some).collect() } else { vec![None] }
        };
        let named = slots.iter().any(|slot| matches!(slot, Slot::Target | Slot::Name(_)));
        let mut fillings = Vec::new();
        for target in targets(named) {
            for other in targets(slots.contains(&Slot::Other)) {
                if other.is_some() && other == target {
                    continue;
                }
                let empty = Filling { words: self.words, topic, target, other, chosen: Vec::new() };
                let mut partial = vec![empty];
                for slot in slots.iter().filter(|slot| matches!(slot, Slot::List(_) | Slot::Name(_))) {
                    let n = self.words.len(*slot, partial.first().and_then(Filling::target_name));
                    let longer = partial.iter().flat_map(|filling| {
                        (0..n).map(|word| {
                            let mut filling = filling.clone();
                            filling.chosen.push((*slot, word));
                            filling
                        })
                    });
                    partial = longer.take(MAX_CASES).collect();
                }
                fillings.extend(partial);
                if fillings.len() >= MAX_CASES {
                    return fillings;
                }
            }
        }
        fillings
    }

    /// The targets that a test is about, as indices into the topic's.
    fn targets(&self, test: &Test) -> Vec<usize> {
        let targets = self.model.topic().targets.iter().enumerate();
        let meant = |name: &String| test.targets.as_ref().is_none_or(|targets| targets.contains(name));
        targets.filter(|(_, target)| meant(&target.name)).map(|(index, _)| index).collect()
    }

    /// Adds the cases of one text with its words: one for each head asked.
    fn add(&self, test: &Test, text: usize, filling: Filling<'a>, number: usize, cases: &mut Vec<Case<'a>>) {
        let fill = |template: &Template, filling: &Filling| template.fill(filling, "");
        let parent = |filling: &Filling| test.parent.as_ref().map(|parent| fill(parent, filling));
        let template = &test.texts[text].template;
        let plain = Tried { text: fill(template, &filling), parent: parent(&filling) };
        let Some(change) = &test.change else {
            for head in self.heads(test, &filling) {
                let filling = filling.clone();
                cases.push(Case { filling, tried: plain.clone(), head, before: None, exchanged: None });
            }
            return;
        };
        let Some((changed, exchanged)) = self.refilled(test, change, &filling) else { return };
        let mut tried = Tried { text: fill(template, &changed), parent: parent(&changed) };
        match change {
            Change::SwapTargets | Change::Refill(_) | Change::Article(_) => {}
            Change::Rewrite => {
                let rewritten = test.texts[text].rewritten.as_ref().unwrap_or(template);
                tried.text = fill(rewritten, &changed);
            }
            Change::Wrap(wrap) => tried.text = wrap.fill(&changed, &plain.text),
            Change::Typos(n) => tried.text = mistype(&plain.text, *n, self.analyzer, self.seed, number),
            Change::UpperCase => tried.text = plain.text.to_uppercase(),
            Change::LowerCase => tried.text = plain.text.to_lowercase(),
            Change::Ending(ending) => tried.text = end_with(&plain.text, ending),
            Change::Parent(parent) => tried.parent = Some(fill(parent, &changed)),
        }
        if tried == plain && !matches!(change, Change::Article(_)) {
            return;
        }
        for before in self.heads(test, &filling) {
            let head = match (before, &test.asked) {
                (Head::Stance(_), Asked::Stance(Class::Named(_))) => before,
                (Head::Stance(target), _) => Head::Stance(exchange(exchanged, target)),
                _ => before,
            };
            if self.answers(head) {
                let (filling, tried, before) = (changed.clone(), tried.clone(), Some((plain.clone(), before)));
                cases.push(Case { filling, tried, head, before, exchanged });
            }
        }
    }

    /// The words after the change, and the targets it exchanged; `None` if there are no others to take.
    fn refilled(
        &self,
        test: &Test,
        change: &Change,
        filling: &Filling<'a>,
    ) -> Option<(Filling<'a>, Option<(usize, usize)>)> {
        let mut changed = filling.clone();
        match change {
            Change::SwapTargets => {
                (changed.target, changed.other) = (filling.other, filling.target);
            }
            Change::Refill(Slot::Target) => {
                let targets = self.targets(test);
                let from = targets.iter().position(|target| Some(*target) == filling.target)?;
                let mut next = targets.iter().cycle().skip(from + 1).take(targets.len() - 1);
                changed.target = Some(*next.find(|target| Some(**target) != filling.other)?);
            }
            Change::Refill(slot) => {
                let n = self.words.len(*slot, filling.target_name());
                let (_, word) = changed.chosen.iter_mut().find(|(own, _)| own == slot)?;
                *word = (*word + 1) % n;
            }
            _ => {}
        }
        let exchanged = filling.target.zip(changed.target).filter(|(from, to)| from != to);
        changed.is_complete().then_some((changed, exchanged))
    }

    /// The heads asked of a text with these words, as far as the model answers them.
    fn heads(&self, test: &Test, filling: &Filling) -> Vec<Head> {
        let topic = self.model.topic();
        let heads: Vec<Head> = match &test.asked {
            Asked::Thesis => vec![Head::Thesis],
            Asked::MainTarget => vec![Head::Target],
            Asked::Sentiment => vec![Head::Sentiment],
            Asked::EveryStance => (0..topic.targets.len()).map(Head::Stance).collect(),
            Asked::Stance(Class::Target) => filling.target.map(Head::Stance).into_iter().collect(),
            Asked::Stance(Class::Other) => filling.other.map(Head::Stance).into_iter().collect(),
            Asked::Stance(Class::Named(name)) => topic.head(name).into_iter().collect(),
        };
        heads.into_iter().filter(|head| self.answers(*head)).collect()
    }

    fn answers(&self, head: Head) -> bool {
        self.model.heads().iter().any(|own| own.head == head && self.model.decision(own).is_some())
    }
}

/// The target that stands after a change where this one stood.
pub(super) fn exchange(exchanged: Option<(usize, usize)>, target: usize) -> usize {
    match exchanged {
        Some((a, b)) if target == a => b,
        Some((a, b)) if target == b => a,
        _ => target,
    }
}
