//! What the tokenizer hands to the reader: tokens before they have a norm.

use super::Kind;

/// How the norm of a piece is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// It is this.
    Fixed(&'static str),
    /// It is this, and the original was longer than it need be.
    Stretched(&'static str),
    /// As of a word, and it has a stem.
    Word,
    /// As of a word, always with a full stop at its end.
    Abbreviation,
    /// As of a word, without the `#`.
    Hashtag,
    /// Without selectors.
    Emoji,
    /// One sign.
    Punctuation,
}

impl Form {
    /// A number below 8, the same for all pieces that have the same norm if they are written in the same way.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Fixed(_) | Self::Stretched(_) => 0,
            Self::Word => 1,
            Self::Abbreviation => 2,
            Self::Hashtag => 3,
            Self::Emoji => 4,
            Self::Punctuation => 5,
        }
    }
}

/// A token in the making: `start..end` in bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    pub(super) form: Form,
}
