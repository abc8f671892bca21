//! What the tests of readers share.

use super::ReadParams;
use super::entry::Entry;
use super::format::Reader;
use super::input::Input;

/// The entries of a file; if it cannot be opened, the error is its only entry.
pub(in crate::read) fn entries(reader: &dyn Reader, bytes: &[u8]) -> Vec<Entry> {
    let params = ReadParams::default();
    match reader.read(Input::new(bytes), &params) {
        Ok(entries) => entries.collect(),
        Err(error) => vec![Entry::Problem(error)],
    }
}
