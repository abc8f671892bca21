//! How the scores of all heads lie in one vector, and how class logits become them.
//!
//! The first stage gives logits per class; what the later stages read are contrasts of them, which are linear in the
//! terms as the logits are, and say one thing each:
//!
//! - `lean` of a three-way head: `z_favor - z_against` (or `z_positive - z_negative`): which way;
//! - `stand` of a three-way head: `(z_favor + z_against) / 2 - z_none`: whether at all;
//! - for the `target` head, `z_target - z_none` of each target.
//!
//! The thesis has a second pair of places, for a scorer that knows the article from training.

use crate::topic::{Head, Topic};

/// Places of the contrasts of each head in a vector of log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    n_targets: usize,
}

impl Layout {
    /// Layout for a topic.
    pub fn new(topic: &Topic) -> Self {
        Self::with_targets(topic.targets.len())
    }

    /// Layout for this many targets.
    pub fn with_targets(n_targets: usize) -> Self {
        Self { n_targets }
    }

    /// Number of targets.
    pub fn n_targets(self) -> usize {
        self.n_targets
    }

    /// Length of a vector of log-odds: 6 + 3 per target.
    pub fn n_places(self) -> usize {
        6 + 3 * self.n_targets
    }

    /// Lean and stand toward the thesis of an article known from training: the last two places.
    pub fn known(self) -> std::ops::Range<usize> {
        self.n_places() - 2..self.n_places()
    }

    /// First place of a head, and how many it has.
    pub fn places(self, head: Head) -> std::ops::Range<usize> {
        match head {
            Head::Thesis => 0..2,
            Head::Sentiment => 2..4,
            Head::Target => 4..4 + self.n_targets,
            Head::Stance(target) => {
                let start = 4 + self.n_targets + 2 * target;
                start..start + 2
            }
        }
    }

    /// Place of the lean of a three-way head.
    pub fn lean(self, head: Head) -> usize {
        debug_assert!(head != Head::Target);
        self.places(head).start
    }

    /// Place of the stand of a three-way head.
    pub fn stand(self, head: Head) -> usize {
        self.lean(head) + 1
    }

    /// Place of `z_target - z_none` of the `target` head.
    pub fn about(self, target: usize) -> usize {
        self.places(Head::Target).start + target
    }
}

/// Class logits of a head to its contrasts; also right for weights and gradients, being linear.
pub fn contrasts(head: Head, logits: &[f64]) -> Vec<f64> {
    match (head, logits) {
        (Head::Target, [targets @ .., none]) => targets.iter().map(|logit| logit - none).collect(),
        (_, [favor, against, none]) => vec![favor - against, 0.5 * (favor + against) - none],
        _ => unreachable!("a head other than target has three classes, and target at least one"),
    }
}

/// Contrasts of a head to its class logits: those with the last class at 0, for contrasts leave open what is added to all
/// classes alike. The inverse of [`contrasts`] up to that.
pub fn logits(head: Head, contrasts: &[f64]) -> Vec<f64> {
    match (head, contrasts) {
        (Head::Target, targets) => targets.iter().copied().chain([0.0]).collect(),
        (_, [lean, stand]) => vec![stand + 0.5 * lean, stand - 0.5 * lean, 0.0],
        _ => unreachable!("a head other than target has two contrasts"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_tile_the_vector() {
        let topic = Topic::from_toml("[[target]]\nname = \"a\"\n[[target]]\nname = \"b\"").unwrap();
        let layout = Layout::new(&topic);
        let heads = topic.heads().into_iter().flat_map(|head| layout.places(head));
        let mut places: Vec<usize> = heads.chain(layout.known()).collect();
        places.sort_unstable();
        assert_eq!(places, (0..layout.n_places()).collect::<Vec<_>>());
    }

    #[test]
    fn contrasts_say_which_way_and_whether() {
        assert_eq!(contrasts(Head::Thesis, &[3.0, 1.0, 0.5]), [2.0, 1.5]);
        assert_eq!(contrasts(Head::Target, &[3.0, 1.0, 0.5]), [2.5, 0.5]);
        assert_eq!(contrasts(Head::Target, &[3.0]), [] as [f64; 0]);
    }

    #[test]
    fn logits_are_led_back_to() {
        let cases: [(Head, &[f64]); 3] =
            [(Head::Thesis, &[2.5, 0.5, 0.0]), (Head::Target, &[2.5, 0.5, 0.0]), (Head::Target, &[0.0])];
        for (head, given) in cases {
            assert_eq!(logits(head, &contrasts(head, given)), given, "{head:?}");
        }
    }
}
