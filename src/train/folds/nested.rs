//! Parts of the training data of growing size, each within the next.

use rustc_hash::FxHashMap;

use super::{Groups, Level, join, order_of};
use crate::comment::Section;

/// Groups that there must be, so that an eighth of them is two.
const MIN_GROUPS: usize = 16;

/// An order of whole articles, or of threads or single comments where there are fewer than 16 articles. The first so many
/// of them are a part of the data.
#[derive(Debug, Clone)]
pub(crate) struct Nested {
    /// Place in the order of each comment's group; `None` if nothing of the group counts.
    place: Vec<Option<usize>>,
    n_groups: usize,
}

impl Nested {
    /// Orders, as chance has it, the groups that hold any of the comments that `counts` names. The order of two groups
    /// depends on `seed` alone.
    pub fn new(sections: &[Section], counts: &[bool], seed: u64) -> Self {
        for level in [Level::Article, Level::Thread].into_iter().filter(|level| level.occurs_in(sections)) {
            let nested = Self::at(level, sections, counts, seed);
            if nested.n_groups >= MIN_GROUPS {
                return nested;
            }
        }
        Self::at(Level::Comment, sections, counts, seed)
    }

    fn at(level: Level, sections: &[Section], counts: &[bool], seed: u64) -> Self {
        let mut groups = Groups::new(counts.len());
        join(sections, level, &mut groups);
        let mut roots: Vec<usize> =
            (0..counts.len()).filter(|comment| counts[*comment]).map(|comment| groups.root(comment)).collect();
        roots.sort_unstable();
        roots.dedup();
        roots.sort_by_cached_key(|root| order_of(seed, *root));
        let n_groups = roots.len();
        let places: FxHashMap<usize, usize> = roots.into_iter().zip(0..).collect();
        let place = (0..counts.len()).map(|comment| places.get(&groups.root(comment)).copied()).collect();
        Self { place, n_groups }
    }

    /// Which comments are in the part of so many eighths of the groups, rounded up.
    pub fn eighths(&self, eighths: usize) -> impl Fn(usize) -> bool + '_ {
        let n_drawn = (self.n_groups * eighths).div_ceil(8);
        move |comment| self.place[comment].is_some_and(|place| place < n_drawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::folds::tests::section;

    fn sizes(nested: &Nested, n: usize) -> Vec<usize> {
        let parts: Vec<Vec<bool>> = [1, 2, 4, 8].map(|eighths| (0..n).map(nested.eighths(eighths)).collect()).into();
        for pair in parts.windows(2) {
            assert!(std::iter::zip(&pair[0], &pair[1]).all(|(smaller, larger)| *larger || !smaller), "{parts:?}");
        }
        parts.iter().map(|part| part.iter().filter(|taken| **taken).count()).collect()
    }

    #[test]
    fn each_part_holds_the_one_before() {
        let names: Vec<String> = (0..16).map(|article| article.to_string()).collect();
        let sections: Vec<Section> = names.iter().map(|name| section(Some(name), &["x", "y", "z"])).collect();
        let nested = Nested::new(&sections, &[true; 48], 1);
        assert_eq!(sizes(&nested, 48), [6, 12, 24, 48], "two articles whole, four, eight");
        let counts: Vec<bool> = (0..48).map(|comment| comment % 3 == 0 && comment < 40).collect();
        assert_eq!(sizes(&Nested::new(&sections, &counts, 1), 48), [2, 4, 7, 14], "of few articles single comments");
        let other = Nested::new(&sections, &[true; 48], 2);
        assert!((0..48).any(|comment| nested.eighths(1)(comment) != other.eighths(1)(comment)));
    }

    #[test]
    fn nothing_has_empty_parts() {
        assert_eq!(sizes(&Nested::new(&[], &[], 1), 0), [0; 4]);
        assert_eq!(sizes(&Nested::new(&[section(None, &["x"])], &[false], 1), 1), [0; 4]);
    }
}
