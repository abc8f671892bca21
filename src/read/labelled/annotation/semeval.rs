//! SemEval-2016 Task 6: tab-separated `ID Target Tweet Stance`, with FAVOR, AGAINST and NONE.
//!
//! Quotation marks in tweets are not doubled, and a tweet may begin with one, so the lines are not CSV. The stance of the test
//! sets is UNKNOWN, which is no label. Further columns, such as `Opinion Towards` and `Sentiment` of the later
//! distribution, are carried on; that one's comma-separated form is read as any CSV.
//!
//! # References
//!
//! Mohammad, Kiritchenko, Sobhani, Zhu, Cherry (2016): SemEval-2016 Task 6: Detecting Stance in Tweets.

use super::{Annotated, Controls, Tool};
use crate::error::{Error, ErrorKind, Result};
use crate::read::start::Start;

/// Columns that the header has.
const COLUMNS: [&str; 4] = ["id", "target", "tweet", "stance"];

/// The stance of texts that are to be labelled.
const UNKNOWN: &str = "unknown";

/// Reads the task's files.
pub(super) struct SemEval;

impl Tool for SemEval {
    fn wrote(&self, start: &Start, _: &Controls) -> bool {
        let header: Vec<&str> = start.text.lines().next().unwrap_or("").split('\t').map(str::trim).collect();
        COLUMNS.iter().all(|column| header.iter().any(|name| name.eq_ignore_ascii_case(column)))
    }

    fn read(&self, file: &str, text: &str, _: &Controls) -> Result<Annotated> {
        let mut annotated = Annotated::default();
        let mut lines = text.lines().enumerate();
        let header: Vec<&str> = lines.next().map_or("", |(_, line)| line).split('\t').map(str::trim).collect();
        for (number, (index, line)) in lines.filter(|(_, line)| !line.trim().is_empty()).enumerate() {
            let (record, line_number) = (number as u64 + 1, Some(index as u64 + 1));
            let values: Vec<&str> = line.split('\t').collect();
            if values.len() != header.len() {
                let error = Error::new(ErrorKind::RaggedRow { found: values.len(), expected: header.len() });
                annotated.table.problems.push(error.in_file(file).at(Some(record), line_number));
                continue;
            }
            let is_unknown = |name: &str, value: &str| {
                name.eq_ignore_ascii_case("stance") && value.trim().eq_ignore_ascii_case(UNKNOWN)
            };
            let field = |(name, value): (&&str, &str)| {
                let value = if is_unknown(name, value) { "" } else { value };
                ((*name).to_owned(), value.to_owned())
            };
            let fields = header.iter().zip(values).map(field).collect();
            annotated.push(fields, Vec::new(), record, line_number);
        }
        Ok(annotated)
    }
}
