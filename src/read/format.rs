//! The formats, and which one a file has: told from how it starts, never from its name.

use std::str::FromStr;

use super::ReadParams;
use super::entry::Entry;
use super::input::Input;
use super::start::Start;
use crate::error::{Error, ErrorKind, Result};

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
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

    /// Name on the command line: `page`, `csv`, `jsonl` and so on.
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

/// How much a file looks like a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    None,
    /// It may be, if it is nothing else.
    Weak,
    /// It has what only this format has.
    Strong,
}

/// The entries of one file, in its order.
pub(super) type Entries<'a> = Box<dyn Iterator<Item = Entry> + Send + 'a>;

/// One format.
pub(super) trait Reader: Sync {
    /// The format it reads.
    fn format(&self) -> Format;
    /// How much a file that starts so looks like the format.
    fn likeness(&self, start: &Start) -> Likeness;
    /// Opens a file of the format. An error here, or one named in an entry, says what was found and the way out, and
    /// where in the file; the file's name is added later.
    fn read<'a>(&self, input: Input<'a>, params: &'a ReadParams) -> Result<Entries<'a>>;
}

/// All readers, in the order in which they are asked: what is told by a mark of its own comes before what is told by
/// its shape.
const READERS: [&dyn Reader; 0] = [];

/// The reader of a format.
pub(super) fn reader(format: Format) -> &'static dyn Reader {
    READERS.into_iter().find(|reader| reader.format() == format).expect("each format has its reader")
}

/// The format of a file that starts so: the first that it looks strongly like, else the first that it looks weakly
/// like; `None` if it looks like no format, is empty or is binary.
pub(super) fn detect(start: &Start) -> Option<Format> {
    let likeness = READERS.map(|reader| (reader.likeness(start), reader.format()));
    let first = |wanted| likeness.iter().find(|(found, _)| *found == wanted).map(|(_, format)| *format);
    first(Likeness::Strong).or_else(|| first(Likeness::Weak))
}
