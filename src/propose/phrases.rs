//! Names of several words: runs of capitalised words with nothing but a blank between them.

use std::collections::HashMap;

use super::name_words::is_name;
use super::words::{Case, Seen, Words};

/// Names of several words that are looked at.
const MAX_PHRASES: usize = 300;

/// Words of a name at most; a longer run is a list.
const MAX_RUN: usize = 4;

/// Runs of capitalised words.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    phrases: HashMap<String, Phrase>,
    /// How often a run begins with a word, and how often it ends in one.
    pub starts: HashMap<String, usize>,
    pub ends: HashMap<String, usize>,
    texts: usize,
}

/// A name of several words.
#[derive(Debug, Default)]
pub(super) struct Phrase {
    /// Its words.
    pub keys: Vec<String>,
    /// As it was first written.
    pub written: String,
    /// How often it was met, and in how many texts.
    pub count: usize,
    pub texts: usize,
    /// The last text that had it, from 1.
    last: usize,
}

impl Phrases {
    /// Counts the runs in a text, whose words are `seen`.
    pub fn add(&mut self, text: &str, seen: &[Seen], words: &Words) {
        self.texts += 1;
        let is_part = |word: &Seen| {
            word.case == Case::Capital
                && word.calm
                && !word.quoted
                && words.words.get(&word.key).is_some_and(|known| is_name(&word.key, known))
        };
        let mut first = 0;
        while first < seen.len() {
            if !is_part(&seen[first]) {
                first += 1;
                continue;
            }
            let mut next = first + 1;
            while next < seen.len()
                && is_part(&seen[next])
                && text[seen[next - 1].end..seen[next].start].chars().eq([' '])
            {
                next += 1;
            }
            let run = &seen[first..next];
            first = next;
            if (2..=MAX_RUN).contains(&run.len()) {
                self.count(text, run);
            }
        }
    }

    fn count(&mut self, text: &str, run: &[Seen]) {
        let keys: Vec<String> = run.iter().map(|word| word.key.clone()).collect();
        let [first, .., last] = &keys[..] else { return };
        *self.starts.entry(first.clone()).or_default() += 1;
        *self.ends.entry(last.clone()).or_default() += 1;
        let phrase = self.phrases.entry(keys.join(" ")).or_default();
        phrase.count += 1;
        phrase.texts += usize::from(phrase.last != self.texts);
        phrase.last = self.texts;
        if phrase.keys.is_empty() {
            phrase.keys = keys;
            phrase.written = text[run[0].start..run[run.len() - 1].end].to_owned();
        }
    }

    /// Those met in two texts or more, the most frequent first.
    pub fn frequent(&self) -> Vec<&Phrase> {
        let mut frequent: Vec<&Phrase> = self.phrases.values().filter(|phrase| phrase.texts >= 2).collect();
        frequent.sort_by(|a, b| (b.texts, b.count, &a.keys).cmp(&(a.texts, a.count, &b.keys)));
        frequent.truncate(MAX_PHRASES);
        frequent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::propose::words::seen;
    use crate::text::{Analysis, Analyzer};
    use crate::topic::Topic;

    #[test]
    fn runs_are_counted_by_texts() {
        let texts = [
            "we all saw Port Haven there and then Mayor Quill",
            "they were all in Port Haven, the very Old Port Haven\nPort",
            "PORT HAVEN IS LOST",
            "so they saw Port\nHaven and there were also then still Quill Ann Bob Carl Dan",
        ];
        let analyzer = Analyzer::new(&Topic { language: "en".into(), ..Topic::default() }).unwrap();
        let (mut words, mut phrases, mut analysis) = (Words::default(), Phrases::default(), Analysis::default());
        for text in texts {
            analyzer.analyze(text, &[], &mut analysis);
            words.add_comment(&seen(text, &analysis));
        }
        for text in texts {
            analyzer.analyze(text, &[], &mut analysis);
            phrases.add(text, &seen(text, &analysis), &words);
        }
        let frequent: Vec<(&str, usize, usize)> =
            phrases.frequent().iter().map(|phrase| (phrase.written.as_str(), phrase.count, phrase.texts)).collect();
        assert_eq!(frequent, [("Port Haven", 2, 2)]);
        assert_eq!(phrases.ends["haven"], 3);
    }
}
