//! Which sentence of an article may be its thesis. Only proposes: what an article argues is for a person to say.
//!
//! A sentence speaks for itself by words of judgement ("should", "was right"), by the words it shares with the headline
//! and with the article as a whole, and by its place: theses stand at the ends. Questions, quotations and sentences that
//! lean on the one before are left out or held back.

use std::collections::{HashMap, HashSet};

use unicode_segmentation::UnicodeSegmentation;

use crate::comment::Article;
use crate::text::{Analysis, Analyzer, Kind, quoted_ranges};

/// Words in a proposed thesis, at least and at most.
const WORDS: std::ops::RangeInclusive<usize> = 5..=45;

/// Bytes of an article that are looked at.
const MAX_BYTES: usize = 1 << 18;

/// Words of judgement.
const JUDGEMENT: [&str; 40] = [
    "should",
    "must",
    "ought",
    "cannot",
    "need",
    "needs",
    "never",
    "only",
    "right",
    "wrong",
    "mistake",
    "folly",
    "fault",
    "better",
    "worse",
    "fail",
    "fails",
    "failed",
    "deserve",
    "deserves",
    "justified",
    "unjust",
    "fair",
    "unfair",
    "why",
    "должен",
    "должна",
    "должны",
    "должно",
    "нужно",
    "надо",
    "нельзя",
    "пора",
    "ошибка",
    "прав",
    "права",
    "только",
    "muss",
    "sollte",
    "darf",
];

/// Words by which a sentence reports rather than argues.
const REPORT: [&str; 12] = [
    "said",
    "says",
    "told",
    "tells",
    "added",
    "announced",
    "reported",
    "according",
    "сказал",
    "сообщил",
    "заявил",
    "заявила",
];

/// Words by which a sentence leans on what was said before it.
const LEANING: [&str; 20] = [
    "that", "this", "these", "those", "it", "he", "she", "they", "and", "but", "so", "then", "there", "yet", "perhaps",
    "это", "он", "она", "они", "но",
];

/// The sentences most like a thesis, best first, `n` at most.
pub(super) fn candidates(article: &Article, analyzer: &Analyzer, n: usize) -> Vec<String> {
    let text = head(&article.text);
    let title = read(&article.title, analyzer);
    let common = common_stems(text, analyzer);
    let mut found: Vec<(f64, String)> = Vec::new();
    // A headline may say it all, or the part of it after the colon.
    for part in article.title.rsplit([':', '–', '—']).chain([article.title.as_str()]) {
        let sentence = read(part, analyzer);
        if WORDS.contains(&sentence.n_words) && sentence.judges && !part.trim_end().ends_with('?') {
            found.push((4.0, one_line(part)));
            break;
        }
    }
    let paragraphs: Vec<&str> = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()).collect();
    for (place, paragraph) in paragraphs.iter().enumerate() {
        let quoted = quoted_ranges(paragraph, &[], &[]);
        let sentences = paragraph.split_sentence_bound_indices();
        let sentences: Vec<(usize, &str)> = sentences.filter(|(_, s)| s.contains(char::is_alphanumeric)).collect();
        for (index, (start, sentence)) in sentences.iter().enumerate() {
            let is_quoted = quoted.iter().any(|range| range.start < start + sentence.len() && *start < range.end);
            let read = read(sentence, analyzer);
            if is_quoted || !is_sentence(sentence) || !WORDS.contains(&read.n_words) {
                continue;
            }
            let ends = match () {
                () if place + 1 == paragraphs.len() && index + 1 == sentences.len() => 0.7,
                () if place == 0 || place + 1 == paragraphs.len() => 0.5,
                () => 0.0,
            };
            found.push((read.score(&title.stems, &common) + ends, one_line(sentence)));
        }
    }
    // Stable: of equals, the first in the article.
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let mut known = HashSet::new();
    found.retain(|(_, sentence)| known.insert(sentence.clone()));
    found.into_iter().take(n).map(|(_, sentence)| sentence).collect()
}

