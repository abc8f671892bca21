//! What a reader took, though not quite as it stands.

use std::fmt;

use crate::comment::Comment;
use crate::error::Position;
use crate::text::MAX_COMMENT_BYTES;

/// Something in a file that was read, but not quite as it stands. Its text says what was seen, what follows from it
/// and what to try.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A comment answers one that is not in its section; it became a root comment.
    UnknownParent {
        /// Where the comment stands.
        at: Position,
        /// Id of the comment.
        id: String,
        /// Id of the comment it answers, as read.
        parent: String,
    },
    /// A comment answers itself, directly or by way of others; it became a root comment.
    ParentCycle {
        /// Where the comment stands.
        at: Position,
        /// Id of the comment.
        id: String,
    },
    /// Two comments of a section have one id but other texts; both were kept.
    DuplicateId {
        /// Where the second stands.
        at: Position,
        /// The id.
        id: String,
        /// Record of the first.
        first: u64,
    },
    /// A record repeats another with the same id and text; it was read once.
    RepeatedComment {
        /// Where the repetition stands.
        at: Position,
        /// The id.
        id: String,
        /// Record of the first.
        first: u64,
    },
    /// Bytes that are not UTF-8 were replaced by U+FFFD.
    InvalidUtf8Replaced {
        /// Where the first of them stands.
        at: Position,
        /// Number of places.
        count: u64,
    },
    /// The file is in another encoding than UTF-8, which was told from its bytes.
    GuessedEncoding {
        /// The file.
        at: Position,
        /// Name of the encoding.
        encoding: &'static str,
    },
    /// Several people labelled a comment and no label has more votes than the others; it is left without this one.
    DividedAnnotators {
        /// Where the comment first stands.
        at: Position,
        /// Id of the comment.
        id: String,
        /// Name of the head.
        head: String,
        /// The labels with most votes.
        classes: Vec<String>,
    },
    /// Ids were rounded by a spreadsheet; replies are not joined by such ids.
    RoundedIds {
        /// Where the first of them stands.
        at: Position,
        /// The first of them.
        id: String,
    },
    /// Records have more keys than are read as columns; those of later ones were passed over.
    ManyKeys {
        /// The first record with a key that was passed over.
        at: Position,
        /// Number of keys read.
        kept: usize,
    },
    /// A comment is longer than what is looked at of one; the rest has no part in its labels.
    LongComment {
        /// The file.
        at: Position,
        /// Id of the comment.
        id: String,
        /// Its length in bytes.
        bytes: usize,
    },
    /// Nothing but the id of an article is known, and there is no topic file to look it up in.
    BareArticle {
        /// The file.
        at: Position,
        /// Id of the article.
        id: String,
    },
    /// An article of which only the id is known is not in the topic file.
    UnknownArticle {
        /// Id of the article.
        id: String,
        /// Number of comments under it.
        comments: usize,
    },
}

impl Warning {
    /// A warning of a comment that is longer than what is looked at.
    pub(super) fn of_long_comment(file: &str, comment: &Comment) -> Self {
        let at = Position { file: Some(file.to_owned()), ..Position::default() };
        Self::LongComment { at, id: comment.id.clone(), bytes: comment.text.len() }
    }

    /// The same warning, in this file.
    #[must_use]
    pub(super) fn in_file(mut self, file: &str) -> Self {
        if let Some(at) = self.position_mut() {
            at.file = Some(file.to_owned());
        }
        self
    }

    fn position_mut(&mut self) -> Option<&mut Position> {
        match self {
            Self::UnknownParent { at, .. }
            | Self::ParentCycle { at, .. }
            | Self::DuplicateId { at, .. }
            | Self::RepeatedComment { at, .. }
            | Self::InvalidUtf8Replaced { at, .. }
            | Self::GuessedEncoding { at, .. }
            | Self::BareArticle { at, .. }
            | Self::DividedAnnotators { at, .. }
            | Self::RoundedIds { at, .. }
            | Self::ManyKeys { at, .. }
            | Self::LongComment { at, .. } => Some(at),
            Self::UnknownArticle { .. } => None,
        }
    }

