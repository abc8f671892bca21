//! Finds the targets that a comment names.
//!
//! Aliases and comments are compared as sequences of stems, all aliases in one pass, so that case, inflection,
//! possessives and hyphens need no alias of their own. Only whole tokens count; the longest alias wins.

use std::collections::BTreeMap;

use super::alias_trie::{Alias, AliasTrie, without_stops};
use super::normalize;
use super::stem::Stems;
use super::token::Span;
use super::word_cache::WordCache;
use super::{Analysis, Kind, Mention, Reader, Token, all_capitals};
use crate::error::{ErrorKind, Result};
use crate::topic::Topic;

/// Longest alias, in letters, that is met only in capitals if it is given in capitals: `US` is not `us`.
const MAX_CAPITALS: usize = 3;

/// The aliases of all targets.
#[derive(Debug, Clone)]
pub(super) struct Aliases {
    trie: AliasTrie,
    /// Target of each alias of several words, written as one: `thewest`.
    joined: BTreeMap<String, usize>,
}

impl Aliases {
    /// # Errors
    ///
    /// [`ErrorKind::Topic`] if an alias holds no word or is one of two targets.
    pub(super) fn new(topic: &Topic, reader: &Reader) -> Result<Self> {
        let (mut keys, mut cases, mut joined) = (BTreeMap::<Vec<String>, Alias>::new(), Vec::new(), BTreeMap::new());
        let (mut read, mut cache, none) = (Analysis::default(), WordCache::with_words(1 << 8), AliasTrie::default());
        for (target, entry) in topic.targets.iter().enumerate() {
            for alias in &entry.aliases {
                reader.read(alias, &none, &mut cache, &mut read);
                let key: Vec<String> = read.tokens.iter().map(|token| key_part(read.stem(token))).collect();
                if key.is_empty() {
                    return Err(ErrorKind::Topic(format!(
                        "alias {alias:?} of {:?} holds no word; remove it",
                        entry.name
                    ))
                    .into());
                }
                let letters = alias.chars().filter(|c| *c != '.').count();
                let capitals = letters <= MAX_CAPITALS && read.tokens.len() == 1 && all_capitals(alias, letters);
                let found = Alias { target, capitals };
                let known = keys.entry(key).or_insert(found);
                if known.target != target {
                    let other = &topic.targets[known.target].name;
                    return Err(ErrorKind::Topic(format!(
                        "alias {alias:?} names both {other:?} and {:?}; keep it with one of them",
                        entry.name
                    ))
                    .into());
                }
                known.capitals &= capitals;
                cases.extend(keys_of_cases(&read, &reader.stems).into_iter().map(|key| (key, found)));
                if read.tokens.len() > 1 {
                    let one: String = read.tokens.iter().map(|token| read.norm(token)).collect();
                    joined.entry(one).or_insert(target);
                }
            }
        }
        // What the topic says outright goes before what follows from its names' inflection.
        for (key, found) in cases {
            keys.entry(key).or_insert(found);
        }
        let mut trie = AliasTrie::default();
        keys.iter().for_each(|(key, alias)| trie.insert(key, *alias));
        Ok(Self { trie, joined })
    }

    /// The stems that aliases are made of.
    pub(super) fn trie(&self) -> &AliasTrie {
        &self.trie
    }

    /// Lists the mentions in `out`, whose tokens are those of `text`.
    pub(super) fn find(&self, text: &str, stems: &Stems, out: &mut Analysis) {
        let Analysis { tokens, mentions, marks, .. } = out;
        let mut first = 0;
        while let Some(ahead) = marks[first..].iter().position(|mark| mark.name != 0) {
            first += ahead;
            let Some((len, alias)) = self.trie.longest(marks[first..].iter().map(|mark| mark.name)) else {
                first += 1;
                continue;
            };
            let last = first + len;
            let in_capitals = || {
                let name = &text[tokens[first].start..tokens[first].end];
                all_capitals(name, 1) || name.contains('.')
            };
            // A name half in a quotation is nobody's.
            let one_voice = tokens[first..last].iter().all(|token| token.quoted == tokens[first].quoted);
            if one_voice && (!alias.capitals || in_capitals()) {
                mentions.push(Mention { target: alias.target, tokens: first..last });
            }
            first = last;
        }
        if tokens.iter().any(|token| token.kind == Kind::Hashtag) {
            self.find_in_hashtags(text, stems, out);
        }
    }

