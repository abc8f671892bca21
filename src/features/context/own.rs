//! Log-odds of every head for the comment itself. Range: any number, mostly in (-8, 8).
//!
//! The head asked about comes first (`lean:this`, `stand:this`), then the other heads, for views hang together: who is
//! against NATO is seldom against Russia, and scorn is seldom favor.

use super::{Context, Evidence, Question, Signal, others};
use crate::topic::{Head, Topic};

pub(super) struct Own;

impl Signal for Own {
    fn name(&self) -> &'static str {
        "own"
    }

    fn columns(&self, topic: &Topic, question: Question) -> Vec<String> {
        let name = |target: usize| topic.targets[target].name.as_str();
        let n_targets = topic.targets.len();
        let mut columns = Vec::new();
        for head in [Head::Thesis, Head::Sentiment] {
            let head = topic.head_name(head);
            columns.extend([format!("lean:{head}"), format!("stand:{head}")]);
        }
        match question {
            Question::AnyTarget(_) => columns.extend(["about:this", "lean:others", "stand:others"].map(String::from)),
            Question::Head(_) | Question::KnownArticle => {
                columns.extend((0..n_targets).map(|target| format!("about:{}", name(target))));
                for target in others(n_targets, question) {
                    columns.extend([format!("lean:{}", name(target)), format!("stand:{}", name(target))]);
                }
            }
        }
        if question.target().is_some() {
            columns.extend(["lean:this", "stand:this"].map(String::from));
        }
        if question == Question::KnownArticle {
            columns.extend(["lean:known", "stand:known"].map(String::from));
        }
        columns
    }

    fn fill(&self, evidence: &Evidence<'_>, question: Question, context: &mut Context) {
        let layout = evidence.layout;
        for head in [Head::Thesis, Head::Sentiment] {
            context.linear(evidence, [(layout.lean(head), 1.0)]);
            context.linear(evidence, [(layout.stand(head), 1.0)]);
        }
        match question {
            Question::AnyTarget(target) => {
                context.linear(evidence, [(layout.about(target), 1.0)]);
                let others: Vec<usize> = others(layout.n_targets(), question).collect();
                let share = 1.0 / others.len().max(1) as f64;
                let mean = |place: &dyn Fn(Head) -> usize| -> Vec<(usize, f64)> {
                    others.iter().map(|target| (place(Head::Stance(*target)), share)).collect()
                };
                context.linear(evidence, mean(&|head| layout.lean(head)));
                context.linear(evidence, mean(&|head| layout.stand(head)));
            }
            Question::Head(_) | Question::KnownArticle => {
                for target in 0..layout.n_targets() {
                    context.linear(evidence, [(layout.about(target), 1.0)]);
                }
                for target in others(layout.n_targets(), question) {
                    context.linear(evidence, [(layout.lean(Head::Stance(target)), 1.0)]);
                    context.linear(evidence, [(layout.stand(Head::Stance(target)), 1.0)]);
                }
            }
        }
        if let Some(target) = question.target() {
            context.linear(evidence, [(layout.lean(Head::Stance(target)), 1.0)]);
            context.linear(evidence, [(layout.stand(Head::Stance(target)), 1.0)]);
        }
        if question == Question::KnownArticle {
            layout.known().for_each(|place| context.linear(evidence, [(place, 1.0)]));
        }
    }
}
