//! Which names comments use, and which of them are one: spellings, inflections and full names brought together.

use std::collections::{HashMap, HashSet};

use strsim::osa_distance;

use super::name_words::is_name;
use super::phrases::{Phrase, Phrases};
use super::words::{Word, Words};

/// Names that are kept apart; further words can only join them.
const MAX_NAMES: usize = 60;

/// Words looked at, the most frequent first.
const MAX_WORDS: usize = 3000;

/// Spellings proposed for a name at most.
const MAX_ALIASES: usize = 12;

/// Endings by which a people is called after a country, and other words after a name; in stems.
const DERIVED: [&str; 9] = ["n", "an", "ian", "i", "ish", "н", "ийск", "ск", "ян"];

/// Those of them that make an adjective written small.
const ADJECTIVES: [&str; 2] = ["ийск", "ск"];

/// A name with what stands for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// As people write it.
    pub label: String,
    /// Its spellings, the label first.
    pub aliases: Vec<String>,
    /// A word that stands for it alone: the last of a full name.
    pub short: String,
    /// The full name of which it is the first word, perhaps.
    pub part_of: Option<String>,
}

/// Words that are one name.
#[derive(Debug, Default)]
struct Group<'w> {
    /// The words, the most frequent first.
    members: Vec<(&'w str, &'w Word)>,
    /// Those among them that are misspelt, as it seems.
    misspelt: HashSet<&'w str>,
    /// Names of several words that end in one of the members.
    phrases: Vec<&'w Phrase>,
    /// Whether the members stand only at the end of `phrases`.
    never_alone: bool,
}

/// The names in the comments, the most frequent first by a rough count.
pub(super) fn names(words: &Words, phrases: &Phrases) -> Vec<Name> {
    let frequent = phrases.frequent();
    // #JoeBiden is found by Joe Biden.
    let joined: HashSet<String> = frequent.iter().map(|phrase| phrase.keys.concat()).collect();
    let known = words.words.iter().map(|(key, word)| (key.as_str(), word));
    let mut capitalised: Vec<(&str, &Word)> =
        known.filter(|(key, word)| is_name(key, word) && !joined.contains(*key)).collect();
    let weight = |word: &Word| (word.comments + usize::from(word.in_articles > 0), word.in_articles);
    capitalised.sort_by(|(a, x), (b, y)| weight(y).cmp(&weight(x)).then(a.cmp(b)));
    capitalised.truncate(MAX_WORDS);
    let mut groups: Vec<Group> = Vec::new();
    for (key, word) in capitalised {
        let like = |group: &Group| {
            let (leader_key, leader) = group.members[0];
            let derived = is_derived(&leader.stem, &word.stem) || is_derived(&word.stem, &leader.stem);
            (derived || is_misspelt(key, word, leader_key, leader)).then_some(derived)
        };
        match groups.iter().enumerate().find_map(|(index, group)| Some((index, like(group)?))) {
            Some((index, derived)) => {
                groups[index].members.push((key, word));
                if !derived {
                    groups[index].misspelt.insert(key);
                }
            }
            None if groups.len() < MAX_NAMES => groups.push(Group { members: vec![(key, word)], ..Group::default() }),
            None => {}
        }
    }
    add_adjectives(&mut groups, words);
    let (lists, full): (Vec<&Phrase>, Vec<&Phrase>) = frequent.iter().partition(|phrase| is_list(phrase, words));
    let alone = attach(&mut groups, &full, phrases);
    let all = [full.as_slice(), &lists].concat();
    finish(&groups, &alone, &all, phrases)
}

/// Whether the words of a phrase stand mostly elsewhere, each of them: "Russia Ukraine" is no name, and would hide two.
fn is_list(phrase: &Phrase, words: &Words) -> bool {
    let comments = |key: &String| words.words.get(key).map_or(0, |word| word.comments);
    phrase.keys.iter().all(|key| comments(key) >= 4 * phrase.texts)
}

/// Whether the second stem is the first or derived from it.
fn is_derived(base: &str, stem: &str) -> bool {
    let Some(ending) = stem.strip_prefix(base) else { return false };
    ending.is_empty() || base.chars().nth(3).is_some() && DERIVED.contains(&ending)
}

/// Whether a word looks like a slip in a more frequent one.
fn is_misspelt(key: &str, word: &Word, leader_key: &str, leader: &Word) -> bool {
    let shorter = key.chars().count().min(leader_key.chars().count());
    let allowed = match shorter {
        0..=5 => return false,
        6..=8 => 1,
        _ => 2,
    };
    3 * word.comments <= leader.comments
        && key.chars().next() == leader_key.chars().next()
        && key.chars().count().abs_diff(leader_key.chars().count()) <= allowed
        && osa_distance(key, leader_key) <= allowed
}

