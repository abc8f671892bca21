//! Which words are names, as far as a single word shows it.

use super::words::Word;

/// Written with capitals, but no names.
const NO_NAMES: &[&str] = &[
    "i",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "ok",
    "okay",
    "lol",
    "lmao",
    "omg",
    "wtf",
    "imo",
    "imho",
    "fyi",
    "btw",
    "ps",
    "pps",
    "tv",
    "aka",
    "re",
    "am",
    "pm",
    "rip",
    "tldr",
    "sic",
    "god",
    "internet",
    "christmas",
    "easter",
    "no",
    "not",
    "yes",
    "all",
    "never",
    "sie",
    "ihr",
    "ihnen",
    "вы",
    "ваш",
    "вам",
    "вас",
    "бог",
    "пс",
];

/// Titles that stand before a name and are no part of it.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "sir",
    "lord",
    "lady",
    "president",
    "prime",
    "minister",
    "premier",
    "chancellor",
    "senator",
    "governor",
    "mayor",
    "general",
    "king",
    "queen",
    "prince",
    "princess",
    "pope",
    "secretary",
    "foreign",
    "defence",
    "defense",
    "judge",
    "justice",
    "professor",
    "prof",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "president's",
    "господин",
    "президент",
    "премьер",
    "министр",
    "генерал",
];

/// Whether a word is a name, or a part of one.
pub(super) fn is_name(key: &str, word: &Word) -> bool {
    word.is_capitalised()
        && key.chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
        && !NO_NAMES.contains(&key)
        && !TITLES.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_make_a_name_but_for_a_few_words() {
        let cases = [("tram", 3, 3, true), ("tram", 2, 3, false), ("tram", 0, 0, false), ("x", 3, 0, false)];
        let others = [("monday", 3, 0, false), ("president", 3, 0, false), ("путин", 1, 0, true), ("f16", 1, 0, false)];
        for (key, large, small, expected) in cases.into_iter().chain(others) {
            let mut word = Word::default();
            (word.large, word.small) = (large, small);
            assert_eq!(is_name(key, &word), expected, "{key} {large} {small}");
        }
    }
}
