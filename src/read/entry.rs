//! What readers hand on: the entries of a file, one after the other, before threads are put together.
//!
//! A reader knows its format and nothing else. It does not join replies, count what it skipped, hash names or decide
//! what is an error too many: it says what stands in the file, and the walk goes on in [`super::threads`].

use std::ops::Range;

use super::Warning;
use crate::comment::Article;
use crate::error::{Error, Position};

/// One thing found in a file.
#[derive(Debug)]
pub(super) enum Entry {
    /// What is known of an article; what was known before stays, what was empty is filled. May come before, among or
    /// after its comments, but the comments after it are the ones that are sure to be read with it.
    Article { section: SectionKey, article: Article },
    /// A comment. Boxed, for it is far larger than the rest.
    Comment(Box<CommentEntry>),
    /// An entry that is no comment, or one that is not to be read; counted by kind.
    Skipped(Skipped),
    /// The file says that comments are missing from it: this many, if it says how many.
    Missing(Option<u64>),
    /// A record that cannot be read.
    Problem(Error),
    /// Something read, though not quite as it stands.
    Warning(Warning),
}

/// Which section of the file: an id or address as the file has it; empty where the file is one section.
pub(super) type SectionKey = String;

/// A comment as a reader finds it.
#[derive(Debug, Default)]
pub(super) struct CommentEntry {
    /// The section it belongs to.
    pub section: SectionKey,
    /// Its id; `None` if the source has none, and its number in the file will be made its id.
    pub id: Option<String>,
    /// Id of the comment it answers. `None` for an answer to the article.
    pub parent_id: Option<String>,
    /// Text of the comment it answers, where the source repeats it there.
    pub parent_text: Option<String>,
    /// The name shown. Never an e-mail address, an IP address or a user agent.
    pub author: Option<String>,
    /// When it was written, as [`super::time`] writes times.
    pub time: Option<String>,
    /// What was written.
    pub text: Text,
    /// Where it stands: the number of the record (from 1) or the line, whichever the format has. The file is added later.
    pub at: Position,
    /// Whether the conditions of `--where` are met. If not, it only lends its text to its answers.
    pub lent: bool,
}

/// A comment's words without markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// Paragraphs with a blank line between them, line breaks kept.
    pub text: String,
    /// Byte ranges of `text` that the markup gives as somebody else's words (`blockquote`, `>`, quote boxes), in order,
    /// without overlap.
    pub quoted: Vec<Range<usize>>,
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { text, quoted: Vec::new() }
    }
}

/// Why an entry is not read as a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Skipped {
    /// The source says that it was deleted or removed, or there is nothing left of it.
    Deleted,
    /// Marked as spam.
    Spam,
    /// Not approved, held back, rejected or hidden.
    NotApproved,
    /// A pingback or trackback: another page that links here.
    Pingback,
    /// Joined, left, pinned, closed: a line of the system's own.
    Service,
    /// No text at all: a picture, a sticker, an empty row.
    Empty,
    /// The same comment once more.
    Repeated,
    /// Not a comment: a page, a user, a notice.
    Other,
}

impl Skipped {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Deleted,
        Self::Spam,
        Self::NotApproved,
        Self::Pingback,
        Self::Service,
        Self::Empty,
        Self::Repeated,
        Self::Other,
    ];

    /// Name for people: `deleted comment`, `pingback`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted comment",
            Self::Spam => "spam comment",
            Self::NotApproved => "comment not approved",
            Self::Pingback => "pingback",
            Self::Service => "service entry",
            Self::Empty => "entry without text",
            Self::Repeated => "repeated comment",
            Self::Other => "other entry",
        }
    }
}