    /// Where it was seen; `None` if it concerns no single place.
    pub fn position(&self) -> Option<&Position> {
        match self {
            Self::UnknownParent { at, .. }
            | Self::ParentCycle { at, .. }
            | Self::DuplicateId { at, .. }
            | Self::RepeatedComment { at, .. }
            | Self::InvalidUtf8Replaced { at, .. }
            | Self::GuessedEncoding { at, .. }
            | Self::BareArticle { at, .. }
            | Self::DividedAnnotators { at, .. }
            | Self::RoundedIds { at, .. }
            | Self::ManyKeys { at, .. }
            | Self::LongComment { at, .. } => Some(at),
            Self::UnknownArticle { .. } => None,
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.position() {
            write!(f, "{at}: ")?;
        }
        match self {
            Self::UnknownParent { id, parent, .. } => write!(
                f,
                "comment {id:?} answers {parent:?}, which is not in its section; it is read as a root comment, \
                 without what it answers; check the column with --parent-column"
            ),
            Self::ParentCycle { id, .. } => write!(
                f,
                "comment {id:?} answers itself, directly or by way of others; it is read as a root comment; \
                 check the column with --parent-column"
            ),
            Self::DuplicateId { id, first, .. } => write!(
                f,
                "id {id:?} has another text in record {first}; both are kept and replies go to the first; \
                 check the column with --id-column"
            ),
            Self::RepeatedComment { id, first, .. } => {
                write!(f, "comment {id:?} repeats record {first}; it is read once; check the file for rows given twice")
            }
            Self::InvalidUtf8Replaced { count, .. } => {
                let (places, were) = if *count == 1 { ("1 place", "was") } else { ("places", "were") };
                let number = if *count == 1 { String::new() } else { format!("{count} ") };
                write!(
                    f,
                    "{number}{places} not in UTF-8 {were} replaced by U+FFFD, so words may go unrecognised; \
                     save the file as UTF-8"
                )
            }
            Self::GuessedEncoding { encoding, .. } => {
                write!(f, "read as {encoding}, as its bytes suggest; if letters look wrong, save the file as UTF-8")
            }
            Self::DividedAnnotators { id, head, classes, .. } => write!(
                f,
                "comment {id:?} is labelled {} by as many people each, so it is left without a label for {head}; settle it \
                 where it was labelled",
                classes.join(" and ")
            ),
            Self::RoundedIds { id, .. } => write!(
                f,
                "ids such as {id:?} were rounded by a spreadsheet, so replies are not joined by them; export the file anew \
                 and keep it from the spreadsheet, or import the column there as text"
            ),
            Self::ManyKeys { kept, .. } => write!(
                f,
                "records have more than {kept} different keys; those that come later are not read as columns; check \
                 that keys are names of columns and not data"
            ),
            Self::LongComment { id, bytes, .. } => write!(
                f,
                "comment {id:?} is {bytes} bytes long; only the first {MAX_COMMENT_BYTES} decide its labels; check the \
                 file for a quotation mark that does not close"
            ),
            Self::BareArticle { id, .. } => write!(
                f,
                "the article {id:?} is known by its id only, so the thesis is left empty; name the topic file with \
                 --topic, or the article with --article"
            ),
            Self::UnknownArticle { id, comments } => {
                let comments = if *comments == 1 { "1 comment".into() } else { format!("{comments} comments") };
                write!(
                    f,
                    "article {id:?} of {comments} is not in the topic file, so its thesis and text are unknown; \
                     add an [[article]] with id = {id:?}"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_says_what_follows_and_what_to_try() {
        let at = Position { file: Some("a.csv".into()), record: Some(2), line: Some(3) };
        let cases = [
            (
                Warning::UnknownParent { at: at.clone(), id: "7".into(), parent: "9".into() },
                "a.csv: record 2 (line 3): comment \"7\" answers \"9\", which is not in its section; it is read as a \
                 root comment, without what it answers; check the column with --parent-column",
            ),
            (
                Warning::InvalidUtf8Replaced { at: at.clone(), count: 2 },
                "a.csv: record 2 (line 3): 2 places not in UTF-8 were replaced by U+FFFD, so words may go \
                 unrecognised; save the file as UTF-8",
            ),
            (
                Warning::GuessedEncoding { at: Position { record: None, line: None, ..at }, encoding: "windows-1251" },
                "a.csv: read as windows-1251, as its bytes suggest; if letters look wrong, save the file as UTF-8",
            ),
            (
                Warning::UnknownArticle { id: "x".into(), comments: 1 },
                "article \"x\" of 1 comment is not in the topic file, so its thesis and text are unknown; add an \
                 [[article]] with id = \"x\"",
            ),
        ];
        for (warning, expected) in cases {
            assert_eq!(warning.to_string(), expected);
        }
    }
}
