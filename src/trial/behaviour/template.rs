//! Texts with placeholders, and the words that fill them.

use std::collections::BTreeMap;

use crate::topic::Topic;

/// Longest text with placeholders, in bytes of UTF-8.
pub const MAX_TEMPLATE_BYTES: usize = 4_000;

/// Longest word of a list, in bytes of UTF-8.
pub const MAX_WORD_BYTES: usize = 200;

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// The label of the case's target.
    Target,
    /// The label of another target.
    Other,
    /// A name of the case's target, from this table of [`Words::names`].
    Name(usize),
    /// A word of this list of [`Words::lists`].
    List(usize),
    /// The text that a change is wrapped round.
    Text,
}

/// The words that placeholders take.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Words {
    /// Name of each list, with its words.
    pub lists: Vec<(String, Vec<String>)>,
    /// Name of each table of names, with the names that it has for each target.
    pub names: Vec<(String, BTreeMap<String, Vec<String>>)>,
}

impl Words {
    /// The placeholder of this name.
    pub(super) fn slot(&self, name: &str) -> Option<Slot> {
        match name {
            "target" => Some(Slot::Target),
            "other" => Some(Slot::Other),
            "text" => Some(Slot::Text),
            _ => {
                let list = self.lists.iter().position(|(list, _)| list == name).map(Slot::List);
                list.or_else(|| self.names.iter().position(|(table, _)| table == name).map(Slot::Name))
            }
        }
    }

    /// The placeholders that a file with these words may use.
    fn known(&self) -> String {
        let lists = self.lists.iter().map(|(name, _)| name.as_str());
        let names = self.names.iter().map(|(name, _)| name.as_str());
        let all = ["target", "other"].into_iter().chain(lists).chain(names);
        all.map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ")
    }

    /// Words that a placeholder can take where the case's target has this name; the most there can be if it is not known.
    pub(super) fn len(&self, slot: Slot, target: Option<&str>) -> usize {
        match (slot, target) {
            (Slot::List(list), _) => self.lists[list].1.len(),
            (Slot::Name(table), Some(target)) => self.names[table].1.get(target).map_or(0, Vec::len),
            (Slot::Name(table), None) => self.names[table].1.values().map(Vec::len).max().unwrap_or(0),
            (Slot::Target | Slot::Other | Slot::Text, _) => 1,
        }
    }
}

/// A text with placeholders.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Plain(String),
    Slot(Slot),
}

impl Template {
    /// Reads a text; `{{` and `}}` stand for the braces themselves. An error says what is wrong and the way out.
    pub(super) fn parse(text: &str, words: &Words) -> Result<Self, String> {
        if text.len() > MAX_TEMPLATE_BYTES {
            let len = text.len();
            return Err(format!("a text has {len} bytes; shorten it to {MAX_TEMPLATE_BYTES} or fewer"));
        }
        let (mut pieces, mut plain, mut rest) = (Vec::new(), String::new(), text);
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                plain.push_str(brace);
                rest = after;
                continue;
            }
            let end = if brace == "{" { rest.find('}') } else { None };
            let Some(end) = end else {
                return Err(format!("{brace:?} in {text:?} has no partner; write {brace}{brace} for the sign itself"));
            };
            let name = &rest[..end];
            let Some(slot) = words.slot(name) else {
                return Err(format!(
                    "placeholder {{{name}}} is not one of {}; add it under [lists], or write {{{{ for the sign {{",
                    words.known()
                ));
            };
            if !plain.is_empty() {
                pieces.push(Piece::Plain(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Slot(slot));
            rest = &rest[end + 1..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain));
        }
        Ok(Self { pieces })
    }

    /// Its placeholders in the order of the text; one that stands twice comes twice.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(slot) => Some(*slot),
            Piece::Plain(_) => None,
        })
    }

    /// Whether it has this placeholder.
    pub(super) fn has(&self, slot: Slot) -> bool {
        self.slots().any(|own| own == slot)
    }

    /// The text with words for its placeholders; `text` is for [`Slot::Text`].
    pub(super) fn fill(&self, filling: &Filling, text: &str) -> String {
        let words = self.pieces.iter().map(|piece| match piece {
            Piece::Plain(plain) => plain,
            Piece::Slot(Slot::Text) => text,
            Piece::Slot(slot) => filling.word(*slot),
        });
        words.collect()
    }
}

