//! Texts that comments may repeat, indexed by their runs of words.

use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashSet, FxHasher};

use super::classes::alphanumeric_len;
use super::head;
use super::normalize::{is_apostrophe, push_word};

/// Words that an unmarked run must have in common with a source to be taken for a quotation.
pub(super) const RUN: usize = 6;

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
        let words: Vec<u64> = word_ranges(head(text)).map(|word| word_hash(&text[word])).collect();
        let lengths = [2, 3, RUN];
        let mut runs = FxHashSet::with_capacity_and_hasher(lengths.len() * words.len(), FxBuildHasher);
        lengths.into_iter().for_each(|n| runs.extend(words.windows(n).map(|run| run_hash(run.iter().copied()))));
        Self { runs }
    }

    /// Whether the source holds these 2, 3 or [`RUN`] words of `text` in a row; `false` for any other number of words.
    pub(super) fn has_run(&self, text: &str, words: &[Range<usize>]) -> bool {
        self.runs.contains(&run_hash(words.iter().map(|word| word_hash(&text[word.clone()]))))
    }

    /// Share of the pairs of neighbours among these words of `text` that are neighbours in the source, in [0, 1]; 0 if there
    /// are fewer than two words.
    pub(super) fn share_of_pairs(&self, text: &str, words: &[Range<usize>]) -> f64 {
        let known = words.windows(2).filter(|pair| self.has_run(text, pair)).count();
        known as f64 / words.len().saturating_sub(1).max(1) as f64
    }
}

fn run_hash(words: impl ExactSizeIterator<Item = u64>) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_usize(words.len());
    words.for_each(|word| hasher.write_u64(word));
    hasher.finish()
}

/// Hash of the normal form of a word, apostrophes left out.
fn word_hash(word: &str) -> u64 {
    let (mut hasher, mut lowercase) = (FxHasher::default(), [0; MAX_PLAIN]);
    if let Some(plain) = plain_norm(word, &mut lowercase) {
        hasher.write(plain);
    } else {
        let mut norm = String::new();
        push_word(word, &mut norm);
        norm.retain(|c| c != '\'');
        hasher.write(norm.as_bytes());
    }
    hasher.finish()
}

/// The words of a text as quotations are compared: runs of letters and digits, apostrophes left out; in scripts
/// without spaces, single characters.
pub(super) fn words(text: &str) -> Vec<Range<usize>> {
    // Room for words of five letters.
    let mut words = Vec::with_capacity(text.len() / 6 + 1);
    words.extend(word_ranges(text));
    words
}

/// Longest word whose norm is made the short way, in bytes.
const MAX_PLAIN: usize = 24;

/// The norm of a word of ASCII letters and digits none of which stands three times in a row: its lowercase, written to
/// `out`. `None` for any other word.
#[inline]
fn plain_norm<'o>(word: &str, out: &'o mut [u8; MAX_PLAIN]) -> Option<&'o [u8]> {
    let norm = out.get_mut(..word.len())?;
    let (mut last, mut last_but_one, mut plain) = (0, 0, true);
    for (lower, byte) in norm.iter_mut().zip(word.bytes()) {
        // Makes of a capital its small letter, and leaves digits.
        *lower = byte | 0x20;
        plain &= byte.is_ascii_alphanumeric() & !((*lower == last) & (last == last_but_one));
        (last_but_one, last) = (last, *lower);
    }
    plain.then_some(norm)
}

/// Where those words are.
pub(super) fn word_ranges(text: &str) -> WordRanges<'_> {
    WordRanges { text, at: 0 }
}

/// The words of a text one after the other.
pub(super) struct WordRanges<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for WordRanges<'_> {
    type Item = Range<usize>;

    #[inline]
    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            let end = start + alphanumeric_len(&bytes[start..]);
            let after = bytes.get(end).copied();
            let goes_on = after.is_some_and(|b| !b.is_ascii() || end > start && matches!(b, b'\'' | b'`'));
            let (end, is_word) = match goes_on {
                true => match word_end(&self.text[start..]) {
                    Ok(len) => (start + len, true),
                    Err(len) => (start + len, false),
                },
                false => (end.max(start + 1), end > start),
            };
            self.at = end;
            if is_word {
                return Some(start..end);
            }
        }
        None
    }
}

/// End of the word that a text, which is not empty, begins with; or, if it begins with none, of its first character.
fn word_end(text: &str) -> Result<usize, usize> {
    let mut chars = text.char_indices().peekable();
    let mut end = 0;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let inside = is_inside(c) || at > 0 && is_apostrophe(c) && next.is_some_and(char::is_alphabetic);
        if !inside {
            return Err(at + c.len_utf8());
        }
        end = at + c.len_utf8();
        let apostrophe_ahead = next.is_some_and(is_apostrophe) && {
            let mut ahead = chars.clone();
            ahead.next();
            ahead.next().is_some_and(|(_, c)| c.is_alphabetic())
        };
        let letter_ahead = next.is_some_and(is_inside) && !is_ideograph(c) && !next.is_some_and(is_ideograph);
        if !letter_ahead && !apostrophe_ahead {
            break;
        }
    }
    Ok(end)
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
            let found: Vec<_> = words(text).into_iter().map(|word| &text[word]).collect();
            assert_eq!(&found, expected, "{text:?}");
        }
    }

    #[test]
    fn plain_norms_are_those_of_any_word() {
        let long = "a1".repeat(MAX_PLAIN / 2);
        let (longer, mut n_plain) = (format!("{long}b"), 0);
        let words =
            ["", "a", "Ab1", "1000", "SOOO", "aa", "aaA", "it's", "it`s", "é", "caf\u{e9}", "III", &long, &longer];
        for word in words.into_iter().filter(|word| !word.is_empty()) {
            let (mut norm, mut out) = (String::new(), [0; MAX_PLAIN]);
            push_word(word, &mut norm);
            if let Some(plain) = plain_norm(word, &mut out) {
                assert_eq!(plain, norm.as_bytes(), "{word}");
                n_plain += 1;
            }
        }
        assert_eq!(n_plain, 4);
    }

    #[test]
    fn sources_know_their_runs() {
        let source = QuoteSource::new("The bridge won't be built, said the well-known mayor of the town.");
        let has = |text: &str| source.has_run(text, &words(text));
        assert!(has("WELL KNOWN"));
        assert!(has("the bridge won’t"));
        assert!(has("Bridge wont be built: said the"));
        assert!(!has("bridge mayor"));
        assert!(!has("bridge"));
        let share = |text: &str| source.share_of_pairs(text, &words(text));
        assert_eq!(share("the bridge will be built"), 0.5);
        assert_eq!(share("bridge"), 0.0);
    }
}
