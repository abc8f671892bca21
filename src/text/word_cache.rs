//! Words met before, so that none is normalised, stemmed and looked up again each time it is written.
//!
//! A cache says of a word what its making would say, and nothing else: an analysis is the same with a cache of any size
//! and content. It holds so many words at most, so neither time nor memory depends on how many there are.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::negation::Role;
use super::numbering::Numbering;

/// Bytes of text that a cache holds before it starts anew (1.5 MiB).
const MAX_TEXT: usize = 3 << 19;

/// Longest word that is kept, and most bytes of a norm and its stem, so that a length fits into 8 bits.
const MAX_WRITTEN: usize = 64;
const MAX_MADE: usize = u8::MAX as usize;

/// What is known of a word wherever it stands. Places are in bytes from the beginning of its norm, where its stem is
/// too, or after which it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Word {
    pub(super) norm_end: u32,
    pub(super) stem_start: u32,
    pub(super) stem_end: u32,
    pub(super) norm_symbol: u64,
    pub(super) stem_symbol: u64,
    /// The stem as the aliases know it, 0 if they do not.
    pub(super) name: u32,
    pub(super) role: Role,
    /// Valence by the lexicon, in tenths.
    pub(super) valence: i8,
    pub(super) elongated: bool,
    pub(super) caps: bool,
}

/// A word as it is kept, in half a line of memory.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Kept {
    norm_symbol: u64,
    stem_symbol: u64,
    /// Where the text holds the word as written, and after it norm and stem.
    at: u32,
    name: u32,
    written: u8,
    norm_end: u8,
    stem_start: u8,
    stem_end: u8,
    class: u8,
    role: Role,
    valence: i8,
    /// [`ELONGATED`] and [`CAPS`].
    marks: u8,
}

const _: () = assert!(size_of::<Kept>() == 32);

const ELONGATED: u8 = 1;
const CAPS: u8 = 2;

impl Kept {
    fn word(&self) -> Word {
        Word {
            norm_end: self.norm_end.into(),
            stem_start: self.stem_start.into(),
            stem_end: self.stem_end.into(),
            norm_symbol: self.norm_symbol,
            stem_symbol: self.stem_symbol,
            name: self.name,
            role: self.role,
            valence: self.valence,
            elongated: self.marks & ELONGATED != 0,
            caps: self.marks & CAPS != 0,
        }
    }
}

/// Words with what is known of them: those of some ten thousand comments on all matters. At most 4 MiB of memory.
#[derive(Debug)]
pub(super) struct WordCache {
    numbers: Numbering,
    /// The word of each number.
    words: Vec<Kept>,
    text: String,
    /// Norm and stem of the word made last.
    made: String,
}

impl Default for WordCache {
    fn default() -> Self {
        Self::with_words(Numbering::MOST)
    }
}

impl WordCache {
    /// A cache of at most so many words. Takes no memory before the first.
    pub(super) fn with_words(most: usize) -> Self {
        Self { numbers: Numbering::new(most), words: Vec::new(), text: String::new(), made: String::new() }
    }

    /// What is known of a word of a class as it is written, with its norm and, where it is no part of that, its stem:
    /// as kept, or from `make`, which appends norm and stem to the empty string it is given.
    #[inline]
    pub(super) fn get(&mut self, class: u8, written: &str, make: impl FnOnce(&mut String) -> Word) -> (Word, &str) {
        let mut hasher = FxHasher::default();
        hasher.write(written.as_bytes());
        hasher.write_u8(class);
        let key = hasher.finish();
        let is = |number: usize| {
            let (kept, len) = (&self.words[number], written.len());
            usize::from(kept.written) == len
                && kept.class == class
                && same(&self.text.as_bytes()[kept.at as usize..][..len], written.as_bytes())
        };
        if let Some(number) = self.numbers.find(key, is) {
            let kept = &self.words[number];
            let start = kept.at as usize + usize::from(kept.written);
            return (kept.word(), &self.text[start..start + usize::from(kept.norm_end.max(kept.stem_end))]);
        }
        (self.make(key, class, written, make), &self.made)
    }

