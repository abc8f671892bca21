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

use crate::comment::Article;
use crate::error::{Error, ErrorKind, Position, Result};
use crate::read::ReadParams;
use crate::read::entry::{CommentEntry, Entry, Skipped};
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::start::Start;

use line::{Line, is_heading_of_comments, is_pingback, is_print_button};
use outline::Lines;
use paragraph::Paragraphs;

/// Reads printed pages.
pub(super) struct Page;

impl Reader for Page {
    fn format(&self) -> Format {
        Format::Page
    }

    /// Strong if there is a block of numbered comments.
    fn likeness(&self, start: &Start) -> Likeness {
        match Lines::of(&start.text).block() {
            Some(_) => Likeness::Strong,
            None => Likeness::None,
        }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let document = input.into_document()?;
        let lines = Lines::of(&document.text);
        let block = lines.block().ok_or_else(|| Error::new(ErrorKind::NoComments))?;
        let article =
            article(&lines.all[..block.start]).map(|article| Entry::Article { section: String::new(), article });
        let comments = comments(lines.entries(block));
        Ok(Box::new(document.warning.into_iter().chain(article).chain(comments).collect::<Vec<_>>().into_iter()))
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

/// The comments among what is numbered, numbered anew; pingbacks are left out.
fn comments(numbered: Vec<outline::Entry>) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(numbered.len());
    let mut number_of: Vec<Option<u64>> = Vec::with_capacity(numbered.len());
    let mut number = 0;
    for found in numbered {
        if is_pingback(found.author) {
            entries.push(Entry::Skipped(Skipped::Pingback));
            number_of.push(None);
            continue;
        }
        number += 1;
        number_of.push(Some(number));
        entries.push(Entry::Comment(Box::new(CommentEntry {
            id: Some(number.to_string()),
            parent_id: found.parent.and_then(|parent| number_of[parent]).map(|number| number.to_string()),
            author: (!found.author.is_empty()).then(|| found.author.to_owned()),
            text: found.body.into_text().into(),
            at: Position { file: None, record: None, line: Some(found.line as u64 + 1) },
            ..CommentEntry::default()
        })));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Reading, Source, read};

    fn reading(page: &[u8]) -> Reading {
        let params = ReadParams { format: Some(Format::Page), ..ReadParams::default() };
        read(&Source { name: "p.txt", bytes: page }, &params).unwrap()
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
        assert_eq!(reading.left_out.to_string(), "left out: 1 pingback");
    }
}
