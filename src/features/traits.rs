//! What is measured of a text besides its terms: length, quotation, tone by lexicon, which targets it names.

use super::assent::assent;
use super::lexicon;
use super::ngrams;
use crate::text::{Analysis, Kind, Mention};

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
    /// How far it begins with assent, below 0 with dissent, in [-1, 1].
    pub assent: f64,
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
    /// Place of the first own mention among the own tokens, 0 for the first and 1 for the last; 1 if there is none.
    pub first: f64,
}

impl Traits {
    /// Measures an analysed text.
    pub fn new(analysis: &Analysis, n_targets: usize) -> Self {
        let tokens = analysis.tokens();
        let mut traits = Self { targets: vec![TargetTraits::default(); n_targets], ..Self::default() };
        let (mut sum, mut positive, mut negative, mut negated, mut caps) = (lexicon::Sum::default(), 0, 0, 0, 0);
        for token in tokens.iter().filter(|token| !token.quoted) {
            traits.n_own += 1;
            let valence = lexicon::valence(token);
            sum.add(valence);
            positive += usize::from(valence > 0.0);
            negative += usize::from(valence < 0.0);
            negated += usize::from(token.negated);
            caps += usize::from(token.caps);
            match token.kind {
                Kind::Url => traits.links += 1,
                Kind::Emoji => traits.emoji += 1,
                Kind::Punctuation => {
                    let norm = analysis.norm(token).as_bytes();
                    traits.questions += usize::from(norm.contains(&b'?'));
                    traits.exclamations += usize::from(norm.contains(&b'!'));
                }
                _ => {}
            }
        }
        let n_own = traits.n_own;
        let share = |count: usize| if n_own == 0 { 0.0 } else { count as f64 / n_own as f64 };
        traits.quoted = if tokens.is_empty() { 0.0 } else { 1.0 - n_own as f64 / tokens.len() as f64 };
        traits.assent = assent(analysis);
        traits.valence = sum.compound();
        traits.positive = share(positive);
        traits.negative = share(negative);
        traits.negated = share(negated);
        traits.caps = share(caps);
        for (target, traits) in traits.targets.iter_mut().enumerate() {
            traits.measure(analysis, target, n_own);
        }
        traits
    }
}

impl TargetTraits {
    /// Measures a target in a text of `n_own` own tokens.
    fn measure(&mut self, analysis: &Analysis, target: usize, n_own: usize) {
        let tokens = analysis.tokens();
        let mentions = || analysis.mentions().iter().filter(|mention| mention.target == target);
        let is_own = |mention: &&Mention| !tokens[mention.tokens.start].quoted;
        self.named = mentions().filter(is_own).count();
        self.quoted = mentions().count() - self.named;
        self.first = 1.0;
        if let Some(first) = mentions().find(is_own) {
            let place = tokens[..first.tokens.start].iter().filter(|token| !token.quoted).count();
            self.first = place as f64 / n_own.saturating_sub(1).max(1) as f64;
        }
    }
}

/// Lexicon valence of the own words near a target, its names left out, in [-1, 1].
pub fn valence_near(analysis: &Analysis, target: usize) -> f64 {
    let mut sum = lexicon::Sum::default();
    let mentions = analysis.mentions().iter().filter(|mention| mention.target == target);
    // Mentions of one target are in order and do not overlap, as windows are.
    let mut names = mentions.flat_map(|mention| mention.tokens.clone()).peekable();
    for index in ngrams::near_windows(analysis, target).into_iter().flatten() {
        while names.next_if(|name| *name < index).is_some() {}
        if names.peek() != Some(&index) {
            sum.add(lexicon::valence(&analysis.tokens()[index]));
        }
    }
    sum.compound()
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::text::Analyzer;
    use crate::topic::Topic;

    fn analysis(text: &str, quoted: &[Range<usize>]) -> Analysis {
        let topic = Topic::from_toml("[[target]]\nname = \"nato\"\naliases = [\"NATO\"]").unwrap();
        let mut analysis = Analysis::default();
        Analyzer::new(&topic).unwrap().analyze(text, quoted, &mut analysis);
        analysis
    }

    fn traits(text: &str, quoted: &[Range<usize>]) -> Traits {
        Traits::new(&analysis(text, quoted), 1)
    }

    #[test]
    fn only_own_words_are_measured() {
        let all = traits("Horrible NATO. I like NATO!", &[]);
        let own = traits("Horrible NATO. I like NATO!", &[0..14]);
        assert_eq!((all.targets[0].named, all.targets[0].quoted), (2, 0));
        assert_eq!((own.targets[0].named, own.targets[0].quoted), (1, 1));
        assert!(own.valence > all.valence);
        assert!(valence_near(&analysis("Horrible NATO. I like NATO!", &[0..14]), 0) > 0.0);
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
