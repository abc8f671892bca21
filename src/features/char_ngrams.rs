//! Which runs of characters a word holds. Keys are as in [`ngrams`](super::ngrams).

use super::ngrams::{EMPTY, extend};

/// Key of a term of characters.
pub fn key_of_chars(term: &str) -> u64 {
    term.chars().fold(EMPTY, |key, c| extend(key, u64::from(c)))
}

/// Hands over the n-grams of `min_n` to `max_n` characters within a word that has a blank at both its ends: the key of each,
/// and its characters. `chars` is a buffer.
pub fn chars_within(
    word: &str,
    (min_n, max_n): (usize, usize),
    chars: &mut Vec<char>,
    mut sink: impl FnMut(u64, &[char]),
) {
    chars.clear();
    chars.push(' ');
    chars.extend(word.chars());
    chars.push(' ');
    for start in 0..chars.len() {
        let run = &chars[start..chars.len().min(start + max_n)];
        let mut key = EMPTY;
        for (n, c) in (1..).zip(run) {
            key = extend(key, u64::from(*c));
            if n >= min_n {
                sink(key, &run[..n]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(word: &str, n_range: (usize, usize)) -> Vec<String> {
        let mut found = Vec::new();
        chars_within(word, n_range, &mut Vec::new(), |key, chars| {
            let term: String = chars.iter().collect();
            assert_eq!(key, key_of_chars(&term), "{term:?}");
            found.push(term);
        });
        found
    }

    #[test]
    fn a_word_is_taken_with_a_blank_at_both_ends() {
        assert_eq!(within("ab", (2, 3)), [" a", " ab", "ab", "ab ", "b "]);
        assert_eq!(within("да", (4, 9)), [" да "]);
        assert_eq!(within("", (1, 2)), [" ", "  ", " "]);
        assert!(within("ab", (5, 5)).is_empty());
    }
}
