//! The start of a file, by which its format is told.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::read::outline::Outline;

/// Bytes of a file, decompressed and decoded, from which its format is told.
pub(super) const START: usize = 256 * 1024;

/// How a file starts.
pub(super) struct Start<'a> {
    /// The first [`START`] bytes without byte order mark; fewer only if that is all.
    pub bytes: &'a [u8],
    /// The same as text; what is not UTF-8 is U+FFFD.
    pub text: Cow<'a, str>,
    outline: OnceCell<Option<Outline>>,
}

impl<'a> Start<'a> {
    /// The start of these bytes.
    pub fn of(bytes: &'a [u8]) -> Self {
        let bytes = &bytes[..bytes.len().min(START)];
        Self { bytes, text: String::from_utf8_lossy(bytes), outline: OnceCell::new() }
    }

    /// The keys of the JSON value the file starts with; `None` if it starts with no object or array.
    pub fn json(&self) -> Option<&Outline> {
        self.outline.get_or_init(|| Outline::of(&self.text)).as_ref()
    }

    /// Whether the file starts as this piece of markup does, white space, comments, declarations and upper case aside:
    /// `<html`, `<rss`, `<disqus`. The first element counts.
    pub fn is_markup(&self, names: &[&str]) -> bool {
        let mut rest = self.text.trim_start();
        loop {
            let skipped = [("<?", "?>"), ("<!--", "-->"), ("<!", ">")];
            match skipped.iter().find(|(open, _)| rest.starts_with(open)) {
                Some((_, close)) => match rest.find(close) {
                    Some(end) => rest = rest[end + close.len()..].trim_start(),
                    None => return false,
                },
                None => break,
            }
        }
        let element = rest.strip_prefix('<').unwrap_or("");
        let name: String = element.chars().take_while(|c| c.is_alphanumeric() || *c == ':').collect();
        names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_element_counts() {
        let cases = [
            ("<!DOCTYPE html>\n<!-- x --><HTML lang=en>", true),
            ("\u{feff}  <html>", false),
            ("<?xml version=\"1.0\"?><rss><html>", false),
            ("<!-- <html>", false),
            ("html", false),
            ("", false),
        ];
        for (text, expected) in cases {
            assert_eq!(Start::of(text.as_bytes()).is_markup(&["html", "body"]), expected, "{text:?}");
        }
    }
}
