//! The normal form of a token: what makes two spellings the same word. Diacritics stay, for in many languages they
//! make another word; the Turkish dotless i is folded as elsewhere.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// Whether a character is used as an apostrophe: ASCII, typographic, modifier letter, prime, or an accent key misused.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′' | '＇')
}

/// Characters without a shape of their own, and the Armenian stress, exclamation and question marks that stand inside
/// the word they belong to.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{55B}' | '\u{55C}' | '\u{55E}')
}

/// Appends the normal form of a word to `out`: NFKC, full case folding, ё as е, one kind of apostrophe, zero-width
/// characters gone, and any letter that stands three times or more in a row there twice. Returns whether one did.
pub(super) fn push_word(word: &str, out: &mut String) -> bool {
    if word.is_ascii() {
        return push_ascii(word, out);
    }
    let begin = out.len();
    let mut squeezer = Squeezer { out, last: '\0', run: 0, squeezed: false };
    if word.chars().all(is_plain) {
        word.chars().map(unified).flat_map(char::to_lowercase).for_each(|c| squeezer.push(c));
    } else {
        let kept = word.chars().filter(|c| !is_ignorable(*c)).map(unified);
        kept.nfkc().default_case_fold().nfkc().for_each(|c| squeezer.push(c));
    }
    let squeezed = squeezer.squeezed;
    if out.len() == begin {
        // Nothing but characters without a shape: an empty norm would be no term at all.
        out.push('\u{FFFD}');
    }
    squeezed
}

/// The one apostrophe for any; before NFKC, which would make a space and an accent of some.
fn unified(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { c }
}

/// Whether NFKC leaves the character alone, whatever follows it that is plain too, and folding is lowercasing.
fn is_plain(c: char) -> bool {
    c.is_ascii() || matches!(c, 'А'..='я' | 'Ё' | 'ё' | '’')
}

fn push_ascii(word: &str, out: &mut String) -> bool {
    let begin = out.len();
    // The commonest case by far, a word without apostrophe or repetition, is copied and lowercased in place.
    if !has_triple(word.as_bytes()) || is_roman_numeral(word) {
        out.push_str(word);
        out[begin..].make_ascii_lowercase();
        if word.as_bytes().contains(&b'`') {
            let unified = out[begin..].replace('`', "'");
            out.replace_range(begin.., &unified);
        }
        return false;
    }
    let mut squeezer = Squeezer { out, last: '\0', run: 0, squeezed: false };
    word.chars().for_each(|c| squeezer.push(unified(c.to_ascii_lowercase())));
    squeezer.squeezed
}

fn has_triple(word: &[u8]) -> bool {
    word.windows(3).any(|w| w[0] | 0x20 == w[1] | 0x20 && w[1] | 0x20 == w[2] | 0x20)
}

/// `III` and `XVIII` are no stretched words, and nothing else is written with these letters alone.
fn is_roman_numeral(word: &str) -> bool {
    word.bytes().all(|b| matches!(b | 0x20, b'i' | b'v' | b'x'))
}

struct Squeezer<'a> {
    out: &'a mut String,
    last: char,
    run: usize,
    squeezed: bool,
}

impl Squeezer<'_> {
    fn push(&mut self, c: char) {
        let c = match c {
            'ё' => 'е',
            // Some compatibility forms unfold into several words (U+FDFA); a norm is one.
            c if c.is_whitespace() || c.is_control() => return,
            c => c,
        };
        self.run = if c == self.last { self.run + 1 } else { 1 };
        self.last = c;
        if self.run > 2 && c.is_alphabetic() {
            self.squeezed = true;
        } else {
            self.out.push(c);
        }
    }
}

/// Appends an emoji without variation selectors and skin tones, which carry no stance. Joiners stay.
pub(super) fn push_emoji(emoji: &str, out: &mut String) {
    let begin = out.len();
    out.extend(emoji.chars().filter(|c| !matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')));
    if out.len() == begin {
        out.push_str(emoji);
    }
}

/// Appends a punctuation character in its commonest shape: quotation marks as `"`, apostrophes as `'`, dashes as `-`.
pub(super) fn push_punctuation(text: &str, out: &mut String) {
    let begin = out.len();
    for c in text.chars().map(unified).nfkc() {
        match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => out.push('"'),
            '‐'..='―' | '−' => out.push('-'),
            c if c.is_whitespace() || c.is_control() || is_ignorable(c) => {}
            c => out.push(c),
        }
    }
    if out.len() == begin {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_one_normal_form() {
        let cases = [
            ("Russia", "russia", false),
            ("SOOOO", "soo", true),
            ("good", "good", false),
            ("III", "iii", false),
            ("XVIII", "xviii", false),
            ("a1000", "a1000", false),
            ("don`t", "don't", false),
            ("don’t", "don't", false),
            ("dooon`t", "doon't", true),
            ("caf´é", "caf'é", false),
            ("Straße", "strasse", false),
            ("café", "café", false),
            ("cafe\u{301}", "café", false),
            ("ﬁne", "fine", false),
            ("Ｎａｔｏ", "nato", false),
            ("Rus\u{200B}sia\u{AD}n", "russian", false),
            ("Ещё", "еще", false),
            ("НЕЕЕЕТ", "неет", true),
            ("и\u{306}", "й", false),
            ("ΣΊΣΥΦΟΣ", "σίσυφοσ", false),
            ("ինչո՞ւ", "ինչու", false),
            ("\u{200B}", "\u{FFFD}", false),
        ];
        for (word, norm, elongated) in cases {
            let mut out = String::from("x");
            assert_eq!((push_word(word, &mut out), &out[1..]), (elongated, norm), "{word:?}");
        }
    }

    #[test]
    fn signs_have_one_normal_form() {
        for (sign, norm) in [("“", "\""), ("»", "\""), ("—", "-"), ("，", ","), ("‘", "'"), ("´", "'"), ("$", "$")]
        {
            let mut out = String::new();
            push_punctuation(sign, &mut out);
            assert_eq!(out, norm, "{sign:?}");
        }
        let mut out = String::new();
        push_emoji("👍🏽", &mut out);
        push_emoji("❤\u{FE0F}", &mut out);
        assert_eq!(out, "👍❤");
    }
}
