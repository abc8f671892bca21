//! The outward shape of the comment. Range: `ln(1 + count)` for counts, [0, 1] for shares.

use super::{Context, Evidence, Question, Signal};
use crate::topic::Topic;

pub(super) struct Shape;

impl Signal for Shape {
    fn name(&self) -> &'static str {
        "shape"
    }

    fn columns(&self, _: &Topic, _: Question) -> Vec<String> {
        ["length", "quoted", "negated", "capitals", "questions", "exclamations", "links", "emoji"]
            .map(String::from)
            .to_vec()
    }

    fn fill(&self, evidence: &Evidence<'_>, _: Question, context: &mut Context) {
        let traits = evidence.traits;
        let count = |count: usize| (1.0 + count as f64).ln();
        context.fixed(count(traits.n_own));
        context.fixed(traits.quoted);
        context.fixed(traits.negated);
        context.fixed(traits.caps);
        context.fixed(count(traits.questions));
        context.fixed(count(traits.exclamations));
        context.fixed(count(traits.links));
        context.fixed(count(traits.emoji));
    }
}
