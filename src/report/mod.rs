//! From numbers to a page: an [`Evaluation`] as text, Markdown or JSON, the summary of a classified section,
//! and the thresholds of a model that abstains.
//!
//! Each format is one file and one function of the type [`Format`]. Formats place figures and add none of their own;
//! what a figure means is defined in [`crate::eval`]. Names of heads and classes are data, for they may come from a
//! labelled file: characters that steer a terminal or Markdown are replaced or escaped.

mod agreement;
mod audit;
mod cell;
mod comparison;
pub mod content;
mod document;
#[cfg(test)]
mod example;
mod json;
mod markdown;
mod markdown_report;
mod page;
mod plot;
mod report_json;
mod summary;
mod table;
mod text;
mod thresholds;

pub use agreement::agreement_text;
pub use audit::audit_text;
pub use cell::plain;
pub use comparison::comparison;
pub use json::json;
pub use markdown::markdown_scores;
pub use markdown_report::markdown;
pub use page::{page, policy};
pub use report_json::report_json;
pub use summary::{HeadSummary, summary};
pub use text::text;
pub use thresholds::{ClassThreshold, HeadThresholds, thresholds};

use crate::eval::Evaluation;

/// What every format of an evaluation is: the whole page as UTF-8, ending in a line feed.
pub type Format = fn(&Evaluation) -> String;
