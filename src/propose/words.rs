//! How words are written, word by word: with a capital letter where grammar asks for none, or not.
//!
//! That is how a name is told from other words, in every script that has capitals, without a list of names. The case of
//! a word tells nothing at the start of a sentence, in a line of capitals or in a headline that capitalises all words.

use std::collections::HashMap;

use crate::text::{Analysis, Kind, Token};

/// Spellings kept of a word at most.
const SPELLINGS: usize = 4;

/// Acronyms that are another word in small letters: told apart by their capitals.
const APART: [&str; 1] = ["US"];

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Small,
    /// The first letter is a capital.
    Capital,
    /// A hashtag.
    Tag,
}

/// A word as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen<'t> {
    /// Its normal form, by which it is counted.
    pub key: String,
    pub stem: &'t str,
    pub written: &'t str,
    /// First byte of the text, and the one after the last.
    pub start: usize,
    pub end: usize,
    pub case: Case,
    /// Whether the line says something by its capitals.
    pub calm: bool,
    /// Whether its own case says something: it stands in a calm line and begins no sentence.
    pub telling: bool,
    pub quoted: bool,
}

/// The words and hashtags of a text in their order; handles, links and numbers are none.
pub(super) fn seen<'t>(text: &'t str, analysis: &'t Analysis) -> Vec<Seen<'t>> {
    let mut words = Vec::new();
    let mut line = 0;
    let (mut begins, mut last_end) = (true, 0);
    for token in analysis.tokens() {
        if text[last_end..token.start].contains('\n') {
            judge(&mut words[line..]);
            (line, begins) = (words.len(), true);
        }
        last_end = token.end;
        let norm = analysis.norm(token);
        match token.kind {
            Kind::Word if norm.starts_with('\'') => {}
            Kind::Word | Kind::Hashtag => {
                words.push(word(text, analysis, token, begins));
                begins = false;
            }
            Kind::Punctuation => begins = begins || norm.starts_with(is_boundary),
            Kind::Emoji => begins = true,
            Kind::Number => begins = false,
            Kind::Url | Kind::User => {}
        }
    }
    judge(&mut words[line..]);
    words
}

/// Whether what follows may begin with a capital letter for no other reason than this mark.
fn is_boundary(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | ':' | '"' | '\'' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '•' | '*' | '>')
}

fn word<'t>(text: &'t str, analysis: &'t Analysis, token: &Token, begins: bool) -> Seen<'t> {
    let written = &text[token.start..token.end];
    let bare = written.trim_start_matches(['#', '＃']);
    let case = match token.kind {
        Kind::Hashtag => Case::Tag,
        _ if bare.starts_with(char::is_uppercase) => Case::Capital,
        _ => Case::Small,
    };
    let without_stops = |word: &str| if word.ends_with('.') { word.replace('.', "") } else { word.to_owned() };
    let apart = without_stops(bare);
    let key = if APART.contains(&apart.as_str()) { apart } else { without_stops(analysis.norm(token)) };
    Seen {
        key,
        stem: analysis.stem(token),
        written: bare,
        start: token.start,
        end: token.end,
        case,
        calm: true,
        telling: !begins,
        quoted: token.quoted,
    }
}

/// Marks the words of a line that shouts, or is set as a headline: their capitals tell nothing.
fn judge(line: &mut [Seen]) {
    let (mut counted, mut loud, mut inside, mut raised) = (0, 0, 0, 0);
    for word in line.iter().filter(|word| word.case != Case::Tag) {
        let letters = word.written.chars().count();
        let is_loud = word.case == Case::Capital && !word.written.contains(char::is_lowercase);
        counted += usize::from(letters >= 2);
        loud += usize::from(letters >= 2 && is_loud);
        let is_inside = letters >= 3 && word.telling && !is_loud;
        inside += usize::from(is_inside);
        raised += usize::from(is_inside && word.case == Case::Capital);
    }
    let shouts = counted >= 3 && 2 * loud >= counted;
    let headline = inside >= 3 && 5 * raised >= 3 * inside;
    if shouts || headline {
        line.iter_mut().for_each(|word| (word.calm, word.telling) = (false, false));
    }
}

/// What is known of a word.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    pub stem: String,
    /// Times it was written small.
    pub small: u32,
    /// Times it was written with a capital letter that grammar did not ask for, or as a hashtag.
    pub large: u32,
    /// Comments that have it, in whatever case.
    pub comments: usize,
    /// Times the articles have it.
    pub in_articles: usize,
    /// How it is written with a capital letter, with counts.
    spellings: Vec<(String, u32)>,
    /// The last comment that had it, from 1.
    last: usize,
}

