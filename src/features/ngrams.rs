//! Which terms a comment holds: runs of words, and runs of words near a target; runs of characters are in
//! [`char_ngrams`](super::char_ngrams).
//!
//! Every function walks the commenter's own words only (quoted tokens are passed over and break a run) and hands each
//! n-gram to a sink as a key, a hash of 64 bits that is made as the text is read, one step for each word or character.
//! Beside it goes the range of tokens it came from, which is how an explanation finds its way back to the comment, and a
//! way to spell it out, which is how a vocabulary gets its terms. Two n-grams with one key would be taken for the same;
//! among a hundred million that is a chance of one in four thousand. Nothing is counted or looked up here.

use std::ops::Range;

use crate::text::symbol::symbol;
use crate::text::{Analysis, Kind, Mention, Token};

/// How many tokens on each side of a mention count as near it.
pub const NEAR_WINDOW: usize = 8;

/// Stands for the target itself in the terms near it, whatever name was used.
pub const TARGET_MASK: &str = "<target>";

/// Stands for any other target in the terms near a target.
pub const OTHER_MASK: &str = "<other>";

/// Marks a word in the scope of a negation.
const NEGATED: &str = "not_";

/// Hears of n-grams.
pub trait Sink {
    /// An n-gram, the tokens it was made of, and what writes it to the end of a string.
    fn ngram(&mut self, key: u64, tokens: Range<usize>, spell: impl FnOnce(&mut String));
}

/// Key of the empty n-gram.
pub(super) const EMPTY: u64 = 0;

/// Key of an n-gram with one more symbol at its end.
#[inline]
pub(super) fn extend(key: u64, symbol: u64) -> u64 {
    /// 2^64 over the golden ratio, made odd.
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    /// 2^64 over the square root of two, made odd.
    const STIR: u64 = 0xB504_F333_F9DE_6485;
    let mixed = (key ^ symbol.wrapping_add(1).wrapping_mul(STIR)).wrapping_mul(SPREAD);
    mixed ^ mixed >> 29
}

/// Key of a term of words, given as it is spelt.
pub fn key_of_words(term: &str) -> u64 {
    term.split(' ').fold(EMPTY, |key, word| extend(key, symbol(word)))
}

/// Key of a word, given by its stem, in the scope of a negation. Its term is left in `term`.
pub(super) fn negated_key(stem: &str, term: &mut String) -> u64 {
    term.clear();
    term.push_str(NEGATED);
    term.push_str(stem);
    extend(EMPTY, symbol(term))
}

/// Ranges of own tokens, each without a quoted token in it.
pub(super) fn own_runs(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + tokens[at..].iter().position(|token| !token.quoted)?;
        let length = tokens[start..].iter().position(|token| token.quoted).unwrap_or(tokens.len() - start);
        at = start + length;
        Some(start..at)
    })
}

/// Writes words with blanks between them.
fn join<'a>(words: impl Iterator<Item = &'a str>, term: &mut String) {
    for (index, word) in words.enumerate() {
        if index > 0 {
            term.push(' ');
        }
        term.push_str(word);
    }
}

/// Word n-grams: stems of `min_n` to `max_n` tokens in a row, joined by blanks; and `not_` before each word in the scope
/// of a negation.
pub fn words(analysis: &Analysis, (min_n, max_n): (usize, usize), sink: &mut impl Sink) {
    let (tokens, symbols) = (analysis.tokens(), analysis.stem_symbols());
    let mut negated = String::new();
    for run in own_runs(tokens) {
        for start in run.clone() {
            let mut key = EMPTY;
            for end in (start..run.end).take(max_n) {
                key = extend(key, symbols[end]);
                if end - start + 1 >= min_n {
                    let spell = |term: &mut String| {
                        join(tokens[start..=end].iter().map(|token| analysis.stem(token)), term);
                    };
                    sink.ngram(key, start..end + 1, spell);
                }
            }
            if tokens[start].negated && tokens[start].kind == Kind::Word {
                let key = negated_key(analysis.stem(&tokens[start]), &mut negated);
                sink.ngram(key, start..start + 1, |term: &mut String| term.push_str(&negated));
            }
        }
    }
}

