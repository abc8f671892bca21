//! What the families look at in a comment's text.

use std::collections::HashSet;

use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use crate::comment::{Article, Section};
use crate::features::texts::{ArticleText, parent_of, read_comment};
use crate::features::vocabulary::Vocabulary;
use crate::read::Dataset;
use crate::text::{Analysis, Analyzer, Kind, QuoteSource};

/// What was read of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub n_words: usize,
    pub is_reply: bool,
    pub quotes: bool,
    /// The targets named, in order.
    pub named: Vec<usize>,
    pub negates: bool,
    pub asks: bool,
    /// `None` without letters.
    pub script: Option<Script>,
    /// `None` without a vocabulary.
    pub unknown: Option<Unknown>,
}

/// A script, as far as they are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Other,
}

/// Terms that a vocabulary has not, of so many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unknown {
    pub n: usize,
    pub of: usize,
}

/// The single words that a model knows.
pub(super) struct Known<'a>(HashSet<&'a str, FxBuildHasher>);

impl<'a> Known<'a> {
    pub fn of(vocabulary: &'a Vocabulary) -> Self {
        Self(vocabulary.iter().filter(|term| !term.contains(' ')).collect())
    }
}

/// Reads all samples, in their order.
pub(super) fn read(dataset: &Dataset, analyzer: &Analyzer, known: Option<&Known>) -> Vec<Reading> {
    let text = |article: &Article| ArticleText::new(analyzer, article);
    let articles: Vec<Option<ArticleText>> =
        dataset.sections.par_iter().map(|section| section.article.as_ref().and_then(text)).collect();
    let samples = dataset.samples.par_iter();
    samples
        .map_init(Analysis::default, |analysis, sample| {
            let section = &dataset.sections[sample.section];
            let article = articles[sample.section].as_ref();
            read_sample(section, sample.comment, article, analyzer, known, analysis)
        })
        .collect()
}

fn read_sample(
    section: &Section,
    index: usize,
    article: Option<&ArticleText>,
    analyzer: &Analyzer,
    known: Option<&Known>,
    analysis: &mut Analysis,
) -> Reading {
    let comment = &section.comments[index];
    let parent = parent_of(section, index).map(|parent| QuoteSource::new(parent.text));
    read_comment(analyzer, comment, parent.as_ref(), article, analysis);
    let tokens = analysis.tokens();
    let mentions = analysis.mentions().iter().filter(|mention| !tokens[mention.tokens.start].quoted);
    let mut named: Vec<usize> = mentions.map(|mention| mention.target).collect();
    named.sort_unstable();
    named.dedup();
    let holds_letter = |word: &&str| word.contains(char::is_alphanumeric);
    Reading {
        n_words: comment.text.split_whitespace().filter(holds_letter).count(),
        is_reply: comment.parent.is_some(),
        quotes: tokens.iter().any(|token| token.quoted),
        named,
        negates: tokens.iter().any(|token| token.negated && !token.quoted),
        asks: asks(analysis),
        script: script(&comment.text),
        unknown: known.map(|known| unknown(analysis, known)),
    }
}

/// Whether a question mark of the commenter's own ends a sentence. One that opens the text or a bracket is a remark: `(?)`.
fn asks(analysis: &Analysis) -> bool {
    let tokens = analysis.tokens();
    let ends = |index: usize| index > 0 && !matches!(analysis.norm(&tokens[index - 1]), "(" | "[");
    tokens.iter().enumerate().any(|(index, token)| {
        let is_mark = token.kind == Kind::Punctuation && analysis.norm(token).contains(['?', '؟']);
        is_mark && !token.quoted && ends(index)
    })
}

/// The script of most letters; of scripts with as many, the first of Latin, Cyrillic, other.
fn script(text: &str) -> Option<Script> {
    let mut counts = [(0_usize, Script::Latin), (0, Script::Cyrillic), (0, Script::Other)];
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        counts[script_of(c) as usize].0 += 1;
    }
    // The last of the largest, so from the end.
    let (n, script) = counts.into_iter().rev().max_by_key(|(n, _)| *n)?;
    (n > 0).then_some(script)
}

/// Script of a letter by the blocks of Unicode 16.
fn script_of(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{AA}' | '\u{BA}' | '\u{C0}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{2C60}'..='\u{2C7F}' | '\u{A722}'..='\u{A7FF}' | '\u{FB00}'..='\u{FB06}' | '\u{FF21}'..='\u{FF5A}' => {
            Script::Latin
        }
        '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{2DE0}'..='\u{2DFF}' | '\u{A640}'..='\u{A69F}' => {
            Script::Cyrillic
        }
        _ => Script::Other,
    }
}

fn unknown(analysis: &Analysis, known: &Known) -> Unknown {
    let tokens = analysis.tokens().iter();
    let words = tokens.filter(|token| !token.quoted && matches!(token.kind, Kind::Word | Kind::Hashtag));
    let distinct: HashSet<&str, FxBuildHasher> = words.map(|token| analysis.stem(token)).collect();
    Unknown { n: distinct.iter().filter(|stem| !known.0.contains(*stem)).count(), of: distinct.len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::Topic;

    #[test]
    fn scripts_go_by_most_letters() {
        let cases = [
            ("", None),
            ("12 !! 😂", None),
            ("Da, это так", Some(Script::Cyrillic)),
            ("Überall œuvre Ķ", Some(Script::Latin)),
            ("Їжак", Some(Script::Cyrillic)),
            ("да da", Some(Script::Latin)),
            ("да 和平", Some(Script::Cyrillic)),
            ("Հայաստան ok", Some(Script::Other)),
        ];
        for (text, expected) in cases {
            assert_eq!(script(text), expected, "{text}");
        }
    }

    #[test]
    fn a_question_ends_a_sentence() {
        let analyzer = Analyzer::new(&Topic::from_toml("").unwrap()).unwrap();
        let cases = [
            ("Who pays?", true),
            ("Who pays??!", true),
            ("Who pays ? Nobody.", true),
            ("Кто платит？", true),
            ("A great (?) idea", false),
            ("? is all I say", false),
            ("see https://x.org/?a=1", false),
            ("> Who pays?\nYou do.", false),
            ("You do.", false),
        ];
        let mut analysis = Analysis::default();
        for (text, expected) in cases {
            let quoted = crate::text::quoted_ranges(text, &[], &[]);
            analyzer.analyze(text, &quoted, &mut analysis);
            assert_eq!(asks(&analysis), expected, "{text}");
        }
    }

    #[test]
    fn words_count_once_and_only_the_commenters_own() {
        let analyzer = Analyzer::new(&Topic::from_toml("").unwrap()).unwrap();
        let vocabulary = Vocabulary::new(["ferri", "ferri late", "late", "the"]);
        let known = Known::of(&vocabulary);
        let cases = [
            ("The ferries! THE ferry 12 @me https://x.org 😂", 0, 2),
            ("The ferry is late, is it?", 2, 5),
            ("> an ancient quotation\nlate", 0, 1),
            ("...", 0, 0),
        ];
        let mut analysis = Analysis::default();
        for (text, n, of) in cases {
            let quoted = crate::text::quoted_ranges(text, &[], &[]);
            analyzer.analyze(text, &quoted, &mut analysis);
            assert_eq!(unknown(&analysis, &known), Unknown { n, of }, "{text}");
        }
    }
}
