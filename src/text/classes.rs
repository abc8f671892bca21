//! Classes of characters that the tokenizer tells apart.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::normalize::is_apostrophe;

/// How many ASCII letters and digits a text begins with. Bytes are told apart by eights: most words end among the first,
/// and where cannot be foretold.
#[inline]
pub(super) fn alphanumeric_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    while let Some(eight) = bytes[len..].first_chunk() {
        let others = not_alphanumeric(u64::from_le_bytes(*eight));
        if others != 0 {
            return len + others.trailing_zeros() as usize / 8;
        }
        len += 8;
    }
    len + bytes[len..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

/// The highest bit of each of eight bytes that is no ASCII letter or digit.
#[inline]
fn not_alphanumeric(bytes: u64) -> u64 {
    const HIGH: u64 = each(0x80);
    let low = bytes & !HIGH;
    let small = low | each(0x20);
    // What is added carries a byte into its highest bit from the bound on.
    let from = |bytes: u64, bound: u8| bytes + each(0x80 - bound);
    let letter = from(small, b'a') & !from(small, b'z' + 1);
    let digit = from(low, b'0') & !from(low, b'9' + 1);
    (!(letter | digit) | bytes) & HIGH
}

/// Eight bytes that are all the same.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Letters of two bytes that UAX 29 never parts from their like: Latin, Cyrillic, Armenian.
pub(super) fn is_plain_letter(c: char) -> bool {
    matches!(c,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}'
        | '\u{531}'..='\u{556}' | '\u{561}'..='\u{587}')
}

/// Whether it is a letter with case.
pub(super) fn is_cased(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase()
}

/// Whether it is a combining mark.
pub(super) fn is_mark(category: GeneralCategory) -> bool {
    use GeneralCategory::{EnclosingMark, NonspacingMark, SpacingMark};
    matches!(category, EnclosingMark | NonspacingMark | SpacingMark)
}

/// The dashes, quotation marks, bullets and dots of U+2010 to U+2027, which the tables need not be asked about.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}')
}

/// Whether a word may hold the character: letters, digits, marks and format characters, and the marks that Armenian
/// writes inside words. An apostrophe that is a letter by its category is an apostrophe all the same.
pub(super) fn in_run(c: char) -> bool {
    if c.is_alphanumeric() {
        return !is_apostrophe(c);
    }
    if c.is_ascii() || is_sign(c) {
        return false;
    }
    c.general_category_group() == GeneralCategoryGroup::Mark
        || c.general_category() == GeneralCategory::Format
        || matches!(c, '\u{55B}' | '\u{55C}' | '\u{55E}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_counted_up_to_the_first_other_byte() {
        for byte in 0..=u8::MAX {
            assert_eq!(not_alphanumeric(each(byte)) == 0, byte.is_ascii_alphanumeric(), "{byte}");
            for len in 0..20 {
                let mut text = b"aZ09mNz5".repeat(3);
                text[len] = byte;
                let expected = if byte.is_ascii_alphanumeric() { text.len() } else { len };
                assert_eq!(alphanumeric_len(&text), expected, "{byte} {len}");
                assert_eq!(alphanumeric_len(&text[..len]), len);
            }
        }
    }

    #[test]
    fn signs_are_neither_letters_nor_marks() {
        use GeneralCategoryGroup::Punctuation;
        assert!(('\u{2010}'..='\u{2027}').all(|c| is_sign(c) && c.general_category_group() == Punctuation));
    }
}
