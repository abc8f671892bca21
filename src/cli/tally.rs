//! Sums over all comments of a run.

use std::sync::Arc;

use anyhow::{Result, bail};
use hustings::comment::Comment;
use hustings::model::held_out::CONFIDENCE;
use hustings::model::{Model, Prediction, Threshold, Thresholds};
use hustings::report::{ClassThreshold, HeadShares, HeadSummary, HeadThresholds, SectionNotes, summary, thresholds};
use hustings::topic::Head;
use serde::{Deserialize, Serialize};

/// Sums that outlive a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TallyState {
    comments: usize,
    heads: Vec<HeadState>,
    shares: SharesState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct HeadState {
    counts: Vec<usize>,
    /// Bits of the sums, so that not one is lost in writing.
    expected: Vec<u64>,
    abstained: usize,
}

use super::output::{Note, Totals};
use super::section_shares::{Audit, SectionShares, SharesState};

/// Counts labels and adds up probabilities.
#[derive(Debug)]
pub struct Tally {
    heads: Vec<HeadSummary>,
    n_comments: usize,
    shares: SectionShares,
    notes: SectionNotes,
}

impl Tally {
    /// Nothing counted yet; comments of the audit are looked for.
    pub fn new(model: Arc<Model>, audit: Option<Audit>) -> Self {
        let topic = model.topic();
        let heads = model.heads().iter().map(|model| {
            let classes = topic.classes(model.head);
            HeadSummary {
                name: topic.head_name(model.head).to_owned(),
                label: match model.head {
                    Head::Stance(target) => topic.targets[target].label.clone(),
                    Head::Thesis | Head::Target | Head::Sentiment => String::new(),
                },
                expected: vec![0.0; classes.len()],
                counts: classes.into_iter().map(|class| (class.to_owned(), 0)).collect(),
                abstained: 0,
                shares: HeadShares::default(),
            }
        });
        let heads = heads.collect();
        Self { heads, n_comments: 0, shares: SectionShares::new(model, audit), notes: SectionNotes::default() }
    }

    /// Counts a comment.
    pub fn add(&mut self, comment: &Comment, prediction: &Prediction, note: &Note) {
        self.n_comments += 1;
        self.shares.add(comment, prediction, note);
        for (head, predicted) in self.heads.iter_mut().zip(&prediction.heads) {
            match predicted.label {
                Some(label) => head.counts[label].1 += 1,
                None => head.abstained += usize::from(!predicted.probabilities.is_empty()),
            }
            head.expected.iter_mut().zip(&predicted.probabilities).for_each(|(sum, p)| *sum += p);
        }
    }

    /// Comments counted.
    pub fn n_comments(&self) -> usize {
        self.n_comments
    }

    /// The sums, to be restored in another run.
    pub fn state(&self) -> TallyState {
        let heads = self.heads.iter().map(|head| HeadState {
            counts: head.counts.iter().map(|(_, count)| *count).collect(),
            expected: head.expected.iter().map(|sum| sum.to_bits()).collect(),
            abstained: head.abstained,
        });
        TallyState { comments: self.n_comments, heads: heads.collect(), shares: self.shares.state() }
    }

    /// Takes over the sums of an earlier run with the same heads; none at all if nothing was counted.
    pub fn restore(&mut self, state: &TallyState) -> Result<()> {
        if state.comments == 0 {
            return Ok(());
        }
        let fits = state.heads.len() == self.heads.len()
            && state.heads.iter().zip(&self.heads).all(|(state, head)| {
                state.counts.len() == head.counts.len() && state.expected.len() == head.expected.len()
            });
        if !fits || !self.shares.restore(&state.shares) {
            bail!("the sums of the earlier run are of other heads; start anew without --resume");
        }
        self.n_comments = state.comments;
        for (head, state) in self.heads.iter_mut().zip(&state.heads) {
            head.counts.iter_mut().zip(&state.counts).for_each(|((_, count), state)| *count = *state);
            head.expected = state.expected.iter().map(|bits| f64::from_bits(*bits)).collect();
            head.abstained = state.abstained;
        }
        Ok(())
    }

    /// Corrects the shares, once all comments are counted.
    pub fn correct(&mut self) {
        self.notes = self.shares.correct(&mut self.heads);
    }

    /// The sums.
    pub fn totals(&self, max_error: Option<f64>) -> Totals<'_> {
        Totals { heads: &self.heads, n_comments: self.n_comments, max_error, notes: &self.notes }
    }

    /// The sums as text.
    pub fn summary(&self) -> String {
        summary(&self.heads, self.n_comments, &self.notes)
    }

    /// The thresholds, and how many labels they left, as text.
    pub fn thresholds(&self, found: &Thresholds) -> String {
        let figures = |found: &Threshold| ClassThreshold {
            probability: found.probability(),
            coverage: found.coverage(),
            error: found.error(),
            bound: found.bound(),
        };
        let heads = self.heads.iter().enumerate().map(|(index, head)| {
            let given = head.counts.iter().map(|(_, count)| count).sum();
            let names = head.counts.iter().map(|(class, _)| class.clone());
            let classes = found.of(index).unwrap_or_default().iter().map(|found| found.as_ref().map(figures));
            let classes = names.zip(classes).collect();
            HeadThresholds { name: head.name.clone(), classes, given, asked: given + head.abstained }
        });
        thresholds(&heads.collect::<Vec<_>>(), found.max_error(), CONFIDENCE)
    }
}
