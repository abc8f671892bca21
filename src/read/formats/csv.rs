//! CSV: a header and rows, separated by comma, semicolon or tab.
//!
//! The csv crate splits records; this file finds the separator, tells each record's line, and names the records that
//! are ragged, not UTF-8, or swallowed by a quote that is never closed.

mod watched;

use std::io::{BufRead, Read};

use csv::{ByteRecord, ReaderBuilder};

use crate::error::{Error, ErrorKind, Result};
use crate::read::entry::Skipped;
use crate::read::formats::{Format, Likeness};
use crate::read::input::Input;
use crate::read::start::Start;
use crate::read::table::columns::{Name, has_text_column};
use crate::read::table::rows::Row;
use crate::read::table::{Names, Rows, TableItem, Tabular};

use watched::Watched;

/// Separators, the most usual first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Bytes and records from which the separator is told.
const SAMPLE: usize = 32 * 1024;
const SAMPLE_RECORDS: usize = 20;

/// Characters of a column's name at most, where no known name says that this is a header.
const HEADER_NAME: usize = 64;

/// Reads CSV.
pub(super) struct Csv;

impl Tabular for Csv {
    fn format(&self) -> Format {
        Format::Csv
    }

    /// Strong if the header has a column of text among others and the next record agrees with it; weak if that is its
    /// only column, or if there are several under short and different names and all records at the start agree.
    fn likeness(&self, start: &Start) -> Likeness {
        let shape = Shape::of(start.bytes);
        match (shape.fields, shape.has_text, shape.agreeing, shape.records) {
            (2.., true, 1.., _) | (2.., true, 0, 0) => Likeness::Strong,
            (_, true, ..) => Likeness::Weak,
            (2.., false, agreeing @ 1.., records) if agreeing == records && shape.clean => Likeness::Weak,
            _ => Likeness::None,
        }
    }

    fn rows<'a>(&self, input: Input<'a>) -> Result<Rows<'a>> {
        let mut bytes = input.into_bytes();
        let separator = Shape::of(bytes.fill_buf()?).separator;
        let reader = records(Watched::new(bytes, separator), separator);
        let mut records =
            Records { reader, record: ByteRecord::new(), header: Vec::new(), columns: None, number: 0, ended: false };
        records.read_header()?;
        Ok(Box::new(records))
    }
}

fn records<R: Read>(bytes: R, separator: u8) -> csv::Reader<R> {
    ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(bytes)
}

/// What the start of a file looks like with one separator.
struct Shape {
    separator: u8,
    /// Fields of the header.
    fields: usize,
    /// Whether a column of the header has a usual name of a column of text.
    has_text: bool,
    /// Whether the columns have short names, all different.
    clean: bool,
    /// Records after the header, 20 at most.
    records: usize,
    /// Those of them with as many fields as the header.
    agreeing: usize,
}

impl Shape {
    /// The shape with the likeliest separator: one that gives two fields at least, a column of text, and records that
    /// agree with the header, in this order; the comma in doubt.
    fn of(bytes: &[u8]) -> Self {
        let rank = |shape: &Self| {
            let splits = shape.fields > 1 && shape.agreeing * 2 >= shape.records;
            (splits, shape.has_text, shape.agreeing, shape.fields)
        };
        let [first, others @ ..] = SEPARATORS.map(|separator| Self::with(bytes, separator));
        others.into_iter().fold(first, |best, shape| if rank(&shape) > rank(&best) { shape } else { best })
    }

