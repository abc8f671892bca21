//! Bytes before any format: byte order marks, files that are empty or no text at all, and bytes that are not UTF-8.

use std::borrow::Cow;

use crate::error::{ErrorKind, Result};

/// Bytes looked at to tell text from binary.
const SAMPLE: usize = 8192;

/// The bytes without the byte order mark of UTF-8.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Refuses a file that starts with a byte order mark of UTF-16.
pub(super) fn refuse_utf16(bytes: &[u8]) -> Result<()> {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            Err(ErrorKind::Syntax("the file is UTF-16; save it as UTF-8 (in Excel: \"CSV UTF-8\")".into()).into())
        }
        _ => Ok(()),
    }
}

/// Whether there is nothing but ASCII white space.
pub(super) fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}

/// Whether at least three in ten of the first bytes are control characters: UTF-16 without its mark has about half,
/// text with a stray NUL far fewer. Compressed files have about one in ten, but then look like no format either.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let controls = sample.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    controls * 10 >= sample.len() * 3 && controls > 0
}

/// Text in which each run of bytes that is not UTF-8 has become U+FFFD.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Number of such runs.
    pub replaced: u64,
    /// Line of the first of them, from 1; 0 if there is none.
    pub line: u64,
}

pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), replaced: 0, line: 0 };
    }
    let text = String::from_utf8_lossy(bytes);
    let replaced = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() as u64;
    let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let line = 1 + valid.matches('\n').count() as u64;
    Decoded { text, replaced, line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf8_are_replaced_and_counted() {
        let cases: [(&[u8], &str, u64, u64); 4] = [
            (b"plain", "plain", 0, 0),
            (b"caf\xE9", "caf\u{FFFD}", 1, 1),
            (b"a\nb\n\xFFc\xFF", "a\nb\n\u{FFFD}c\u{FFFD}", 2, 3),
            (b"", "", 0, 0),
        ];
        for (bytes, text, replaced, line) in cases {
            let decoded = decode(bytes);
            assert_eq!((decoded.text.as_ref(), decoded.replaced, decoded.line), (text, replaced, line));
        }
    }

    #[test]
    fn text_with_a_stray_nul_is_not_binary() {
        assert!(!is_binary(b"text\nab\0cd\n"));
        assert!(is_binary(b"t\0e\0x\0t\0\n\0"));
        assert!(!is_binary(b""));
    }
}
