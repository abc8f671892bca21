//! A word as a number of 64 bits: what words are told apart by, and what n-grams are named after.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// The symbol of a word: a hash that is the same in every run.
pub(crate) fn symbol(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}
