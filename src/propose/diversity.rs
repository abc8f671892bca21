//! How much a comment is like those already chosen: by its terms, and by its runs of words.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::text::{Analysis, Analyzer, Kind};

/// Jaccard similarity of word 3-grams from which two comments are near-duplicates.
const NEARLY: f64 = 0.7;

/// Words of a run.
const RUN: usize = 3;

/// A comment as it is compared.
pub(super) struct Portrait {
    /// TF-IDF of its stems, of norm 1, in the order of stems.
    terms: Vec<(String, f64)>,
    /// Its runs of words, each once.
    runs: HashSet<[String; RUN]>,
}

impl Portrait {
    /// Reads a comment; `df` says in how many of `n_comments` each stem is.
    pub fn new(text: &str, analyzer: &Analyzer, df: &HashMap<String, u32>, n_comments: usize) -> Self {
        let mut analysis = Analysis::default();
        analyzer.analyze(text, &[], &mut analysis);
        let (mut tf, mut norms): (BTreeMap<&str, f64>, Vec<&str>) = (BTreeMap::new(), Vec::new());
        for token in analysis.tokens().iter().filter(|token| !matches!(token.kind, Kind::Punctuation | Kind::Url)) {
            *tf.entry(analysis.stem(token)).or_default() += 1.0;
            norms.push(analysis.norm(token));
        }
        let weight = |(stem, tf): (&str, f64)| {
            let df = df.get(stem).copied().unwrap_or(0);
            let idf = ((1.0 + n_comments as f64) / (1.0 + f64::from(df))).ln() + 1.0;
            (stem.to_owned(), (1.0 + tf.ln()) * idf)
        };
        let mut terms: Vec<(String, f64)> = tf.into_iter().map(weight).collect();
        let norm = terms.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        terms.iter_mut().for_each(|(_, weight)| *weight /= norm);
        let runs = norms.windows(RUN).map(|run| std::array::from_fn(|word| run[word].to_owned())).collect();
        Self { terms, runs }
    }
}

/// The comments chosen, found by what they hold.
#[derive(Default)]
pub(super) struct Chosen {
    terms: HashMap<String, Vec<(usize, f64)>>,
    runs: HashMap<[String; RUN], Vec<usize>>,
    /// Number of runs of each.
    n_runs: Vec<usize>,
}

impl Chosen {
    /// Adds a comment.
    pub fn add(&mut self, portrait: Portrait) {
        let number = self.n_runs.len();
        self.n_runs.push(portrait.runs.len());
        portrait.terms.into_iter().for_each(|(term, w)| self.terms.entry(term).or_default().push((number, w)));
        portrait.runs.into_iter().for_each(|run| self.runs.entry(run).or_default().push(number));
    }

    /// The largest cosine with one of them, in [0, 1].
    pub fn likeness(&self, portrait: &Portrait) -> f64 {
        let mut cosines = vec![0.0; self.n_runs.len()];
        for (term, weight) in &portrait.terms {
            self.terms.get(term).into_iter().flatten().for_each(|(chosen, w)| cosines[*chosen] += weight * w);
        }
        cosines.into_iter().fold(0.0, f64::max).min(1.0)
    }

    /// Whether one of them is a near-duplicate.
    pub fn has_nearly(&self, portrait: &Portrait) -> bool {
        let mut shared = vec![0_usize; self.n_runs.len()];
        for run in &portrait.runs {
            self.runs.get(run).into_iter().flatten().for_each(|chosen| shared[*chosen] += 1);
        }
        shared.iter().zip(&self.n_runs).any(|(shared, n)| {
            let either = n + portrait.runs.len() - shared;
            *shared > 0 && *shared as f64 >= NEARLY * either as f64
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::Topic;

    #[test]
    fn likeness_is_of_terms_and_duplicates_are_of_runs() {
        let analyzer = Analyzer::new(&Topic::from_toml("").unwrap()).unwrap();
        let portrait = |text: &str| Portrait::new(text, &analyzer, &HashMap::new(), 10);
        let mut chosen = Chosen::default();
        assert_eq!(chosen.likeness(&portrait("a b")), 0.0);
        chosen.add(portrait("we were told of it by all of them"));
        chosen.add(portrait("trams"));
        let cases = [
            ("we were told of it by all of us", 0.85, 0.95, true),
            ("them of all by it of told were we", 0.99, 1.0, false),
            ("Tram", 1.0, 1.0, false),
            ("nothing", 0.0, 0.0, false),
            ("", 0.0, 0.0, false),
        ];
        for (text, least, most, nearly) in cases {
            let likeness = chosen.likeness(&portrait(text));
            assert!((least - 1e-9..=most + 1e-9).contains(&likeness), "{text}: {likeness}");
            assert_eq!(chosen.has_nearly(&portrait(text)), nearly, "{text}");
        }
    }
}