    fn find_in_hashtags(&self, text: &str, stems: &Stems, out: &mut Analysis) {
        let (mut buffer, mut names, mut capitals, mut n_plain) = (String::new(), Vec::new(), Vec::new(), 0);
        let n_mentions = out.mentions.len();
        for (index, token) in out.tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Hashtag) {
            while n_plain < n_mentions && out.mentions[n_plain].tokens.end <= index {
                n_plain += 1;
            }
            if n_plain < n_mentions && out.mentions[n_plain].tokens.contains(&index) {
                continue;
            }
            let body = text[token.start..token.end].trim_start_matches(['#', '＃']);
            names.clear();
            capitals.clear();
            for part in parts(body) {
                buffer.clear();
                normalize::push_word(part, &mut buffer);
                let stem = stems.push(Span::new(0, buffer.len()), &mut buffer);
                names.push(self.trie.name(&buffer[stem.range()]));
                capitals.push(all_capitals(part, 1));
            }
            let mut first = 0;
            while first < names.len() {
                let Some((len, alias)) = self.trie.longest(names[first..].iter().copied()) else {
                    first += 1;
                    continue;
                };
                if !alias.capitals || capitals[first] {
                    out.mentions.push(Mention { target: alias.target, tokens: index..index + 1 });
                }
                first += len;
            }
            let joined = self.joined.get(out.norm(token)).copied();
            out.mentions.extend(joined.map(|target| Mention { target, tokens: index..index + 1 }));
        }
        out.mentions.sort_by_key(|mention| (mention.tokens.start, mention.target));
        out.mentions.dedup();
    }
}

/// A stem as it stands in a key.
fn key_part(stem: &str) -> String {
    without_stops(stem).unwrap_or_else(|| stem.to_owned())
}

/// The keys of an alias with its words in other cases, where their stems differ.
fn keys_of_cases(alias: &Analysis, stems: &Stems) -> Vec<Vec<String>> {
    let mut keys = vec![Vec::new()];
    for token in &alias.tokens {
        let mut choices = stems.of_cases(alias.norm(token));
        // Each doubtful word doubles the keys; an alias with many of them is a sentence, and taken as it stands.
        if choices.is_empty() || keys.len() * choices.len() > 64 {
            choices = vec![alias.stem(token).to_owned()];
        }
        let longer = |key: &Vec<String>| {
            let with = |stem: &String| {
                let mut key = key.clone();
                key.push(key_part(stem));
                key
            };
            choices.iter().map(with).collect::<Vec<_>>()
        };
        keys = keys.iter().flat_map(longer).collect();
    }
    keys
}

/// The words of a hashtag: parted at underscores, before a capital that follows a small letter or a digit, and before
/// the last of several capitals if a small letter follows it (`NATOOut`).
fn parts(body: &str) -> impl Iterator<Item = &str> {
    let mut rest = body;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches('_');
        let mut chars = rest.char_indices().peekable();
        let mut previous = chars.next()?.1;
        let mut end = rest.len();
        while let Some((at, c)) = chars.next() {
            let next_small = chars.peek().is_some_and(|(_, next)| next.is_lowercase());
            if c == '_' || c.is_uppercase() && (!previous.is_uppercase() || next_small) {
                end = at;
                break;
            }
            previous = c;
        }
        let (part, tail) = rest.split_at(end);
        rest = tail;
        Some(part)
    })
}

