//! What a test changes in a text.

use rand_chacha::rand_core::RngCore;
use serde::Deserialize;

use super::template::{Slot, Template};
use crate::comment::Article;
use crate::eval::Bootstrap;
use crate::text::{Analysis, Analyzer};

/// Fewest letters of a word that a slip of the finger is put into.
const MIN_TYPO_LETTERS: usize = 5;

/// Words and what they are replaced with.
pub(super) type Pair = [String; 2];

/// A change as written in the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ChangeEntry {
    Replace(Vec<Pair>),
    SwapTargets,
    Refill(String),
    Wrap(String),
    Typos(usize),
    UpperCase,
    LowerCase,
    Ending(String),
    Parent(String),
    Article(String),
}

/// A change as checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// Each text has another beside it, see [`super::Text`].
    Rewrite,
    /// The case's target and the other one exchange their places.
    SwapTargets,
    /// A placeholder takes the next of its words.
    Refill(Slot),
    /// Words before and after.
    Wrap(Template),
    /// Adjacent letters exchanged in so many words.
    Typos(usize),
    UpperCase,
    LowerCase,
    /// What stands for the punctuation at the end.
    Ending(String),
    /// Another comment answered.
    Parent(Template),
    /// Another article.
    Article(Article),
}

/// A template with each pair replaced wherever it stands as whole words, one pair after another; `None` if none does.
pub(super) fn replace(text: &str, pairs: &[Pair]) -> Option<String> {
    let mut changed = text.to_owned();
    for [old, new] in pairs {
        changed = replace_words(&changed, old, new);
    }
    (changed != text).then_some(changed)
}

fn replace_words(text: &str, old: &str, new: &str) -> String {
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for (at, found) in text.match_indices(old) {
        let end = at + found.len();
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let inner = |edge: Option<char>, beyond: Option<char>| is_letter(edge) && is_letter(beyond);
        if inner(old.chars().next(), text[..at].chars().next_back())
            || inner(old.chars().next_back(), text[end..].chars().next())
        {
            continue;
        }
        out.push_str(&text[done..at]);
        out.push_str(new);
        done = end;
    }
    out.push_str(&text[done..]);
    out
}

/// The text with another ending in place of its full stops, question marks and exclamation marks.
pub(super) fn end_with(text: &str, ending: &str) -> String {
    let plain = text.trim_end_matches(|c: char| c.is_whitespace() || ".!?…".contains(c));
    format!("{plain}{ending}")
}

/// The text with adjacent letters exchanged in up to `n` words of five letters or more that name no target. Which words
/// and letters follows from the seed and the number of the case. The first letter stays, as it mostly does when people
/// mistype.
pub(super) fn mistype(text: &str, n: usize, analyzer: &Analyzer, seed: u64, case: usize) -> String {
    let mut analysis = Analysis::default();
    analyzer.analyze(text, &[], &mut analysis);
    let names: Vec<_> = analysis
        .mentions()
        .iter()
        .filter_map(|mention| {
            let tokens = analysis.tokens().get(mention.tokens.clone())?;
            Some(tokens.first()?.start..tokens.last()?.end)
        })
        .collect();
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let mut words = words(&letters);
    words.retain(|word| {
        let (start, end) = (letters[word.start].0, letters[word.end - 1].0);
        word.len() >= MIN_TYPO_LETTERS && !names.iter().any(|name| start < name.end && name.start <= end)
    });
    let mut random = Bootstrap { seed, ..Bootstrap::default() }.random(case as u64);
    let mut chars: Vec<char> = letters.iter().map(|(_, letter)| *letter).collect();
    for _ in 0..n {
        if words.is_empty() {
            break;
        }
        let word = words.swap_remove(below(&mut random, words.len()));
        let places: Vec<usize> = (word.start + 1..word.end - 1).filter(|at| chars[*at] != chars[at + 1]).collect();
        if !places.is_empty() {
            let at = places[below(&mut random, places.len())];
            chars.swap(at, at + 1);
        }
    }
    chars.into_iter().collect()
}

/// Runs of letters, as ranges of `letters`.
fn words(letters: &[(usize, char)]) -> Vec<std::ops::Range<usize>> {
    let (mut words, mut start) = (Vec::new(), None);
    for (place, (_, letter)) in letters.iter().enumerate() {
        match (letter.is_alphabetic(), start) {
            (true, None) => start = Some(place),
            (false, Some(from)) => {
                words.push(from..place);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..letters.len()));
    words
}

/// A whole number below `n`; no letter of a comment notices that the lower ones are likelier by a part in 2^40.
fn below(random: &mut impl RngCore, n: usize) -> usize {
    (random.next_u64() % n as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::Topic;

    #[test]
    fn whole_words_are_replaced() {
        let cases = [
            ("This is it", "is", "is not", Some("This is not it")),
            ("is, is", "is", "was", Some("was, was")),
            ("This", "is", "is not", None),
            ("{target} is", "{target}", "The {target}", Some("The {target} is")),
            ("Он не враг", "не враг", "враг", Some("Он враг")),
            ("wait!!", "!", "?", Some("wait??")),
        ];
        for (text, old, new, expected) in cases {
            assert_eq!(replace(text, &[[old.into(), new.into()]]).as_deref(), expected, "{text}");
        }
        let pairs = [["a", "b"], ["b", "c"]].map(|pair| pair.map(String::from));
        assert_eq!(replace("a b", &pairs).as_deref(), Some("c c"), "one after another");
    }

    #[test]
    fn endings_are_exchanged() {
        let cases =
            [("So it is.", "", "So it is"), ("What?! ", "...", "What..."), ("Да…", "!", "Да!"), ("ok", "", "ok")];
        for (text, ending, expected) in cases {
            assert_eq!(end_with(text, ending), expected);
        }
    }

    #[test]
    fn typing_errors_spare_names_and_short_words() {
        let topic = "[[target]]\nname = \"russia\"\naliases = [\"Russia\", \"Russian peacekeepers\"]";
        let analyzer = Analyzer::new(&Topic::from_toml(topic).unwrap()).unwrap();
        for text in ["Russia is bad", "Russian peacekeepers did it", "", "aaaaaaa", "one two four"] {
            assert_eq!(mistype(text, 3, &analyzer, 1, 0), text);
        }
        for case in 0..20 {
            let text = "Russia keeps its promises, всегда";
            let changed = mistype(text, 1, &analyzer, 1, case);
            assert_eq!(changed, mistype(text, 1, &analyzer, 1, case));
            assert_eq!(changed.len(), text.len());
            let differ = text.chars().zip(changed.chars()).filter(|(a, b)| a != b).count();
            assert_eq!(differ, 2, "{changed}");
            assert!(changed.starts_with("Russia k"), "{changed}");
        }
    }
}
