//! Folds for cross-validation that keep together what belongs together.
//!
//! A model that has seen other comments of an article, or the same sentence elsewhere, looks better than it is. So
//! articles stay whole, and so do near-duplicates; where too few articles are known, threads do.

mod apart;
mod near_duplicates;
mod nested;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use crate::comment::{Parent, Section};
use crate::error::{Error, ErrorKind, Result};

pub(crate) use apart::apart;
pub(super) use near_duplicates::{BANDS, COMPARED, bucket};
pub(crate) use near_duplicates::{MIN_WORDS, near_duplicates, shingles, similar};
pub(crate) use nested::Nested;

/// Groups that are drawn at least.
const LEAST_GROUPS: usize = 10;

/// Which fold each comment is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folds {
    /// Fold of each comment, in the order of sections and their comments.
    pub of: Vec<usize>,
    /// Number of folds.
    pub n_folds: usize,
    /// What was kept whole, for people.
    pub kept_whole: &'static str,
    /// Seed of the order in which groups were dealt.
    pub seed: u64,
}

impl Folds {
    /// How the folds were made, in words.
    pub fn describe(&self) -> String {
        format!("{} folds, {} kept whole, seed {}", self.n_folds, self.kept_whole, self.seed)
    }
}

/// Deals the comments of all sections into folds of nearly equal size.
///
/// # Errors
///
/// [`ErrorKind::Settings`] if `n_folds` is below 2; [`ErrorKind::Data`] if there are fewer than 2 groups to deal.
pub fn deal(sections: &[Section], n_folds: usize, seed: u64) -> Result<Folds> {
    deal_whole(sections, n_folds, seed, &[Level::Article, Level::Thread, Level::Comment])
}

/// The same, but cutting through articles: only threads and near-duplicates stay whole.
///
/// # Errors
///
/// Those of [`deal`].
pub fn deal_within_articles(sections: &[Section], n_folds: usize, seed: u64) -> Result<Folds> {
    deal_whole(sections, n_folds, seed, &[Level::Thread, Level::Comment])
}

/// Deals single comments as chance has it, whatever belongs together: what other folds are measured against.
///
/// # Errors
///
/// [`ErrorKind::Settings`] if `n_folds` is below 2; [`ErrorKind::Data`] if there are fewer than 2 comments.
pub fn deal_at_random(sections: &[Section], n_folds: usize, seed: u64) -> Result<Folds> {
    let n_comments = sections.iter().map(|section| section.comments.len()).sum();
    check(n_folds)?;
    if n_comments < 2 {
        return Err(too_few(n_comments));
    }
    let n_folds = n_folds.min(n_comments);
    let mut order: Vec<usize> = (0..n_comments).collect();
    order.sort_by_cached_key(|comment| order_of(seed, *comment));
    let mut of = vec![0; n_comments];
    order.into_iter().enumerate().for_each(|(place, comment)| of[comment] = place % n_folds);
    Ok(Folds { of, n_folds, kept_whole: "nothing", seed })
}

fn check(n_folds: usize) -> Result<()> {
    if n_folds < 2 {
        return Err(ErrorKind::Settings(format!("{n_folds} folds were asked for; there must be at least 2")).into());
    }
    Ok(())
}

fn too_few(n_comments: usize) -> Error {
    let text = format!("{n_comments} comments cannot be dealt into folds; there must be at least 2 that differ");
    ErrorKind::Data(text).into()
}

/// Draws whole articles, or threads where there is none or one is too large, or else comments, until nearly `n` of those that
/// `counts` says are drawn; whole articles only if `articles` says so. Also says what was kept whole.
pub(super) fn draw(
    sections: &[Section],
    counts: &[bool],
    articles: bool,
    n: usize,
    seed: u64,
) -> (Vec<bool>, &'static str) {
    let levels: &[Level] =
        if articles { &[Level::Article, Level::Thread, Level::Comment] } else { &[Level::Thread, Level::Comment] };
    let mut drawn = (Vec::new(), "");
    for level in levels.iter().copied().filter(|level| level.occurs_in(sections)) {
        let mut groups = Groups::new(counts.len());
        join(sections, level, &mut groups);
        let mut sizes: FxHashMap<usize, usize> = FxHashMap::default();
        for (index, counted) in counts.iter().enumerate() {
            *sizes.entry(groups.root(index)).or_default() += usize::from(*counted);
        }
        let mut order: Vec<([u8; 32], usize, usize)> = sizes
            .into_iter()
            .filter(|(_, size)| *size > 0)
            .map(|(root, size)| (order_of(seed, root), root, size))
            .collect();
        order.sort_unstable();
        let mut left = n;
        let mut roots = FxHashSet::default();
        for (_, root, size) in order {
            if size <= left {
                left -= size;
                roots.insert(root);
            }
        }
        drawn = ((0..counts.len()).map(|index| roots.contains(&groups.root(index))).collect(), level.whole());
        // Few large groups would say little of others.
        if roots.len() >= LEAST_GROUPS && 2 * left <= n {
            break;
        }
    }
    drawn
}

