//! Classes of characters that the tokenizer tells apart.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::normalize::is_apostrophe;

/// Whether each byte is an ASCII letter or digit: a look into a table takes less than six comparisons.
const IS_ALPHANUMERIC: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// How many ASCII letters and digits a text begins with.
#[inline]
pub(super) fn alphanumeric_len(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !IS_ALPHANUMERIC[usize::from(*byte)]).unwrap_or(bytes.len())
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
    fn signs_are_neither_letters_nor_marks() {
        use GeneralCategoryGroup::Punctuation;
        assert!(('\u{2010}'..='\u{2027}').all(|c| is_sign(c) && c.general_category_group() == Punctuation));
    }
}
