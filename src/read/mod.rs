//! Files into comment sections: what a file is, what it holds, and what in it could not be read.
//!
//! A file is opened ([`Stream::open`]): decompressed, decoded, its format told from its start. The reader of the format, one
//! file in `formats` behind one trait, gives its entries; [`Batch`]es are made of them, with sections put together and answers
//! joined to what they answer. [`read`] gives a whole file at once; [`read_labelled`] does the same for files that carry
//! labels. What the articles of a topic file say, what a comment means and how many bad records are too many is decided
//! elsewhere ([`resolve_articles`] only joins the two).
//!
//! No input makes a reader panic; time is linear in the size of a file, and memory bounded as [`Stream`] says.

mod annotators;
mod articles;
mod authors;
mod caught;
mod encoding;
mod entities;
mod entry;
mod formats;
mod input;
mod json;
mod labelled;
mod left_out;
mod numbers;
mod open;
mod outline;
mod replies;
mod start;
mod stream;
mod table;
mod threads;
mod time;
mod values;
mod warning;

use crate::comment::Section;
use crate::error::{Error, Result};

pub use annotators::{AnnotatedComment, AnnotatedHead, Annotators, read_annotators};
pub use articles::{bare_articles, resolve_articles};
pub use authors::Authors;
pub use caught::silence_caught_panics;
pub use formats::Format;
pub use labelled::{Dataset, LabelledParams, Sample, read_labelled};
pub use left_out::{LeftOut, Skipped};
pub use stream::Stream;
pub use table::columns::{ColumnMap, Where};
pub use threads::Batch;
pub use values::column_values;
pub use warning::Warning;

use threads::Limits;

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
    /// What becomes of authors' names.
    pub authors: Authors,
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
    /// Entries that are no comments, and comments that the file says are missing from it.
    pub left_out: LeftOut,
}

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
    let opened = open::open(source.bytes).ok()?;
    stream::format_of(&opened.start, &ReadParams::default()).ok()
}

/// Reads all sections of a file.
///
/// A record that cannot be read is left out and listed in [`Reading::problems`], or is the error if `strict` is set.
/// If every record is bad, the sections are empty and the problems say why.
///
/// # Errors
///
/// - those of [`Stream::open`] and of its batches
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
    let mut reading = Reading::default();
    for batch in Stream::with_limits(source.name, source.bytes, params, Limits::NONE)? {
        // All comments come in one batch, for there is no limit; what follows them may come in another.
        let mut batch = batch?;
        reading.sections.append(&mut batch.sections);
        reading.problems.append(&mut batch.problems);
        reading.warnings.append(&mut batch.warnings);
        reading.left_out.join(&batch.left_out);
    }
    Ok(reading)
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
        assert!(error.starts_with("format \"xml\" is not one of page, wordpress-page, "), "{error}");
    }
}
