//! What a reader took, though not quite as it stands.

use std::fmt;

use crate::comment::Section;
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
    /// An entry is no comment and was left out.
    SkippedEntry {
        /// Where it stands.
        at: Position,
        /// What it is: `pingback`, `empty row`.
        kind: &'static str,
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
    /// A comment is longer than what is looked at of one; the rest has no part in its labels.
    LongComment {
        /// The file.
        at: Position,
        /// Id of the comment.
        id: String,
        /// Its length in bytes.
        bytes: usize,
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
    /// A warning for each comment that is longer than what is looked at.
    pub(super) fn of_long_comments<'a>(file: &'a str, sections: &'a [Section]) -> impl Iterator<Item = Self> + 'a {
        let comments = sections.iter().flat_map(|section| &section.comments);
        comments.filter(|comment| comment.text.len() > MAX_COMMENT_BYTES).map(move |comment| Self::LongComment {
            at: Position { file: Some(file.to_owned()), ..Position::default() },
            id: comment.id.clone(),
            bytes: comment.text.len(),
        })
    }

    /// Where it was seen; `None` if it concerns no single place.
    pub fn position(&self) -> Option<&Position> {
        match self {
            Self::UnknownParent { at, .. }
            | Self::ParentCycle { at, .. }
            | Self::DuplicateId { at, .. }
            | Self::RepeatedComment { at, .. }
            | Self::InvalidUtf8Replaced { at, .. }
            | Self::SkippedEntry { at, .. }
            | Self::DividedAnnotators { at, .. }
            | Self::RoundedIds { at, .. }
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
            Self::SkippedEntry { kind, .. } => write!(f, "{kind} left out, for it is no comment; nothing to do"),
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
            Self::LongComment { id, bytes, .. } => write!(
                f,
                "comment {id:?} is {bytes} bytes long; only the first {MAX_COMMENT_BYTES} decide its labels; check the \
                 file for a quotation mark that does not close"
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
                Warning::SkippedEntry { at, kind: "pingback" },
                "a.csv: record 2 (line 3): pingback left out, for it is no comment; nothing to do",
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