/// Place of a group in an order that looks like chance.
fn order_of(seed: u64, root: usize) -> [u8; 32] {
    Sha256::new().chain_update(seed.to_le_bytes()).chain_update((root as u64).to_le_bytes()).finalize().into()
}

/// Deals folds that keep whole the first of these levels that gives enough groups.
fn deal_whole(sections: &[Section], n_folds: usize, seed: u64, levels: &[Level]) -> Result<Folds> {
    check(n_folds)?;
    let texts: Vec<&str> =
        sections.iter().flat_map(|section| &section.comments).map(|comment| comment.text.as_str()).collect();
    let duplicates = near_duplicates(&texts);
    let mut dealt = None;
    for level in levels.iter().copied().filter(|level| level.occurs_in(sections)) {
        let mut groups = Groups::new(texts.len());
        join(sections, level, &mut groups);
        duplicates.iter().for_each(|(a, b)| groups.join(*a, *b));
        let sizes = groups.sizes();
        if sizes.len() >= n_folds || (level == Level::Comment && sizes.len() >= 2) {
            dealt = Some((groups, sizes, level.kept_whole()));
            break;
        }
    }
    let Some((mut groups, sizes, kept_whole)) = dealt else { return Err(too_few(texts.len())) };
    let n_folds = n_folds.min(sizes.len());
    let mut order: Vec<(usize, [u8; 32], usize)> =
        sizes.into_iter().map(|(root, size)| (size, order_of(seed, root), root)).collect();
    order.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut filled = vec![0; n_folds];
    let mut fold_of_root = FxHashMap::default();
    for (size, _, root) in order {
        let fold = (0..n_folds).min_by_key(|fold| filled[*fold]).expect("there are at least 2 folds");
        filled[fold] += size;
        fold_of_root.insert(root, fold);
    }
    let of = (0..texts.len()).map(|index| fold_of_root[&groups.root(index)]).collect();
    Ok(Folds { of, n_folds, kept_whole, seed })
}

#[derive(Clone, Copy, PartialEq)]
enum Level {
    Article,
    Thread,
    Comment,
}

impl Level {
    /// Whether there is anything at this level to keep whole.
    fn occurs_in(self, sections: &[Section]) -> bool {
        match self {
            Self::Article => sections.iter().any(|section| section.article.is_some()),
            Self::Thread => sections
                .iter()
                .flat_map(|section| &section.comments)
                .any(|comment| matches!(comment.parent, Some(Parent::Comment(_)))),
            Self::Comment => true,
        }
    }

    /// What it is called, for people.
    fn whole(self) -> &'static str {
        match self {
            Self::Article => "whole articles",
            Self::Thread => "whole threads",
            Self::Comment => "comments",
        }
    }

    /// What is kept whole, for people.
    fn kept_whole(self) -> &'static str {
        match self {
            Self::Article => "articles and near-duplicates",
            Self::Thread => "threads and near-duplicates",
            Self::Comment => "near-duplicates",
        }
    }
}

/// Joins comments of one article (sections of the same article id or headline), or of one thread.
fn join<'a>(sections: impl IntoIterator<Item = &'a Section>, level: Level, groups: &mut Groups) {
    let mut first_of_article: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    let mut offset = 0;
    for section in sections {
        for (index, comment) in section.comments.iter().enumerate() {
            let at = offset + index;
            if let (Some(Parent::Comment(parent)), true) = (&comment.parent, level != Level::Comment) {
                groups.join(at, offset + parent);
            }
            if let (Some(article), true) = (&section.article, level == Level::Article) {
                let key = match &article.id {
                    Some(id) => ("id", id.as_str()),
                    None if article.title.is_empty() => ("text", article.thesis.as_deref().unwrap_or(&article.text)),
                    None => ("title", article.title.as_str()),
                };
                let first = *first_of_article.entry(key).or_insert(at);
                groups.join(at, first);
            }
        }
        offset += section.comments.len();
    }
}

