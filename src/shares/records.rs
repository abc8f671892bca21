//! Comments kept one by one, as long as they are few enough, for shares in which not every comment counts the same.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use super::section::SectionCells;

/// Comments that are kept at most; beyond, there are no variants.
pub const MOST_RECORDS: usize = 100_000;

/// A way of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variant {
    /// Each author has one vote, which their comments share; a comment without an author has its own.
    OneVoice,
    /// Of comments with the same text, regardless of case and white space, only the first counts.
    NoDuplicates,
}

/// The comments of a run: who wrote each, what it says, and its codes. 64-bit hashes stand for authors and texts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Records {
    n_heads: usize,
    /// Hash of the author, 0 for none; hash of the text; hash of the article.
    comments: Vec<(u64, u64, u64)>,
    /// Code of each head, by comment; `u16::MAX` where it was not asked.
    codes: Vec<u16>,
    overflown: bool,
}

impl Records {
    /// None yet, of so many heads.
    pub fn new(n_heads: usize) -> Self {
        Self { n_heads, ..Self::default() }
    }

    /// Keeps a comment, unless they became too many.
    ///
    /// # Panics
    ///
    /// If the codes are not as many as the heads.
    pub fn add(
        &mut self,
        author: Option<&str>,
        text: &str,
        article: u64,
        codes: impl ExactSizeIterator<Item = Option<u16>>,
    ) {
        assert_eq!(codes.len(), self.n_heads, "one code per head");
        if self.overflown || self.comments.len() == MOST_RECORDS {
            *self = Self { n_heads: self.n_heads, overflown: true, ..Self::default() };
            return;
        }
        let author = author.map(str::trim).filter(|author| !author.is_empty());
        let author = author.map_or(0, |author| hash(author).max(1));
        self.comments.push((author, text_hash(text), article));
        self.codes.extend(codes.map(|code| code.unwrap_or(u16::MAX)));
    }

    /// Whether they became too many.
    pub fn is_overflown(&self) -> bool {
        self.overflown
    }

    /// Whether they are of so many heads, and whole.
    pub fn fits(&self, n_heads: usize) -> bool {
        self.n_heads == n_heads
            && self.codes.len() == self.comments.len() * n_heads
            && self.comments.len() <= MOST_RECORDS
    }

    /// Authors, if any is known.
    pub fn n_authors(&self) -> usize {
        self.comments.iter().map(|(author, ..)| *author).filter(|author| *author != 0).collect::<HashSet<_>>().len()
    }

    /// Whether a variant counts otherwise than every comment once; `false` also when the comments are no longer known.
    pub fn differs(&self, variant: Variant) -> bool {
        self.weights(variant).iter().any(|weight| *weight != 1.0)
    }

    /// The comments of a head, weighted by a variant.
    ///
    /// # Panics
    ///
    /// If there is no such head.
    pub fn cells(&self, head: usize, variant: Variant) -> SectionCells {
        assert!(head < self.n_heads, "there are {} heads", self.n_heads);
        let mut cells = SectionCells::default();
        // Comments that the head was not asked about have no part in a vote.
        let asked: Vec<usize> =
            (0..self.comments.len()).filter(|at| self.codes[at * self.n_heads + head] != u16::MAX).collect();
        let weights = weights(asked.iter().map(|at| &self.comments[*at]), variant);
        for (at, weight) in asked.into_iter().zip(weights).filter(|(_, weight)| *weight > 0.0) {
            cells.add(self.codes[at * self.n_heads + head], weight, self.comments[at].2);
        }
        cells
    }

    fn weights(&self, variant: Variant) -> Vec<f64> {
        weights(self.comments.iter(), variant)
    }
}

fn weights<'a>(comments: impl Iterator<Item = &'a (u64, u64, u64)> + Clone, variant: Variant) -> Vec<f64> {
    match variant {
        Variant::OneVoice => {
            let mut n: HashMap<u64, u32> = HashMap::new();
            comments.clone().for_each(|(author, ..)| *n.entry(*author).or_default() += 1);
            comments.map(|(author, ..)| if *author == 0 { 1.0 } else { 1.0 / f64::from(n[author]) }).collect()
        }
        Variant::NoDuplicates => {
            let mut met = HashSet::new();
            comments.map(|(_, text, _)| f64::from(u8::from(met.insert(*text)))).collect()
        }
    }
}

