//! The sum behind a label: lines that add up to the logit in every printed digit.

use std::fmt::{self, Display, Formatter};

use super::figures::signed;
use super::kept::{Why, Word};
use super::shown::line;

/// Characters of a word that are shown in a sum.
const WORD: usize = 40;

/// The sum of one head, ready to print: `words + context + rest = logit`.
#[derive(Debug)]
pub struct Sum {
    /// Sum of all words.
    words: Group,
    /// Sum of all signals besides the words.
    context: Group,
    /// What is left when nothing else speaks, and what rounding leaves.
    rest: String,
    /// The logit.
    logit: String,
}

/// One of the addends, and what it is made of.
#[derive(Debug)]
struct Group {
    /// Its sum.
    sum: String,
    /// The strongest parts by name, strongest first.
    parts: Vec<(String, String)>,
    /// Number and sum of the parts that are not listed, where that is not nothing.
    others: Option<(usize, String)>,
}

/// A line for each figure, the figure first, so that a name written from right to left cannot change places with it.
/// One text is far less work for a browser than a table, and there are as many as comments times heads.
impl Display for Sum {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (name, group) in [("words", &self.words), ("context", &self.context)] {
            writeln!(f, "{:>8}  {name}", group.sum)?;
            for (name, weight) in &group.parts {
                writeln!(f, "{weight:>8}    {name}")?;
            }
            match &group.others {
                Some((0, weight)) => writeln!(f, "{weight:>8}    (rounding)")?,
                Some((n, weight)) => writeln!(f, "{weight:>8}    ({n} more, and rounding)")?,
                None => {}
            }
        }
        writeln!(f, "{:>8}  rest", self.rest)?;
        write!(f, "{:>8}  logit = words + context + rest", self.logit)
    }
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
        let expected = "  −0.399  words
  −0.900    two
  +0.250    one
  +0.251    (1 more, and rounding)
  +0.040  context
  +0.040    own lean
  +1.593  rest
  +1.234  logit = words + context + rest";
        assert_eq!(sum.to_string(), expected);
    }
}
