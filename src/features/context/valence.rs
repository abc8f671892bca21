//! Tone by lexicon, over the comment and near the target asked about. Range: [-1, 1], shares in [0, 1].

use super::{Context, Evidence, Question, Signal};
use crate::topic::Topic;

pub(super) struct Valence;

impl Signal for Valence {
    fn name(&self) -> &'static str {
        "valence"
    }

    fn columns(&self, _: &Topic, question: Question) -> Vec<String> {
        let mut columns = ["comment", "positive", "negative"].map(String::from).to_vec();
        if question.target().is_some() {
            columns.push("near:this".into());
        }
        columns
    }

    fn fill(&self, evidence: &Evidence<'_>, question: Question, context: &mut Context) {
        context.fixed(evidence.traits.valence);
        context.fixed(evidence.traits.positive);
        context.fixed(evidence.traits.negative);
        if let Some(target) = question.target() {
            context.fixed(evidence.traits.targets[target].valence);
        }
    }
}