/// A hash that is the same in every run.
pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Hash of a text in lower case with single spaces.
pub fn text_hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    match is_plain(text.as_bytes()) {
        true => hasher.write(text.to_ascii_lowercase().as_bytes()),
        false => hasher.write(lower(text).as_bytes()),
    }
    hasher.finish()
}

/// Whether all is ASCII without control characters, and no space stands beside another or at an end, as in most texts. Without
/// a branch for each byte.
fn is_plain(text: &[u8]) -> bool {
    let ends = text.first() != Some(&b' ') && text.last() != Some(&b' ');
    let visible = text.iter().fold(true, |all, byte| all & (b' '..=b'~').contains(byte));
    let pairs = text.iter().zip(text.iter().skip(1));
    ends && visible && pairs.fold(true, |all, (a, b)| all & !((*a == b' ') & (*b == b' ')))
}

/// The text in lower case, each word but the first after a space.
fn lower(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !lower.is_empty() {
            lower.push(' ');
        }
        lower.push_str(&word.to_lowercase());
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(comments: &[(Option<&str>, &str, u16)]) -> Records {
        let mut records = Records::new(1);
        comments.iter().for_each(|(author, text, code)| records.add(*author, text, 0, [Some(*code)].into_iter()));
        records
    }

    #[test]
    fn an_author_has_one_vote() {
        let records = records(&[
            (Some("ann"), "a", 1),
            (Some("ann"), "b", 1),
            (Some("ann"), "c", 2),
            (Some("bob"), "d", 2),
            (None, "e", 3),
            (Some(" "), "f", 3),
        ]);
        let cells = records.cells(0, Variant::OneVoice);
        assert_eq!(records.n_authors(), 2);
        assert!((cells.weights[&1] - 2.0 / 3.0).abs() < 1e-12 && (cells.weights[&2] - 4.0 / 3.0).abs() < 1e-12);
        assert_eq!((cells.weights[&3], records.differs(Variant::OneVoice)), (2.0, true));
    }

    #[test]
    fn a_text_counts_once_whatever_its_case_and_spaces() {
        let records = records(&[(None, "Go  home!", 1), (None, " go\nHOME!", 2), (None, "gohome!", 1)]);
        let alike = [["A  b", " a\u{B}B\t"], ["Домой!  ÉTÉ", "домой!\u{A0}été "]];
        assert!(alike.iter().all(|[a, b]| text_hash(a) == text_hash(b)));
        for text in ["", "a", "A b", "a  b", " a", "a ", "a\u{B}b", "ä b", "Is it? ~ NO!"] {
            assert!(!is_plain(text.as_bytes()) || text.to_ascii_lowercase() == lower(text), "{text:?}");
        }
        assert!(is_plain(b"Is it? ~ NO!") && !is_plain(b"a  b"));
        assert!(text_hash("a b") != text_hash("ab") && text_hash("ä") != text_hash("a"));
        assert_eq!(records.cells(0, Variant::NoDuplicates).weights, [(1, 2.0)].into());
        assert!(records.differs(Variant::NoDuplicates) && !records.differs(Variant::OneVoice));
    }

    #[test]
    fn heads_that_were_not_asked_have_no_vote() {
        let mut records = Records::new(2);
        records.add(Some("ann"), "a", 0, [Some(0), None].into_iter());
        records.add(Some("ann"), "b", 0, [Some(0), Some(4)].into_iter());
        assert_eq!(records.cells(1, Variant::OneVoice).weights, [(4, 1.0)].into());
        assert!(records.fits(2) && !records.fits(1));
    }

    #[test]
    fn too_many_are_none_at_all() {
        let mut records = Records::new(0);
        (0..=MOST_RECORDS).for_each(|_| records.add(None, "", 0, std::iter::empty()));
        assert!(records.is_overflown() && records.fits(0) && !records.differs(Variant::NoDuplicates));
    }
}
