//! The different values of a column.

use crate::error::{ErrorKind, Result};
use crate::read::table::columns::require;
use crate::read::table::{TableItem, collect};
use crate::read::{ReadParams, Source, formats, open, stream};

/// Different values at most.
const MAX_VALUES: usize = 20;

/// The different values of a column, in the order of the file, white space around them aside; empty cells are none.
///
/// # Errors
///
/// - those of opening a file, see [`crate::read::Stream::open`]
/// - [`ErrorKind::MissingColumn`] if there is no such column
/// - [`ErrorKind::Data`] if the file is no table, or the column has more than 20 different values
pub fn column_values(source: &Source, column: &str, params: &ReadParams) -> Result<Vec<String>> {
    let find = || {
        let opened = open::open(source.bytes)?;
        let format = stream::format_of(&opened.start, params)?;
        let Some(tabular) = formats::tabular(format) else {
            let text = format!("the format {} has no columns; a CSV or JSONL was expected", format.name());
            return Err(ErrorKind::Data(text).into());
        };
        let rows = tabular.rows(opened.input)?.filter(|item| !matches!(item, TableItem::Problem(_)));
        let (table, _) = collect(source.name, Box::new(rows));
        let name = require(&table.columns, column, "--split with one of them")?;
        let mut values: Vec<String> = Vec::new();
        for value in table.rows.iter().map(|row| row.get(&name).trim()).filter(|value| !value.is_empty()) {
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
            if values.len() > MAX_VALUES {
                let text = format!("column {column:?} has more than {MAX_VALUES} different values, so it is no split");
                return Err(ErrorKind::Data(text).into());
            }
        }
        Ok(values)
    };
    find().map_err(|error: crate::Error| error.in_file(source.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_in_the_order_of_the_file() {
        let of = |text: &str, column| {
            let source = Source { name: "l.csv", bytes: text.as_bytes() };
            column_values(&source, column, &ReadParams::default()).map_err(|error| error.to_string())
        };
        let text = "text,split\na,train\nb, test \nc,train\nd,\n";
        assert_eq!(of(text, "Split"), Ok(vec!["train".into(), "test".into()]));
        assert!(of(text, "fold").unwrap_err().contains("no column \"fold\""));
        let many: String = (0..30).map(|i| format!("w{i},s{i}\n")).collect();
        assert!(of(&format!("text,split\n{many}"), "split").unwrap_err().contains("so it is no split"));
    }
}
