//! Who names whom. Range: 0 or 1 for flags, `ln(1 + count)` for counts, [0, 1] for places and shares.
//! Whether the article names the target is unknown where there is no article.

use super::{Context, Evidence, Question, Signal, Surrounding, others};
use crate::topic::{Head, Topic};

pub(super) struct Mentions;

impl Signal for Mentions {
    fn name(&self) -> &'static str {
        "mentions"
    }

    fn columns(&self, topic: &Topic, question: Question) -> Vec<String> {
        match question.target() {
            Some(_) => [
                "named:this",
                "count:this",
                "first:this",
                "quoted:this",
                "named:others",
                "parent-only:this",
                "article:this",
            ]
            .map(String::from)
            .to_vec(),
            None if question == Question::Head(Head::Target) => {
                let of = |kind: &'static str| topic.targets.iter().map(move |target| format!("{kind}:{}", target.name));
                of("count").chain(of("first")).chain(of("parent-only")).collect()
            }
            None => vec!["named:any".into()],
        }
    }

    fn fill(&self, evidence: &Evidence<'_>, question: Question, context: &mut Context) {
        let flag = |test: bool| f64::from(u8::from(test));
        let own = &evidence.traits.targets;
        let count = |target: usize| (1.0 + own[target].named as f64).ln();
        let parent_only = |target: usize| {
            flag(
                own[target].named == 0 && evidence.parent.is_some_and(|parent| parent.traits.targets[target].named > 0),
            )
        };
        let n_targets = evidence.layout.n_targets();
        match question.target() {
            Some(target) => {
                context.fixed(flag(own[target].named > 0));
                context.fixed(count(target));
                context.fixed(own[target].first);
                context.fixed(flag(own[target].quoted > 0));
                context.fixed(flag(others(n_targets, question).any(|other| own[other].named > 0)));
                context.fixed(parent_only(target));
                let names = |article: Surrounding<'_>| flag(article.traits.targets[target].named > 0);
                context.fixed_if_known(evidence.article.map(names));
            }
            None if question == Question::Head(Head::Target) => {
                (0..n_targets).for_each(|target| context.fixed(count(target)));
                (0..n_targets).for_each(|target| context.fixed(own[target].first));
                (0..n_targets).for_each(|target| context.fixed(parent_only(target)));
            }
            None => context.fixed(flag(own.iter().any(|target| target.named > 0))),
        }
    }
}
