//! Reddit's Markdown to text: words stay, marks go, and what stands behind `>` is known to be somebody else's.
//!
//! Links are read by their text, pictures by their description, lists line by line; numbers of a list stay, for many a
//! comment starts with "2016. What a year". HTML is no markup on Reddit and stays as typed. A line break is a line
//! break here, though Reddit draws it as a blank.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::escapes::{unescaped, without_spoilers};
use crate::read::entry::Text;

/// Longest body that is read as Markdown, in bytes: Reddit allows 40,000 characters. A longer one is no comment of Reddit's
/// and keeps its marks.
const MAX_BODY: usize = 1 << 18;

/// The words of a body.
pub(super) fn text_of_markdown(body: &str) -> Text {
    let body = unescaped(body);
    if body.len() > MAX_BODY {
        return Text::from(body.trim().to_owned());
    }
    let body = without_spoilers(&body);
    let mut writer = Writer::default();
    for event in Parser::new_ext(&body, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES) {
        writer.take(event);
    }
    writer.finish()
}

/// What parts the next words from those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Break {
    #[default]
    None,
    Cell,
    Line,
    Paragraph,
}

/// Puts the words together.
#[derive(Default)]
struct Writer {
    out: Text,
    /// Break due before the next words.
    due: Break,
    /// Open quotations, and where the outermost one starts once it has words.
    quotes: usize,
    quote_start: Option<usize>,
    /// Next number of each open list; `None` for lists without numbers.
    lists: Vec<Option<u64>>,
    /// Number of the list item whose words are to come.
    number: Option<u64>,
    /// Open round brackets of the paragraph; true for those that belong to a superscript, `^(so)`.
    brackets: Vec<bool>,
    in_code: bool,
    in_unnamed_picture: bool,
}

impl Writer {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code => self.push(&text),
            Event::Text(text) => self.push_running(&text),
            Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => self.push(&text),
            Event::SoftBreak | Event::HardBreak => self.break_off(Break::Line),
            Event::Rule => self.break_off(Break::Paragraph),
            // Not switched on: these stand in the text as they were typed.
            Event::FootnoteReference(_) | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::BlockQuote(_) => {
                self.break_off(Break::Paragraph);
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.break_off(Break::Paragraph);
                self.in_code = true;
            }
            Tag::List(first) => {
                self.break_off(if self.lists.is_empty() { Break::Paragraph } else { Break::Line });
                self.lists.push(first);
            }
            Tag::Item => {
                self.break_off(Break::Line);
                if let Some(Some(number)) = self.lists.last_mut() {
                    self.number = Some(*number);
                    *number = number.saturating_add(1);
                }
            }
            Tag::TableRow | Tag::TableHead => self.break_off(Break::Line),
            Tag::TableCell => self.break_off(Break::Cell),
            Tag::Paragraph => self.break_off(if self.lists.is_empty() { Break::Paragraph } else { Break::Line }),
            Tag::Heading { .. } | Tag::HtmlBlock | Tag::Table(_) => self.break_off(Break::Paragraph),
            // `![gif](giphy|x1)` and `![img](emote|y)` have no description of their own.
            Tag::Image { dest_url, .. } => self.in_unnamed_picture = dest_url.contains('|'),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                if self.quotes == 0 {
                    self.end_quote();
                }
                self.break_off(Break::Paragraph);
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.break_off(Break::Paragraph);
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.break_off(if self.lists.is_empty() { Break::Paragraph } else { Break::Line });
            }
            TagEnd::Item => self.number = None,
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::HtmlBlock | TagEnd::Table => {
                self.break_off(if self.lists.is_empty() { Break::Paragraph } else { Break::Line });
                self.brackets.clear();
            }
            TagEnd::Image => self.in_unnamed_picture = false,
            _ => {}
        }
    }

    fn break_off(&mut self, due: Break) {
        self.due = self.due.max(due);
    }

    /// Running text without the marks of superscripts: `^word`, `^^word`, `^(several words)`. What follows a letter or
    /// digit is a power and keeps its mark.
    fn push_running(&mut self, text: &str) {
        if !text.contains('^') && !self.brackets.contains(&true) {
            return self.push(text);
        }
        let mut kept = String::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        let mut before = None;
        while let Some(c) = chars.next() {
            let is_kept = match c {
                '^' => {
                    let is_mark = !before.is_some_and(char::is_alphanumeric)
                        && chars.peek().is_some_and(|next| next.is_alphanumeric() || matches!(next, '^' | '('));
                    if is_mark && chars.next_if_eq(&'(').is_some() {
                        self.brackets.push(true);
                    }
                    !is_mark
                }
                '(' => {
                    self.brackets.push(false);
                    true
                }
                ')' => self.brackets.pop() != Some(true),
                _ => true,
            };
            if is_kept {
                kept.push(c);
                before = Some(c);
            }
        }
        self.push(&kept);
    }

    /// Adds words, after the break that is due. Zero-width blanks, which stand for empty paragraphs, are left out.
    fn push(&mut self, words: &str) {
        if self.in_unnamed_picture {
            return;
        }
        let words = if words.contains('\u{200b}') { &words.replace('\u{200b}', "") } else { words };
        let is_first = self.out.text.is_empty();
        let words =
            if is_first || self.due != Break::None { words.trim_start_matches(is_blank(self.in_code)) } else { words };
        if words.is_empty() {
            return;
        }
        if !is_first && self.due != Break::None {
            self.trim_end();
            self.out.text.push_str(match self.due {
                Break::Paragraph => "\n\n",
                Break::Line => "\n",
                Break::Cell if self.out.text.ends_with('\n') => "",
                Break::Cell | Break::None => " ",
            });
        }
        self.due = Break::None;
        if self.quotes > 0 {
            self.quote_start.get_or_insert(self.out.text.len());
        }
        if let Some(number) = self.number.take() {
            self.out.text.push_str(&format!("{number}. "));
        }
        self.out.text.push_str(words);
    }

    fn end_quote(&mut self) {
        self.trim_end();
        if let Some(start) = self.quote_start.take()
            && start < self.out.text.len()
        {
            self.out.quoted.push(start..self.out.text.len());
        }
    }

    fn trim_end(&mut self) {
        self.out.text.truncate(self.out.text.trim_end().len());
    }

    fn finish(mut self) -> Text {
        self.end_quote();
        self.trim_end();
        self.out
    }
}

