//! Texts that comments may repeat, indexed by their runs of words.

use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};

use super::head;
use super::normalize::{is_apostrophe, push_word};

/// Words that an unmarked run must have in common with a source to be taken for a quotation.
pub(super) const RUN: usize = 6;

/// A word of a text: its bytes, and a hash of its normal form.
#[derive(Debug, Clone, Copy)]
pub(super) struct QuoteWord {
    pub(super) start: usize,
    pub(super) end: usize,
    hash: u64,
}

/// Text whose words are somebody else's when a comment repeats them: an article or a parent comment, indexed once.
///
/// Case, punctuation, hyphens and apostrophes are left out of account. Takes some 60 bytes of memory a word, and looks
/// at no more than [`MAX_COMMENT_BYTES`](super::MAX_COMMENT_BYTES) of a text.
#[derive(Debug, Clone, Default)]
pub struct QuoteSource {
    /// Hashes of all runs of 2, 3 and [`RUN`] words.
    runs: FxHashSet<u64>,
}

impl QuoteSource {
    /// Indexes a text.
    pub fn new(text: &str) -> Self {
        let words = words(head(text));
        let runs = [2, 3, RUN].into_iter().flat_map(|n| words.windows(n).map(run_hash)).collect();
        Self { runs }
    }

    /// Whether the source holds these 2, 3 or [`RUN`] words in a row; `false` for any other number of words.
    pub(super) fn has_run(&self, words: &[QuoteWord]) -> bool {
        self.runs.contains(&run_hash(words))
    }

    /// Share of the pairs of neighbours among these words that are neighbours in the source, in [0, 1]; 0 if there are
    /// fewer than two words.
    pub(super) fn share_of_pairs(&self, words: &[QuoteWord]) -> f64 {
        let known = words.windows(2).filter(|pair| self.has_run(pair)).count();
        known as f64 / words.len().saturating_sub(1).max(1) as f64
    }
}

fn run_hash(words: &[QuoteWord]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_usize(words.len());
    words.iter().for_each(|word| hasher.write_u64(word.hash));
    hasher.finish()
}

/// The words of a text as quotations are compared: runs of letters and digits, apostrophes left out; in scripts
/// without spaces, single characters.
pub(super) fn words(text: &str) -> Vec<QuoteWord> {
    let (mut words, mut norm) = (Vec::new(), String::new());
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let inside = is_inside(c) || start.is_some() && is_apostrophe(c) && next.is_some_and(char::is_alphabetic);
        if !inside {
            continue;
        }
        let begin = *start.get_or_insert(at);
        let apostrophe_ahead = next.is_some_and(is_apostrophe) && {
            let mut ahead = chars.clone();
            ahead.next();
            ahead.next().is_some_and(|(_, c)| c.is_alphabetic())
        };
        if next.is_some_and(is_inside) && !is_ideograph(c) && !next.is_some_and(is_ideograph) || apostrophe_ahead {
            continue;
        }
        start = None;
        let end = at + c.len_utf8();
        norm.clear();
        push_word(&text[begin..end], &mut norm);
        let mut hasher = FxHasher::default();
        if norm.contains('\'') {
            norm.retain(|c| c != '\'');
        }
        hasher.write(norm.as_bytes());
        words.push(QuoteWord { start: begin, end, hash: hasher.finish() });
    }
    words
}

fn is_inside(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !c.is_ascii() && !is_apostrophe(c) && (c.is_alphanumeric() || matches!(c, '\u{AD}' | '\u{300}'..='\u{36F}'))
}

/// Kana and Chinese characters, which are written without spaces.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_leave_out_signs() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("It’s well-known, 'so' O'Brien's.", &["It’s", "well", "known", "so", "O'Brien's"]),
            ("中国 é1", &["中", "国", "é1"]),
            ("a\u{AD}b", &["a\u{AD}b"]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = words(text).iter().map(|word| &text[word.start..word.end]).collect();
            assert_eq!(&found, expected, "{text:?}");
        }
    }

    #[test]
    fn sources_know_their_runs() {
        let source = QuoteSource::new("The bridge won't be built, said the well-known mayor of the town.");
        let has = |text: &str| source.has_run(&words(text));
        assert!(has("WELL KNOWN"));
        assert!(has("the bridge won’t"));
        assert!(has("Bridge wont be built: said the"));
        assert!(!has("bridge mayor"));
        assert!(!has("bridge"));
        assert_eq!(source.share_of_pairs(&words("the bridge will be built")), 0.5);
        assert_eq!(source.share_of_pairs(&words("bridge")), 0.0);
    }
}
