//! Which texts are equal, and which nearly so.

use rustc_hash::FxHashMap;

use crate::train::folds::{Groups, MIN_WORDS, near_duplicates, shingles, similar};

/// Members of a group that one of it is compared with: of a text that recurs more often, the first ones stand for all.
const COMPARED: usize = 64;

/// Texts compared with each other.
pub(super) struct Alike {
    /// For each text a number that equal ones share: letters, digits and symbols the same, but for case, white space and
    /// punctuation.
    equal: Vec<usize>,
    /// Whether the text is long enough to be no commonplace.
    is_long: Vec<bool>,
    shingles: Vec<Vec<u64>>,
    /// The group of each text.
    group: Vec<usize>,
    /// The first members of each group that has more than one, in order.
    members: FxHashMap<usize, Vec<usize>>,
}

/// How two texts are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Equal,
    Near,
}

impl Alike {
    pub fn find(texts: &[&str]) -> Self {
        // Not FxHash: texts come from the file, which must not be able to choose colliding ones.
        let mut first: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        let equal: Vec<usize> =
            texts.iter().enumerate().map(|(index, text)| *first.entry(normalised(text)).or_insert(index)).collect();
        let mut groups = Groups::new(texts.len());
        equal.iter().enumerate().for_each(|(index, first)| groups.join(index, *first));
        // Equal texts need be compared with others once.
        let distinct: Vec<usize> = (0..texts.len()).filter(|index| equal[*index] == *index).collect();
        let of_distinct: Vec<&str> = distinct.iter().map(|index| texts[*index]).collect();
        for (a, b) in near_duplicates(&of_distinct) {
            groups.join(distinct[a], distinct[b]);
        }
        let group: Vec<usize> = (0..texts.len()).map(|index| groups.root(index)).collect();
        let mut sizes = vec![0_usize; texts.len()];
        group.iter().for_each(|group| sizes[*group] += 1);
        let mut members: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        let mut shingled = vec![Vec::new(); texts.len()];
        for (index, group) in group.iter().enumerate().filter(|(_, group)| sizes[**group] > 1) {
            let members = members.entry(*group).or_default();
            if members.len() < COMPARED {
                members.push(index);
            }
            shingled[index] = shingles(texts[index]);
        }
        let words = |text: &&str| text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
        let is_long = texts.iter().map(|text| words(text) >= MIN_WORDS).collect();
        Self { equal, is_long, shingles: shingled, group, members }
    }

    /// Whether the text is long enough to be no commonplace.
    pub fn is_long(&self, index: usize) -> bool {
        self.is_long[index]
    }

    /// The first text before this one that is alike and passes the test, an equal one before a near one.
    pub fn earlier(&self, index: usize, test: impl Fn(usize) -> bool) -> Option<(usize, Likeness)> {
        let members = self.members.get(&self.group[index]).map_or(&[][..], Vec::as_slice);
        let before = || members.iter().copied().take_while(|other| *other < index).filter(|other| test(*other));
        let equal = before().find(|other| self.equal[*other] == self.equal[index]);
        let near =
            |other: &usize| !self.shingles[index].is_empty() && similar(&self.shingles[*other], &self.shingles[index]);
        match equal {
            Some(other) => Some((other, Likeness::Equal)),
            None => before().find(near).map(|other| (other, Likeness::Near)),
        }
    }
}

/// Lower case, with single blanks for white space and punctuation; a text without letters and digits as it is.
fn normalised(text: &str) -> String {
    // Symbols stay: of two comments that are one emoji each, neither repeats the other.
    let parts = text.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || "…‘’“”«»–—".contains(c));
    let words: Vec<String> = parts.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if words.is_empty() { text.trim().to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_comes_before_near_and_earlier_before_later() {
        let texts = [
            "The alliance has never once kept a promise it made to us in the west",
            "The alliance has never once kept a promise it made to us in the east",
            "the alliance has never once kept a promise, it made to us in the EAST!",
            "Exactly.",
            "exactly",
            "Something else altogether, of which no other comment in this list says a word",
            "😀",
            "😡",
        ];
        let alike = Alike::find(&texts);
        let earlier: Vec<Option<(usize, Likeness)>> =
            (0..texts.len()).map(|index| alike.earlier(index, |_| true)).collect();
        let expected = [None, Some((0, Likeness::Near)), Some((1, Likeness::Equal)), None, Some((3, Likeness::Equal))];
        assert_eq!(earlier[..5], expected);
        assert_eq!(earlier[5..], [None; 3]);
        assert_eq!(alike.earlier(2, |other| other == 0), Some((0, Likeness::Near)));
        assert!(alike.is_long(0) && !alike.is_long(3));
    }
}