    fn with(bytes: &[u8], separator: u8) -> Self {
        let sample = &bytes[..bytes.len().min(SAMPLE)];
        let mut reader = records(sample, separator);
        let mut header = ByteRecord::new();
        // Reading from memory, the csv crate fails at nothing: any bytes are records to it.
        let _ = reader.read_byte_record(&mut header);
        let names: Option<Vec<Name>> =
            header.iter().map(|name| std::str::from_utf8(name).ok().map(|name| Name::from(name.trim()))).collect();
        let names = names.unwrap_or_default();
        let short = |name: &Name| (1..=HEADER_NAME).contains(&name.chars().count()) && !name.contains(char::is_control);
        let different = names.iter().enumerate().all(|(index, name)| index > 99 || !names[..index].contains(name));
        let mut lengths = Vec::new();
        let mut record = ByteRecord::new();
        while lengths.len() <= SAMPLE_RECORDS && reader.read_byte_record(&mut record).unwrap_or(false) {
            lengths.push(record.len());
        }
        let cut = bytes.len() > SAMPLE && reader.position().byte() as usize == sample.len();
        if cut || lengths.len() > SAMPLE_RECORDS {
            lengths.pop();
        }
        Self {
            separator,
            fields: header.len(),
            has_text: has_text_column(&names),
            clean: !names.is_empty() && names.iter().all(short) && different,
            records: lengths.len(),
            agreeing: lengths.iter().filter(|length| **length == header.len()).count(),
        }
    }
}

/// The records of a file as they are read.
struct Records<'a> {
    reader: csv::Reader<Watched<'a>>,
    record: ByteRecord,
    header: Vec<Option<Name>>,
    /// The columns, until they have been handed on.
    columns: Option<TableItem>,
    number: u64,
    ended: bool,
}

impl Records<'_> {
    fn read_header(&mut self) -> Result<()> {
        let Some(line) = self.next_record()? else { return Ok(()) };
        if let Some(lines) = self.unclosed() {
            return Err(unclosed_quote(lines).at(None, Some(line)));
        }
        let mut names = Names::default();
        let column = |name: &[u8]| Ok(names.column(utf8(name)?.trim()));
        self.header =
            self.record.iter().map(column).collect::<Result<_>>().map_err(|error| error.at(None, Some(line)))?;
        self.columns = names.new_columns();
        Ok(())
    }

    /// Reads the next record; returns its line.
    fn next_record(&mut self) -> Result<Option<u64>> {
        let read = self.reader.read_byte_record(&mut self.record).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => Error::from(error),
            other => ErrorKind::Syntax(format!("{other:?}")).into(),
        })?;
        let start = self.record.position().map_or(0, csv::Position::byte);
        let end = self.reader.position().byte();
        let line = self.reader.get_mut().move_to(start, end);
        Ok(read.then_some(line))
    }

    /// If the record read last is still inside quotes where the file ends: the lines it has taken.
    fn unclosed(&self) -> Option<u64> {
        let end = self.reader.position().byte();
        let watched = self.reader.get_ref();
        (watched.is_at_end(end) && watched.in_quotes()).then(|| watched.lines_ahead())
    }

    fn found(&mut self, line: u64) -> TableItem {
        self.number += 1;
        let (record, line) = (self.number, Some(line));
        let problem = if let Some(lines) = self.unclosed() {
            unclosed_quote(lines)
        } else if self.record.len() != self.header.len() {
            ErrorKind::RaggedRow { found: self.record.len(), expected: self.header.len() }.into()
        } else if self.record.len() > 1 && self.record.iter().all(<[u8]>::is_empty) {
            return TableItem::Skipped(Skipped::Empty);
        } else {
            match fields(&self.record, &self.header) {
                Ok(fields) => return TableItem::Row(Row { fields, record, line }),
                Err(error) => error,
            }
        };
        TableItem::Problem(problem.at(Some(record), line))
    }
}

impl Iterator for Records<'_> {
    type Item = TableItem;

    fn next(&mut self) -> Option<TableItem> {
        if let Some(columns) = self.columns.take() {
            return Some(columns);
        }
        if self.ended {
            return None;
        }
        match self.next_record() {
            Ok(Some(line)) => Some(self.found(line)),
            Ok(None) => None,
            Err(error) => {
                self.ended = true;
                Some(TableItem::Problem(error.at(Some(self.number + 1), Some(self.reader.get_ref().line))))
            }
        }
    }
}

