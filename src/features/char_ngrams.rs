//! Which runs of characters a comment holds: all of them, or those within and across its words apart. Keys, sinks and
//! whose words count are as in [`ngrams`](super::ngrams).

use super::ngrams::{EMPTY, Sink, extend, own_runs};
use crate::text::{Analysis, Token};

/// Hears of tokens, and of the n-grams across them.
pub(super) trait AcrossSink {
    /// A token, before the n-grams that begin in it and end in another.
    fn token(&mut self, token: &Token);

    /// Key of an n-gram across tokens.
    fn across(&mut self, key: u64);
}

/// Key of a term of characters.
pub fn key_of_chars(term: &str) -> u64 {
    term.chars().fold(EMPTY, |key, c| extend(key, u64::from(c)))
}

/// A character of a text as its n-grams are made of it, and the token it belongs to; a blank belongs to the token before.
pub type Place = (char, usize);

/// Character n-grams of `min_n` to `max_n` characters over the normalised tokens, with one blank before, between and
/// after them. `places` is a buffer.
pub fn chars(analysis: &Analysis, n_range: (usize, usize), places: &mut Vec<Place>, sink: &mut impl Sink) {
    for run in own_runs(analysis.tokens()) {
        places.clear();
        places.push((' ', run.start));
        for index in run {
            places.extend(analysis.norm(&analysis.tokens()[index]).chars().map(|c| (c, index)));
            places.push((' ', index));
        }
        for start in 0..places.len() {
            chars_from(places, start, n_range, sink);
        }
    }
}

/// Those of the same n-grams that lie across tokens: which hold a blank that is neither their first nor their last
/// character. The others of each token are those of [`chars_within`]. `text` and `ends` are buffers.
pub(super) fn chars_across(
    analysis: &Analysis,
    (min_n, max_n): (usize, usize),
    (text, ends): (&mut Vec<char>, &mut Vec<usize>),
    sink: &mut impl AcrossSink,
) {
    let tokens = analysis.tokens();
    for run in own_runs(tokens) {
        let tokens = &tokens[run];
        text.clear();
        ends.clear();
        text.push(' ');
        for token in tokens {
            text.extend(analysis.norm(token).chars());
            text.push(' ');
            ends.push(text.len());
        }
        let mut token_start = 0;
        for (token, end) in tokens.iter().zip(ends.iter()) {
            sink.token(token);
            // From further back than this, a run ends before the next token begins.
            let first = (end + 1).saturating_sub(max_n).max(token_start);
            for start in first..end - 1 {
                let mut key = EMPTY;
                for (last, c) in text.iter().enumerate().skip(start).take(max_n) {
                    key = extend(key, u64::from(*c));
                    if last >= *end && last + 1 - start >= min_n {
                        sink.across(key);
                    }
                }
            }
            token_start = end - 1;
        }
    }
}

/// The character n-grams within a word with a blank at both its ends.
pub(super) fn chars_within(word: &str, n_range: (usize, usize), sink: &mut impl Sink) {
    let places: Vec<Place> = [' '].into_iter().chain(word.chars()).chain([' ']).map(|c| (c, 0)).collect();
    for start in 0..places.len() {
        chars_from(&places, start, n_range, sink);
    }
}

/// The n-grams that begin at `start`.
#[inline]
fn chars_from(places: &[Place], start: usize, (min_n, max_n): (usize, usize), sink: &mut impl Sink) {
    let run = &places[start..places.len().min(start + max_n)];
    let (first, first_token) = run[0];
    // A gram that opens with the blank after a token takes nothing else from that token.
    let passed = usize::from(start > 0 && first == ' ');
    let mut key = EMPTY;
    for (n, (c, last_token)) in run.iter().enumerate() {
        key = extend(key, u64::from(*c));
        if n + 1 >= min_n {
            let first_token = if n > 0 { (first_token + passed).min(*last_token) } else { first_token };
            let spell = |term: &mut String| term.extend(run[..=n].iter().map(|(c, _)| c));
            sink.ngram(key, first_token..last_token + 1, spell);
        }
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::features::ngrams::tests::{Noted, analysis, terms};

    fn of_chars(analysis: &Analysis, n: (usize, usize)) -> Vec<(String, Range<usize>)> {
        let mut noted = Noted { key: key_of_chars, found: Vec::new() };
        chars(analysis, n, &mut Vec::new(), &mut noted);
        noted.found
    }

    #[test]
    fn a_quotation_breaks_the_run() {
        let found = of_chars(&analysis("one two three", &[4..7]), (3, 3));
        assert_eq!(terms(&found), [" on", "one", "ne ", " th", "thr", "hre", "ree", "ee "]);
    }

    #[test]
    fn characters_know_their_tokens() {
        let found = of_chars(&analysis("ab cd", &[]), (2, 3));
        let of = |term: &str| found.iter().find(|(found, _)| found == term).unwrap().1.clone();
        assert_eq!((of(" a"), of("b "), of("b c"), of(" cd"), of("d ")), (0..1, 0..1, 0..2, 1..2, 1..2));
    }

    /// Notes the keys of what lies across tokens and what within.
    struct Keys<'a> {
        keys: Vec<u64>,
        analysis: &'a Analysis,
        n_range: (usize, usize),
    }

    impl Sink for Keys<'_> {
        fn ngram(&mut self, key: u64, _: Range<usize>, _: impl FnOnce(&mut String)) {
            self.keys.push(key);
        }
    }

    impl AcrossSink for Keys<'_> {
        fn token(&mut self, token: &Token) {
            chars_within(self.analysis.norm(token), self.n_range, self);
        }

        fn across(&mut self, key: u64) {
            self.keys.push(key);
        }
    }

    #[test]
    fn runs_of_characters_lie_within_tokens_or_across() {
        let cases = [("ab c d, abcdefgh i", &[][..]), ("a b c d", &[2..3]), ("a", &[]), ("", &[]), ("да, нет", &[])];
        for (text, quoted) in cases {
            let analysis = analysis(text, quoted);
            for n_range in [(2, 5), (3, 3), (4, 9), (2, 2)] {
                let mut parts = Keys { keys: Vec::new(), analysis: &analysis, n_range };
                chars_across(&analysis, n_range, (&mut Vec::new(), &mut Vec::new()), &mut parts);
                let mut whole: Vec<u64> =
                    of_chars(&analysis, n_range).iter().map(|(term, _)| key_of_chars(term)).collect();
                parts.keys.sort_unstable();
                whole.sort_unstable();
                assert_eq!(parts.keys, whole, "{n_range:?} of {text:?}");
            }
        }
    }
}
