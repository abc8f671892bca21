//! What the analyzer hands on: tokens, mentions, and the buffer that holds their normal forms and stems.

use std::ops::Range;

use super::negation::Role;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A word, a part of a contraction, an ordinal, a name such as `f16`.
    Word,
    /// A number; its norm is `<number>`.
    Number,
    /// A link; its norm is `<url>`.
    Url,
    /// `@name` or an e-mail address; its norm is `<user>`.
    User,
    /// `#tag`; its norm lacks the `#`.
    Hashtag,
    /// An emoji, or an emoticon made of letters and signs such as `:)`.
    Emoji,
    /// One punctuation character, or a run of exclamation marks, question marks or dots.
    Punctuation,
}

/// A place in the buffer of an [`Analysis`]; 32 bits suffice because the text is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A piece of a comment. Its normal form and stem are read with [`Analysis::norm`] and [`Analysis::stem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Byte of the comment at which it starts.
    pub start: usize,
    /// Byte of the comment after its last.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// Whether it stands under a negation.
    pub negated: bool,
    /// Whether it is, at least in part, somebody else's words.
    pub quoted: bool,
    /// Whether it is a word or hashtag with two letters or more, all of them capitals.
    pub caps: bool,
    /// Whether a letter or sign was repeated beyond spelling, as in `soooo` or `!!!`.
    pub elongated: bool,
    /// Index of the nearest mention, counted in tokens; of two as near, the earlier. `None` if nothing is mentioned.
    pub nearest: Option<u32>,
    /// Valence by the lexicon, in tenths, as if nothing negated it.
    pub(super) valence: i8,
    pub(super) norm: Span,
    pub(super) stem: Span,
}

/// A target named in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Index of the target in the topic.
    pub target: usize,
    /// Indexes of the tokens that name it. A hashtag may name several targets: mentions of the same one token.
    pub tokens: Range<usize>,
}

/// A comment as the analyzer read it. Reuse one for many comments: its buffers stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// All normal forms and stems, one after the other.
    pub(super) buffer: String,
    pub(super) tokens: Vec<Token>,
    pub(super) mentions: Vec<Mention>,
    /// What negation and alias search read of each token.
    pub(super) marks: Vec<Mark>,
    /// Symbols of the norms and of the stems, one for each token.
    pub(super) norm_symbols: Vec<u64>,
    pub(super) stem_symbols: Vec<u64>,
}

/// What a token is to the negation and to the aliases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Number of the stem among those of the aliases, 0 if it is none of them.
    pub(super) name: u32,
    pub(super) role: Role,
}

impl Token {
    /// Valence by the lexicon, in tenths, from -40 to 40, as if nothing negated it; 0 if the lexicon does not hold it.
    pub fn valence_tenths(&self) -> i8 {
        self.valence
    }
}

impl Analysis {
    /// The tokens in the order of the comment.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The targets named, in the order of the comment; quoted ones too.
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// Normal form of a token of this analysis: NFKC, case folded, stretched letters squeezed to two, apostrophes and
    /// quotation marks of one shape; a placeholder for links, users and numbers. Never empty.
    ///
    /// # Panics
    ///
    /// May panic if the token is of another analysis.
    pub fn norm(&self, token: &Token) -> &str {
        &self.buffer[token.norm.range()]
    }

    /// Stem of a token of this analysis; its norm for all but words and hashtags.
    ///
    /// # Panics
    ///
    /// May panic if the token is of another analysis.
    pub fn stem(&self, token: &Token) -> &str {
        &self.buffer[token.stem.range()]
    }

    /// Symbol of the norm of each token.
    pub(crate) fn norm_symbols(&self) -> &[u64] {
        &self.norm_symbols
    }

    /// Symbol of the stem of each token.
    pub(crate) fn stem_symbols(&self) -> &[u64] {
        &self.stem_symbols
    }

    /// Makes room for a text of so many bytes, as texts are: the norms and some stems, a token for four bytes.
    pub(super) fn reserve(&mut self, n_bytes: usize) {
        self.buffer.reserve(n_bytes + n_bytes / 8);
        let n_tokens = n_bytes / 4 + 1;
        self.tokens.reserve(n_tokens);
        self.marks.reserve(n_tokens);
        self.norm_symbols.reserve(n_tokens);
        self.stem_symbols.reserve(n_tokens);
    }

    pub(super) fn clear(&mut self) {
        self.buffer.clear();
        self.tokens.clear();
        self.mentions.clear();
        self.marks.clear();
        self.norm_symbols.clear();
        self.stem_symbols.clear();
    }
}
