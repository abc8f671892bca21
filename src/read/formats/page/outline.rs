//! Where the comments of a page are and which answers which.
//!
//! A **heading** is a line `N. Name`, the name of at most 100 characters, then a blank line, then text indented deeper
//! than the number. Items of a list are no headings: their text is on the line itself, and what follows stands no
//! deeper. The comments are the last run of headings at one indentation that starts with 1 and counts on; the article's
//! own numbered lists come before it. The run ends with the first line that is indented no deeper than its numbers and
//! is neither a heading that counts on nor followed, within 1,000 lines, by the very next one (a pasted line that lost
//! its indentation ends nothing); or with a line such as "Comments are closed.".
//!
//! Inside the run, a heading with number 1 after a blank line and deeper than the number of the comment before it opens
//! replies to that comment; the next number at the same place follows it. Everything else is the text of the comment in
//! which it stands. Numbers may be aligned to the left or to the right.
//!
//! Ambiguous, and read as replies: a numbered list inside a comment whose items each have a paragraph of their own
//! below, set off by a blank line and indented deeper; nothing on the page tells it from replies.
//!
//! One pass each, without recursion: time is linear in the size of the page, and replies may be nested to any depth.

use std::ops::Range;

use super::line::{Line, Numbered, is_closing, is_pingback, lines};
use super::paragraph::Paragraphs;

/// Characters of a name at most. WordPress allows 245; nobody uses them, and longer lines are sentences.
const NAME: usize = 100;

/// Lines in which the next number is looked for after a line that has lost its indentation.
const LOOK_AHEAD: usize = 1000;

/// The lines of a page.
pub(super) struct Lines<'a> {
    pub all: Vec<Line<'a>>,
    /// For each line the first one from there on that is not blank; the number of lines if there is none.
    next_text: Vec<usize>,
}

/// A comment or pingback as it stands on the page.
pub(super) struct Entry<'a> {
    /// Its line, from 0.
    pub line: usize,
    pub author: &'a str,
    /// The entry it answers.
    pub parent: Option<usize>,
    pub body: Paragraphs,
}

/// A numbering that is going on.
struct Level {
    /// Place of its first number and first name.
    indent: usize,
    name_column: usize,
    /// Its last number.
    number: u32,
    /// The entry with that number.
    entry: usize,
}

impl Level {
    fn new(line: &Line, first: &Numbered, entry: usize) -> Self {
        Self { indent: line.indent, name_column: first.name_column, number: first.number, entry }
    }