/// Word n-grams within [`NEAR_WINDOW`] tokens of the commenter's own mentions of `target`. The target's names are
/// written [`TARGET_MASK`] and those of other targets [`OTHER_MASK`], each as one token, so that what is learnt of one
/// target holds for another.
pub fn near(analysis: &Analysis, target: usize, (min_n, max_n): (usize, usize), sink: &mut impl Sink) {
    let (tokens, symbols) = (analysis.tokens(), analysis.stem_symbols());
    let own = |mention: &&Mention| !tokens[mention.tokens.start].quoted;
    // A whole mention and its mask, or one token.
    let mut pieces: Vec<(Range<usize>, Option<&'static str>)> = Vec::new();
    for window in near_windows(analysis, target) {
        pieces.clear();
        let first = analysis.mentions().partition_point(|mention| mention.tokens.start < window.start);
        let mut mentions = analysis.mentions()[first..].iter().filter(own);
        let mut next = mentions.next();
        let mut at = window.start;
        while at < window.end {
            while next.is_some_and(|mention| mention.tokens.start < at) {
                next = mentions.next();
            }
            let (end, mask) = match next {
                Some(mention) if mention.tokens.start == at => {
                    (mention.tokens.end, Some(if mention.target == target { TARGET_MASK } else { OTHER_MASK }))
                }
                _ => (at + 1, None),
            };
            pieces.push((at..end, mask));
            at = end;
        }
        for first in 0..pieces.len() {
            let mut key = EMPTY;
            for last in (first..pieces.len()).take(max_n) {
                let (place, mask) = &pieces[last];
                key = extend(key, mask.map_or(symbols[place.start], symbol));
                if last - first + 1 >= min_n {
                    let word = |(place, mask): &(Range<usize>, Option<&'static str>)| {
                        mask.unwrap_or_else(|| analysis.stem(&tokens[place.start]))
                    };
                    let spell = |term: &mut String| join(pieces[first..=last].iter().map(word), term);
                    sink.ngram(key, pieces[first].0.start..place.end, spell);
                }
            }
        }
    }
}

/// Token ranges within [`NEAR_WINDOW`] tokens of the commenter's own mentions of `target`, in order, merged where they
/// touch, cut at quoted words.
pub fn near_windows(analysis: &Analysis, target: usize) -> Vec<Range<usize>> {
    let tokens = analysis.tokens();
    let mut windows: Vec<Range<usize>> = Vec::new();
    for mention in analysis.mentions().iter().filter(|mention| mention.target == target) {
        if tokens[mention.tokens.start].quoted {
            continue;
        }
        let back = tokens[..mention.tokens.start].iter().rev().take(NEAR_WINDOW).take_while(|token| !token.quoted);
        let start = mention.tokens.start - back.count();
        let ahead = tokens[mention.tokens.end..].iter().take(NEAR_WINDOW).take_while(|token| !token.quoted);
        let end = mention.tokens.end + ahead.count();
        match windows.last_mut() {
            Some(last) if last.end >= start => last.end = last.end.max(end),
            _ => windows.push(start..end),
        }
    }
    windows
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
pub(super) mod tests {
    use super::*;
    use crate::text::Analyzer;
    use crate::topic::Topic;

    const TOPIC: &str = "[[target]]\nname = \"nato\"\naliases = [\"NATO\", \"the alliance\"]\n\
                         [[target]]\nname = \"russia\"\naliases = [\"Russia\"]";

    pub(in crate::features) fn analysis(text: &str, quoted: &[Range<usize>]) -> Analysis {
        let mut analysis = Analysis::default();
        Analyzer::new(&Topic::from_toml(TOPIC).unwrap()).unwrap().analyze(text, quoted, &mut analysis);
        analysis
    }

    /// Writes down all n-grams met, and that their keys are those of their spelling.
    pub(in crate::features) struct Noted {
        pub(in crate::features) key: fn(&str) -> u64,
        pub(in crate::features) found: Vec<(String, Range<usize>)>,
    }

    impl Sink for Noted {
        fn ngram(&mut self, key: u64, tokens: Range<usize>, spell: impl FnOnce(&mut String)) {
            let mut term = String::new();
            spell(&mut term);
            assert_eq!(key, (self.key)(&term), "{term:?}");
            self.found.push((term, tokens));
        }
    }

    fn of_words(analysis: &Analysis, n: (usize, usize)) -> Vec<(String, Range<usize>)> {
        let mut noted = Noted { key: key_of_words, found: Vec::new() };
        words(analysis, n, &mut noted);
        noted.found
    }

    pub(in crate::features) fn terms(found: &[(String, Range<usize>)]) -> Vec<&str> {
        found.iter().map(|(term, _)| term.as_str()).collect()
    }

    #[test]
    fn words_run_on_and_negated_ones_come_twice() {
        let found = of_words(&analysis("Not good ideas", &[]), (1, 2));
        assert_eq!(terms(&found), ["not", "not good", "good", "good idea", "not_good", "idea", "not_idea"]);
        assert_eq!(found[1].1, 0..2);
    }

    #[test]
    fn a_quotation_breaks_the_run_and_gives_no_terms() {
        assert_eq!(terms(&of_words(&analysis("one two three", &[4..7]), (1, 3))), ["one", "three"]);
    }

    #[test]
    fn names_near_a_target_are_masked() {
        let analysis = analysis("I say the alliance beats Russia", &[]);
        let of = |target: usize| {
            let mut noted = Noted { key: key_of_words, found: Vec::new() };
            near(&analysis, target, (3, 3), &mut noted);
            noted.found
        };
        assert_eq!(terms(&of(0)), ["i say <target>", "say <target> beat", "<target> beat <other>"]);
        assert_eq!(of(0)[1].1, 1..5);
        assert_eq!(terms(&of(1)).last(), Some(&"<other> beat <target>"));
    }

    #[test]
    fn keys_of_other_ngrams_are_others() {
        let terms = ["a b", "b a", "a", "b", "a b c", "ab c", "a bc", ""];
        let mut keys: Vec<u64> = terms.iter().map(|term| key_of_words(term)).collect();
        keys.extend(["\u{1}", "\u{1}\u{1}", "ab", "ba", "a"].map(crate::features::char_ngrams::key_of_chars));
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), terms.len() + 5);
    }

    #[test]
    fn windows_reach_eight_tokens_and_merge() {
        let far = "x ".repeat(20);
        let of = |text: &str, quoted: &[Range<usize>]| near_windows(&analysis(text, quoted), 0);
        assert_eq!(of(&format!("{far}NATO {far}"), &[]), [12..29]);
        assert_eq!(of(&format!("NATO {}NATO", "x ".repeat(10)), &[]), [0..12]);
        assert_eq!(of(&format!("NATO {far}NATO"), &[]), [0..9, 13..22]);
        assert_eq!(of("NATO x y z", &[0..4]), [0..0; 0]);
        assert_eq!(of("NATO x y z", &[7..8]), [0..2]);
    }
}
