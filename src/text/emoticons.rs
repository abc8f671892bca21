//! Faces: emoji as Unicode has them, and those that people type with signs.

use unicode_properties::{GeneralCategory, UnicodeEmoji, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

/// An emoticon found: its end in bytes, its norm, whether its mouth was drawn three times or more.
pub(super) type Emoticon = (usize, &'static str, bool);

/// End of the emoji that starts at `start` with the character `c`: the whole grapheme, so flags, skin tones and
/// joined sequences are one.
pub(super) fn emoji_end(text: &str, start: usize, c: char) -> Option<usize> {
    let is_emoji = !c.is_ascii()
        && !matches!(c, '©' | '®' | '™')
        && (c.is_emoji_char() && c.general_category() == GeneralCategory::OtherSymbol
            || unicode_properties::emoji::is_regional_indicator(c)
            || matches!(c, '\u{1F3FB}'..='\u{1F3FF}'));
    if !is_emoji {
        return None;
    }
    text[start..].graphemes(true).next().map(|grapheme| start + grapheme.len())
}

/// The emoticon that starts at `start`: eyes, perhaps a nose, a mouth; or one of a few whole pictures.
///
/// Letters, digits and slashes are mouths only where nothing is written right before, and no emoticon is followed by a
/// letter, so that `12:30`, `note:Dear` and `and/or:/` are none.
pub(super) fn emoticon(text: &str, start: usize) -> Option<Emoticon> {
    let bytes = &text.as_bytes()[start..];
    let after_word = text[..start].ends_with(char::is_alphanumeric);
    let (len, norm, stretched) = match bytes[0] {
        b'(' | b')' => return many_brackets(bytes).map(|(len, norm, stretched)| (start + len, norm, stretched)),
        b'<' | b'^' | b'-' if !after_word => {
            let pictures = [("</3", "</3"), ("<3", "<3"), ("^_^", "^^"), ("^^", "^^"), ("-_-", "-_-")];
            let (typed, norm) = pictures.into_iter().find(|(typed, _)| bytes.starts_with(typed.as_bytes()))?;
            (typed.len(), norm, false)
        }
        eyes @ (b':' | b';' | b'=') => face(eyes, bytes, after_word)?,
        _ => return None,
    };
    let end = start + len;
    let goes_on = text[end..].starts_with(|c: char| c.is_alphanumeric());
    (!goes_on).then_some((end, norm, stretched))
}

/// Three closing brackets in a row are a smile without eyes, three opening ones the opposite.
fn many_brackets(bytes: &[u8]) -> Option<Emoticon> {
    let len = bytes.iter().take_while(|b| **b == bytes[0]).count();
    (len > 2).then_some((len, if bytes[0] == b')' { "))" } else { "((" }, true))
}

fn face(eyes: u8, bytes: &[u8], after_word: bool) -> Option<Emoticon> {
    let nose = usize::from(matches!(bytes.get(1), Some(b'-' | b'\'' | b'^')));
    let mouth = *bytes.get(1 + nose)?;
    let norm = match mouth {
        b')' | b']' if eyes == b';' => ";)",
        b')' | b']' => ":)",
        b'(' | b'[' => ":(",
        b'D' => ":d",
        b'P' | b'p' => ":p",
        b'O' | b'o' => ":o",
        b'/' | b'\\' => ":/",
        b'|' => ":|",
        b'*' => ":*",
        b'3' => ":3",
        _ => return None,
    };
    let plain = matches!(mouth, b')' | b'(') && eyes != b'=';
    if after_word && !plain {
        return None;
    }
    let run = bytes[1 + nose..].iter().take_while(|b| **b == mouth).count();
    Some((1 + nose + run, norm, run > 2))
}

/// Whether a word is a laughing face: `xD`, `XDDD`.
pub(super) fn is_laughing_face(word: &str) -> bool {
    let rest = word.strip_prefix(['x', 'X']).unwrap_or("");
    !rest.is_empty() && (rest == "d" || rest.bytes().all(|b| b == b'D'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoticons_are_told_from_punctuation() {
        let cases = [
            (":) x", 0, Some((2, ":)", false))),
            (":-))) x", 0, Some((5, ":)", true))),
            ("ok;)", 2, Some((4, ";)", false))),
            (":'(", 0, Some((3, ":(", false))),
            ("=D", 0, Some((2, ":d", false))),
            ("<3", 0, Some((2, "<3", false))),
            ("<30", 0, None),
            ("a <3", 2, Some((4, "<3", false))),
            ("12:3", 2, None),
            ("x:/", 1, None),
            (":Dear", 0, None),
            (":(see", 0, None),
            ("да)))", 4, Some((7, "))", true))),
            ("))", 0, None),
            (":", 0, None),
            ("-_-", 0, Some((3, "-_-", false))),
        ];
        for (text, start, expected) in cases {
            assert_eq!(emoticon(text, start), expected, "{text:?}");
        }
        let words = [("xD", true), ("XDD", true), ("xd", true), ("x", false), ("xdr", false), ("", false)];
        for (word, expected) in words {
            assert_eq!(is_laughing_face(word), expected, "{word:?}");
        }
    }

    #[test]
    fn an_emoji_is_a_whole_grapheme() {
        let cases = [("😂😂", 4), ("🇦🇲🇷🇺", 8), ("👍🏽!", 8), ("👩\u{200D}👧x", 11), ("❤\u{FE0F}", 6), ("☺", 3)];
        for (text, end) in cases {
            assert_eq!(emoji_end(text, 0, text.chars().next().unwrap()), Some(end), "{text}");
        }
        for text in ["©", "1", "é", "—", "中"] {
            assert_eq!(emoji_end(text, 0, text.chars().next().unwrap()), None, "{text}");
        }
    }
}
