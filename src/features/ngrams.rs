//! Which terms a comment holds: runs of words, runs of characters, and runs of words near a target.
//!
//! Every function walks the commenter's own words only (quoted tokens are passed over and break a run) and hands each
//! term to a sink together with the range of tokens it came from, which is how an explanation finds its way back to the
//! comment. Nothing is counted or looked up here.

use std::ops::Range;

use crate::text::{Analysis, Kind, Mention, Token};

/// How many tokens on each side of a mention count as near it.
pub const NEAR_WINDOW: usize = 8;

/// Stands for the target itself in the terms near it, whatever name was used.
pub const TARGET_MASK: &str = "<target>";

/// Stands for any other target in the terms near a target.
pub const OTHER_MASK: &str = "<other>";

/// Marks a word in the scope of a negation.
const NEGATED: &str = "not_";

/// A term and the tokens it was made of.
pub trait Sink: FnMut(&str, Range<usize>) {}
impl<F: FnMut(&str, Range<usize>)> Sink for F {}

/// The form in which a token enters word n-grams: its stem, or its norm where it is no word.
fn form<'a>(analysis: &'a Analysis, token: &Token) -> &'a str {
    analysis.stem(token)
}

/// Ranges of own tokens, each without a quoted token in it.
fn own_runs(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + tokens[at..].iter().position(|token| !token.quoted)?;
        let length = tokens[start..].iter().position(|token| token.quoted).unwrap_or(tokens.len() - start);
        at = start + length;
        Some(start..at)
    })
}

/// Word n-grams: stems of `min_n` to `max_n` tokens in a row, joined by blanks; and `not_` before each word in the scope
/// of a negation.
pub fn words(analysis: &Analysis, (min_n, max_n): (usize, usize), sink: &mut impl Sink) {
    let tokens = analysis.tokens();
    let mut term = String::new();
    for run in own_runs(tokens) {
        for start in run.clone() {
            term.clear();
            for (n, end) in (start..run.end).take(max_n).enumerate() {
                if n > 0 {
                    term.push(' ');
                }
                term.push_str(form(analysis, &tokens[end]));
                if n + 1 >= min_n {
                    sink(&term, start..end + 1);
                }
            }
            if tokens[start].negated && tokens[start].kind == Kind::Word {
                term.clear();
                term.push_str(NEGATED);
                term.push_str(form(analysis, &tokens[start]));
                sink(&term, start..start + 1);
            }
        }
    }
}

/// Character n-grams of `min_n` to `max_n` characters over the normalised tokens, with one blank before, between and
/// after them. A term made of blanks alone is left out.
pub fn chars(analysis: &Analysis, (min_n, max_n): (usize, usize), sink: &mut impl Sink) {
    let tokens = analysis.tokens();
    let mut text = String::new();
    // Where each character begins in `text`, and the token it belongs to; a blank belongs to the token before it.
    let mut places: Vec<(usize, usize)> = Vec::new();
    for run in own_runs(tokens) {
        text.clear();
        places.clear();
        places.push((0, run.start));
        text.push(' ');
        for index in run {
            let norm = analysis.norm(&tokens[index]);
            places.extend(norm.char_indices().map(|(at, _)| (text.len() + at, index)));
            text.push_str(norm);
            places.push((text.len(), index));
            text.push(' ');
        }
        for start in 0..places.len() {
            let longest = max_n.min(places.len() - start);
            for n in min_n..=longest {
                let (last_at, last_token) = places[start + n - 1];
                let end = places.get(start + n).map_or(text.len(), |(at, _)| *at);
                let first_token = places[start].1;
                // A gram that opens with the blank after a token takes nothing else from that token.
                let first_token = if start > 0 && text[places[start].0..].starts_with(' ') && n > 1 {
                    (first_token + 1).min(last_token)
                } else {
                    first_token
                };
                debug_assert!(last_at < end);
                sink(&text[places[start].0..end], first_token..last_token + 1);
            }
        }
    }
}

/// A token range in the masked sequence near a target: a whole mention, or one token.
struct Piece {
    tokens: Range<usize>,
    mask: Option<&'static str>,
}

