//! The labelling sheet: a row for each comment chosen, with what a person must see to label it, so that the table comes
//! back as the comments it was made of.

use std::collections::HashMap;
use std::ops::Range;

use super::articles::Articles;
use super::choice::Place;
use crate::comment::{Comment, Section};
use crate::text::quoted_ranges;

/// Bytes of a parent's text that are shown; a thousand answers to one long comment would repeat it a thousand times.
const MAX_PARENT_BYTES: usize = 1 << 13;

/// Columns before those of the heads.
pub const COLUMNS: [&str; 5] = ["id", "parent_id", "article", "parent_text", "text"];

/// A comment to be labelled. Texts are as they were read; a table for spreadsheets must still keep them from being taken
/// for formulas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Id of the comment, unique under its article.
    pub id: String,
    /// Id of the comment it answers; empty for a root comment.
    pub parent_id: String,
    /// Id of the article in the topic file; empty if none is known.
    pub article: String,
    /// Text of the comment it answers; empty for a root comment.
    pub parent_text: String,
    /// The text, with `[quote]` around what only the source's markup shows to be somebody else's words.
    pub text: String,
}

impl SheetRow {
    /// The cells in the order of [`COLUMNS`].
    pub fn cells(&self) -> [&str; 5] {
        [&self.id, &self.parent_id, &self.article, &self.parent_text, &self.text]
    }
}

/// The rows of the comments chosen, in their order.
pub(super) fn rows(sections: &[Section], articles: &Articles, places: &[Place]) -> Vec<SheetRow> {
    // Sections of several files under one article may use an id twice.
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let prefixes: Vec<String> = (0..sections.len())
        .map(|section| {
            let earlier = seen.entry(articles.id(section)).or_default();
            *earlier += 1;
            if *earlier == 1 { String::new() } else { format!("s{earlier}-") }
        })
        .collect();
    let row = |(number, index): &Place| {
        let (section, prefix) = (&sections[*number], &prefixes[*number]);
        let comment = &section.comments[*index];
        let parent_text = section.parent_text(*index);
        let parent_id = comment.parent_id.as_deref().filter(|_| parent_text.is_some());
        SheetRow {
            id: format!("{prefix}{}", comment.id),
            parent_id: parent_id.map_or(String::new(), |id| format!("{prefix}{id}")),
            article: articles.id(*number).to_owned(),
            parent_text: head(parent_text.unwrap_or("").trim()).to_owned(),
            text: with_quotes(comment).trim().to_owned(),
        }
    };
    places.iter().map(row).collect()
}

/// The text with tags around the quotations that it does not show by itself.
fn with_quotes(comment: &Comment) -> String {
    let text = &comment.text;
    let shown = quoted_ranges(text, &[], &[]);
    let is_shown =
        |range: &Range<usize>| shown.iter().any(|shown| shown.start <= range.start && range.end <= shown.end);
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    for range in comment.quoted.iter().filter(|range| !is_shown(range)) {
        if let (Some(before), Some(quoted)) = (text.get(at..range.start), text.get(range.clone())) {
            written.push_str(before);
            written.push_str("[quote]");
            written.push_str(quoted);
            written.push_str("[/quote]");
            at = range.end;
        }
    }
    written.push_str(text.get(at..).unwrap_or(""));
    written
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(MAX_PARENT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Article, Parent};

    fn comment(id: &str, parent: Option<(&str, usize)>, text: &str) -> Comment {
        Comment {
            id: id.into(),
            parent_id: parent.map(|(id, _)| id.into()),
            parent: parent.map(|(_, index)| Parent::Comment(index)),
            text: text.into(),
            ..Comment::default()
        }
    }

    #[test]
    fn rows_bring_what_a_labeller_needs() {
        let article = Some(Article { id: Some("a".into()), ..Article::default() });
        let comments = vec![comment("1", None, " Yes. "), comment("2", Some(("1", 0)), "No.")];
        let mut orphan = comment("1", None, "Why?");
        orphan.parent_id = Some("77".into());
        let other = comment("2", Some(("1", 0)), "No?");
        let sections =
            [Section { article: article.clone(), comments }, Section { article, comments: vec![orphan, other] }];
        let rows = rows(&sections, &Articles::of(&sections), &[(0, 1), (0, 0), (1, 0), (1, 1)]);
        let cells: Vec<[&str; 5]> = rows.iter().map(SheetRow::cells).collect();
        assert_eq!(
            cells,
            [
                ["2", "1", "a", "Yes.", "No."],
                ["1", "", "a", "", "Yes."],
                ["s2-1", "", "a", "", "Why?"],
                ["s2-2", "s2-1", "a", "Why?", "No?"],
            ]
        );
    }

    #[test]
    fn quotations_that_only_markup_shows_are_tagged() {
        let cases = [
            ("They said no. So?", 0..13, "[quote]They said no.[/quote] So?"),
            ("> They said no.\nSo?", 2..15, "> They said no.\nSo?"),
            ("a é b", 2..4, "a [quote]é[/quote] b"),
            ("a é b", 3..9, "a é b"),
        ];
        for (text, quoted, expected) in cases {
            let comment = Comment { text: text.into(), quoted: vec![quoted], ..Comment::default() };
            assert_eq!(with_quotes(&comment), expected);
        }
    }

    #[test]
    fn long_parents_are_cut_between_characters() {
        assert_eq!(head(&"é".repeat(MAX_PARENT_BYTES)).len(), MAX_PARENT_BYTES);
        assert_eq!(head(&format!("a{}", "é".repeat(MAX_PARENT_BYTES))).len(), MAX_PARENT_BYTES - 1);
    }
}
