//! Names become targets: with a column of their own, aliases that no two share, and counts of the comments that name
//! them, found as a model will find them.

use std::collections::{HashMap, HashSet};

use super::names::Name;
use crate::comment::Section;
use crate::error::Result;
use crate::report::plain;
use crate::text::{Analysis, Analyzer, quoted_ranges};
use crate::topic::{Target, Topic};

/// Names that are counted; a bit each in [`Counted::named`].
const MAX_COUNTED: usize = 40;

/// Letters of a column's name at most.
const MAX_COLUMN: usize = 40;

/// Fewest comments that name a target, and fewest in a hundred.
const MIN_COMMENTS: usize = 3;
const MIN_PER_CENT: usize = 3;

/// With fewer comments than this, one that two name will do, if the article speaks of it as often as [`MIN_COMMENTS`].
const FEW: usize = 100;

/// How many comments there are for each commenter of a name, above which the name is more than an address.
const BEYOND_ADDRESS: usize = 10;

/// Words that make a column look as if it held addresses, which readers never read.
const ADDRESSES: [&str; 8] = ["ip", "ips", "mail", "email", "emails", "ipv4", "ipv6", "useragent"];

/// A target that may be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The target as the topic file will have it.
    pub target: Target,
    /// Comments that name it in their own words.
    pub comments: usize,
    /// Times the articles name it.
    pub in_articles: usize,
    /// The full name of which it is a part, perhaps.
    pub part_of: Option<String>,
}

/// Targets with the comments that name them.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// Those proposed, the most frequent first.
    pub proposed: Vec<Candidate>,
    /// Others, the most frequent first.
    pub further: Vec<Candidate>,
    /// For each section, for each comment, the targets proposed that it names: bits by their place.
    pub named: Vec<Vec<u64>>,
}

/// Counts the names and proposes `max_targets` of them at most, with `max_further` to choose from beside them.
///
/// # Errors
///
/// [`crate::ErrorKind::Topic`] if there is no stemmer for the language.
pub(super) fn count(
    names: Vec<Name>,
    language: &str,
    sections: &[Section],
    max_targets: usize,
    max_further: usize,
) -> Result<Counted> {
    let candidates = candidates(names, language)?;
    let targets = candidates.iter().map(|candidate| candidate.target.clone()).collect();
    let topic = Topic { language: language.into(), targets, articles: Vec::new() };
    let mut found = Found { analyzer: Analyzer::new(&topic)?, candidates, analysis: Analysis::default() };
    let named: Vec<Vec<u64>> = sections.iter().map(|section| found.section(section)).collect();

    let n_comments: usize = named.iter().map(Vec::len).sum();
    let authors = Authors::of(sections);
    let mut order: Vec<usize> = (0..found.candidates.len()).collect();
    order.retain(|index| {
        let candidate = &found.candidates[*index];
        candidate.comments >= 2 && !authors.are_meant_by(candidate)
    });
    order.sort_by_key(|index| {
        let candidate = &found.candidates[*index];
        std::cmp::Reverse((candidate.comments, candidate.in_articles))
    });
    let is_frequent = |candidate: &Candidate| {
        let often = candidate.comments >= MIN_COMMENTS && 100 * candidate.comments >= MIN_PER_CENT * n_comments;
        let few = n_comments < FEW && candidate.in_articles >= MIN_COMMENTS;
        often || few
    };
    let (mut proposed, mut further): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|index| is_frequent(&found.candidates[*index]));
    let rest = proposed.split_off(proposed.len().min(max_targets));
    further.splice(0..0, rest);
    further.truncate(max_further);
    let place = |mask: &u64| {
        proposed.iter().enumerate().fold(0, |places, (place, index)| places | (mask >> index & 1) << place)
    };
    let named = named.iter().map(|masks| masks.iter().map(place).collect()).collect();
    let take = |indices: Vec<usize>| indices.into_iter().map(|index| found.candidates[index].clone()).collect();
    Ok(Counted { named, proposed: take(proposed), further: take(further) })
}

/// Targets of the names, without aliases that an earlier one has.
fn candidates(names: Vec<Name>, language: &str) -> Result<Vec<Candidate>> {
    let bare = Analyzer::new(&Topic { language: language.into(), ..Topic::default() })?;
    let mut analysis = Analysis::default();
    let (mut keys, mut columns) = (HashSet::new(), HashSet::new());
    let mut candidates = Vec::new();
    for name in names {
        let mut is_new = |alias: &String| {
            bare.analyze(alias, &[], &mut analysis);
            let stems = analysis.tokens().iter().map(|token| match analysis.stem(token) {
                stem if stem.len() > 1 && stem.ends_with('.') => stem.replace('.', ""),
                stem => stem.to_owned(),
            });
            let key: Vec<String> = stems.collect();
            !key.is_empty() && keys.insert(key)
        };
        let aliases: Vec<String> = name.aliases.iter().map(|alias| plain(alias)).filter(&mut is_new).collect();
        if aliases.is_empty() || candidates.len() == MAX_COUNTED {
            continue;
        }
        let target = Target { name: column(&name.short, &mut columns), label: plain(&name.label), aliases };
        candidates.push(Candidate { target, comments: 0, in_articles: 0, part_of: name.part_of });
    }
    Ok(candidates)
}

