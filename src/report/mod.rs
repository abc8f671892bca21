//! From numbers to a page: an evaluation as text, and with all that stands around it ([`content::Report`]) as a page, as
//! Markdown and as JSON; a comparison, agreement and audits as text; the summary of a classified section, and the thresholds
//! of a model that abstains.
//!
//! Each format is one function. Formats place figures and add none of their own;
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
mod page;
mod plot;
mod summary;
mod table;
mod text;
mod thresholds;

pub use agreement::agreement_text;
pub use audit::audit_text;
pub use cell::plain;
pub use comparison::comparison;
pub use json::json;
pub use markdown::markdown;
pub use page::{page, policy};
pub use summary::{HeadShares, HeadSummary, SectionNotes, summary};
pub use text::text;
pub use thresholds::{ClassThreshold, HeadThresholds, thresholds};
