//! Rows: what CSV and JSONL have in common before columns are told apart.

use std::collections::HashMap;
use std::sync::Arc;

use super::Warning;
use super::columns::{Name, Where, is_private, require};
use crate::error::{Error, Position, Result};

/// One record: values under the names of their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
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
pub(super) struct Table {
    /// Names of all columns, in order of first appearance; private ones left out.
    pub columns: Vec<Name>,
    pub rows: Vec<Row>,
    pub problems: Vec<Error>,
    pub warnings: Vec<Warning>,
    // Not FxHash: names of columns come from the file, which must not be able to choose colliding ones.
    known: HashMap<Name, Option<Name>>,
}

impl Table {
    /// The shared name of a column, which is added if new; `None` if its values are private and must be dropped.
    pub fn column(&mut self, name: &str) -> Option<Name> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let shared = Name::from(name);
        let column = (!is_private(name)).then(|| Arc::clone(&shared));
        self.columns.extend(column.clone());
        self.known.insert(shared, column.clone());
        column
    }

    /// Whether there is neither row nor column, as in JSONL of bad lines only.
    pub fn is_void(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty()
    }

    /// Which rows meet all conditions.
    pub fn chosen(&self, wheres: &[Where]) -> Result<Vec<bool>> {
        let columns: Vec<Name> = wheres
            .iter()
            .map(|condition| require(&self.columns, &condition.column, "--where with one of them"))
            .collect::<Result<_>>()?;
        let meets = |row: &Row| {
            columns.iter().zip(wheres).all(|(column, condition)| {
                let value = row.get(column).trim();
                condition.values.iter().any(|allowed| allowed == value)
            })
        };
        Ok(self.rows.iter().map(meets).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_shared_and_private_ones_dropped() {
        let mut table = Table::default();
        let text = table.column("text").unwrap();
        assert!(Arc::ptr_eq(&text, &table.column("text").unwrap()));
        assert_eq!(table.column("author_email"), None);
        assert_eq!(table.columns, [text]);
    }

    #[test]
    fn rows_are_chosen_by_all_conditions() {
        let mut table = Table::default();
        let (split, lang) = (table.column("split").unwrap(), table.column("lang").unwrap());
        for (record, (a, b)) in [("train", "en"), (" dev ", "en"), ("test", "en"), ("train", "fr")].iter().enumerate() {
            let fields = vec![(split.clone(), (*a).to_owned()), (lang.clone(), (*b).to_owned())];
            table.rows.push(Row { fields, record: record as u64 + 1, line: None });
        }
        let wheres: Vec<Where> = ["Split=train,dev", "lang=en"].map(|text| text.parse().unwrap()).into();
        assert_eq!(table.chosen(&wheres).unwrap(), [true, true, false, false]);
        assert_eq!(table.chosen(&[]).unwrap(), [true; 4]);
    }
}
