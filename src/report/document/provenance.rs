//! How the report came about.

use super::super::cell::line;
use super::super::content::ProvenanceEntry;
use super::{Block, Cell, SENTENCE, Table, meaning, name, nothing};

/// Data, hashes, settings, versions, the command.
pub fn blocks(entries: &[ProvenanceEntry]) -> Vec<Block> {
    if entries.is_empty() {
        return nothing("Nothing was noted.");
    }
    let mut table = Table::new("Data, settings, versions, command", 2, ["what", "value"]);
    for entry in entries {
        table.row([Cell::from(name(&entry.name)), Cell::long(line(&entry.value, SENTENCE))]);
    }
    vec![table.into(), Block::Meaning(vec![meaning::PROVENANCE])]
}
