//! The sum behind a label: lines that add up to the logit in every printed digit.

use super::figures::signed;
use super::kept::{Why, Word};
use super::shown::line;

/// Characters of a word that are shown in a sum.
const WORD: usize = 40;

/// The sum of one head, ready to print: `words + context + rest = logit`.
#[derive(Debug)]
pub struct Sum {
    /// Sum of all words.
    pub words: Group,
    /// Sum of all signals besides the words.
    pub context: Group,
    /// What is left when nothing else speaks, and what rounding leaves.
    pub rest: String,
    /// The logit.
    pub logit: String,
}

/// One of the addends, and what it is made of.
#[derive(Debug)]
pub struct Group {
    /// Its sum.
    pub sum: String,
    /// The strongest parts by name, strongest first.
    pub parts: Vec<(String, String)>,
    /// Number and sum of the parts that are not listed, where that is not nothing.
    pub others: Option<(usize, String)>,
}

impl Sum {
    /// The sum of a head with at most `n` words and signals by name.
    pub fn new(why: &Why, head: usize, text: &str, words: &[Word], n: usize) -> Self {
        let weight = |word: &Word| word.weights.get(head).copied().unwrap_or(0);
        let mut words: Vec<&Word> = words.iter().filter(|word| weight(word) != 0).collect();
        words.sort_by(|a, b| weight(b).abs().cmp(&weight(a).abs()).then(a.start.cmp(&b.start)));
        let words = words.into_iter().map(|word| (text.get(word.start..word.end).unwrap_or(""), weight(word)));
        let signals = why.signals.iter().map(|(name, weight)| (name.as_str(), *weight));
        Self {
            words: Group::new(why.words, words, n),
            context: Group::new(why.context, signals, n),
            rest: signed(why.logit - why.words - why.context),
            logit: signed(why.logit),
        }
    }
}

impl Group {
    fn new<'a>(sum: i64, parts: impl ExactSizeIterator<Item = (&'a str, i64)>, n: usize) -> Self {
        let n_others = parts.len().saturating_sub(n);
        let mut listed = 0;
        let parts = parts.take(n).map(|(name, weight)| {
            listed += weight;
            (line(name, WORD), signed(weight))
        });
        let parts = parts.collect();
        // Parts that round to 0 and the roundings of all others may leave something even where all are listed.
        let others = (n_others > 0 || sum != listed).then(|| (n_others, signed(sum - listed)));
        Self { sum: signed(sum), parts, others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_add_up() {
        let words = [(0, 3, 250), (4, 7, -900), (8, 11, 250), (12, 13, 0)];
        let words = words.map(|(start, end, weight)| Word { start, end, weights: vec![7, weight] });
        let signals = vec![("own lean".to_owned(), 40)];
        let why = Why { logit: 1234, words: -399, context: 40, signals };
        let sum = Sum::new(&why, 1, "one two ten .", &words, 2);
        let parts = |group: &Group| format!("{} {:?} {:?}", group.sum, group.parts, group.others);
        assert_eq!(parts(&sum.words), r#"−0.399 [("two", "−0.900"), ("one", "+0.250")] Some((1, "+0.251"))"#);
        assert_eq!(parts(&sum.context), r#"+0.040 [("own lean", "+0.040")] None"#);
        assert_eq!((sum.rest.as_str(), sum.logit.as_str()), ("+1.593", "+1.234"));
    }
}
