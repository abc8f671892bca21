//! What is measured of a text besides its terms: length, quotation, tone by lexicon, which targets it names.

use std::ops::Range;

use super::lexicon;
use super::ngrams;
use crate::text::{Analysis, Kind};

/// Measures of one text. Counts are of tokens; shares are of the commenter's own tokens, in [0, 1].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Traits {
    /// The commenter's own tokens.
    pub n_own: usize,
    /// Share of all tokens that are somebody else's words, in [0, 1].
    pub quoted: f64,
    /// Lexicon valence of the own words, in [-1, 1].
    pub valence: f64,
    /// Share of tokens with a valence above 0.
    pub positive: f64,
    /// Share of tokens with a valence below 0.
    pub negative: f64,
    /// Share of words in the scope of a negation.
    pub negated: f64,
    /// Share of words all in capitals.
    pub caps: f64,
    /// Question marks.
    pub questions: usize,
    /// Exclamation marks.
    pub exclamations: usize,
    /// Links.
    pub links: usize,
    /// Emoji and emoticons.
    pub emoji: usize,
    /// How each target occurs.
    pub targets: Vec<TargetTraits>,
}

/// How one target occurs in a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TargetTraits {
    /// Mentions in the commenter's own words.
    pub named: usize,
    /// Mentions in somebody else's words.
    pub quoted: usize,
    /// Lexicon valence of the own words near the target, its names left out, in [-1, 1].
    pub valence: f64,
    /// Place of the first own mention among the own tokens, 0 for the first and 1 for the last; 1 if there is none.
    pub first: f64,
}

impl Traits {
    /// Measures an analysed text.
    pub fn new(analysis: &Analysis, n_targets: usize) -> Self {
        let tokens = analysis.tokens();
        let own: Vec<usize> = (0..tokens.len()).filter(|index| !tokens[*index].quoted).collect();
        let share = |count: usize| if own.is_empty() { 0.0 } else { count as f64 / own.len() as f64 };
        let count = |test: &dyn Fn(usize) -> bool| own.iter().filter(|index| test(**index)).count();
        let of_kind = |kind: Kind| count(&|index| tokens[index].kind == kind);
        let marks = |mark: char| {
            count(&|index| tokens[index].kind == Kind::Punctuation && analysis.norm(&tokens[index]).contains(mark))
        };
        let valences: Vec<f64> = tokens.iter().map(lexicon::valence).collect();
        Self {
            n_own: own.len(),
            quoted: if tokens.is_empty() { 0.0 } else { 1.0 - own.len() as f64 / tokens.len() as f64 },
            valence: lexicon::compound(own.iter().map(|index| valences[*index])),
            positive: share(count(&|index| valences[index] > 0.0)),
            negative: share(count(&|index| valences[index] < 0.0)),
            negated: share(count(&|index| tokens[index].negated)),
            caps: share(count(&|index| tokens[index].caps)),
            questions: marks('?'),
            exclamations: marks('!'),
            links: of_kind(Kind::Url),
            emoji: of_kind(Kind::Emoji),
            targets: (0..n_targets).map(|target| TargetTraits::new(analysis, target, &own, &valences)).collect(),
        }
    }
}

impl TargetTraits {
    fn new(analysis: &Analysis, target: usize, own_tokens: &[usize], valences: &[f64]) -> Self {
        let tokens = analysis.tokens();
        let mentions: Vec<&Range<usize>> = analysis
            .mentions()
            .iter()
            .filter(|mention| mention.target == target)
            .map(|mention| &mention.tokens)
            .collect();
        let own: Vec<&&Range<usize>> = mentions.iter().filter(|range| !tokens[range.start].quoted).collect();
        let mut names = vec![false; tokens.len()];
        mentions.iter().for_each(|range| names[(*range).clone()].fill(true));
        let near = ngrams::near_windows(analysis, target).into_iter().flatten().filter(|index| !names[*index]);
        let place = |token: usize| own_tokens.partition_point(|own| *own < token) as f64;
        let last = own_tokens.len().saturating_sub(1).max(1) as f64;
        Self {
            named: own.len(),
            quoted: mentions.len() - own.len(),
            valence: lexicon::compound(near.map(|index| valences[index])),
            first: own.first().map_or(1.0, |range| place(range.start) / last),
        }
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
mod tests {
    use super::*;
    use crate::text::Analyzer;
    use crate::topic::Topic;

    fn traits(text: &str, quoted: &[Range<usize>]) -> Traits {
        let topic = Topic::from_toml("[[target]]\nname = \"nato\"\naliases = [\"NATO\"]").unwrap();
        let mut analysis = Analysis::default();
        Analyzer::new(&topic).unwrap().analyze(text, quoted, &mut analysis);
        Traits::new(&analysis, 1)
    }

    #[test]
    fn only_own_words_are_measured() {
        let all = traits("Horrible NATO. I like NATO!", &[]);
        let own = traits("Horrible NATO. I like NATO!", &[0..14]);
        assert_eq!((all.targets[0].named, all.targets[0].quoted), (2, 0));
        assert_eq!((own.targets[0].named, own.targets[0].quoted), (1, 1));
        assert!(own.valence > all.valence && own.targets[0].valence > 0.0);
        assert_eq!(own.n_own, 4);
        assert!((own.quoted - 3.0 / 7.0).abs() < 1e-12);
        assert_eq!(own.exclamations, 1);
        assert_eq!(own.targets[0].first, 2.0 / 3.0);
    }

    #[test]
    fn an_empty_text_has_empty_measures() {
        let empty = traits("", &[]);
        assert_eq!((empty.n_own, empty.quoted, empty.valence), (0, 0.0, 0.0));
        assert_eq!(empty.targets[0], TargetTraits { first: 1.0, ..TargetTraits::default() });
    }
}
