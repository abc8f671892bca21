//! The one error of the library: what went wrong, and where in which file.
//!
//! [`Error`] is opaque; callers match on [`Error::kind`]. Its text says where, what was found, what was expected and
//! the way out, on one line, in lower case and without a full stop.

use std::fmt;

/// Result of this library's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Where in the input something was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// Name of the file as the caller gave it; `-` for standard input.
    pub file: Option<String>,
    /// Number of the record, from 1, the header not counted.
    pub record: Option<u64>,
    /// Number of the line, from 1.
    pub line: Option<u64>,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(file) = &self.file {
            parts.push(file.clone());
        }
        match (self.record, self.line) {
            (Some(record), Some(line)) => parts.push(format!("record {record} (line {line})")),
            (Some(record), None) => parts.push(format!("record {record}")),
            (None, Some(line)) => parts.push(format!("line {line}")),
            (None, None) => {}
        }
        f.write_str(&parts.join(": "))
    }
}

/// An error with its place in the input.
#[derive(Debug)]
pub struct Error {
    kind: Box<ErrorKind>,
    position: Position,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file could not be opened, read or written.
    Io(std::io::Error),
    /// The input holds nothing at all.
    Empty,
    /// The input looks like none of the formats that can be read.
    UnknownFormat,
    /// The input was read but holds no comment.
    NoComments,
    /// A table lacks a column that is needed.
    MissingColumn {
        /// The column looked for.
        column: String,
        /// The columns there are.
        columns: Vec<String>,
        /// The option that names another column.
        option: &'static str,
    },
    /// A cell holds a label that its column does not allow.
    UnknownLabel {
        /// The column, which is the name of a head.
        column: String,
        /// The label found.
        label: String,
        /// The labels allowed.
        allowed: Vec<String>,
    },
    /// A record has another number of fields than the header.
    RaggedRow {
        /// Fields found.
        found: usize,
        /// Fields in the header.
        expected: usize,
    },
    /// Bytes that are not UTF-8.
    NotUtf8 {
        /// Offset of the first such byte in the field or file.
        byte: usize,
    },
    /// The record cannot be parsed.
    Syntax(String),
    /// A topic file says something that cannot be.
    Topic(String),
    /// A file of behaviour tests says something that cannot be.
    Behaviour(String),
    /// The data do not allow training or evaluation.
    Data(String),
    /// A setting is out of its range.
    Settings(String),
    /// A model file is damaged, foreign or of another version.
    Model(String),
    /// A solver failed.
    Solver(String),
}

impl Error {
    /// An error of this kind, place unknown.
    pub fn new(kind: ErrorKind) -> Self {
        Self { kind: Box::new(kind), position: Position::default() }
    }

    /// The same error, in this file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.position.file = Some(file.into());
        self
    }

    /// The same error, at this record (from 1) and line (from 1).
    #[must_use]
    pub fn at(mut self, record: Option<u64>, line: Option<u64>) -> Self {
        self.position.record = record;
        self.position.line = line;
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Where it went wrong, as far as known.
    pub fn position(&self) -> &Position {
        &self.position
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(ErrorKind::Io(error))
    }
}

impl From<linfa::Error> for Error {
    fn from(error: linfa::Error) -> Self {
        Self::new(ErrorKind::Solver(error.to_string()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let position = self.position.to_string();
        if !position.is_empty() {
            write!(f, "{position}: ")?;
        }
        match self.kind() {
            ErrorKind::Io(error) => write!(f, "{error}"),
            ErrorKind::Empty => f.write_str("the file is empty; a page, an export or a table of comments was expected"),
            ErrorKind::UnknownFormat => {
                f.write_str("no page, export or table of comments was recognised; name the format with --from")
            }
            ErrorKind::NoComments => f.write_str("no comments were found; check the format with --from"),
            ErrorKind::MissingColumn { column, columns, option } => {
                write!(f, "no column {column:?}; columns are: {} (use {option})", columns.join(", "))
            }
            ErrorKind::UnknownLabel { column, label, allowed } => {
                write!(f, "{column} {label:?} is not one of {}", allowed.join(", "))?;
                match nearest(label, allowed) {
                    Some(nearest) => write!(f, "; did you mean {nearest:?}?"),
                    None => Ok(()),
                }
            }
            ErrorKind::RaggedRow { found, expected } => {
                write!(f, "{found} fields where the header has {expected}; check for unquoted separators or quotes")
            }
            ErrorKind::NotUtf8 { byte } => write!(f, "not UTF-8 at byte {byte}; save the file as UTF-8"),
            ErrorKind::Syntax(text)
            | ErrorKind::Topic(text)
            | ErrorKind::Behaviour(text)
            | ErrorKind::Data(text)
            | ErrorKind::Settings(text)
            | ErrorKind::Model(text)
            | ErrorKind::Solver(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Io(error) => error.source(),
            _ => None,
        }
    }
}

/// The allowed label nearest to the given one, if any is near (Jaro-Winkler similarity of at least 0.7).
fn nearest<'a>(label: &str, allowed: &'a [String]) -> Option<&'a str> {
    let label = label.to_lowercase();
    allowed
        .iter()
        .map(|candidate| (strsim::jaro_winkler(&label, &candidate.to_lowercase()), candidate.as_str()))
        .filter(|(similarity, _)| *similarity >= 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_says_where_what_and_the_way_out() {
        let allowed = ["favor", "against", "none"].map(String::from).to_vec();
        let kind = ErrorKind::UnknownLabel { column: "thesis".into(), label: "favour".into(), allowed };
        let error = Error::new(kind).in_file("comments.csv").at(Some(812), Some(815));
        assert_eq!(
            error.to_string(),
            "comments.csv: record 812 (line 815): thesis \"favour\" is not one of favor, against, none; \
             did you mean \"favor\"?"
        );
    }

    #[test]
    fn far_labels_get_no_suggestion() {
        assert_eq!(nearest("xyz", &["favor".into(), "none".into()]), None);
    }
}