/// Adds to names the adjectives made of them that are written small: российский.
fn add_adjectives<'w>(groups: &mut [Group<'w>], words: &'w Words) {
    let by_stem: HashMap<&str, usize> =
        groups.iter().enumerate().rev().map(|(index, group)| (group.members[0].1.stem.as_str(), index)).collect();
    let mut found: Vec<(usize, &str, &Word)> = Vec::new();
    for (key, word) in words.words.iter().filter(|(_, word)| word.comments >= 2 && !word.is_capitalised()) {
        let base = ADJECTIVES.iter().filter_map(|ending| word.stem.strip_suffix(ending));
        let long = base.filter(|base| base.chars().nth(3).is_some());
        found.extend(long.filter_map(|base| by_stem.get(base)).map(|index| (*index, key.as_str(), word)));
    }
    found.sort_by(|a, b| (b.2.comments, a.1).cmp(&(a.2.comments, b.1)));
    found.into_iter().for_each(|(index, key, word)| groups[index].members.push((key, word)));
}

/// Gives each name of several words to the group of its last word, if hardly another ends in it; returns the others.
fn attach<'w>(groups: &mut [Group<'w>], full: &[&'w Phrase], phrases: &Phrases) -> Vec<&'w Phrase> {
    let mut alone = Vec::new();
    for phrase in full {
        let Some(last) = phrase.keys.last() else { continue };
        let ends = phrases.ends.get(last).copied().unwrap_or(0);
        let group = groups.iter_mut().find(|group| group.members.iter().any(|(key, _)| key == last));
        match group {
            Some(group) if 3 * phrase.count >= 2 * ends => {
                let word = group.members.iter().find(|(key, _)| key == last).map(|(_, word)| word);
                let uses = word.map_or(0, |word| word.small as usize + word.large as usize);
                group.never_alone |= group.members.len() == 1 && uses <= phrase.count;
                group.phrases.push(phrase);
            }
            _ => alone.push(*phrase),
        }
    }
    alone
}

/// Names of the groups, and of the phrases that stand alone; `all` are both kinds of phrases and lists.
fn finish(groups: &[Group], alone: &[&Phrase], all: &[&Phrase], phrases: &Phrases) -> Vec<Name> {
    let mut names: Vec<(usize, Name)> = Vec::new();
    for Phrase { written, texts, .. } in alone {
        let (label, short, aliases) = (written.clone(), written.clone(), vec![written.clone()]);
        names.push((*texts, Name { label, short, aliases, part_of: None }));
    }
    let mut first_names = Vec::new();
    for group in groups {
        let comments = group.members.iter().map(|(_, word)| word.comments).sum();
        let Some((key, plain)) = label(group) else { continue };
        let full = group.phrases.first().filter(|phrase| 10 * phrase.texts >= comments).map(|phrase| &phrase.written);
        let mut aliases: Vec<String> = full.into_iter().cloned().collect();
        // Of other phrases the last word is enough.
        if full.is_none() || !group.never_alone {
            aliases.push(plain.clone());
            aliases.extend(group.members.iter().map(|(key, word)| word.spelling().unwrap_or(key).to_owned()));
        }
        // "Nikol" is hardly a target beside "Nikol Pashinyan".
        let part_of = all.iter().find(|phrase| phrase.keys[0] == key && 50 * phrase.texts >= comments);
        let starts = phrases.starts.get(key).copied().unwrap_or(0);
        let name = Name {
            label: full.unwrap_or(&plain).clone(),
            short: full.filter(|_| group.never_alone).unwrap_or(&plain).clone(),
            aliases,
            part_of: part_of.map(|phrase| phrase.written.clone()),
        };
        match part_of {
            Some(phrase) if 4 * phrase.texts >= comments && 3 * phrase.count >= 2 * starts => {
                // What never stands alone needs no name.
                if comments > phrase.texts {
                    first_names.push((comments, name));
                }
            }
            _ => names.push((comments, name)),
        }
    }
    for (comments, name) in first_names {
        match names.iter_mut().find(|(_, whole)| Some(&whole.label) == name.part_of.as_ref()) {
            Some((sum, whole)) => {
                *sum += comments;
                whole.aliases.extend(name.aliases);
            }
            None => names.push((comments, name)),
        }
    }
    for (_, name) in &mut names {
        let mut known = HashSet::new();
        name.aliases.retain(|alias| known.insert(alias.clone()));
        name.aliases.truncate(MAX_ALIASES);
    }
    // Stable: of equals, full names first, then as the words were ranked.
    names.sort_by_key(|(comments, _)| std::cmp::Reverse(*comments));
    names.into_iter().map(|(_, name)| name).collect()
}

/// The spelling that looks like the plain form: the shortest of those that are frequent and no slips; of Russian ones as
/// long, one in -а, -й or -я, for most others are oblique cases.
fn label<'w>(group: &Group<'w>) -> Option<(&'w str, String)> {
    let (leader, most) = (group.members[0].0.chars().count(), group.members[0].1.comments);
    let is_nominative = |key: &str| key.ends_with(['а', 'й', 'я']);
    let is_plain = |key: &str, word: &Word| {
        // The nominative of a country is rarer than "in Russia".
        let least = if is_nominative(key) && key.chars().count() >= leader { 20 } else { 4 };
        word.is_capitalised() && least * word.comments >= most && !group.misspelt.contains(key)
    };
    let plain = group.members.iter().filter(|(key, word)| is_plain(key, word));
    let shortest =
        plain.min_by_key(|(key, word)| (key.chars().count(), !is_nominative(key), std::cmp::Reverse(word.comments)));
    shortest.and_then(|(key, word)| Some((*key, word.spelling()?.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analysis, Analyzer};
    use crate::topic::Topic;

    /// The names in these comments: label, then aliases.
    fn found(comments: &[&str]) -> Vec<String> {
        let analyzer = Analyzer::new(&Topic { language: "en".into(), ..Topic::default() }).unwrap();
        let (mut words, mut phrases, mut analysis) = (Words::default(), Phrases::default(), Analysis::default());
        for text in comments {
            analyzer.analyze(text, &[], &mut analysis);
            words.add_comment(&super::super::words::seen(text, &analysis));
        }
        for text in comments {
            analyzer.analyze(text, &[], &mut analysis);
            phrases.add(text, &super::super::words::seen(text, &analysis), &words);
        }
        let line = |name: Name| format!("{} ({}): {}", name.label, name.short, name.aliases.join(", "));
        names(&words, &phrases).into_iter().map(line).collect()
    }

    #[test]
    fn spellings_of_a_name_are_brought_together() {
        let cases: [(&[&str], &str); 9] = [
            (&["so Putin's men", "that is PUTIN again", "and putin"], "Putin (Putin): Putin"),
            (&["вот Путин", "речь Путина", "верят Путину"], "Путин (Путин): Путин, Путина, Путину"),
            (&["in Russia", "the Russian army", "the Russians"], "Russia (Russia): Russia, Russian, Russians"),
            (
                &["for Pashinyan", "of Pashinyan", "with Pashinyan", "for Pashinian"],
                "Pashinyan (Pashinyan): Pashinyan, Pashinian",
            ),
            (
                &["for Nikol Pashinyan", "of Nikol Pashinyan", "only Pashinyan"],
                "Nikol Pashinyan (Pashinyan): Nikol Pashinyan, Pashinyan",
            ),
            (&["for Joe Biden", "of #JoeBiden", "that Joe", "with Joe Biden"], "Joe Biden (Joe Biden): Joe Biden, Joe"),
            (&["the European Union", "a European Union"], "European Union (European Union): European Union"),
            (&["see #Brexit", "no #brexit here"], "Brexit (Brexit): Brexit"),
            (&["told us by the US", "the US and us", "US again"], "US (US): US"),
        ];
        for (comments, expected) in cases {
            assert_eq!(found(comments).first().map(String::as_str), Some(expected), "{comments:?}");
        }
    }

    #[test]
    fn other_words_are_no_names() {
        let comments = ["On Monday I was NOT there. Why? May I say so", "it is not so. Why not. LOL I may", "so LOL"];
        assert_eq!(found(&comments), Vec::<String>::new());
        assert_eq!(found(&["WHY WOULD ANYBODY WANT THIS", "The Long Road That Nobody Wanted"]), Vec::<String>::new());
    }

    #[test]
    fn two_names_that_end_alike_stay_two() {
        let found = found(&[
            "they came from North Korea to see South Korea",
            "not South Korea",
            "that North Korea",
            "so North Korea",
        ]);
        assert!(found.contains(&"North Korea (North Korea): North Korea".to_owned()), "{found:?}");
        assert!(found.contains(&"South Korea (South Korea): South Korea".to_owned()), "{found:?}");
    }
}