/// Whether this begins and ends as a sentence does that states something.
fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()) && text.ends_with(['.', '!', '。', '։'])
}

/// What a sentence is made of.
struct Sentence {
    stems: HashSet<String>,
    n_words: usize,
    judges: bool,
    leans: bool,
    reports: bool,
}

impl Sentence {
    fn score(&self, title: &HashSet<String>, common: &HashMap<String, f64>) -> f64 {
        let either = (self.stems.len() + title.len()).max(1) as f64;
        let shared = 2.0 * self.stems.intersection(title).count() as f64 / either;
        let mut weights: Vec<f64> = self.stems.iter().filter_map(|stem| common.get(stem)).copied().collect();
        // In a fixed order, for the stems of a set have none.
        weights.sort_by(f64::total_cmp);
        let central = weights.iter().sum::<f64>() / self.stems.len().max(1) as f64;
        let judges = if self.judges { 1.0 } else { 0.0 };
        let held_back = if self.leans { 0.8 } else { 0.0 } + if self.reports { 0.8 } else { 0.0 };
        judges + 2.0 * shared + 1.5 * central - held_back
    }
}

fn read(text: &str, analyzer: &Analyzer) -> Sentence {
    let mut analysis = Analysis::default();
    analyzer.analyze(text, &[], &mut analysis);
    let words = analysis.tokens().iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Number));
    let words: Vec<_> = words.collect();
    let norms = words.iter().map(|word| analysis.norm(word));
    Sentence {
        judges: norms.clone().any(|norm| JUDGEMENT.contains(&norm)),
        reports: norms.clone().any(|norm| REPORT.contains(&norm) || norm == "<number>"),
        leans: norms.clone().next().is_some_and(|norm| LEANING.contains(&norm)),
        stems: words.iter().filter(|word| is_content(&analysis, word)).map(|w| analysis.stem(w).to_owned()).collect(),
        n_words: words.len(),
    }
}

/// Whether a word is likely to mean something; short ones are mostly grammar.
fn is_content(analysis: &Analysis, word: &crate::text::Token) -> bool {
    word.caps || analysis.norm(word).chars().count() >= 4
}

/// The stems of an article, each with its share of the count of the commonest.
fn common_stems(text: &str, analyzer: &Analyzer) -> HashMap<String, f64> {
    let mut analysis = Analysis::default();
    analyzer.analyze(text, &[], &mut analysis);
    let mut counts: HashMap<String, f64> = HashMap::new();
    for word in analysis.tokens().iter().filter(|token| token.kind == Kind::Word && is_content(&analysis, token)) {
        *counts.entry(analysis.stem(word).to_owned()).or_default() += 1.0;
    }
    let most = counts.values().copied().fold(1.0, f64::max);
    counts.values_mut().for_each(|count| *count /= most);
    counts
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::Topic;

    fn best(title: &str, text: &str) -> Vec<String> {
        let analyzer = Analyzer::new(&Topic::from_toml("").unwrap()).unwrap();
        let article = Article { title: title.into(), text: text.into(), ..Article::default() };
        candidates(&article, &analyzer, 2)
    }

    #[test]
    fn a_sentence_that_argues_is_proposed() {
        let text = "The council met on Monday evening for two hours.\n\nWho would have thought of the tram by the river? \
                    “We should stop the tram,” said one of the members there.\n\nThe city should build the tram along \
                    the river before it is too late.";
        assert_eq!(
            best("The tram along the river", text)[0],
            "The city should build the tram along the river before it is too late."
        );
    }

    #[test]
    fn a_headline_that_argues_comes_first() {
        let found = best("A long night: The Council Was Right to Build the Tram", "It rained. The tram will come.");
        assert_eq!(found[0], "The Council Was Right to Build the Tram");
    }

    #[test]
    fn nothing_is_proposed_of_nothing() {
        for (title, text) in [("", ""), ("Trams", "Why? Who knows what the tram should be good for?"), ("A", "…\n\n\n")]
        {
            assert_eq!(best(title, text), Vec::<String>::new(), "{title}");
        }
    }
}
