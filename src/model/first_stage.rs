//! What the scorers alone would say of a comment, before any decision.

use super::predict::HeadPrediction;
use super::scorer::{argmax, softmax};
use super::{Answer, SectionModel};
use crate::features::log_odds::logits;
use crate::topic::Head;

impl SectionModel<'_> {
    /// For each head, in the order of the model: the softmax of the comment's own log-odds, and the most probable class as
    /// the label, of equal ones the first. Neither context nor readiness takes part. Empty where no decision fitted on the
    /// head's own labels answers, and where the head does not apply.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of comments.
    pub(crate) fn first_stage(&self, index: usize) -> Vec<HeadPrediction> {
        let layout = self.model.weights.layout();
        self.model.scratches.with(|scratch| {
            self.see(index, scratch);
            let log_odds = &scratch.seen.scored.log_odds;
            let of_head = |head: &super::HeadModel| {
                let known = head.head == Head::Thesis && self.knows_article();
                let fitted = known || matches!(head.answer, Answer::Fitted(_));
                if !fitted || !self.applies(head.head) {
                    return HeadPrediction::default();
                }
                let places = if known { layout.known() } else { layout.places(head.head) };
                let mut probabilities = logits(head.head, &log_odds[places]);
                softmax(&mut probabilities);
                let label = Some(argmax(probabilities.iter().copied()));
                HeadPrediction { probabilities, label, withheld: None }
            };
            self.model.heads.iter().map(of_head).collect()
        })
    }
}
