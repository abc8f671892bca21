//! Folds for cross-validation that keep together what belongs together.
//!
//! A model that has seen other comments of an article, or the same sentence elsewhere, looks better than it is. So
//! articles stay whole, and so do near-duplicates; where too few articles are known, threads do.

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use crate::comment::{Parent, Section};
use crate::error::{ErrorKind, Result};

/// Comments of at least this many words are compared as near-duplicates; shorter ones ("Exactly.", "Source?") recur
/// under every article and would tie them all together.
pub(crate) const MIN_WORDS: usize = 8;

/// Jaccard similarity of word 3-grams from which two comments count as near-duplicates.
const NEAR_DUPLICATE: f64 = 0.5;

/// Bands of two minima each: similarity 0.5 is met in 99.7 % of cases.
pub(super) const BANDS: u64 = 20;

/// Members of a bucket that a new one is compared with.
pub(super) const COMPARED: usize = 8;

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
    if n_folds < 2 {
        return Err(ErrorKind::Settings(format!("{n_folds} folds were asked for; there must be at least 2")).into());
    }
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
    let Some((mut groups, sizes, kept_whole)) = dealt else {
        let text = format!("{} comments cannot be dealt into folds; there must be at least 2 that differ", texts.len());
        return Err(ErrorKind::Data(text).into());
    };
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
fn join(sections: &[Section], level: Level, groups: &mut Groups) {
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

/// Pairs of near-duplicates, enough to join each to the others. MinHash with banding, each hit verified exactly.
pub(crate) fn near_duplicates(texts: &[&str]) -> Vec<(usize, usize)> {
    let shingles: Vec<Vec<u64>> = texts.iter().map(|text| shingles(text)).collect();
    let mut pairs = Vec::new();
    for band in 0..BANDS {
        let mut buckets: FxHashMap<(u64, u64), Vec<usize>> = FxHashMap::default();
        for (index, set) in shingles.iter().enumerate().filter(|(_, set)| !set.is_empty()) {
            let bucket = buckets.entry(bucket(set, band)).or_default();
            let similar = |other: &&usize| similar(set, &shingles[**other]);
            let found = bucket.iter().rev().take(COMPARED).find(similar).copied();
            match found {
                Some(other) => pairs.push((other, index)),
                None => bucket.push(index),
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Hashes of the word 3-grams of a text, sorted; none if it is short.
pub(crate) fn shingles(text: &str) -> Vec<u64> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if words.len() < MIN_WORDS {
        return Vec::new();
    }
    let hash = |window: &[String]| {
        window
            .iter()
            .flat_map(|word| word.bytes().chain([b' ']))
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    };
    let mut set: Vec<u64> = words.windows(3).map(hash).collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// The bucket of a text in a band.
pub(super) fn bucket(set: &[u64], band: u64) -> (u64, u64) {
    let minimum = |salt: u64| set.iter().map(|shingle| mix(*shingle ^ mix(salt))).min().expect("set is not empty");
    (minimum(2 * band + 1), minimum(2 * band + 2))
}

/// Whether two texts are near-duplicates.
pub(crate) fn similar(a: &[u64], b: &[u64]) -> bool {
    jaccard(a, b) >= NEAR_DUPLICATE
}

/// Finaliser of SplitMix64 (Steele, Lea and Flood 2014): spreads nearby numbers over all bits.
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    f64::from(both) / (a.len() + b.len() - both as usize) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Article, Comment};

    fn section(id: Option<&str>, texts: &[&str]) -> Section {
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
    }
}