    /// Makes a word, and keeps it if it is not too long.
    #[cold]
    fn make(&mut self, key: u64, class: u8, written: &str, make: impl FnOnce(&mut String) -> Word) -> Word {
        self.made.clear();
        self.made.shrink_to(1 << 12);
        let word = make(&mut self.made);
        if written.len() <= MAX_WRITTEN && self.made.len() <= MAX_MADE {
            self.keep(key, class, written, word);
        }
        word
    }

    /// Bytes of text held.
    #[cfg(test)]
    pub(super) fn text_len(&self) -> usize {
        self.text.len()
    }

    fn keep(&mut self, key: u64, class: u8, written: &str, word: Word) {
        debug_assert_eq!(
            self.made.len(),
            word.norm_end.max(word.stem_end) as usize,
            "norm and stem are all that is made"
        );
        if self.text.len() + written.len() + self.made.len() > MAX_TEXT {
            self.numbers.clear();
            self.text.clear();
        }
        let kept = Kept {
            norm_symbol: word.norm_symbol,
            stem_symbol: word.stem_symbol,
            at: self.text.len() as u32,
            name: word.name,
            written: written.len() as u8,
            norm_end: word.norm_end as u8,
            stem_start: word.stem_start as u8,
            stem_end: word.stem_end as u8,
            class,
            role: word.role,
            valence: word.valence,
            marks: (u8::from(word.elongated) * ELONGATED) | (u8::from(word.caps) * CAPS),
        };
        self.text.push_str(written);
        self.text.push_str(&self.made);
        self.numbers.keep(key, kept, &mut self.words);
    }
}

/// Whether two slices of one length are equal; most words are short, and a call of the general comparison takes longer.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    match (a.first_chunk::<4>(), b.first_chunk::<4>()) {
        (Some(first_a), Some(first_b)) if a.len() <= 8 => {
            first_a == first_b && a.last_chunk::<4>() == b.last_chunk::<4>()
        }
        (Some(_), Some(_)) if a.len() <= 16 => {
            a.first_chunk::<8>() == b.first_chunk::<8>() && a.last_chunk::<8>() == b.last_chunk::<8>()
        }
        (None, None) => a.iter().zip(b).all(|(a, b)| a == b),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(cache: &mut WordCache, class: u8, written: &str) -> (Word, String) {
        let (word, made) = cache.get(class, written, |out| make(class, written, out));
        (word, made.to_owned())
    }

    fn make(class: u8, written: &str, out: &mut String) -> Word {
        out.push_str(&written.to_lowercase());
        out.push_str("stem");
        let (norm, stem) = (out.len() as u32 - 4, out.len() as u32);
        Word { norm_end: norm, stem_start: norm, stem_end: stem, name: class.into(), ..Word::default() }
    }

    #[test]
    fn says_what_making_says_however_small_or_full_it_is() {
        let long = "Long".repeat(1000);
        for n_words in [2, 16, 4000] {
            let mut cache = WordCache::with_words(n_words);
            for round in 0..3 {
                for number in 0..2000 {
                    let (written, class) = (format!("Word{}", number * number % 1009), number as u8 % 3);
                    let mut made = String::new();
                    let word = make(class, &written, &mut made);
                    assert_eq!(get(&mut cache, class, &written), (word, made), "{n_words} {round}");
                }
                assert_eq!(get(&mut cache, 0, &long).1.len(), 4004);
            }
            assert!(cache.words.len() <= n_words && cache.text.len() <= MAX_TEXT);
        }
    }

    #[test]
    fn words_that_differ_anywhere_are_not_the_same() {
        for len in 0..40 {
            let word: Vec<u8> = (0..len).collect();
            assert!(same(&word, &word.clone()));
            for at in 0..word.len() {
                let mut other = word.clone();
                other[at] ^= 1;
                assert!(!same(&word, &other), "{len} {at}");
            }
        }
    }

    #[test]
    fn starts_anew_when_its_text_is_full() {
        let mut cache = WordCache::with_words(1 << 4);
        for number in 0..200_000 {
            let written = format!("w{number}");
            assert_eq!(get(&mut cache, 1, &written).1, format!("w{number}stem"));
        }
        assert!(cache.text.len() <= MAX_TEXT);
        assert_eq!(get(&mut cache, 1, "w199999").1, "w199999stem");
    }
}