/// Gives each token the index of the mention nearest to it; of two as near, the earlier. `mentions` are in order, and no
/// token has one yet.
pub(super) fn mark_nearest(mentions: &[Mention], tokens: &mut [Token]) {
    if mentions.is_empty() {
        return;
    }
    // First mention of the last group (several share a hashtag) that starts at or before the token; and the next group.
    let (mut before, mut after) = (None, 0);
    for (index, token) in tokens.iter_mut().enumerate() {
        while after < mentions.len() && mentions[after].tokens.start <= index {
            before = Some(after);
            let group = &mentions[after].tokens;
            after += mentions[after..].iter().take_while(|mention| mention.tokens == *group).count();
        }
        let back = before.map(|mention: usize| (index + 1).saturating_sub(mentions[mention].tokens.end));
        let ahead = mentions.get(after).map(|mention| mention.tokens.start - index);
        token.nearest = match (back, ahead) {
            (Some(back), Some(ahead)) if ahead < back => Some(after as u32),
            (Some(_), _) => before.map(|mention| mention as u32),
            (None, Some(_)) => Some(after as u32),
            (None, None) => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::text::Analyzer;

    const TOPIC: &str = r#"
        [[target]]
        name = "pashinyan"
        aliases = ["Pashinyan", "Пашинян", "Никол Пашинян", "Armenia first"]
        [[target]]
        name = "nato"
        aliases = ["NATO", "the west", "US", "the US army", "НАТО"]
        [[target]]
        name = "russia"
        aliases = ["Russia", "Russian", "russian army", "Putin", "РФ"]
    "#;

    fn mentioned(text: &str) -> String {
        let topic = Topic::from_toml(TOPIC).unwrap();
        let mut out = Analysis::default();
        Analyzer::new(&topic).unwrap().analyze(text, &[], &mut out);
        let mut list = String::new();
        for mention in out.mentions() {
            let (first, last) = (&out.tokens()[mention.tokens.start], &out.tokens()[mention.tokens.end - 1]);
            let name = &topic.targets[mention.target].name[..1];
            write!(list, "{name}={} ", &text[first.start..last.end]).unwrap();
        }
        list.trim_end().to_owned()
    }

    #[test]
    fn finds_whole_aliases_whatever_their_form() {
        let cases = [
            ("Russians hate PASHINYAN's plan", "r=Russians p=PASHINYAN"),
            ("Пашинян, Пашиняна, Пашиняну", "p=Пашинян p=Пашиняна p=Пашиняну"),
            ("ПАШИНЯНОМ и Никола Пашиняна", "p=ПАШИНЯНОМ p=Никола Пашиняна"),
            ("pro-Russian, anti-NATO", "r=Russian n=NATO"),
            ("the Russian army. The Russian Army", "r=Russian army r=Russian Army"),
            ("The West, the east; the-west", "n=The West n=the-west"),
            ("the, west", ""),
            ("they told us", ""),
            ("the US told us", "n=US"),
            ("the U.S. and the u.s", "n=U.S. n=u.s"),
            ("the us army", "n=the us army"),
            ("Prussia minatory", ""),
            ("РФ и рф", "r=РФ"),
            (
                "#StopNATO #NATOOut #ArmeniaFirst #armeniafirst",
                "n=#StopNATO n=#NATOOut p=#ArmeniaFirst p=#armeniafirst",
            ),
            ("#RussiaVsNATO #Prussia #us #USOut #russia_now", "n=#RussiaVsNATO r=#RussiaVsNATO n=#USOut r=#russia_now"),
            ("the #West", "n=the #West"),
            ("Nato nato", "n=Nato n=nato"),
            ("“Putin’s”", "r=Putin"),
            ("Rus\u{200B}sia", "r=Rus\u{200B}sia"),
        ];
        for (text, expected) in cases {
            assert_eq!(mentioned(text), expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_cannot_be() {
        let target = |name: &str, alias: &str| format!("[[target]]\nname = {name:?}\naliases = [{alias:?}]\n");
        let cases = [
            (target("a", "Russian") + &target("b", "russians"), "names both \"a\" and \"b\""),
            (target("a", " "), "alias \" \" of \"a\" holds no word"),
            ("language = \"xx\"".to_owned(), "language \"xx\" is not one of"),
        ];
        for (toml, expected) in cases {
            let error = Analyzer::new(&Topic::from_toml(&toml).unwrap()).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Topic(_)));
            assert!(error.to_string().contains(expected), "{error}");
        }
        let twice = "[[target]]\nname = \"a\"\naliases = [\"US\", \"us\", \"U.S.\"]";
        assert!(Analyzer::new(&Topic::from_toml(twice).unwrap()).is_ok());
    }

    #[test]
    fn the_nearest_mention_is_counted_in_tokens() {
        let mut out = Analysis::default();
        let analyzer = Analyzer::new(&Topic::from_toml(TOPIC).unwrap()).unwrap();
        let nearest = |out: &Analysis| out.tokens().iter().map(|token| token.nearest).collect::<Vec<_>>();
        analyzer.analyze("so Putin and a NATO or the west here", &[], &mut out);
        let expected = [0, 0, 0, 1, 1, 1, 2, 2, 2].map(Some);
        assert_eq!(nearest(&out), expected);
        analyzer.analyze("nobody here", &[], &mut out);
        assert_eq!(nearest(&out), [None, None]);
        analyzer.analyze("so #RussiaNATO now Putin", &[], &mut out);
        assert_eq!(nearest(&out), [Some(0), Some(0), Some(0), Some(2)]);
    }

    #[test]
    fn hashtags_part_at_capitals() {
        let cases = [("StopNATO", "Stop NATO"), ("NATOOut", "NATO Out"), ("_a__b", "a b"), ("x2Y", "x2 Y"), ("", "")];
        for (body, expected) in cases {
            assert_eq!(parts(body).collect::<Vec<_>>().join(" "), expected, "{body}");
        }
    }
}