/// A name for the column of a target: small letters and digits of any script, parted by `_`; one that no other has.
fn column(name: &str, taken: &mut HashSet<String>) -> String {
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let separator = if words.iter().any(|word| ADDRESSES.contains(&word.as_str())) { "" } else { "_" };
    let mut column: String = words.join(separator).chars().take(MAX_COLUMN).collect();
    let allowed = |column: &String| {
        let target = Target { name: column.clone(), label: String::new(), aliases: Vec::new() };
        Topic { targets: vec![target], ..Topic::default() }.check().is_ok() && !ADDRESSES.contains(&column.as_str())
    };
    if !allowed(&column) {
        column.push_str("_target");
        column.retain(|c| c != '_');
    }
    let mut unique = column.clone();
    let mut n = 1;
    while !taken.insert(unique.clone()) {
        n += 1;
        unique = format!("{column}_{n}");
    }
    unique
}

/// Candidates while they are counted.
struct Found {
    analyzer: Analyzer,
    candidates: Vec<Candidate>,
    analysis: Analysis,
}

impl Found {
    /// Counts in a section; returns for each comment the candidates that it names.
    fn section(&mut self, section: &Section) -> Vec<u64> {
        if let Some(article) = &section.article {
            for text in [&article.title, &article.text] {
                self.analyzer.analyze(text, &[], &mut self.analysis);
                for mention in self.analysis.mentions() {
                    self.candidates[mention.target].in_articles += 1;
                }
            }
        }
        section.comments.iter().map(|comment| self.comment(&comment.text, &comment.quoted)).collect()
    }

    fn comment(&mut self, text: &str, marked: &[std::ops::Range<usize>]) -> u64 {
        self.analyzer.analyze(text, &quoted_ranges(text, marked, &[]), &mut self.analysis);
        let (tokens, mentions) = (self.analysis.tokens(), self.analysis.mentions());
        let own = mentions.iter().filter(|mention| !tokens[mention.tokens.start].quoted);
        let mask = own.fold(0_u64, |mask, mention| mask | 1 << mention.target);
        for (index, candidate) in self.candidates.iter_mut().enumerate() {
            candidate.comments += (mask >> index & 1) as usize;
        }
        mask
    }
}

/// How many commenters bear a name, or have it as their first.
struct Authors(HashMap<String, usize>);

impl Authors {
    fn of(sections: &[Section]) -> Self {
        let mut whole = HashSet::new();
        let authors = sections.iter().flat_map(|section| &section.comments).filter_map(|c| c.author.as_deref());
        for author in authors {
            whole.insert(author.trim().to_lowercase());
        }
        let mut bearers: HashMap<String, usize> = HashMap::new();
        for name in &whole {
            if let Some(first) = name.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())
                && first != name
            {
                *bearers.entry(first.to_owned()).or_default() += 1;
            }
        }
        whole.into_iter().for_each(|name| *bearers.entry(name).or_default() += 1);
        Self(bearers)
    }

    /// Whether a name is rather that of a commenter: one bears it, no article has it, and few comments do.
    fn are_meant_by(&self, candidate: &Candidate) -> bool {
        let Target { label, aliases, .. } = &candidate.target;
        let bearers = [label].into_iter().chain(aliases).filter_map(|name| self.0.get(&name.to_lowercase())).max();
        bearers.is_some_and(|n| candidate.in_articles == 0 && candidate.comments <= BEYOND_ADDRESS * n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Article, Comment};

    fn name(label: &str, aliases: &[&str]) -> Name {
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        Name { label: label.into(), short: label.into(), aliases, ..Name::default() }
    }

    fn section(comments: &[(&str, &str)]) -> Section {
        let comment = |(author, text): &(&str, &str)| Comment {
            author: Some((*author).into()),
            text: (*text).into(),
            ..Comment::default()
        };
        Section { article: None, comments: comments.iter().map(comment).collect() }
    }

    #[test]
    fn columns_are_such_as_a_topic_allows() {
        let cases = [
            ("Nikol Pashinyan", "nikol_pashinyan"),
            ("US", "us"),
            ("Путин", "путин"),
            ("Text", "texttarget"),
            ("Daily Mail", "dailymail"),
            ("IP", "iptarget"),
            ("US", "us_2"),
        ];
        let mut taken = HashSet::new();
        for (label, expected) in cases {
            assert_eq!(column(label, &mut taken), expected, "{label}");
        }
    }

    #[test]
    fn what_many_comments_name_is_proposed() {
        let mut comments = vec![("ann", "Putin lies"), ("bob", "putin's men"), ("ann", "no PUTIN"), ("x", "NATO, Ann")];
        comments.extend([("y", "nato, Ann"), ("z", "Ann! \"this is what NATO said yesterday\"")]);
        let names = vec![name("Putin", &["Putin", "PUTIN"]), name("NATO", &["NATO", "putins"]), name("Ann", &["Ann"])];
        let counted = count(names, "en", &[section(&comments)], 5, 5).unwrap();
        let [putin] = &counted.proposed[..] else { panic!("{:?}", counted.proposed) };
        assert_eq!(
            (putin.comments, putin.target.name.as_str(), &putin.target.aliases[..]),
            (3, "putin", &["Putin".to_owned()][..])
        );
        let further: Vec<(&str, usize)> =
            counted.further.iter().map(|c| (c.target.name.as_str(), c.comments)).collect();
        assert_eq!(further, [("nato", 2)]);
        assert_eq!(counted.named, [[1, 1, 1, 0, 0, 0]]);
    }

    #[test]
    fn what_the_article_names_needs_fewer_comments() {
        let mut section = section(&[("a", "NATO?"), ("b", "that NATO")]);
        section.article = Some(Article { title: "NATO".into(), text: "NATO and NATO".into(), ..Article::default() });
        let counted = count(vec![name("NATO", &["NATO"])], "en", &[section], 5, 5).unwrap();
        assert_eq!(counted.proposed.len(), 1);
    }
}
