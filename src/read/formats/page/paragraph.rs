//! Lines into paragraphs.

/// A text that grows line by line. Lines of a paragraph are joined by a blank, paragraphs by a blank line; an item of a
/// list and a line quoted with `>` keep their own line.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    text: String,
    ended: bool,
    after_quote: bool,
}

impl Paragraphs {
    /// Adds a line without its indentation; an empty one ends the paragraph.
    pub fn push(&mut self, line: &str) {
        if line.is_empty() {
            self.end();
            return;
        }
        let quote = line.starts_with('>');
        if !self.text.is_empty() {
            self.text.push_str(match () {
                () if self.ended => "\n\n",
                () if quote || self.after_quote || is_item(line) => "\n",
                () => " ",
            });
        }
        self.text.push_str(line);
        (self.ended, self.after_quote) = (false, quote);
    }

    /// Ends the paragraph: the next line starts another.
    pub fn end(&mut self) {
        self.ended = true;
    }

    pub fn into_text(self) -> String {
        self.text
    }
}

/// Whether the line starts as an item of a list does: a bullet or a number of at most three digits, then white space.
fn is_item(line: &str) -> bool {
    let digits = line.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let after = match digits {
        0 => line.strip_prefix(['•', '-', '*', '–', '—', '·', '◦', '‣']),
        1..=3 => line[digits..].strip_prefix(['.', ')']),
        _ => None,
    };
    after.is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_and_lists_and_quotes_kept() {
        let cases: [(&[&str], &str); 8] = [
            (&[], ""),
            (&["", "", "a", ""], "a"),
            (&["a", "b", "", "", "c"], "a b\n\nc"),
            (&["We may:", "1. stay", "here", "2) go"], "We may:\n1. stay here\n2) go"),
            (&["• a", "• b"], "• a\n• b"),
            (&["a -", "- b", "-c"], "a -\n- b -c"),
            (&["> you said", "> this", "No."], "> you said\n> this\nNo."),
            (&["In", "2021. That", "was"], "In 2021. That was"),
        ];
        for (lines, expected) in cases {
            let mut text = Paragraphs::default();
            lines.iter().for_each(|line| text.push(line));
            assert_eq!(text.into_text(), expected, "{lines:?}");
        }
    }
}