/// Word n-grams within [`NEAR_WINDOW`] tokens of the commenter's own mentions of `target`. The target's names are
/// written [`TARGET_MASK`] and those of other targets [`OTHER_MASK`], each as one token, so that what is learnt of one
/// target holds for another.
pub fn near(analysis: &Analysis, target: usize, (min_n, max_n): (usize, usize), sink: &mut impl Sink) {
    let tokens = analysis.tokens();
    let own = |mention: &&Mention| !tokens[mention.tokens.start].quoted;
    let mut term = String::new();
    let mut pieces: Vec<Piece> = Vec::new();
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
            pieces.push(Piece { tokens: at..end, mask });
            at = end;
        }
        for first in 0..pieces.len() {
            term.clear();
            for (n, last) in (first..pieces.len()).take(max_n).enumerate() {
                if n > 0 {
                    term.push(' ');
                }
                let piece = &pieces[last];
                term.push_str(piece.mask.unwrap_or_else(|| form(analysis, &tokens[piece.tokens.start])));
                if n + 1 >= min_n {
                    sink(&term, pieces[first].tokens.start..piece.tokens.end);
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
mod tests {
    use super::*;
    use crate::text::Analyzer;
    use crate::topic::Topic;

    const TOPIC: &str = "[[target]]\nname = \"nato\"\naliases = [\"NATO\", \"the alliance\"]\n\
                         [[target]]\nname = \"russia\"\naliases = [\"Russia\"]";

    fn analysis(text: &str, quoted: &[Range<usize>]) -> Analysis {
        let mut analysis = Analysis::default();
        Analyzer::new(&Topic::from_toml(TOPIC).unwrap()).unwrap().analyze(text, quoted, &mut analysis);
        analysis
    }

    fn collect(run: impl FnOnce(&mut dyn FnMut(&str, Range<usize>))) -> Vec<(String, Range<usize>)> {
        let mut found = Vec::new();
        run(&mut |term, tokens| found.push((term.to_owned(), tokens)));
        found
    }

    fn terms(found: &[(String, Range<usize>)]) -> Vec<&str> {
        found.iter().map(|(term, _)| term.as_str()).collect()
    }

    #[test]
    fn words_run_on_and_negated_ones_come_twice() {
        let analysis = analysis("Not good ideas", &[]);
        let found = collect(|sink| words(&analysis, (1, 2), &mut |term: &str, tokens| sink(term, tokens)));
        assert_eq!(terms(&found), ["not", "not good", "good", "good idea", "not_good", "idea", "not_idea"]);
        assert_eq!(found[1].1, 0..2);
    }

    #[test]
    fn a_quotation_breaks_the_run_and_gives_no_terms() {
        let analysis = analysis("one two three", &[4..7]);
        let found = collect(|sink| words(&analysis, (1, 3), &mut |term: &str, tokens| sink(term, tokens)));
        assert_eq!(terms(&found), ["one", "three"]);
        let found = collect(|sink| chars(&analysis, (3, 3), &mut |term: &str, tokens| sink(term, tokens)));
        assert_eq!(terms(&found), [" on", "one", "ne ", " th", "thr", "hre", "ree", "ee "]);
    }

    #[test]
    fn characters_know_their_tokens() {
        let analysis = analysis("ab cd", &[]);
        let found = collect(|sink| chars(&analysis, (2, 3), &mut |term: &str, tokens| sink(term, tokens)));
        let of = |term: &str| found.iter().find(|(found, _)| found == term).unwrap().1.clone();
        assert_eq!((of(" a"), of("b "), of("b c"), of(" cd"), of("d ")), (0..1, 0..1, 0..2, 1..2, 1..2));
    }

    #[test]
    fn names_near_a_target_are_masked() {
        let analysis = analysis("I say the alliance beats Russia", &[]);
        let found = collect(|sink| near(&analysis, 0, (3, 3), &mut |term: &str, tokens| sink(term, tokens)));
        assert_eq!(terms(&found), ["i say <target>", "say <target> beat", "<target> beat <other>"]);
        assert_eq!(found[1].1, 1..5);
        let found = collect(|sink| near(&analysis, 1, (3, 3), &mut |term: &str, tokens| sink(term, tokens)));
        assert_eq!(terms(&found).last(), Some(&"<other> beat <target>"));
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
