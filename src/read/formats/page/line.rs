//! One line of a page: how far it is indented, what it says, and whether it starts with a number.

/// Columns of a tab.
const TAB: usize = 4;

/// Digits of a number at most; more are no numbering.
const DIGITS: usize = 6;

/// A line without its indentation and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Width of the white space before the text, in columns.
    pub indent: usize,
    /// The text, without white space around it.
    pub text: &'a str,
}

/// `12. Name` at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbered<'a> {
    pub number: u32,
    /// What follows the number; may be empty.
    pub name: &'a str,
    /// The column in which the name starts: the same for `  9. Ann` and ` 10. Bob`.
    pub name_column: usize,
}

impl<'a> Line<'a> {
    pub fn of(line: &'a str) -> Self {
        let text = line.trim_start();
        Self { indent: width(&line[..line.len() - text.len()]), text: text.trim_end() }
    }

    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// The number and name, if the line is `N.` alone or followed by white space.
    pub fn numbered(&self) -> Option<Numbered<'a>> {
        let digits = self.text.bytes().take(DIGITS + 1).take_while(u8::is_ascii_digit).count();
        if !(1..=DIGITS).contains(&digits) {
            return None;
        }
        let rest = self.text[digits..].strip_prefix('.')?;
        let name = rest.trim_start();
        if name.len() == rest.len() && !rest.is_empty() {
            return None;
        }
        let name_column = self.indent + digits + 1 + width(&rest[..rest.len() - name.len()]);
        Some(Numbered { number: self.text[..digits].parse().ok()?, name, name_column })
    }
}

fn width(space: &str) -> usize {
    space.chars().map(|c| if c == '\t' { TAB } else { 1 }).sum()
}

/// All lines, whether they end in LF, CRLF or CR.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r')).map(Line::of)
}

/// Whether the line belongs to a button of the page.
pub(super) fn is_print_button(text: &str) -> bool {
    let buttons = ["print friendly, pdf & email", "print friendly and pdf", "print this post", "email this post"];
    buttons.iter().any(|button| button.eq_ignore_ascii_case(text))
}

/// Whether the line ends the comments: what a theme prints after them.
pub(super) fn is_closing(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ':']);
    ["comments are closed", "leave a reply", "leave a comment", "post navigation"]
        .iter()
        .any(|closing| closing.eq_ignore_ascii_case(text))
}

/// Whether the line is a heading such as `12 comments`, `Comments:` or `3 thoughts on “Headline”`.
pub(super) fn is_heading_of_comments(text: &str) -> bool {
    let lower = text.to_lowercase();
    let rest = lower.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let counted = rest.len() < lower.len();
    let alone = matches!(rest.trim_end_matches(':'), "comments" | "comment" | "responses" | "replies");
    alone || (counted && ["thoughts on ", "thought on ", "responses to "].iter().any(|start| rest.starts_with(start)))
}

/// Whether this stands where a name should: a link from another page, not a comment.
pub(super) fn is_pingback(name: &str) -> bool {
    let starts = |word: &str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    starts("pingback:") || starts("trackback:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indentation_is_measured_in_columns() {
        let cases =
            [("a b ", 0, "a b"), ("  a", 2, "a"), ("\ta", 4, "a"), ("\u{a0}\u{a0} \ta\u{a0}", 7, "a"), (" ", 1, "")];
        for (line, indent, text) in cases {
            assert_eq!(Line::of(line), Line { indent, text }, "{line:?}");
        }
    }

    #[test]
    fn numbers_end_in_a_point_and_space() {
        let cases = [
            ("  1. Ann Lee", Some((1, "Ann Lee", 5))),
            (" 10.\u{a0}Bob", Some((10, "Bob", 5))),
            ("7.", Some((7, "", 2))),
            ("1.5 million", None),
            ("2021 was", None),
            ("1) Ann", None),
            ("1234567. Ann", None),
            ("", None),
            (". a", None),
        ];
        for (line, expected) in cases {
            let found = Line::of(line).numbered().map(|found| (found.number, found.name, found.name_column));
            assert_eq!(found, expected, "{line:?}");
        }
    }

    #[test]
    fn lines_end_in_any_way() {
        for text in ["a\nb\n\nc", "a\r\nb\r\n\r\nc", "a\rb\r\rc"] {
            let texts: Vec<&str> = lines(text).map(|line| line.text).collect();
            assert_eq!(texts, ["a", "b", "", "c"], "{text:?}");
        }
    }

    #[test]
    fn lines_of_the_theme_are_known() {
        for text in ["Comments are closed.", "LEAVE A REPLY", "Post navigation"] {
            assert!(is_closing(text), "{text}");
        }
        for text in ["12 Comments", "Comments:", "1 thought on “x”", "3 responses to y"] {
            assert!(is_heading_of_comments(text), "{text}");
        }
        for text in ["comments were many", "12 men", "thoughts on x", ""] {
            assert!(!is_heading_of_comments(text), "{text}");
            assert!(!is_closing(text), "{text}");
        }
        assert!(is_pingback("Pingback: Elsewhere") && !is_pingback("Ping") && !is_pingback("ééééééééé"));
    }
}
