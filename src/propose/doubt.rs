//! How sure a model is of a comment, where it knows one of the targets proposed.

use std::cell::RefCell;
use std::collections::HashMap;

use super::choice::Place;
use crate::comment::Section;
use crate::model::{Model, SectionModel};
use crate::topic::{Head, Target};

/// A model asked about the targets that it shares with a proposal.
pub(super) struct Doubt<'a> {
    model: &'a Model,
    sections: &'a [Section],
    /// Heads of the model.
    heads: Vec<usize>,
    /// The model bound to the sections asked about so far.
    bound: RefCell<HashMap<usize, SectionModel<'a>>>,
}

impl<'a> Doubt<'a> {
    /// `None` if the model knows none of the targets by its name.
    pub fn new(model: &'a Model, sections: &'a [Section], targets: &[Target]) -> Option<Self> {
        let is_asked = |head: &Head| match head {
            Head::Stance(target) => {
                let known = &model.topic().targets[*target];
                targets.iter().any(|target| target.name == known.name)
            }
            _ => false,
        };
        let heads = model.topic().heads();
        let heads: Vec<usize> = (0..heads.len()).filter(|index| is_asked(&heads[*index])).collect();
        (!heads.is_empty()).then(|| Self { model, sections, heads, bound: RefCell::default() })
    }

    /// One less the probability of the likeliest class, the mean over the heads; in [0, 1].
    pub fn of(&self, (section, comment): Place) -> f64 {
        let mut bound = self.bound.borrow_mut();
        let bound = bound.entry(section).or_insert_with(|| self.model.section(&self.sections[section]));
        let prediction = bound.predict(comment);
        let doubt = |head: &usize| {
            let probabilities = &prediction.heads[*head].probabilities;
            probabilities.iter().copied().reduce(f64::max).map_or(0.0, |most| 1.0 - most)
        };
        self.heads.iter().map(doubt).sum::<f64>() / self.heads.len() as f64
    }
}