    /// Whether a number stands where this numbering has its own, aligned to the left or to the right.
    fn holds(&self, line: &Line, numbered: &Numbered) -> bool {
        line.indent == self.indent || numbered.name_column == self.name_column
    }
}

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Self {
        let all: Vec<Line> = lines(text).collect();
        let mut next_text = vec![all.len(); all.len() + 1];
        for (index, line) in all.iter().enumerate().rev() {
            next_text[index] = if line.is_blank() { next_text[index + 1] } else { index };
        }
        Self { all, next_text }
    }

    /// The lines from the first comment to the end of the last.
    pub fn block(&self) -> Option<Range<usize>> {
        let mut block = None;
        let mut at = 0;
        while at < self.all.len() {
            match self.heading(at) {
                Some(first) if first.number == 1 => {
                    let end = self.block_end(at, &first);
                    block = Some(at..end);
                    if self.all.get(end).is_some_and(|line| is_closing(line.text)) {
                        break;
                    }
                    at = end;
                }
                _ => at += 1,
            }
        }
        block
    }

    fn block_end(&self, start: usize, first: &Numbered) -> usize {
        let mut base = Level::new(&self.all[start], first, 0);
        // The next heading of this numbering, looked up when first needed.
        let mut ahead = None;
        for at in start + 1..self.all.len() {
            let line = &self.all[at];
            if line.is_blank() || line.indent > base.indent {
                continue;
            }
            if is_closing(line.text) {
                return at;
            }
            if let Some(numbered) = self.goes_on(at, &base, true) {
                base.number = numbered.number;
                continue;
            }
            if ahead.is_none_or(|ahead| ahead <= at) {
                let end = self.all.len().min(at + LOOK_AHEAD);
                let holds = |at: &usize| self.heading(*at).is_some_and(|found| base.holds(&self.all[*at], &found));
                ahead = (at + 1..end).find(holds);
            }
            let next = ahead.and_then(|ahead| self.heading(ahead));
            if next.is_none_or(|next| next.number != base.number + 1) {
                return at;
            }
        }
        self.all.len()
    }

    /// The comments and pingbacks of a block, in order.
    pub fn entries(&self, block: Range<usize>) -> Vec<Entry<'a>> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut levels: Vec<Level> = Vec::new();
        for at in block {
            let line = &self.all[at];
            if line.is_blank() {
                if let Some(level) = levels.last() {
                    entries[level.entry].body.end();
                }
                continue;
            }
            let (level, found) = self.place(at, &mut levels);
            let Some(numbered) = found else {
                let level = levels.last().expect("a block starts with a heading");
                entries[level.entry].body.push(line.text);
                continue;
            };
            let parent = levels[..level].last().map(|above| above.entry);
            match levels.get_mut(level) {
                Some(same) => (same.number, same.entry) = (numbered.number, entries.len()),
                None => levels.push(Level::new(line, &numbered, entries.len())),
            }
            if let Some(parent) = parent {
                entries[parent].body.end();
            }
            entries.push(Entry { line: at, author: numbered.name, parent, body: Paragraphs::default() });
        }
        entries
    }

    /// Closes the numberings that this line is not inside of; the first stays open. Says, if the line is an entry, in
    /// which numbering: the last one that is open, or a new one below it.
    fn place(&self, at: usize, levels: &mut Vec<Level>) -> (usize, Option<Numbered<'a>>) {
        let line = &self.all[at];
        while let Some(level) = levels.last() {
            if let Some(numbered) = self.goes_on(at, level, levels.len() == 1) {
                return (levels.len() - 1, Some(numbered));
            }
            if line.indent > level.indent || levels.len() == 1 {
                break;
            }
            levels.pop();
        }
        let found = match levels.last() {
            None => self.heading(at),
            Some(level) => self.opens(at).filter(|_| line.indent > level.indent),
        };
        (levels.len(), found)
    }

    /// The number and name on this line if it is a heading.
    fn heading(&self, at: usize) -> Option<Numbered<'a>> {
        let numbered = self.alone(at)?;
        let body = self.all.get(self.next_text[at + 1])?;
        (body.indent > self.all[at].indent).then_some(numbered)
    }

    /// The number and name on this line if no other text follows without a blank line, be there a body or not.
    fn alone(&self, at: usize) -> Option<Numbered<'a>> {
        let numbered = self.all[at].numbered()?;
        let followed = self.all.get(at + 1).is_some_and(|next| !next.is_blank());
        (!followed && numbered.name.chars().nth(NAME).is_none()).then_some(numbered)
    }

    /// The number and name on this line if it continues a numbering. The numbers of the page itself may leave gaps, and
    /// the very next one needs no text: what else could it be. Those of replies may not, unless it is a pingback.
    fn goes_on(&self, at: usize, level: &Level, is_base: bool) -> Option<Numbered<'a>> {
        let numbered = self.alone(at).filter(|numbered| level.holds(&self.all[at], numbered))?;
        let is_next = numbered.number == level.number + 1;
        let may_be_bare = is_next && (is_base || is_pingback(numbered.name));
        let in_order = is_next || (is_base && numbered.number > level.number);
        (may_be_bare || (in_order && self.heading(at).is_some())).then_some(numbered)
    }

    /// The number and name on this line if it starts a numbering.
    fn opens(&self, at: usize) -> Option<Numbered<'a>> {
        let after_blank = at == 0 || self.all[at - 1].is_blank();
        let is_first = |numbered: &Numbered| numbered.number == 1;
        let pingback = || self.alone(at).filter(|numbered| is_pingback(numbered.name));
        self.heading(at).or_else(pingback).filter(is_first).filter(|_| after_blank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Author, parent and text of each entry, by `|`.
    fn outline(page: &str) -> Vec<String> {
        let lines = Lines::of(page);
        let entries = lines.block().map(|block| lines.entries(block)).unwrap_or_default();
        let show = |entry: Entry| {
            let parent = entry.parent.map_or("-".into(), |parent| parent.to_string());
            format!("{}|{parent}|{}", entry.author, entry.body.into_text().replace('\n', "/"))
        };
        entries.into_iter().map(show).collect()
    }

    #[test]
    fn comments_are_told_from_lists() {
        let cases: [(&str, &str, &[&str]); 12] = [
            (
                "replies",
                "T\n\n  1. A\n\n    a\n\n    1. B\n\n      b\n\n  2. C\n\n    c\n\nEnd",
                &["A|-|a", "B|0|b", "C|-|c"],
            ),
            ("list of the article", "T\n\n  1. one\n  2. two\n\nText\n\n  1. A\n\n    a", &["A|-|a"]),
            ("list with paragraphs in the article", "  1. one\n\n    x\n\nText\n\n  1. A\n\n    a\n\nEnd", &["A|-|a"]),
            (
                "list in a comment",
                "  1. A\n\n    We may:\n\n    1. stay\n    2. go\n\n    x\n\n  2. B\n\n    b",
                &["A|-|We may://1. stay/2. go//x", "B|-|b"],
            ),
            ("loose list in a comment", "  1. A\n\n    1. stay\n\n    2. go\n\n    x", &["A|-|1. stay//2. go//x"]),
            ("text after a reply", "  1. A\n\n    a\n\n    1. B\n\n      b\n\n    more", &["A|-|a//more", "B|0|b"]),
            (
                "numbers to the right",
                "   1. A\n\n     a\n\n   9. B\n\n     b\n\n  10. C\n\n     c",
                &["A|-|a", "B|-|b", "C|-|c"],
            ),
            (
                "lost indentation",
                "  1. A\n\n    a\n\npasted\n\n  2. B\n\n    b\n\nEnd\n\nof page",
                &["A|-|a//pasted", "B|-|b"],
            ),
            ("no text", "  1. A\n\n    a\n\n  2. B\n\n  3. C\n\n    c", &["A|-|a", "B|-|", "C|-|c"]),
            ("no name", "1.\n\n  a\n\n2. B\n\n  b", &["|-|a", "B|-|b"]),
            ("closing line", "  1. A\n\n    a\n\nLeave a Reply\n\n  1. Post\n\n    of today", &["A|-|a"]),
            ("a list alone", "  1. one\n  2. two\n\nText\n\n  3. three\n\n    x", &[]),
        ];
        for (what, page, expected) in cases {
            assert_eq!(outline(page), expected, "{what}");
            assert_eq!(outline(&page.replace('\n', "\r\n")), expected, "{what}, CRLF");
            assert_eq!(outline(&page.replace("  ", "\u{a0}\u{a0}")), expected, "{what}, non-breaking spaces");
            assert_eq!(outline(&page.replace("  ", "\t")), expected, "{what}, tabs");
        }
    }

    #[test]
    fn replies_may_be_deep() {
        let depth = 1500;
        let page: String = (0..depth).map(|d| format!("{0}1. A\n\n{0}  a\n\n", " ".repeat(d))).collect();
        let lines = Lines::of(&page);
        let entries = lines.entries(lines.block().unwrap());
        assert_eq!(entries.len(), depth);
        assert!(entries.iter().enumerate().all(|(index, entry)| entry.parent == index.checked_sub(1)));
    }
}