impl Word {
    /// Whether it is written as names are: with a capital letter at least as often as without.
    pub fn is_capitalised(&self) -> bool {
        self.large > 0 && self.large >= self.small
    }

    /// Its commonest spelling; of equal ones, the first met.
    pub fn spelling(&self) -> Option<&str> {
        let most = self.spellings.iter().map(|(_, count)| *count).max()?;
        self.spellings.iter().find(|(_, count)| *count == most).map(|(spelling, _)| spelling.as_str())
    }
}

/// The words of all comments and articles.
#[derive(Debug, Default)]
pub(super) struct Words {
    // Not FxHash: the words come from the input, which must not be able to choose colliding ones.
    pub words: HashMap<String, Word>,
    comments: usize,
}

impl Words {
    /// Counts the words of an article.
    pub fn add_article(&mut self, seen: &[Seen]) {
        for word in seen {
            self.add(word).in_articles += 1;
        }
    }

    /// Counts the words of a comment that are the commenter's own.
    pub fn add_comment(&mut self, seen: &[Seen]) {
        self.comments += 1;
        let number = self.comments;
        for word in seen.iter().filter(|word| !word.quoted) {
            let word = self.add(word);
            word.comments += usize::from(word.last != number);
            word.last = number;
        }
    }

    fn add(&mut self, seen: &Seen) -> &mut Word {
        if !self.words.contains_key(&seen.key) {
            let stem = if seen.stem.ends_with('.') { seen.stem.replace('.', "") } else { seen.stem.to_owned() };
            self.words.insert(seen.key.clone(), Word { stem, ..Word::default() });
        }
        let word = self.words.entry(seen.key.clone()).or_default();
        word.small += u32::from(seen.case == Case::Small);
        word.large += u32::from(seen.case == Case::Tag || seen.case == Case::Capital && seen.telling);
        // What a shout or a headline says of spelling is right only where nothing else is known.
        if seen.case != Case::Small && (seen.calm || word.spellings.is_empty()) {
            let known = word.spellings.iter().position(|(spelling, _)| spelling == seen.written);
            match known {
                Some(known) => word.spellings[known].1 += 1,
                None if word.spellings.len() < SPELLINGS => {
                    word.spellings.push((seen.written.to_owned(), u32::from(seen.calm)));
                }
                None => {}
            }
        }
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyzer;
    use crate::topic::Topic;

    fn analysis(text: &str) -> Analysis {
        let mut analysis = Analysis::default();
        let topic = Topic { language: "en".into(), ..Topic::default() };
        Analyzer::new(&topic).unwrap().analyze(text, &[], &mut analysis);
        analysis
    }

    #[test]
    fn the_case_of_a_word_tells_something_or_not() {
        let cases = [
            ("I saw Ann. Then Bob said: Carl", "Ann Bob"),
            ("NATO IS TO BLAME FOR ALL", ""),
            ("Why NATO is NOT to blame", "NATO NOT"),
            ("The Road That Holds Yerevan Together", ""),
            ("so Ann\nBob and Carl", "Ann Carl"),
            ("he said \"Nobody knows Ann\"", "Ann"),
            ("@ann Bob and Carl's dog", "Carl"),
            ("вот Путин. Потом Лавров", "Путин Лавров"),
            ("😀 Well Ann", "Ann"),
        ];
        for (text, expected) in cases {
            let analysis = analysis(text);
            let seen = seen(text, &analysis);
            let telling = seen.iter().filter(|word| word.telling && word.case == Case::Capital);
            let found: Vec<&str> = telling.map(|word| word.written).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn words_are_counted_once_a_comment() {
        let mut words = Words::default();
        for text in ["so we like Nato, that Nato and NATO", "nato again", "tell us of the US and the U.S. of course"] {
            let analysis = analysis(text);
            words.add_comment(&seen(text, &analysis));
        }
        let nato = &words.words["nato"];
        assert_eq!((nato.comments, nato.large, nato.small, nato.spelling()), (2, 3, 1, Some("Nato")));
        assert!(nato.is_capitalised());
        assert_eq!((words.words["us"].large, words.words["US"].large), (0, 2));
        assert!(!words.words["like"].is_capitalised());
    }
}
