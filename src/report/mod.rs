//! From numbers to a page: an [`Evaluation`] as text, Markdown or JSON, the summary of a classified section,
//! and the thresholds of a model that abstains.
//!
//! Each format is one file and one function of the type [`Format`]. Formats place figures and add none of their own;
//! what a figure means is defined in [`crate::eval`]. Names of heads and classes are data, for they may come from a
//! labelled file: characters that steer a terminal or Markdown are replaced or escaped.

mod cell;
pub mod content;
mod json;
mod markdown;
mod summary;
mod table;
mod text;
mod thresholds;

pub use cell::plain;
pub use json::json;
pub use markdown::markdown_scores;
pub use summary::{HeadShares, HeadSummary, SectionNotes, summary};
pub use text::text;
pub use thresholds::{ClassThreshold, HeadThresholds, thresholds};

use crate::eval::Evaluation;

/// What every format of an evaluation is: the whole page as UTF-8, ending in a line feed.
pub type Format = fn(&Evaluation) -> String;
