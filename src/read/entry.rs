//! What readers hand on: the entries of a file, one after the other, before threads are put together.
//!
//! A reader knows its format and nothing else. It does not join replies, count what it skipped, hash names or decide
//! what is an error too many: it says what stands in the file, and the walk goes on in [`super::threads`].

use std::ops::Range;

use super::Warning;
pub(super) use super::left_out::Skipped;
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
    /// The file as a whole cannot be read, or no further.
    Failed(Error),
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
    /// Number of its row, from 0, where a reader has rows and wants to know what became of each.
    pub row: Option<usize>,
    /// Whether the conditions of `--where` are met. If not, it only lends its text to its answers.
    pub lent: bool,
    /// Whether the file gives a comment in several records as a rule, so that a repetition is nothing to warn of.
    pub may_repeat: bool,
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