/// What is no word at the start of a line; code keeps its indentation.
fn is_blank(in_code: bool) -> fn(char) -> bool {
    if in_code { |c| c == '\n' } else { char::is_whitespace }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        let cases = [
            ("They *never* **learn**, ~~ever~~ at all.", "They never learn, ever at all."),
            ("One.\n\n&amp;#x200B;\n\nTwo\nlines.", "One.\n\nTwo\nlines."),
            (
                "See [the report](https://example.org/a_b) or https://example.org/x_y_z.",
                "See the report or https://example.org/x_y_z.",
            ),
            ("- tea\n- milk\n\n2016. What a year", "tea\nmilk\n\n2016. What a year"),
            ("1. one\n2. two\n    - deep\n3. three", "1. one\n2. two\ndeep\n3. three"),
            ("1) loose\n\n2) list", "1. loose\n2. list"),
            ("Run `make *all*`:\n\n    if x:\n      go()\n\ndone", "Run make *all*:\n\nif x:\n  go()\n\ndone"),
            ("It was ^(a very small) *vote* ^^tiny ^_^ 2^10 x^2", "It was a very small vote tiny ^_^ 2^10 x^2"),
            ("He (yes, ^him) said (so^(1)).", "He (yes, him) said (so^(1))."),
            ("<b>no</b> markup, i <3 it", "<b>no</b> markup, i <3 it"),
            ("| side | votes |\n|:-|:-|\n| yes | 12 |\n| no | 3 |", "side votes\nyes 12\nno 3"),
            ("![gif](giphy|abc)", ""),
            ("![the bridge](https://example.org/b.png) fell", "the bridge fell"),
            ("# Title\n\ntext\n\n---\n\nmore", "Title\n\ntext\n\nmore"),
            ("\\*not\\_so\\*", "*not_so*"),
            ("Привет, **мир** 🌉", "Привет, мир 🌉"),
            ("", ""),
            (" \n\n ", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(text_of_markdown(body).text, expected, "{body:?}");
        }
    }

    #[test]
    fn quotations_are_ranges() {
        let cases: [(&str, &str, &[&str]); 7] = [
            ("&gt; he said so\n\nNo.", "he said so\n\nNo.", &["he said so"]),
            (">one\n>\n>two\n\nmine\n\n> three", "one\n\ntwo\n\nmine\n\nthree", &["one\n\ntwo", "three"]),
            ("> outer\n>> inner\n\nmine", "outer\n\ninner\n\nmine", &["outer\n\ninner"]),
            (">!hidden!< mine", "hidden mine", &[]),
            ("> - a\n> - b\n\nmine", "a\nb\n\nmine", &["a\nb"]),
            ("> &#x200B;\n\nmine", "mine", &[]),
            ("mine\n\n> его слова", "mine\n\nего слова", &["его слова"]),
        ];
        for (body, expected, quoted) in cases {
            let text = text_of_markdown(body);
            let found: Vec<&str> = text.quoted.iter().map(|range| &text.text[range.clone()]).collect();
            assert_eq!((text.text.as_str(), found.as_slice()), (expected, quoted), "{body:?}");
        }
    }

    #[test]
    fn no_body_is_too_wild() {
        let pieces = [
            ">", "> ", "*", "**a ", "[", "[a](", "![", "- ", "  - ", "`", "``` ", "<", "^(", "~~", "|a", "1. ",
            "[a]: b\n", "&", "\\", "](", "> - ", "*a_", "_a", "`a``b", "[a][b]", ">!", "!<", "<!--", "|-|\n", "a\n=\n",
            "\t", "\n",
        ];
        for piece in pieces {
            for n in [1, 3, 50_000] {
                let body = piece.repeat(n);
                let text = text_of_markdown(&body);
                assert!(text.quoted.iter().all(|range| text.text.get(range.clone()).is_some()), "{piece:?}");
            }
        }
        assert_eq!(text_of_markdown(&"*a* ".repeat(MAX_BODY)).text.len(), 4 * MAX_BODY - 1);
    }
}
