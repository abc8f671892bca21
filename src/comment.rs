//! Comments as they stand under their article: the type that readers produce and all later stages take.

use std::ops::Range;

use sha2::{Digest, Sha256};

/// The text that a section comments on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Id in the topic file, if it has one.
    pub id: Option<String>,
    /// Headline; empty if unknown.
    pub title: String,
    /// What the article argues, in a sentence, if somebody stated it.
    pub thesis: Option<String>,
    /// Body, paragraphs separated by blank lines.
    pub text: String,
}

/// What an article is known by across files: the first 8 bytes of a SHA-256 over its headline and thesis, or over its text
/// where it has neither.
pub type ArticleKey = [u8; 8];

impl Article {
    /// Its key; `None` if nothing is known of it but its id.
    pub fn key(&self) -> Option<ArticleKey> {
        let thesis = self.thesis.as_deref().unwrap_or("").trim();
        let text = if self.title.trim().is_empty() && thesis.is_empty() { self.text.trim() } else { "" };
        let parts = [self.title.trim(), thesis, text];
        if parts.iter().all(|part| part.is_empty()) {
            return None;
        }
        let digest = Sha256::digest(parts.join("\0"));
        digest[..8].try_into().ok()
    }
}

/// What a comment answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parent {
    /// Another comment of the same section, by its index.
    Comment(usize),
    /// A comment of which only the text is known.
    Text(String),
}

/// One comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comment {
    /// Id as read, or its number in page order, from 1.
    pub id: String,
    /// Id of the comment it answers, as read.
    pub parent_id: Option<String>,
    /// The comment it answers; `None` for a root comment.
    pub parent: Option<Parent>,
    /// Name as read.
    pub author: Option<String>,
    /// When it was written, in RFC 3339: UTC with a `Z` at the end, or without a zone where the source gives none.
    pub time: Option<String>,
    /// The text, cleaned of markup.
    pub text: String,
    /// Byte ranges of `text` that the source marks as somebody else's words, in order, without overlap.
    pub quoted: Vec<Range<usize>>,
}

/// An article with its comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// The article, where it is known.
    pub article: Option<Article>,
    /// The comments in the order of the page.
    pub comments: Vec<Comment>,
}

impl Section {
    /// Text of the comment that the comment at `index` answers, if it answers one.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of comments.
    pub fn parent_text(&self, index: usize) -> Option<&str> {
        match self.comments[index].parent.as_ref()? {
            Parent::Comment(parent) => Some(&self.comments[*parent].text),
            Parent::Text(text) => Some(text),
        }
    }
}
