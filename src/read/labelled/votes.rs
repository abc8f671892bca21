//! Several annotators of one comment: the label that most of them gave.
//!
//! Where the first two classes have as many votes each, the comment is left without this label: either choice would be a
//! guess, and a comment on which people are divided teaches a model nothing.

use std::collections::BTreeMap;

use crate::comment::Section;
use crate::error::Position;
use crate::read::Warning;
use crate::read::labelled::Sample;
use crate::read::labelled::labels::{Heads, Label};

/// What was said of each sample, head by head: votes for each class.
#[derive(Default)]
pub(in crate::read) struct Votes {
    // In the order of samples, so that warnings are.
    votes: BTreeMap<(usize, usize), Vec<u32>>,
}

impl Votes {
    /// Counts a label of a sample.
    pub fn cast(&mut self, sample: usize, (head, class): Label, heads: &Heads) {
        let votes = self.votes.entry((sample, head)).or_insert_with(|| vec![0; heads.n_classes(head)]);
        votes[class] += 1;
    }

    /// Gives each sample its labels; a tie is none, with a warning. `first` is the index of the first of these sections.
    pub fn settle(
        self,
        file: &str,
        samples: &mut [Sample],
        (sections, first): (&[Section], usize),
        heads: &Heads,
    ) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for ((index, head), votes) in self.votes {
            let sample = &mut samples[index];
            let most = votes.iter().copied().max().unwrap_or(0);
            let winners: Vec<usize> = (0..votes.len()).filter(|class| votes[*class] == most).collect();
            if let [winner] = winners[..] {
                sample.labels[head] = Some(winner);
                continue;
            }
            let comment = &sections[sample.section - first].comments[sample.comment];
            warnings.push(Warning::DividedAnnotators {
                at: Position { file: Some(file.into()), record: Some(sample.record), line: None },
                id: comment.id.clone(),
                head: heads.name(head).to_owned(),
                classes: winners.iter().map(|class| heads.class((head, *class)).to_owned()).collect(),
            });
        }
        warnings
    }
}
