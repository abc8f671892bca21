//! Tone by lexicon. Range: [-1, 1], shares in [0, 1].

use super::{Context, Evidence, Question, Signal};
use crate::topic::Topic;

pub(super) struct Valence;

impl Signal for Valence {
    fn name(&self) -> &'static str {
        "valence"
    }

    fn columns(&self, _: &Topic, _: Question) -> Vec<String> {
        ["comment", "positive", "negative"].map(String::from).to_vec()
    }

    fn fill(&self, evidence: &Evidence<'_>, _: Question, context: &mut Context) {
        context.fixed(evidence.traits.valence);
        context.fixed(evidence.traits.positive);
        context.fixed(evidence.traits.negative);
    }
}
