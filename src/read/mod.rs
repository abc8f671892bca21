//! Files into comment sections: what a file is, what it holds, and what in it could not be read.
//!
//! [`read`] takes a whole file in memory and gives its [`Section`]s; [`read_labelled`] does the same for files that
//! carry labels. Each format is one file here, behind one trait; this one holds the list of them and picks by content.
//! What the articles of a topic file say, what a comment means and how many bad records are too many is decided
//! elsewhere ([`resolve_articles`] only joins the two).
//!
//! No input makes a reader panic. The whole file is held in memory; time and memory are linear in its size.

mod annotation;
mod articles;
mod columns;
mod csv;
#[allow(dead_code)]
mod dates;
mod encoding;
mod entities;
#[allow(dead_code)]
mod entry;
#[allow(dead_code)]
mod format;
#[allow(dead_code)]
mod input;
#[allow(dead_code)]
mod json;
mod jsonl;
mod labelled;
mod labels;
mod numbers;
#[allow(dead_code)]
mod outline;
mod page;
#[allow(dead_code)]
mod parquet;
mod replies;
mod rows;
mod sections;
#[allow(dead_code)]
mod spreadsheet;
#[allow(dead_code)]
mod start;
#[allow(dead_code)]
mod time;
mod votes;
mod warning;

use std::str::FromStr;

use crate::comment::Section;
use crate::error::{Error, ErrorKind, Result};

pub use articles::resolve_articles;
pub use columns::{ColumnMap, Where};
pub use labelled::{Dataset, LabelledParams, Sample, read_labelled};
pub use warning::Warning;

use rows::Table;

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A printed page: article, then numbered comments, replies indented and numbered anew.
    Page,
    /// A table with a header; fields separated by comma, semicolon or tab.
    Csv,
    /// One JSON object per line, or one JSON array of objects.
    Jsonl,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Page, Self::Csv, Self::Jsonl];

    /// Name on the command line: `page`, `csv` or `jsonl`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            ErrorKind::Settings(format!("format {name:?} is not one of {names}")).into()
        })
    }
}

/// A file in memory.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Name for messages; `-` for standard input.
    pub name: &'a str,
    /// The whole content.
    pub bytes: &'a [u8],
}

/// How to read: which format, which columns hold what, which rows are taken.
#[derive(Debug, Clone, Default)]
pub struct ReadParams {
    /// The format; detected from the content if not given.
    pub format: Option<Format>,
    /// Columns named by the user; found by their usual names where not given. Pages have none.
    pub columns: ColumnMap,
    /// Conditions that a row must meet, all of them. Pages have no rows to choose.
    pub wheres: Vec<Where>,
    /// Whether the first bad record is an error; otherwise bad records are left out and listed.
    pub strict: bool,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Reading {
    /// The sections, in order of first appearance. Empty only if every record was bad.
    pub sections: Vec<Section>,
    /// Bad records, which were not read, each with its position; in order of the file.
    pub problems: Vec<Error>,
    /// What was read, though not quite as it stands.
    pub warnings: Vec<Warning>,
}

/// How much a file looks like a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    None,
    Weak,
    Strong,
}

/// What a reader gives.
enum Parsed {
    /// A page, read to the end.
    Page(Reading),
    /// Rows, of which columns are still to be told apart.
    Table(Table),
}

/// One format.
trait Reader: Sync {
    /// The format it reads.
    fn format(&self) -> Format;
    /// How much these bytes, without byte order mark, look like the format.
    fn likeness(&self, bytes: &[u8]) -> Likeness;
    /// Reads these bytes, which are those of the source without byte order mark.
    fn parse(&self, name: &str, bytes: &[u8]) -> Result<Parsed>;
}

/// All readers, in the order in which they are asked.
const READERS: [&dyn Reader; 3] = [&jsonl::Jsonl, &csv::Csv, &page::Page];

/// The format of a file by its content, never by its name; `None` if it looks like no format, is empty or is binary.
///
/// # Examples
///
/// ```
/// use hustings::read::{Format, Source, detect};
///
/// let source = Source { name: "export", bytes: b"id;text\n1;Thank God for NATO\n" };
/// assert_eq!(detect(&source), Some(Format::Csv));
/// ```
pub fn detect(source: &Source) -> Option<Format> {
    let bytes = encoding::without_bom(source.bytes);
    if encoding::is_blank(bytes) || encoding::is_binary(bytes) {
        return None;
    }
    let likeness = READERS.map(|reader| (reader.likeness(bytes), reader.format()));
    let first = |wanted| likeness.iter().find(|(found, _)| *found == wanted).map(|(_, format)| *format);
    first(Likeness::Strong).or_else(|| first(Likeness::Weak))
}

