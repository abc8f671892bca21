//! What becomes of a word with an apostrophe in it: `don't` is two words, `O'Brien` is one.

use std::ops::Range;

use super::normalize::is_apostrophe;

/// What an apostrophe inside a word does in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Apostrophes {
    /// English contractions and possessives are taken apart, after the Penn Treebank; other words stay whole.
    Contract,
    /// A shortened word ends with it: `l'OTAN` is `l'` and `OTAN`.
    Elide,
    /// An ending starts with it: `NATO'ya` is `NATO` and `'ya`.
    Suffix,
}

impl Apostrophes {
    /// The use of a language, by two-letter code.
    pub(super) fn of_language(code: &str) -> Self {
        match code {
            "fr" | "it" => Self::Elide,
            "tr" => Self::Suffix,
            _ => Self::Contract,
        }
    }

    /// Calls `emit` with the byte range of each part of `word`, and the norm of those that have a fixed one.
    pub(super) fn split(self, word: &str, mut emit: impl FnMut(Range<usize>, Option<&'static str>)) {
        let Some((at, mark)) = word.char_indices().find(|(_, c)| is_apostrophe(*c)) else {
            if word.eq_ignore_ascii_case("cannot") {
                emit(0..3, Some("can"));
                emit(3..6, Some("not"));
            } else {
                emit(0..word.len(), None);
            }
            return;
        };
        match self {
            Self::Elide => {
                emit(0..at + mark.len_utf8(), None);
                emit(at + mark.len_utf8()..word.len(), None);
            }
            Self::Suffix => {
                emit(0..at, None);
                emit(at..word.len(), None);
            }
            Self::Contract => contract(word, emit),
        }
    }
}

/// Takes endings off from the right (`wouldn't've` has two) and emits what is left, then the endings.
fn contract(word: &str, mut emit: impl FnMut(Range<usize>, Option<&'static str>)) {
    let mut endings = [(0, 0, ""); 3];
    let (mut n_endings, mut end) = (0, word.len());
    while n_endings < endings.len() {
        let Some((start, norm)) = ending(&word[..end]) else { break };
        endings[n_endings] = (start, end, norm);
        n_endings += 1;
        end = start;
    }
    let before_not = n_endings > 0 && endings[n_endings - 1].2 == "not";
    let stump = |stump| before_not && word[..end].eq_ignore_ascii_case(stump);
    let norm = [("ca", "can"), ("wo", "will"), ("sha", "shall")].into_iter().find(|(short, _)| stump(short));
    emit(0..end, norm.map(|(_, norm)| norm));
    for (start, end, norm) in endings[..n_endings].iter().rev() {
        emit(*start..*end, Some(norm));
    }
}

/// Start and norm of the contracted ending of a word, if it has one and something before it.
fn ending(word: &str) -> Option<(usize, &'static str)> {
    let (at, mark) = word.char_indices().rev().find(|(_, c)| is_apostrophe(*c))?;
    let tail = &word[at + mark.len_utf8()..];
    let found = if tail.eq_ignore_ascii_case("t") {
        (word[..at].ends_with(['n', 'N'])).then(|| (at - 1, "not"))
    } else {
        possessive_or_verb(tail).map(|norm| (at, norm))
    };
    found.filter(|(start, _)| *start > 0)
}

/// Norm of what follows the apostrophe of `it's`, `we'll` and the like.
pub(super) fn possessive_or_verb(tail: &str) -> Option<&'static str> {
    const TAILS: [(&str, &str); 6] =
        [("s", "'s"), ("m", "am"), ("d", "would"), ("ll", "will"), ("re", "are"), ("ve", "have")];
    TAILS.into_iter().find(|(short, _)| tail.eq_ignore_ascii_case(short)).map(|(_, norm)| norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_the_right_bytes() {
        use Apostrophes::{Contract, Elide, Suffix};
        type Parts = &'static [(&'static str, &'static str)];
        let cases: &[(Apostrophes, &str, Parts)] = &[
            (Contract, "don't", &[("do", ""), ("n't", "not")]),
            (Contract, "DON’T", &[("DO", ""), ("N’T", "not")]),
            (Contract, "can't", &[("ca", "can"), ("n't", "not")]),
            (Contract, "won`t", &[("wo", "will"), ("n`t", "not")]),
            (Contract, "shan't", &[("sha", "shall"), ("n't", "not")]),
            (Contract, "ain't", &[("ai", ""), ("n't", "not")]),
            (Contract, "cannot", &[("can", "can"), ("not", "not")]),
            (Contract, "it's", &[("it", ""), ("'s", "'s")]),
            (Contract, "weʼll", &[("we", ""), ("ʼll", "will")]),
            (Contract, "I'm", &[("I", ""), ("'m", "am")]),
            (Contract, "they're", &[("they", ""), ("'re", "are")]),
            (Contract, "they've", &[("they", ""), ("'ve", "have")]),
            (Contract, "I'd", &[("I", ""), ("'d", "would")]),
            (Contract, "wouldn't've", &[("would", ""), ("n't", "not"), ("'ve", "have")]),
            (Contract, "n't", &[("n't", "")]),
            (Contract, "O'Brien", &[("O'Brien", "")]),
            (Contract, "п'ять", &[("п'ять", "")]),
            (Contract, "gov't", &[("gov't", "")]),
            (Elide, "l’OTAN", &[("l’", ""), ("OTAN", "")]),
            (Suffix, "NATO'ya", &[("NATO", ""), ("'ya", "")]),
            (Elide, "plain", &[("plain", "")]),
        ];
        for (apostrophes, word, expected) in cases {
            let mut parts = Vec::new();
            apostrophes.split(word, |range, norm| parts.push((&word[range], norm.unwrap_or(""))));
            assert_eq!(&parts, expected, "{word}");
        }
    }
}
