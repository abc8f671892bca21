//! Which side an article takes toward each target, from what its commenters say.
//!
//! Who agrees with the thesis and is for a target says that the article is for it, and so does who disputes the thesis and is
//! against the target; the others say that it is against. Where enough say the same, the article and its headline become
//! rows of the stance scorer like comments: they are written differently, and the side of an article is what carries
//! the thesis over from other articles.

use std::collections::BTreeMap;

use super::labels::Labels;
use crate::topic::Head;

/// Comments that say on which side the article is, at least, and the share of them that say the same.
const LEAST: usize = 4;
const SHARE: f64 = 0.75;

/// An article takes no side where so many comments at least are without one, and of those with one there are at most so many
/// for each.
const LEAST_NONE: usize = 15;
const FEW: f64 = 0.05;

/// Classes of a stance.
const FAVOR: usize = 0;
const AGAINST: usize = 1;
const NONE: usize = 2;

/// The side of an article toward a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Side {
    /// The article, as `article_of` numbers it.
    pub article: usize,
    pub target: usize,
    /// Class of the stance.
    pub truth: usize,
}

/// The sides that are clear, of the articles that the labelled comments are under.
pub(super) fn sides(labels: &Labels, n_targets: usize, article_of: impl Fn(usize) -> Option<usize>) -> Vec<Side> {
    let thesis: BTreeMap<usize, usize> =
        labels.of(Head::Thesis).iter().copied().filter(|(_, class)| *class != NONE).collect();
    let mut sides = Vec::new();
    for target in 0..n_targets {
        // Of each article: how many say that it is for the target, that it is against it, and nothing of it.
        let mut votes: BTreeMap<usize, [usize; 3]> = BTreeMap::new();
        for (comment, class) in labels.of(Head::Stance(target)) {
            let Some(article) = article_of(*comment) else { continue };
            let vote = match thesis.get(comment) {
                _ if *class == NONE => NONE,
                Some(thesis) if thesis == class => FAVOR,
                Some(_) => AGAINST,
                None => continue,
            };
            votes.entry(article).or_default()[vote] += 1;
        }
        let clear = votes.into_iter().filter_map(|(article, votes)| Some((article, side(votes)?)));
        sides.extend(clear.map(|(article, truth)| Side { article, target, truth }));
    }
    sides
}

/// What so many votes for each class say, if it is clear.
fn side(votes: [usize; 3]) -> Option<usize> {
    let [favor, against, none] = votes;
    let truth = if favor >= against { FAVOR } else { AGAINST };
    let all = favor + against;
    if all >= LEAST && votes[truth] as f64 >= SHARE * all as f64 {
        return Some(truth);
    }
    (none >= LEAST_NONE && all as f64 <= FEW * none as f64).then_some(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Comment, Section};
    use crate::read::{Dataset, Sample};
    use crate::topic::Topic;

    #[test]
    fn what_most_say_is_the_side_of_the_article() {
        let cases = [
            ([4, 0, 0], Some(FAVOR)),
            ([1, 3, 90], Some(AGAINST)),
            ([3, 0, 0], None),
            ([5, 3, 0], None),
            ([0, 0, 15], Some(NONE)),
            ([1, 0, 20], Some(NONE)),
            ([1, 0, 19], None),
            ([0, 0, 14], None),
        ];
        for (votes, expected) in cases {
            assert_eq!(side(votes), expected, "{votes:?}");
        }
    }

    #[test]
    fn agreement_and_stance_together_vote() {
        let topic = Topic::from_toml("[[target]]\nname = \"tram\"").unwrap();
        let stance = topic.heads().iter().position(|head| *head == Head::Stance(0)).unwrap();
        let thesis = topic.heads().iter().position(|head| *head == Head::Thesis).unwrap();
        // Thesis and stance of the comments under one article, over and over.
        let of = |pairs: &[(usize, usize)]| {
            let samples = pairs.iter().cycle().take(4 * pairs.len()).enumerate();
            let samples: Vec<Sample> = samples
                .map(|(comment, pair)| {
                    let mut labels = vec![None; topic.heads().len()];
                    (labels[thesis], labels[stance]) = (Some(pair.0), Some(pair.1));
                    Sample { section: 0, comment, record: 0, labels }
                })
                .collect();
            let comments = vec![Comment::default(); samples.len()];
            let sections = vec![Section { comments, ..Section::default() }];
            let dataset = Dataset { sections, samples, ..Dataset::default() };
            let labels = Labels::collect(&dataset, &topic, &[0], |_| true, &mut Vec::new());
            sides(&labels, 1, |_| Some(7))
        };
        let side = |truth| vec![Side { article: 7, target: 0, truth }];
        assert_eq!(of(&[(FAVOR, FAVOR), (AGAINST, AGAINST), (NONE, AGAINST)]), side(FAVOR));
        assert_eq!(of(&[(FAVOR, AGAINST), (AGAINST, FAVOR), (NONE, FAVOR)]), side(AGAINST));
        assert_eq!(of(&[(FAVOR, FAVOR), (FAVOR, AGAINST)]), []);
        assert_eq!(of(&[(FAVOR, NONE), (AGAINST, NONE), (NONE, NONE), (NONE, NONE)]), side(NONE));
    }
}