/// Reads all sections of a file.
///
/// A record that cannot be read is left out and listed in [`Reading::problems`], or is the error if `strict` is set.
/// If every record is bad, the sections are empty and the problems say why.
///
/// # Errors
///
/// - [`ErrorKind::Empty`] for a file of white space at most
/// - [`ErrorKind::Syntax`] for UTF-16, or JSON that is neither lines of objects nor an array
/// - [`ErrorKind::UnknownFormat`] if no format is given and none is recognised
/// - [`ErrorKind::MissingColumn`] if there is no column of text, or none of a name that the settings give
/// - [`ErrorKind::Settings`] if they name a column of addresses
/// - [`ErrorKind::NoComments`] if there is no comment, [`ErrorKind::Data`] if none is chosen by `wheres`
/// - the first bad record, if `strict` is set
///
/// # Examples
///
/// ```
/// use hustings::comment::Parent;
/// use hustings::read::{ReadParams, Source, read};
///
/// let bytes = b"id,parent_id,text\n1,,They left us alone.\n2,1,\"Exactly, as always.\"\n";
/// let reading = read(&Source { name: "export.csv", bytes }, &ReadParams::default())?;
/// let comments = &reading.sections[0].comments;
/// assert_eq!(comments[1].text, "Exactly, as always.");
/// assert_eq!(comments[1].parent, Some(Parent::Comment(0)));
/// # Ok::<(), hustings::Error>(())
/// ```
pub fn read(source: &Source, params: &ReadParams) -> Result<Reading> {
    let mut reading = match parse(source, params)? {
        Parsed::Page(reading) => reading,
        Parsed::Table(table) => sections::read_table(source.name, table, params)?,
    };
    check_problems(&mut reading.problems, params.strict)?;
    reading.warnings.extend(Warning::of_long_comments(source.name, &reading.sections));
    let no_comments = reading.sections.iter().all(|section| section.comments.is_empty());
    if no_comments && reading.problems.is_empty() {
        return Err(Error::new(ErrorKind::NoComments).in_file(source.name));
    }
    Ok(reading)
}

/// Reads a file as far as its format goes.
fn parse(source: &Source, params: &ReadParams) -> Result<Parsed> {
    let in_file = |error: Error| error.in_file(source.name);
    encoding::refuse_utf16(source.bytes).map_err(in_file)?;
    let bytes = encoding::without_bom(source.bytes);
    if encoding::is_blank(bytes) {
        return Err(in_file(ErrorKind::Empty.into()));
    }
    let format =
        params.format.or_else(|| detect(source)).ok_or_else(|| in_file(Error::new(ErrorKind::UnknownFormat)))?;
    let reader = READERS.into_iter().find(|reader| reader.format() == format).expect("each format has its reader");
    reader.parse(source.name, bytes).map_err(in_file)
}

/// Puts problems in the order of the file; the first is the error if `strict`.
fn check_problems(problems: &mut Vec<Error>, strict: bool) -> Result<()> {
    problems.sort_by_key(|problem| (problem.position().record, problem.position().line));
    match problems.is_empty() {
        false if strict => Err(problems.swap_remove(0)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart_by_content() {
        let page = "Title\n\nText, more text.\n\n  1. Ann\n\n    Words\n\nComments are closed.\n";
        let cases: &[(&str, Option<Format>)] = &[
            (page, Some(Format::Page)),
            (&format!("[Update] {page}"), Some(Format::Page)),
            (&format!("{{Update}} {page}"), Some(Format::Page)),
            ("\u{feff}{\"text\": \"a\"}\n", Some(Format::Jsonl)),
            ("  [\n {\"text\": \"a\"}]", Some(Format::Jsonl)),
            ("{broken", Some(Format::Jsonl)),
            ("text\nHello\n", Some(Format::Csv)),
            ("Body\nHello\n", Some(Format::Csv)),
            ("a;b\n1;2\n", Some(Format::Csv)),
            ("a\tb\n1\t2\n", Some(Format::Csv)),
            (&format!("id,text\n1,\"{page}\"\n"), Some(Format::Csv)),
            ("Just a line of prose.\nAnd another.\n", None),
            ("a,b\n1,2,3\n4\n", None),
            ("", None),
            (" \r\n\t ", None),
            ("\u{1}\u{2}\0\0\u{3}{\0\0\0", None),
        ];
        for (text, expected) in cases {
            let source = Source { name: "lies.csv", bytes: text.as_bytes() };
            assert_eq!(detect(&source), *expected, "{text:?}");
        }
    }

    #[test]
    fn format_names_lead_back_to_formats() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>().unwrap(), format);
        }
        let error = "xml".parse::<Format>().unwrap_err().to_string();
        assert_eq!(error, "format \"xml\" is not one of page, csv, jsonl");
    }
}
