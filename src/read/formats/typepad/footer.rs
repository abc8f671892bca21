//! The line that ends a comment, and the numbers by which comments refer to others.

use crate::read::formats::dates;
use crate::read::formats::web_page::name;

/// Words of a name before `@12` at most.
const MAX_NAME: usize = 5;

/// `Posted by: Ann | Sep 24 2023 13:26 utc | 1`.
pub(super) struct Footer {
    pub author: Option<String>,
    pub time: Option<String>,
    pub number: Option<u64>,
}

impl Footer {
    /// The footer that a line is. The name may hold a bar: time and number are the last parts.
    pub fn of(line: &str) -> Option<Self> {
        let rest = line.trim().strip_prefix("Posted by:")?;
        if rest.len() > 300 {
            return None;
        }
        let mut parts: Vec<&str> = rest.split('|').map(str::trim).collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let number = parts.pop_if(|part| is_number(&&**part)).and_then(|number| number.parse().ok());
        if parts.len() < 2 {
            return None;
        }
        let time = parts.pop().and_then(dates::from_words);
        Some(Self { author: name(&parts.join("|")), time, number })
    }
}

/// The number that a comment says at its start that it answers.
pub(super) fn answered(text: &str) -> Option<u64> {
    let line = text.lines().next()?;
    if line.contains('|') {
        let parts: Vec<_> = line.split('|').take(4).collect();
        if let [_, time, number] | [_, time, number, _] = parts.as_slice() {
            return dates::from_words(time).and_then(|_| leading_number(number));
        }
        return None;
    }
    let (before, after) = line.split_once('@')?;
    let is_name = before.split_whitespace().count() <= MAX_NAME && !before.contains(['.', '!', '?', '"']);
    is_name.then(|| leading_number(after.trim_start().trim_start_matches('#'))).flatten()
}

/// A number that is not the start of a longer word, a time or a decimal.
fn leading_number(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let mut next = rest.chars();
    let is_whole = match next.next() {
        Some(':' | '.' | ',') => !next.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric() && c != '%',
        None => true,
    };
    is_whole.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_at_the_start_refer() {
        let cases = [
            ("@12 yes", Some(12)),
            ("@ 12: yes", Some(12)),
            ("Ann @12\n\nyes", Some(12)),
            ("To Ann Lee @ #12, yes", Some(12)),
            ("Ann | Sep 24 2023 13:26 utc | 12 said: no", Some(12)),
            ("Posted by: Ann | Sep 24 2023 13:26 utc | 12", Some(12)),
            ("@Ann 12", None),
            ("@12:30 we meet", None),
            ("@12% yes", None),
            ("I wrote. Then @12", None),
            ("It is what I have said to you before @12", None),
            ("12 is enough", None),
            ("yes\n@12", None),
            ("@99999999999999999999999", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(answered(text), expected, "{text:?}");
        }
    }

    #[test]
    fn footers_are_told_from_other_lines() {
        let footer = Footer::of(" Posted by: Ann | Bob | Sep 24 2023 13:26 utc | 1 ").unwrap();
        let found = (footer.author.as_deref(), footer.time.as_deref(), footer.number);
        assert_eq!(found, (Some("Ann|Bob"), Some("2023-09-24T13:26:00Z"), Some(1)));
        let footer = Footer::of("Posted by: ann@example.org | September 24, 2023 at 01:26 PM").unwrap();
        assert_eq!((footer.author, footer.time.as_deref(), footer.number), (None, Some("2023-09-24T13:26:00"), None));
        for line in ["Posted by Ann on Sep 24", "Posted by: Ann", "Posted by: Ann | 1", ""] {
            assert!(Footer::of(line).is_none(), "{line}");
        }
    }
}
