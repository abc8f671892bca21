//! Words laid out as a browser does: white space collapsed, gaps between blocks never doubled.

use std::ops::Range;

use crate::read::entry::Text;

/// Fewest words of a `q` that are a quotation; fewer are likely scare quotes. The same as in running text.
const MIN_WORDS: usize = 4;

/// What parts the next word from the last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Blank,
    Line,
    Paragraph,
}

/// Text as it grows.
pub(super) struct Flow {
    text: String,
    gap: Gap,
    /// Whether line breaks of the source stay.
    keep_lines: bool,
    /// Elements open around this place in which the source's lines stay as they are.
    pre: usize,
    /// Blanks at the start of a line of `pre`.
    indent: usize,
    /// Quotations open, and where the outermost starts, once it has a word.
    quotes: usize,
    quote_start: Option<usize>,
    /// Where each open `q` starts; `None` until it has a word.
    marks: Vec<Option<usize>>,
    /// The last of them that have no word yet.
    unmarked: usize,
    quoted: Vec<Range<usize>>,
}

impl Flow {
    pub fn new(keep_lines: bool) -> Self {
        Self {
            text: String::new(),
            gap: Gap::None,
            keep_lines,
            pre: 0,
            indent: 0,
            quotes: 0,
            quote_start: None,
            marks: Vec::new(),
            unmarked: 0,
            quoted: Vec::new(),
        }
    }

    /// Characters of the source.
    pub fn words(&mut self, source: &str) {
        let mut rest = source;
        while let Some(first) = rest.chars().next() {
            if is_space(first) {
                rest = &rest[first.len_utf8()..];
                match first {
                    '\n' if self.pre > 0 || self.keep_lines => self.line_break(),
                    ' ' | '\t' if self.pre > 0 && self.gap != Gap::None => self.indent += 1,
                    _ => self.blank(),
                }
                continue;
            }
            let end = rest.find(is_space).unwrap_or(rest.len());
            self.word(&rest[..end]);
            rest = &rest[end..];
        }
    }

    fn word(&mut self, word: &str) {
        if !self.text.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Blank => self.text.push(' '),
                Gap::Line => self.text.push('\n'),
                Gap::Paragraph => self.text.push_str("\n\n"),
            }
            if self.pre > 0 {
                self.text.extend(std::iter::repeat_n(' ', self.indent));
            }
        }
        (self.gap, self.indent) = (Gap::None, 0);
        if self.quotes > 0 && self.quote_start.is_none() {
            self.quote_start = Some(self.text.len());
        }
        let first = self.marks.len() - self.unmarked;
        for mark in &mut self.marks[first..] {
            *mark = Some(self.text.len());
            self.text.push('"');
        }
        self.unmarked = 0;
        self.text.push_str(word);
    }

    pub fn blank(&mut self) {
        self.gap = self.gap.max(Gap::Blank);
    }

    /// One break is a new line, two in a row are a new paragraph.
    pub fn line_break(&mut self) {
        self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
        self.indent = 0;
    }

    pub fn paragraph(&mut self) {
        self.gap = Gap::Paragraph;
        self.indent = 0;
    }

    pub fn open_pre(&mut self) {
        self.pre += 1;
    }

    pub fn close_pre(&mut self) {
        self.pre = self.pre.saturating_sub(1);
    }

    pub fn open_quote(&mut self) {
        self.quotes += 1;
    }

    pub fn close_quote(&mut self) {
        self.quotes = self.quotes.saturating_sub(1);
        if self.quotes == 0
            && let Some(start) = self.quote_start.take()
        {
            self.quoted.push(start..self.text.len());
        }
    }

    /// Opens a quotation in quotation marks.
    pub fn open_marks(&mut self) {
        self.marks.push(None);
        self.unmarked += 1;
    }

    pub fn close_marks(&mut self) {
        match self.marks.pop() {
            Some(Some(start)) => {
                self.text.push('"');
                // A nested one is part of the outer one.
                let words = || self.text[start..].split_whitespace().take(MIN_WORDS).count();
                if self.marks.is_empty() && words() == MIN_WORDS {
                    self.quoted.push(start..self.text.len());
                }
            }
            Some(None) => self.unmarked = self.unmarked.saturating_sub(1),
            None => {}
        }
    }

    /// The text, with the quotations in order and without overlap.
    pub fn finish(mut self) -> Text {
        while !self.marks.is_empty() {
            self.close_marks();
        }
        self.quotes = self.quotes.min(1);
        self.close_quote();
        self.quoted.sort_by_key(|range| (range.start, range.end));
        let mut quoted: Vec<Range<usize>> = Vec::with_capacity(self.quoted.len());
        for range in self.quoted {
            match quoted.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => quoted.push(range),
            }
        }
        Text { text: self.text, quoted }
    }
}

/// What collapses: white space of HTML and no-break spaces.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\r' | '\t' | '\u{c}' | '\u{a0}')
}
