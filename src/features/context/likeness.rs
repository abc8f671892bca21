//! How much the comment speaks of what the thesis, the article and the parent speak of: cosines in [0, 1];
//! with thesis and article unknown where there is no article, with the parent 0 where there is none.

use super::{Context, Evidence, Question, Signal};
use crate::topic::Topic;

pub(super) struct LikenessToArticle;

impl Signal for LikenessToArticle {
    fn name(&self) -> &'static str {
        "likeness"
    }

    fn columns(&self, _: &Topic, _: Question) -> Vec<String> {
        ["thesis", "article", "parent"].map(String::from).to_vec()
    }

    fn fill(&self, evidence: &Evidence<'_>, _: Question, context: &mut Context) {
        let likeness = evidence.likeness;
        context.fixed_if_known(evidence.article.map(|_| likeness.thesis));
        context.fixed_if_known(evidence.article.map(|_| likeness.article));
        context.fixed(likeness.parent);
    }
}
