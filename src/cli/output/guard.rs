//! Text from comments made harmless where it is shown.

use std::borrow::Cow;

use hustings::report::plain;

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before what begins like one. Plain numbers such
/// as -5 stay.
pub fn cell(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !is_number(text) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// Whether this is a sign with digits after it, and a decimal point among them at most.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// One line of at most `n` characters, `…` where it was cut; white space is one blank, and characters that steer a
/// terminal are replaced. Reads no more of the text than it needs.
pub fn line(text: &str, n: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for (index, word) in text.split_whitespace().enumerate() {
        for c in (index > 0).then_some(' ').into_iter().chain(word.chars()) {
            length += 1;
            if length > n {
                line.pop();
                line.truncate(line.trim_end().len());
                line.push('…');
                return plain(&line);
            }
            line.push(c);
        }
    }
    plain(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("@ann", "'@ann"),
            ("+49 30", "'+49 30"),
            ("-cmd", "'-cmd"),
            ("\tx", "'\tx"),
            ("-", "'-"),
            ("-5", "-5"),
            ("+0.25", "+0.25"),
            ("-1.2.3", "'-1.2.3"),
            ("-5.", "'-5."),
            ("ann", "ann"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_are_short_and_steer_nothing() {
        let cases = [
            ("one\n\n two", 20, "one two"),
            ("one two", 7, "one two"),
            ("one twos", 7, "one tw…"),
            ("one two", 5, "one…"),
            ("a\u{1b}[31m\u{202e}b", 20, "a\u{fffd}[31m\u{fffd}b"),
            ("", 5, ""),
        ];
        for (text, n, expected) in cases {
            assert_eq!(line(text, n), expected, "{text:?}");
        }
    }
}
