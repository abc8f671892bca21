//! Rows: what CSV and JSONL have in common before columns are told apart.

use std::sync::Arc;

use crate::error::{Error, Position};
use crate::read::Warning;
use crate::read::table::columns::Name;

/// One record: values under the names of their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) struct Row {
    /// Column and value, in the order of the record. Names come from [`Table::column`], so that they can be compared
    /// by address.
    pub fields: Vec<(Name, String)>,
    /// Number of the record, from 1, the header not counted.
    pub record: u64,
    /// Line on which it starts, from 1.
    pub line: Option<u64>,
}

impl Row {
    /// The value in this column of the same table; empty if the row has none.
    pub fn get(&self, column: &Name) -> &str {
        self.fields.iter().find(|(name, _)| Arc::ptr_eq(name, column)).map_or("", |(_, value)| value)
    }

    /// The value in this column, white space around it aside; empty if there is no such column.
    pub fn trimmed(&self, column: Option<&Name>) -> &str {
        column.map_or("", |column| self.get(column).trim())
    }

    /// Where the row stands.
    pub fn position(&self, file: &str) -> Position {
        Position { file: Some(file.into()), record: Some(self.record), line: self.line }
    }
}

/// The rows of one file.
#[derive(Debug, Default)]
pub(in crate::read) struct Table {
    /// Names of all columns, in order of first appearance; private ones left out.
    pub columns: Vec<Name>,
    pub rows: Vec<Row>,
    pub problems: Vec<Error>,
    pub warnings: Vec<Warning>,
}

impl Table {
    /// Whether there is neither row nor column, as in JSONL of bad lines only.
    pub fn is_void(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty()
    }
}
