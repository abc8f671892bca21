//! CSV: a header and rows, separated by comma, semicolon or tab.
//!
//! The csv crate splits records; this file finds the separator, tells each record's line, and names the records that
//! are ragged, not UTF-8, or swallowed by a quote that is never closed.

use csv::{ByteRecord, ReaderBuilder};

use super::columns::{Name, has_text_column};
use super::rows::{Row, Table};
use super::{Format, Likeness, Parsed, Reader, Warning};
use crate::error::{Error, ErrorKind, Position, Result};

/// Separators, the most usual first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Bytes and records from which the separator is told.
const SAMPLE: usize = 64 * 1024;
const SAMPLE_RECORDS: usize = 20;

/// Characters of a column's name at most, where no known name says that this is a header.
const HEADER_NAME: usize = 64;

/// Reads CSV.
pub(super) struct Csv;

impl Reader for Csv {
    fn format(&self) -> Format {
        Format::Csv
    }

    /// Strong if the header has a column of text among others and the next record agrees with it; weak if that is its
    /// only column, or if there are several under short and different names and all records at the start agree.
    fn likeness(&self, bytes: &[u8]) -> Likeness {
        let shape = Shape::of(bytes);
        match (shape.fields, shape.has_text, shape.agreeing, shape.records) {
            (2.., true, 1.., _) | (2.., true, 0, 0) => Likeness::Strong,
            (_, true, ..) => Likeness::Weak,
            (2.., false, agreeing @ 1.., records) if agreeing == records && shape.clean => Likeness::Weak,
            _ => Likeness::None,
        }
    }

    fn parse(&self, name: &str, bytes: &[u8]) -> Result<Parsed> {
        Ok(Parsed::Table(table(name, bytes)?))
    }
}

fn records(bytes: &[u8], separator: u8) -> csv::Reader<&[u8]> {
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

/// Reads all records.
pub(super) fn table(name: &str, bytes: &[u8]) -> Result<Table> {
    let separator = Shape::of(bytes).separator;
    let mut reader = records(bytes, separator);
    let mut lines = Lines { bytes, at: 0, line: 1 };
    let mut record = ByteRecord::new();
    let mut table = Table::default();
    let mut columns: Option<Vec<Option<Name>>> = None;
    let mut number = 0;
    while reader.read_byte_record(&mut record).map_err(|error| ErrorKind::Syntax(error.to_string()))? {
        let start = lines.move_to(record.position().map_or(0, csv::Position::byte) as usize);
        let line = Some(lines.line);
        let at_end = reader.position().byte() as usize == bytes.len();
        let unclosed = at_end && ends_in_quotes(&bytes[start..], separator);
        let Some(columns) = &columns else {
            if unclosed {
                return Err(unclosed_quote(&bytes[start..]).at(None, line));
            }
            columns = Some(header(&record, &mut table).map_err(|error| error.at(None, line))?);
            continue;
        };
        number += 1;
        let problem = if unclosed {
            unclosed_quote(&bytes[start..])
        } else if record.len() != columns.len() {
            ErrorKind::RaggedRow { found: record.len(), expected: columns.len() }.into()
        } else if record.len() > 1 && record.iter().all(<[u8]>::is_empty) {
            let at = Position { file: Some(name.into()), record: Some(number), line };
            table.warnings.push(Warning::SkippedEntry { at, kind: "empty row" });
            continue;
        } else {
            match fields(&record, columns) {
                Ok(fields) => {
                    table.rows.push(Row { fields, record: number, line });
                    continue;
                }
                Err(error) => error,
            }
        };
        table.problems.push(problem.in_file(name).at(Some(number), line));
    }
    Ok(table)
}

fn header(record: &ByteRecord, table: &mut Table) -> Result<Vec<Option<Name>>> {
    record.iter().map(|name| Ok(table.column(utf8(name)?.trim()))).collect()
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

/// Counts lines. The csv crate's own count is that of the line end before a record, not of the record.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// Moves on to the record at or after this offset; returns where it starts.
    fn move_to(&mut self, offset: usize) -> usize {
        while let Some(byte) = self.bytes.get(self.at) {
            let ends_line = *byte == b'\n' || (*byte == b'\r' && self.bytes.get(self.at + 1) != Some(&b'\n'));
            if self.at >= offset && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(ends_line);
            self.at += 1;
        }
        self.at
    }
}

/// Whether this record, which is the last, is still inside quotes where the file ends.
fn ends_in_quotes(record: &[u8], separator: u8) -> bool {
    let (mut quoted, mut field_start) = (false, true);
    let mut bytes = record.iter().peekable();
    while let Some(byte) = bytes.next() {
        if quoted {
            if *byte == b'"' && bytes.next_if_eq(&&b'"').is_none() {
                quoted = false;
            }
        } else {
            quoted = field_start && *byte == b'"';
            field_start = *byte == separator;
        }
    }
    quoted
}

fn unclosed_quote(record: &[u8]) -> Error {
    let lines = 1 + String::from_utf8_lossy(record).trim_end().matches('\n').count();
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

    /// Separator and values of all rows.
    fn parsed(text: &str) -> Vec<Vec<String>> {
        let rows = table("t", text.as_bytes()).unwrap().rows;
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
            let problems: Vec<String> = table("t", bytes).unwrap().problems.iter().map(ToString::to_string).collect();
            assert_eq!(problems.len(), expected.len(), "{problems:?}");
            for (problem, expected) in problems.iter().zip(expected) {
                assert!(problem.starts_with(expected), "{problem}");
            }
        }
    }

    #[test]
    fn a_quote_inside_a_field_opens_nothing() {
        for text in ["a 5\" nail", "\"a\"\"b\"", "\"a\" b", "x,\"y\"", ""] {
            assert!(!ends_in_quotes(text.as_bytes(), b','), "{text}");
        }
        for text in ["\"a", "x,\"", "\"a\"\"", "\"a,b\nc"] {
            assert!(ends_in_quotes(text.as_bytes(), b','), "{text}");
        }
    }

    #[test]
    fn rows_of_nothing_but_separators_are_left_out() {
        let table = table("t", b"id;text\n;\n1;a\n").unwrap();
        assert_eq!((table.rows.len(), table.rows[0].record, table.warnings.len()), (1, 2, 1));
    }
}
