//! What a comment takes over from the one it answers by saying yes or no to it. Range: [-1, 1].
//!
//! "Exactly." has its parent's stance and "Nonsense." the opposite one, so what counts is the product of assent
//! ([`assent`](crate::features::assent::assent), below 0 for dissent) and the parent's squashed log-odds; which target it is
//! about, and whether it takes a side at all, it has from the parent either way. All 0 without a cue.

use super::{Context, Evidence, Question, Signal, squash};
use crate::topic::{Head, Topic};

pub(super) struct Reply;

impl Signal for Reply {
    fn name(&self) -> &'static str {
        "reply"
    }

    fn columns(&self, topic: &Topic, question: Question) -> Vec<String> {
        let mut columns = vec!["cue".to_owned()];
        match question {
            Question::Head(Head::Target) => {
                columns.extend(topic.targets.iter().map(|target| format!("about:{}", target.name)));
            }
            _ => columns.extend(["assent", "assent:root", "lean:this", "stand:this"].map(String::from)),
        }
        if question.head() == Head::Thesis {
            columns.push("product:all".into());
        }
        columns
    }

    fn fill(&self, evidence: &Evidence<'_>, question: Question, context: &mut Context) {
        let layout = evidence.layout;
        let assent = evidence.traits.assent;
        let parent = |place: usize| evidence.parent.map_or(0.0, |parent| squash(parent.log_odds[place]));
        context.fixed(assent.abs());
        match question.head() {
            Head::Target => {
                (0..layout.n_targets()).for_each(|target| context.fixed(assent.abs() * parent(layout.about(target))));
            }
            head => {
                let to_root = if evidence.parent.is_none() { assent } else { 0.0 };
                context.fixed(assent);
                context.fixed(to_root);
                context.fixed(assent * parent(layout.lean(head)));
                context.fixed(assent.abs() * parent(layout.stand(head)));
            }
        }
        if question.head() == Head::Thesis {
            let article = |place: usize| evidence.article.map_or(0.0, |article| squash(article.log_odds[place]));
            let product = |target: usize| {
                let lean = layout.lean(Head::Stance(target));
                article(lean) * parent(lean)
            };
            context.fixed(assent * (0..layout.n_targets()).map(product).sum::<f64>());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Likeness, Surrounding};
    use super::*;
    use crate::features::log_odds::Layout;
    use crate::features::traits::Traits;

    /// Values by column for a comment of this assent whose parent, if any, has these log-odds.
    fn values(question: Question, assent: f64, parent: Option<&[f64]>) -> Vec<(String, f64)> {
        let topic = Topic::from_toml("[[target]]\nname = \"a\"\n[[target]]\nname = \"b\"").unwrap();
        let layout = Layout::new(&topic);
        let (own, traits) = (vec![0.0; layout.n_places()], Traits { assent, ..Traits::default() });
        let parent = parent.map(|log_odds| Surrounding { log_odds, traits: &traits });
        let likeness = Likeness::default();
        let evidence = Evidence { layout, own: &own, traits: &traits, parent, article: parent, likeness };
        let mut context = Context::default();
        Reply.fill(&evidence, question, &mut context);
        Reply.columns(&topic, question).into_iter().zip(context.values).collect()
    }

    #[test]
    fn assent_takes_the_lean_of_the_parent_and_dissent_turns_it() {
        let stance = Question::Head(Head::Stance(1));
        let mut odds = vec![0.0; 12];
        odds[Layout::with_targets(2).lean(Head::Stance(1))] = 40.0;
        odds[Layout::with_targets(2).stand(Head::Stance(1))] = 40.0;
        for (assent, lean, stand) in [(1.0, 1.0, 1.0), (-1.0, -1.0, 1.0), (-0.5, -0.5, 0.5), (0.0, 0.0, 0.0)] {
            let values = values(stance, assent, Some(&odds));
            let of = |name: &str| values.iter().find(|(column, _)| column == name).unwrap().1;
            assert_eq!((of("lean:this"), of("stand:this"), of("assent:root")), (lean, stand, 0.0), "{assent}");
        }
    }

    #[test]
    fn nothing_is_taken_over_without_a_cue_or_a_parent() {
        let odds = [3.0; 12];
        for question in [Head::Thesis, Head::Target, Head::Sentiment, Head::Stance(0)].map(Question::Head) {
            assert!(values(question, 0.0, Some(&odds)).iter().all(|(_, value)| *value == 0.0), "{question:?}");
            let alone = ["cue", "assent", "assent:root"];
            for (name, value) in values(question, 1.0, None) {
                assert_eq!(value, f64::from(u8::from(alone.contains(&name.as_str()))), "{question:?} {name}");
            }
        }
    }
}
