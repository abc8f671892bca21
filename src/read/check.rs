//! What the tests of readers share.

use super::ReadParams;
use super::entry::Entry;
use super::format::Reader;
use super::input::Input;

/// All entries that a reader finds in these bytes; an error of opening them is one more problem.
pub(in crate::read) fn entries(reader: &dyn Reader, bytes: &[u8]) -> Vec<Entry> {
    match reader.read(Input::new(bytes), &ReadParams::default()) {
        Ok(entries) => entries.collect(),
        Err(error) => vec![Entry::Problem(error)],
    }
}
