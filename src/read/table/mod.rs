//! Tables as they come: rows one after the other, whatever the format.

pub(in crate::read) mod columns;
mod date_column;
pub(in crate::read) mod entries;
pub(in crate::read) mod rows;
pub(in crate::read) mod spreadsheet;

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{Error, Position, Result};
use crate::read::entry::Skipped;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::LONGEST_KEY;
use crate::read::left_out::LeftOut;
use crate::read::start::Start;
use crate::read::table::columns::{Name, is_private};
use crate::read::table::entries::TableEntries;
use crate::read::table::rows::{Row, Table};
use crate::read::{ReadParams, Warning};

/// One thing found in a table.
#[derive(Debug)]
pub(in crate::read) enum TableItem {
    /// Columns that no row had before, private ones left out.
    Columns(Vec<Name>),
    Row(Row),
    Skipped(Skipped),
    Problem(Error),
    Warning(Warning),
}

/// What is found in a table, in its order.
pub(in crate::read) type Rows<'a> = Box<dyn Iterator<Item = TableItem> + Send + 'a>;

/// A format of tables: a reader that leaves it to others to tell columns apart.
pub(in crate::read) trait Tabular: Sync {
    /// The format it reads.
    fn format(&self) -> Format;
    /// How much a file that starts so looks like the format.
    fn likeness(&self, start: &Start) -> Likeness;
    /// Opens a table.
    fn rows<'a>(&self, input: Input<'a>) -> Result<Rows<'a>>;
}

impl<T: Tabular> Reader for T {
    fn format(&self) -> Format {
        Tabular::format(self)
    }

    fn likeness(&self, start: &Start) -> Likeness {
        Tabular::likeness(self, start)
    }

    fn read<'a>(&self, input: Input<'a>, params: &'a ReadParams) -> Result<Entries<'a>> {
        Ok(Box::new(TableEntries::new(self.rows(input)?, params)?))
    }
}

/// Names of columns, shared by all rows, so that they can be compared by address.
#[derive(Debug, Default)]
pub(in crate::read) struct Names {
    // Not FxHash: names of columns come from the file, which must not be able to choose colliding ones.
    known: HashMap<Name, Option<Name>>,
    new: Vec<Name>,
    /// Whether a key was passed over, for there are too many, and whether that was told.
    is_full: bool,
    is_told: bool,
}

/// Keys of records at most: in a file with more, keys are data. Each new one has the columns told apart anew.
pub(in crate::read) const MAX_KEYS: usize = 1000;

impl Names {
    /// The shared name of a key where each record names its own. Keys past the bounds are passed over: a file may have
    /// another in each record.
    pub fn key(&mut self, name: &str) -> Option<Name> {
        let is_full = self.known.len() >= MAX_KEYS;
        let is_kept = (name.len() <= LONGEST_KEY && !is_full) || self.known.contains_key(name);
        self.is_full |= is_full && !is_kept;
        if is_kept { self.column(name) } else { None }
    }

    /// A warning that keys were passed over from this record on, if they were and nothing has been said of it.
    pub fn passed_over(&mut self, record: u64, line: Option<u64>) -> Option<TableItem> {
        let is_new = self.is_full && !std::mem::replace(&mut self.is_told, self.is_full);
        let at = Position { file: None, record: Some(record), line };
        is_new.then_some(TableItem::Warning(Warning::ManyKeys { at, kept: MAX_KEYS }))
    }

    /// The shared name of a column, which is added if new; `None` if its values are private and must be dropped.
    pub fn column(&mut self, name: &str) -> Option<Name> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let shared = Name::from(name);
        let column = (!is_private(name)).then(|| Arc::clone(&shared));
        self.new.extend(column.clone());
        self.known.insert(shared, column.clone());
        column
    }

    /// The columns added since this was last asked.
    pub fn take_new(&mut self) -> Vec<Name> {
        std::mem::take(&mut self.new)
    }

    /// The same as an item of the table, if there are any.
    pub fn new_columns(&mut self) -> Option<TableItem> {
        (!self.new.is_empty()).then(|| TableItem::Columns(self.take_new()))
    }
}

/// A whole table, and what was left out of it.
pub(in crate::read) fn collect(file: &str, rows: Rows<'_>) -> (Table, LeftOut) {
    let (mut table, mut left_out) = (Table::default(), LeftOut::default());
    for found in rows {
        match found {
            TableItem::Columns(columns) => table.columns.extend(columns),
            TableItem::Row(row) => table.rows.push(row),
            TableItem::Skipped(kind) => left_out.add(kind),
            TableItem::Problem(error) => {
                let at = error.position().clone();
                table.problems.push(error.in_file(file).at(at.record, at.line));
            }
            TableItem::Warning(warning) => table.warnings.push(warning.in_file(file)),
        }
    }
    (table, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_bounded() {
        let mut names = Names::default();
        assert!(names.key("text").is_some());
        assert!(names.key(&"k".repeat(LONGEST_KEY + 1)).is_none());
        let kept = (0..5000).filter(|i| names.key(&format!("k{i}")).is_some()).count();
        assert_eq!(kept, MAX_KEYS - 1);
        assert!(names.key("text").is_some());
    }
}
