//! Tokens to vectors: which terms a comment holds, how they are weighed, and the dense context of the decision.

pub mod assent;
pub mod blocks;
mod char_cache;
pub mod char_ngrams;
pub mod context;
pub mod counter;
mod counts;
pub mod csr;
pub(crate) mod distinct;
mod key_index;
pub mod lexicon;
pub mod log_odds;
pub mod ngrams;
pub mod packed;
pub mod rows;
pub mod texts;
pub mod tfidf;
pub mod traits;
pub mod vocabulary;

pub use csr::{Csr, SparseRow};
pub use rows::Rows;
pub(crate) use rows::weighed;
