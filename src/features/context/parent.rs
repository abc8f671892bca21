//! The parent's log-odds by the same scorers, squashed into (-1, 1), 0 for a root comment; and whether there is a parent.
//!
//! "Exactly." and "Nonsense." say nothing without it.

use super::{Context, Evidence, Question, Signal, squash};
use crate::topic::{Head, Topic};

pub(super) struct ParentOdds;

impl Signal for ParentOdds {
    fn name(&self) -> &'static str {
        "parent"
    }

    fn columns(&self, topic: &Topic, question: Question) -> Vec<String> {
        let mut columns = vec!["reply".to_owned(), "lean:sentiment".to_owned()];
        match question {
            Question::Head(Head::Target) => {
                columns.extend(topic.targets.iter().map(|target| format!("about:{}", target.name)));
            }
            _ => columns.extend(["lean:this", "stand:this"].map(String::from)),
        }
        columns
    }

    fn fill(&self, evidence: &Evidence<'_>, question: Question, context: &mut Context) {
        let layout = evidence.layout;
        let odds = |place: usize| evidence.parent.map_or(0.0, |parent| squash(parent.log_odds[place]));
        context.fixed(f64::from(u8::from(evidence.parent.is_some())));
        context.fixed(odds(layout.lean(Head::Sentiment)));
        match question.head() {
            Head::Target => (0..layout.n_targets()).for_each(|target| context.fixed(odds(layout.about(target)))),
            head => {
                context.fixed(odds(layout.lean(head)));
                context.fixed(odds(layout.stand(head)));
            }
        }
    }
}
