//! The evaluation report for programs.

use super::content::Report;

/// The whole report as indented JSON, fractions and counts unrounded, keys in the order of the types' fields.
///
/// A figure that is not a number becomes `null`. What was not measured is `{"not_measured": "why"}`, what was is
/// `{"found": ...}`.
pub fn json(report: &Report) -> String {
    let mut json = serde_json::to_string_pretty(report)
        .expect("a report has string keys only and is written to memory, which cannot fail");
    json.push('\n');
    json
}
