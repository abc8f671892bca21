//! The printed page: an article, then its comments, numbered, with replies indented and numbered anew.
//!
//! ```text
//! Headline
//!
//! Paragraphs of the article.
//!
//!   1. Ann
//!
//!     What Ann says.
//!
//!     1. Bob
//!
//!       What Bob answers.
//!
//!   2. Carol
//!
//!     What Carol says.
//!
//! Comments are closed.
//! ```
//!
//! The page has no markup, so its structure is told by numbers, blank lines and indentation; [`outline`] says how, and
//! what remains ambiguous. Indentation may be of blanks, tabs (as four) and non-breaking spaces, line ends of any kind.
//! The text of comments and article stays as it is; a paragraph's lines are joined, paragraphs parted by a blank line.
//! Ids are the numbers in the order of the page, from 1.

mod line;
mod outline;
mod paragraph;

use super::encoding::decode;
use super::{Format, Likeness, Parsed, Reader, Reading, Warning};
use crate::comment::{Article, Comment, Parent, Section};
use crate::error::{Error, ErrorKind, Position, Result};

use line::{Line, is_heading_of_comments, is_pingback, is_print_button};
use outline::{Entry, Lines};
use paragraph::Paragraphs;

/// Reads printed pages.
pub(super) struct Page;

impl Reader for Page {
    fn format(&self) -> Format {
        Format::Page
    }

    /// Strong if there is a block of numbered comments.
    fn likeness(&self, bytes: &[u8]) -> Likeness {
        match Lines::of(&decode(bytes).text).block() {
            Some(_) => Likeness::Strong,
            None => Likeness::None,
        }
    }

    fn parse(&self, name: &str, bytes: &[u8]) -> Result<Parsed> {
        let decoded = decode(bytes);
        let mut warnings = Vec::new();
        if decoded.replaced > 0 {
            let at = Position { file: Some(name.into()), record: None, line: Some(decoded.line) };
            warnings.push(Warning::InvalidUtf8Replaced { at, count: decoded.replaced });
        }
        let lines = Lines::of(&decoded.text);
        let block = lines.block().ok_or_else(|| Error::new(ErrorKind::NoComments))?;
        let article = article(&lines.all[..block.start]);
        let comments = comments(name, lines.entries(block), &mut warnings);
        let sections = vec![Section { article, comments }];
        Ok(Parsed::Page(Reading { sections, problems: Vec::new(), warnings }))
    }
}

/// The article: its first line is the title. `None` if nothing stands before the comments.
fn article(lines: &[Line]) -> Option<Article> {
    let end = match lines.iter().rposition(|line| !line.is_blank()) {
        Some(last) if is_heading_of_comments(lines[last].text) => last,
        _ => lines.len(),
    };
    let mut lines = lines[..end].iter().filter(|line| !is_print_button(line.text));
    let title = lines.by_ref().find(|line| !line.is_blank())?.text.to_owned();
    let mut text = Paragraphs::default();
    for line in lines {
        text.push(line.text);
    }
    Some(Article { id: None, title, thesis: None, text: text.into_text() })
}

/// The comments among the entries, numbered; pingbacks are left out.
fn comments(file: &str, entries: Vec<Entry>, warnings: &mut Vec<Warning>) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::with_capacity(entries.len());
    let mut index_of: Vec<Option<usize>> = Vec::with_capacity(entries.len());
    for entry in entries {
        if is_pingback(entry.author) {
            let at = Position { file: Some(file.into()), record: None, line: Some(entry.line as u64 + 1) };
            warnings.push(Warning::SkippedEntry { at, kind: "pingback" });
            index_of.push(None);
            continue;
        }
        let parent = entry.parent.and_then(|parent| index_of[parent]);
        index_of.push(Some(comments.len()));
        comments.push(Comment {
            id: (comments.len() + 1).to_string(),
            parent_id: parent.map(|parent| (parent + 1).to_string()),
            parent: parent.map(Parent::Comment),
            author: (!entry.author.is_empty()).then(|| entry.author.to_owned()),
            time: None,
            text: entry.body.into_text(),
            quoted: Vec::new(),
        });
    }
    comments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(page: &[u8]) -> Reading {
        match Page.parse("p.txt", page).unwrap() {
            Parsed::Page(reading) => reading,
            Parsed::Table(_) => panic!("a page is no table"),
        }
    }

    #[test]
    fn title_text_and_furniture_are_told_apart() {
        let comments = "\n\n  1. A\n\n    a\n";
        let cases = [
            ("T\n\nOne\ntwo\n\n  • x\n  • y\n\nPrint Friendly, PDF & Email\n", "T", "One two\n\n• x\n• y"),
            ("Print This Post\n\n T \nText\n\n3 thoughts on “T”\n", "T", "Text"),
            ("T\n\nText\n\n1 Comment", "T", "Text"),
            ("T", "T", ""),
        ];
        for (page, title, text) in cases {
            let article = reading(format!("{page}{comments}").as_bytes()).sections.remove(0).article.unwrap();
            assert_eq!((article.title.as_str(), article.text.as_str()), (title, text), "{page:?}");
        }
        assert_eq!(reading(comments.as_bytes()).sections[0].article, None);
    }

    #[test]
    fn pingbacks_are_left_out_and_ids_count_on() {
        let page = "T\n\n  1. A\n\n    a\n\n  2. Pingback: Elsewhere\n\n    1. B\n\n      b\n\n  3. C\n\n    c\n";
        let reading = reading(page.as_bytes());
        let comments = &reading.sections[0].comments;
        let ids: Vec<(&str, Option<&str>)> = comments.iter().map(|c| (c.id.as_str(), c.author.as_deref())).collect();
        assert_eq!(ids, [("1", Some("A")), ("2", Some("B")), ("3", Some("C"))]);
        assert_eq!(comments[1].parent, None);
        assert_eq!(
            reading.warnings[0].to_string(),
            "p.txt: line 7: pingback left out, for it is no comment; nothing to do"
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_replaced() {
        let reading = reading(b"T\n\n  1. Andr\xE9\n\n    caf\xE9\n");
        assert_eq!(reading.sections[0].comments[0].author.as_deref(), Some("Andr\u{FFFD}"));
        assert!(reading.warnings[0].to_string().starts_with("p.txt: line 3: 2 places not in UTF-8 were replaced"));
    }
}
