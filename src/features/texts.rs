//! Comments, their parents and their articles as the models read them: with other people's words told apart.
//!
//! A comment is read with the words of its parent and its article set apart; a parent, as context of an answer, with
//! those of the article alone. So what is made of a comment depends on it, its parent and its article, and on nothing
//! else.

use std::ops::Range;

use crate::comment::{Article, Comment, Parent, Section};
use crate::text::{Analysis, Analyzer, QuoteSource, quoted_ranges};

/// An article prepared for the comments under it.
#[derive(Debug)]
pub struct ArticleText {
    source: QuoteSource,
    /// Title, thesis and text.
    pub whole: Analysis,
    /// Title and thesis.
    pub headline: Analysis,
}

impl ArticleText {
    /// Reads an article; `None` if nothing is known of it but its id.
    pub fn new(analyzer: &Analyzer, article: &Article) -> Option<Self> {
        let headline = join(&[&article.title, article.thesis.as_deref().unwrap_or("")]);
        let whole = join(&[&headline, &article.text]);
        if whole.is_empty() {
            return None;
        }
        let own = |text: &str| {
            let mut analysis = Analysis::default();
            analyzer.analyze(text, &quoted_ranges(text, &[], &[]), &mut analysis);
            analysis
        };
        Some(Self { source: QuoteSource::new(&whole), whole: own(&whole), headline: own(&headline) })
    }
}

/// Paragraphs of one text.
fn join(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// The comment that another answers.
#[derive(Debug, Clone, Copy)]
pub struct ParentText<'a> {
    /// Its text.
    pub text: &'a str,
    /// What its source marks as quoted.
    marked: &'a [Range<usize>],
}

/// What the comment at `index` answers.
pub fn parent_of(section: &Section, index: usize) -> Option<ParentText<'_>> {
    match section.comments[index].parent.as_ref()? {
        Parent::Comment(parent) => {
            let parent = &section.comments[*parent];
            Some(ParentText { text: &parent.text, marked: &parent.quoted })
        }
        Parent::Text(text) => Some(ParentText { text, marked: &[] }),
    }
}

/// Reads a comment into `out`; words of the parent and the article are not its own.
pub fn read_comment(
    analyzer: &Analyzer,
    comment: &Comment,
    parent: Option<&QuoteSource>,
    article: Option<&ArticleText>,
    out: &mut Analysis,
) {
    let article = article.map(|article| &article.source);
    match (parent, article) {
        (Some(parent), Some(article)) => read(analyzer, &comment.text, &comment.quoted, &[parent, article], out),
        (Some(source), None) | (None, Some(source)) => {
            read(analyzer, &comment.text, &comment.quoted, &[source], out);
        }
        (None, None) => read(analyzer, &comment.text, &comment.quoted, &[], out),
    }
}

/// Reads a parent as context of its answers into `out`; words of the article are not its own.
pub fn read_parent(analyzer: &Analyzer, parent: ParentText<'_>, article: Option<&ArticleText>, out: &mut Analysis) {
    read(analyzer, parent.text, parent.marked, article.map(|article| &article.source).as_slice(), out);
}

fn read(analyzer: &Analyzer, text: &str, marked: &[Range<usize>], sources: &[&QuoteSource], out: &mut Analysis) {
    analyzer.analyze(text, &quoted_ranges(text, marked, sources), out);
}