fn fields(record: &ByteRecord, columns: &[Option<Name>]) -> Result<Vec<(Name, String)>> {
    let mut fields = Vec::with_capacity(columns.len());
    for (value, column) in record.iter().zip(columns) {
        if let Some(column) = column {
            fields.push((column.clone(), utf8(value)?.to_owned()));
        }
    }
    Ok(fields)
}

fn utf8(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|error| ErrorKind::NotUtf8 { byte: error.valid_up_to() }.into())
}

fn unclosed_quote(lines: u64) -> Error {
    let taken = if lines == 1 { "this line was".into() } else { format!("{lines} lines up to the end were") };
    ErrorKind::Syntax(format!(
        "a quote is opened and never closed, so {taken} taken for one record; close the quote, or write quotes inside \
         text twice"
    ))
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::left_out::LeftOut;
    use crate::read::table::collect;
    use crate::read::table::rows::Table;

    fn table(bytes: &[u8]) -> Result<(Table, LeftOut)> {
        Ok(collect("t", Csv.rows(Input::new(bytes))?))
    }

    /// Separator and values of all rows.
    fn parsed(text: &str) -> Vec<Vec<String>> {
        let rows = table(text.as_bytes()).unwrap().0.rows;
        rows.into_iter().map(|row| row.fields.into_iter().map(|(_, value)| value).collect()).collect()
    }

    #[test]
    fn separators_are_told_by_header_and_records() {
        let cases: [(&str, &[&[&str]]); 8] = [
            ("id,text\n1,a", &[&["1", "a"]]),
            ("id;text\n1;a, b, c", &[&["1", "a, b, c"]]),
            ("id\ttext\r\n1\ta, b; c\r\n", &[&["1", "a, b; c"]]),
            ("\"id;x\",text\n1,a", &[&["1", "a"]]),
            ("id,\"text\"\n1,\"a\n\"\"b\"\"\"\n\n2,c\n", &[&["1", "a\n\"b\""], &["2", "c"]]),
            ("text\na", &[&["a"]]),
            ("\ntext\n\"\"\n\na\u{0}b\n", &[&[""], &["a\u{0}b"]]),
            ("text;note, remark\na;b\nc;d\n", &[&["a", "b"], &["c", "d"]]),
        ];
        for (text, expected) in cases {
            assert_eq!(parsed(text), expected, "{text:?}");
        }
    }

    #[test]
    fn bad_records_are_named_by_record_and_line() {
        let cases: [(&[u8], &[&str]); 6] = [
            (
                b"id,text\n1,a\n2,b,c\n3\n4,d",
                &["t: record 2 (line 3): 3 fields where", "t: record 3 (line 4): 1 fields where"],
            ),
            (b"id,text\r\n1,\"a\r\nb\"\r\n\r\n2\r\n", &["t: record 2 (line 5): 1 fields"]),
            (b"id,text\n1,caf\xE9\n2,b", &["t: record 1 (line 2): not UTF-8 at byte 3"]),
            (
                b"id,text\n1,a\n2,\"b\n3,c\n4,d\n",
                &["t: record 2 (line 3): a quote is opened and never closed, so 3 lines"],
            ),
            (b"text,id\n\"a,1\nb,2", &["t: record 1 (line 2): a quote is opened and never closed, so 2 lines"]),
            (b"id,text\r1,a\r2\r", &["t: record 2 (line 3): 1 fields"]),
        ];
        for (bytes, expected) in cases {
            let problems: Vec<String> = table(bytes).unwrap().0.problems.iter().map(ToString::to_string).collect();
            assert_eq!(problems.len(), expected.len(), "{problems:?}");
            for (problem, expected) in problems.iter().zip(expected) {
                assert!(problem.starts_with(expected), "{problem}");
            }
        }
    }

    #[test]
    fn rows_of_nothing_but_separators_are_left_out() {
        let (table, left_out) = table(b"id;text\n;\n1;a\n").unwrap();
        assert_eq!((table.rows.len(), table.rows[0].record), (1, 2));
        assert_eq!(left_out.to_string(), "left out: 1 entry without text");
    }
}
