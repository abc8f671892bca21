//! Bytes before any format: byte order marks, files that are empty or no text at all, and bytes that are not UTF-8.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::start::START;

/// Bytes looked at to tell text from binary.
const SAMPLE: usize = 8192;

/// Bytes in which markup declares its encoding.
const DECLARED_WITHIN: usize = 4096;

/// The bytes without the byte order mark of UTF-8.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// How an encoding is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// It is UTF-8, or so nearly that what is not is damage.
    Utf8,
    /// A byte order mark or a declaration says so.
    Said(&'static Encoding),
    /// The bytes suggest it.
    Guessed(&'static Encoding),
}

/// The encoding of a file that starts so: by its byte order mark; as UTF-8 if it has letters outside ASCII and reads as
/// that, whatever it declares, for no other text does by chance; by its declaration (`<?xml encoding="...">`,
/// `<meta charset="...">`); else by what the letters suggest.
pub(super) fn told(start: &[u8]) -> Told {
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return if encoding == UTF_8 { Told::Utf8 } else { Told::Said(encoding) };
    }
    if let Some(encoding) = utf16_without_mark(start) {
        return Told::Guessed(encoding);
    }
    let (mut letters, mut damaged) = (0usize, 0usize);
    let mut chunks = start.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        letters += outside_ascii(chunk.valid().as_bytes());
        // A character cut off at the end is no damage.
        damaged += usize::from(!chunk.invalid().is_empty() && (chunks.peek().is_some() || start.len() < START));
    }
    match declared(start).filter(|encoding| *encoding != UTF_8) {
        Some(encoding) if letters == 0 || damaged > 0 => Told::Said(encoding),
        _ if damaged * 4 <= letters || is_binary(start) => Told::Utf8,
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(start, true);
            match detector.guess(None, Utf8Detection::Deny) {
                encoding if encoding == UTF_8 => Told::Utf8,
                encoding => Told::Guessed(encoding),
            }
        }
    }
}

/// Characters outside ASCII.
fn outside_ascii(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte >= 0xC0).count()
}

/// UTF-16 by its zeros: in text of Latin letters every other byte is one.
fn utf16_without_mark(start: &[u8]) -> Option<&'static Encoding> {
    let sample = &start[..start.len().min(SAMPLE) & !1];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match sample.len() / 2 {
        0..2 => None,
        pairs if odd * 10 >= pairs * 7 && even * 10 <= pairs => Some(UTF_16LE),
        pairs if even * 10 >= pairs * 7 && odd * 10 <= pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that markup declares in its first bytes.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&start[..start.len().min(DECLARED_WITHIN)]).to_ascii_lowercase();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let after = |mark: &str| head.find(mark).map(|at| &head[at + mark.len()..]);
    let label = if head.trim_start().starts_with("<?xml") { after("encoding=") } else { after("charset=") }?;
    let label: String = label
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        .collect();
    Encoding::for_label(label.as_bytes())
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
    fn encodings_are_told_by_mark_letters_declaration_and_guess() {
        let cyrillic = "Привет, как дела? Всё хорошо, спасибо большое.";
        let windows_1251 = encoding_rs::WINDOWS_1251.encode(cyrillic).0.into_owned();
        let declared = |head: &str, body: &[u8]| [head.as_bytes(), body].concat();
        let cases: [(Vec<u8>, &str); 10] = [
            (b"plain".to_vec(), "utf8"),
            (cyrillic.into(), "utf8"),
            (declared("\u{feff}", &windows_1251), "utf8"),
            (declared("<?xml version=\"1.0\" encoding=\"windows-1251\"?>", &windows_1251), "said windows-1251"),
            (declared("<html><meta charset='koi8-r'>", b"abc"), "said KOI8-R"),
            (declared("<html><meta charset=windows-1251>", cyrillic.as_bytes()), "utf8"),
            (windows_1251.clone(), "guessed windows-1251"),
            (b"id,text\n1,caf\xE9\n".to_vec(), "guessed windows-1252"),
            (declared(cyrillic, b" \xFF damaged"), "utf8"),
            ("text\nhello".encode_utf16().flat_map(u16::to_be_bytes).collect(), "guessed UTF-16BE"),
        ];
        for (bytes, expected) in cases {
            let told = match told(&bytes) {
                Told::Utf8 => "utf8".to_owned(),
                Told::Said(encoding) => format!("said {}", encoding.name()),
                Told::Guessed(encoding) => format!("guessed {}", encoding.name()),
            };
            assert_eq!(told, expected, "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn text_with_a_stray_nul_is_not_binary() {
        assert!(!is_binary(b"text\nab\0cd\n"));
        assert!(is_binary(b"t\0e\0x\0t\0\n\0"));
        assert!(!is_binary(b""));
    }
}
