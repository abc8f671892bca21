//! The order of a thread: each comment before its replies, with how deep it stands.

use hustings::comment::Parent;

use super::kept::Comment;

/// Where a comment stands in its thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its index among the comments of the section.
    pub index: usize,
    /// How many comments stand above it in its thread.
    pub depth: usize,
    /// Index of the comment it answers.
    pub parent: Option<usize>,
    /// How many comments stand below it, replies to replies too.
    pub n_below: usize,
}

/// All comments of a section, each once: roots in page order, after each its replies in page order.
pub fn places(comments: &[Comment]) -> Vec<Place> {
    let parent = |index: usize| match &comments[index].parent {
        Some(Parent::Comment(parent)) if *parent < comments.len() && *parent != index => Some(*parent),
        _ => None,
    };
    order((0..comments.len()).map(parent).collect())
}

fn order(parents: Vec<Option<usize>>) -> Vec<Place> {
    let n = parents.len();
    let mut replies = vec![Vec::new(); n];
    for (index, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            replies[*parent].push(index);
        }
    }
    let mut places: Vec<Place> = Vec::with_capacity(n);
    let mut seen = vec![false; n];
    // Comments that answer each other in a circle have no root: the first of the circle becomes one.
    let roots = (0..n).filter(|index| parents[*index].is_none());
    for root in roots.chain(0..n) {
        let mut stack = vec![(root, 0)];
        while let Some((index, depth)) = stack.pop() {
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            let parent = parents[index].filter(|_| depth > 0);
            places.push(Place { index, depth, parent, n_below: 0 });
            stack.extend(replies[index].iter().rev().map(|reply| (*reply, depth + 1)));
        }
    }
    count(&mut places);
    places
}

/// Counts what stands below each: all that follows until one that is no deeper.
fn count(places: &mut [Place]) {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..=places.len() {
        let depth = places.get(at).map_or(0, |place| place.depth);
        while let Some(last) = open.pop_if(|last| places[*last].depth >= depth) {
            places[last].n_below = at - last - 1;
        }
        open.push(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_stand_below_what_they_answer() {
        let found = order(vec![None, Some(0), None, Some(1), Some(0), Some(2), Some(3)]);
        let found: Vec<_> = found.iter().map(|p| (p.index, p.depth, p.parent, p.n_below)).collect();
        let expected = [
            (0, 0, None, 4),
            (1, 1, Some(0), 2),
            (3, 2, Some(1), 1),
            (6, 3, Some(3), 0),
            (4, 1, Some(0), 0),
            (2, 0, None, 1),
            (5, 1, Some(2), 0),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn circles_and_long_chains_end() {
        let found: Vec<_> = order(vec![Some(1), Some(2), Some(0), None]).iter().map(|p| (p.index, p.depth)).collect();
        assert_eq!(found, [(3, 0), (0, 0), (2, 1), (1, 2)]);
        let chain = order((0..100_000).map(|n: usize| n.checked_sub(1)).collect());
        assert_eq!((chain.len(), chain[0].n_below, chain[99_999].depth), (100_000, 99_999, 99_999));
        assert_eq!(order(Vec::new()), []);
    }
}
