//! Stems by Snowball: the stemmer is that of the topic's language, or that of the script where a word is in another.

use rust_stemmers::{Algorithm, Stemmer};

use super::token::Span;
use crate::error::{ErrorKind, Result};

/// Longest word that is stemmed, in bytes. No inflected word is longer, and some stemmers are quadratic.
const MAX_BYTES: usize = 96;

/// Languages with a stemmer, by two-letter code.
const LANGUAGES: [(&str, Algorithm); 18] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nl", Algorithm::Dutch),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// The stemmers of a topic. Only Latin script has more than one, so only that choice is kept.
#[derive(Debug, Clone)]
pub(super) struct Stems {
    latin: Algorithm,
}

impl Stems {
    /// # Errors
    ///
    /// [`ErrorKind::Topic`] if no stemmer has this code.
    pub(super) fn new(language: &str) -> Result<Self> {
        let Some((_, algorithm)) = LANGUAGES.iter().find(|(code, _)| *code == language) else {
            let codes = LANGUAGES.map(|(code, _)| code).join(", ");
            return Err(ErrorKind::Topic(format!("language {language:?} is not one of {codes}")).into());
        };
        let latin = match algorithm {
            Algorithm::Arabic | Algorithm::Greek | Algorithm::Russian | Algorithm::Tamil => Algorithm::English,
            latin => *latin,
        };
        Ok(Self { latin })
    }

    /// Appends the stem of the word at `norm` in `buffer` and returns its place; that of the norm if they are equal.
    pub(super) fn push(&self, norm: Span, buffer: &mut String) -> Span {
        let word = &buffer[norm.range()];
        let Some(algorithm) = self.algorithm(word) else { return norm };
        let stem = Stemmer::create(algorithm).stem(word);
        if stem == word || stem.is_empty() {
            return norm;
        }
        if word.starts_with(&*stem) {
            return Span::new(norm.range().start, norm.range().start + stem.len());
        }
        let (begin, stem) = (buffer.len(), stem.into_owned());
        buffer.push_str(&stem);
        Span::new(begin, buffer.len())
    }

    /// All stems of the cases of a name, if it is a Russian one that ends in a consonant; nothing otherwise.
    ///
    /// One stem is not enough: the stemmer takes the -н and -на of Пашинян and Пашиняна for those of a participle, but
    /// leaves Пашиняну its н.
    pub(super) fn of_cases(&self, name: &str) -> Vec<String> {
        const ENDINGS: [&str; 7] = ["", "а", "у", "ом", "е", "ы", "ов"];
        let is_vowel = |c| matches!(c, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'ь' | 'й');
        if self.algorithm(name) != Some(Algorithm::Russian) || name.ends_with(is_vowel) {
            return Vec::new();
        }
        let stemmer = Stemmer::create(Algorithm::Russian);
        let mut stems: Vec<_> =
            ENDINGS.iter().map(|ending| stemmer.stem(&format!("{name}{ending}")).into_owned()).collect();
        stems.sort();
        stems.dedup();
        stems
    }

    /// The stemmer for a word that is in one script throughout, apart from apostrophes; digits have none.
    fn algorithm(&self, word: &str) -> Option<Algorithm> {
        if word.len() > MAX_BYTES {
            return None;
        }
        let mut letters = word.chars().filter(|c| *c != '\'');
        let algorithm = self.script(letters.next()?)?;
        letters.all(|c| self.script(c) == Some(algorithm)).then_some(algorithm)
    }

    fn script(&self, c: char) -> Option<Algorithm> {
        match c {
            'a'..='z' | '\u{DF}'..='\u{24F}' | '\u{300}'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}' => Some(self.latin),
            '\u{430}'..='\u{481}' | '\u{48A}'..='\u{52F}' => Some(Algorithm::Russian),
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Some(Algorithm::Greek),
            '\u{620}'..='\u{65F}' | '\u{66E}'..='\u{6D3}' => Some(Algorithm::Arabic),
            '\u{B80}'..='\u{BFF}' => Some(Algorithm::Tamil),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(language: &str, word: &str) -> String {
        let mut buffer = word.to_owned();
        let span = Stems::new(language).unwrap().push(Span::new(0, word.len()), &mut buffer);
        buffer[span.range()].to_owned()
    }

    #[test]
    fn the_stemmer_follows_language_and_script() {
        let cases = [
            ("en", "russians", "russian"),
            ("en", "promises", "promis"),
            ("en", "happy", "happi"),
            ("en", "армении", "армен"),
            ("ru", "армении", "армен"),
            ("ru", "promises", "promis"),
            ("de", "promises", "promis"),
            ("de", "häuser", "haus"),
            ("fr", "continuellement", "continuel"),
            ("el", "russians", "russian"),
            ("en", "mi6", "mi6"),
            ("en", "ナトー", "ナトー"),
            ("en", "абвgd", "абвgd"),
        ];
        for (language, word, expected) in cases {
            assert_eq!(stem(language, word), expected, "{language} {word}");
        }
    }

    #[test]
    fn names_have_the_stems_of_all_their_cases() {
        let stems = Stems::new("en").unwrap();
        assert_eq!(stems.of_cases("пашинян"), ["пашиня", "пашинян"]);
        assert_eq!(stems.of_cases("путин"), ["путин"]);
        assert!(stems.of_cases("россия").is_empty() && stems.of_cases("putin").is_empty());
    }

    #[test]
    fn long_words_stay_as_they_are() {
        let word = "ya".repeat(1 << 19) + "ing";
        assert_eq!(stem("en", &word), word);
    }

    #[test]
    fn refuses_a_language_without_a_stemmer_by_name() {
        let error = Stems::new("xx").unwrap_err().to_string();
        assert!(error.starts_with("language \"xx\" is not one of ar, da, de, el, en, es, fi, fr, hu"), "{error}");
    }
}