/// Union of sets, the smallest member naming each.
pub(crate) struct Groups(Vec<usize>);

impl Groups {
    pub(crate) fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    pub(crate) fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// Root and size of each group, by root.
    fn sizes(&mut self) -> Vec<(usize, usize)> {
        let mut sizes = vec![0; self.0.len()];
        (0..self.0.len()).for_each(|index| sizes[self.root(index)] += 1);
        sizes.into_iter().enumerate().filter(|(_, size)| *size > 0).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::comment::{Article, Comment};

    pub(super) fn section(id: Option<&str>, texts: &[&str]) -> Section {
        let comments = texts.iter().map(|text| Comment { text: (*text).into(), ..Comment::default() }).collect();
        Section { article: id.map(|id| Article { id: Some(id.into()), ..Article::default() }), comments }
    }

    #[test]
    fn articles_stay_whole_even_over_two_files() {
        let sections = [
            section(Some("a"), &["one", "two"]),
            section(Some("b"), &["three"]),
            section(Some("a"), &["four"]),
            section(Some("c"), &["five", "six"]),
        ];
        let folds = deal(&sections, 2, 1).unwrap();
        assert_eq!(folds.kept_whole, "articles and near-duplicates");
        assert_eq!(folds.of[0], folds.of[1]);
        assert_eq!(folds.of[0], folds.of[3]);
        assert_eq!(folds.of[4], folds.of[5]);
        assert_eq!(folds, deal(&sections, 2, 1).unwrap());
    }

    #[test]
    fn near_duplicates_stay_together() {
        let long = "the alliance has never once kept a promise it made to us in the east";
        let edited = "the alliance has never once kept a promise it made to us in the west";
        let texts = [long, "short one", "another short one", edited, "yet another short comment"];
        let folds = deal(&[section(None, &texts)], 4, 7).unwrap();
        assert_eq!(folds.kept_whole, "near-duplicates");
        assert_eq!(folds.of[0], folds.of[3]);
    }

    #[test]
    fn threads_stay_whole_where_there_are_no_articles() {
        let mut threads = section(None, &["a", "b", "c", "d", "e", "f"]);
        for (answer, parent) in [(1, 0), (3, 2), (5, 4)] {
            threads.comments[answer].parent = Some(Parent::Comment(parent));
        }
        let folds = deal(&[threads], 3, 1).unwrap();
        assert_eq!(folds.describe(), "3 folds, threads and near-duplicates kept whole, seed 1");
        assert_eq!([folds.of[1], folds.of[3], folds.of[5]], [folds.of[0], folds.of[2], folds.of[4]]);
    }

    #[test]
    fn one_comment_cannot_be_dealt() {
        assert!(deal(&[section(None, &["alone"])], 5, 1).is_err());
        assert!(deal(&[section(None, &["a", "b"])], 1, 1).is_err());
        assert_eq!(deal(&[section(None, &["a", "b"])], 5, 1).unwrap().n_folds, 2);
        assert!(deal_at_random(&[section(None, &["alone"])], 5, 1).is_err());
        assert!(deal_at_random(&[section(None, &["a", "b"])], 1, 1).is_err());
    }

    #[test]
    fn chance_cuts_through_articles_and_fills_folds_evenly() {
        let sections = [section(Some("a"), &["x"; 9]), section(Some("b"), &["x"; 6])];
        let folds = deal_at_random(&sections, 5, 1).unwrap();
        assert_eq!(folds.describe(), "5 folds, nothing kept whole, seed 1");
        assert!((0..5).all(|fold| folds.of.iter().filter(|of| **of == fold).count() == 3), "{:?}", folds.of);
        assert!(folds.of[1..9].iter().any(|fold| *fold != folds.of[0]));
        assert_eq!(folds, deal_at_random(&sections, 5, 1).unwrap());
        assert_ne!(folds.of, deal_at_random(&sections, 5, 2).unwrap().of);
    }
}