/// A choice of words.
#[derive(Debug, Clone)]
pub(super) struct Filling<'a> {
    pub words: &'a Words,
    pub topic: &'a Topic,
    /// The case's target, as an index into the topic's.
    pub target: Option<usize>,
    /// The other target.
    pub other: Option<usize>,
    /// Which word each list and each table of names gives.
    pub chosen: Vec<(Slot, usize)>,
}

impl Filling<'_> {
    /// The word for a placeholder. Empty for one that was not chosen, which no checked test asks for.
    fn word(&self, slot: Slot) -> &str {
        let label = |target: Option<usize>| target.map_or("", |target| &self.topic.targets[target].label);
        let chosen = || self.chosen.iter().find(|(own, _)| *own == slot).map(|(_, word)| *word);
        let word = match slot {
            Slot::Target => return label(self.target),
            Slot::Other => return label(self.other),
            Slot::Text => None,
            Slot::List(list) => chosen().and_then(|word| self.words.lists[list].1.get(word)),
            Slot::Name(table) => self.target_name().and_then(|target| {
                // After a change of target the other one may have fewer names.
                let names = self.words.names[table].1.get(target)?;
                names.get(chosen()? % names.len())
            }),
        };
        word.map_or("", String::as_str)
    }

    /// Whether the case's target has names wherever some were chosen.
    pub(super) fn is_complete(&self) -> bool {
        self.chosen.iter().all(|(slot, _)| self.words.len(*slot, self.target_name()) > 0)
    }

    /// Name of the case's target in the topic.
    pub(super) fn target_name(&self) -> Option<&str> {
        self.target.map(|target| self.topic.targets[target].name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let names = BTreeMap::from([("nato".to_owned(), vec!["НАТО".to_owned()])]);
        Words { lists: vec![("good".into(), vec!["peace".into(), "order".into()])], names: vec![("ru".into(), names)] }
    }

    #[test]
    fn placeholders_are_filled() {
        let words = words();
        let topic = "[[target]]\nname = \"nato\"\nlabel = \"NATO\"\n[[target]]\nname = \"eu\"";
        let topic = Topic::from_toml(topic).unwrap();
        let filling = Filling {
            words: &words,
            topic: &topic,
            target: Some(0),
            other: Some(1),
            chosen: vec![(Slot::List(0), 1), (Slot::Name(0), 0)],
        };
        let cases = [
            ("no placeholder", "no placeholder"),
            ("{target}, not {other}", "NATO, not eu"),
            ("{ru}: {good}, {good}!", "НАТО: order, order!"),
            ("a {{set}} of {good}", "a {set} of order"),
            ("{{{good}}}", "{order}"),
            ("{text}", "whole"),
            ("", ""),
        ];
        for (template, expected) in cases {
            let template = Template::parse(template, &words).unwrap();
            assert_eq!(template.fill(&filling, "whole"), expected);
        }
    }

    #[test]
    fn wrong_braces_are_refused() {
        let long = "x".repeat(MAX_TEMPLATE_BYTES + 1);
        let cases = [
            ("a {god}", "{god} is not one of {target}, {other}, {good}, {ru}"),
            ("a {good", "has no partner"),
            ("good} a", "has no partner"),
            ("{}", "{} is not one of"),
            (&long, "shorten it to 4000"),
        ];
        for (template, expected) in cases {
            let error = Template::parse(template, &words()).unwrap_err();
            assert!(error.contains(expected), "{template:?}: {error}");
        }
    }
}
