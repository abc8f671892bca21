//! Splits a text into pieces, each with its place in the original and what is to become of it.
//!
//! Words follow UAX 29, except that full stops, colons and underscores inside a run of letters part words (people leave
//! out the space), that an abbreviation such as `U.S.` keeps its stops, and that hyphens part words and vanish.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

use super::classes::{alphanumeric_len, in_run, is_cased, is_mark, is_plain_letter};
use super::contractions::{Apostrophes, possessive_or_verb};
use super::links::Links;
use super::normalize::is_apostrophe;
use super::piece::{Form, Piece};
use super::{Kind, emoticons};

/// Calls `emit` with each piece of the text, in order. Linear in the length of the text.
pub(super) fn tokenize(text: &str, apostrophes: Apostrophes, emit: &mut impl FnMut(Piece)) {
    let mut scanner = Scanner { text, position: 0, limit: text.len(), run_end: 0, word_end: None, apostrophes, emit };
    let mut links = Links::new(text);
    let mut link = links.next_from(0);
    while scanner.position < text.len() {
        let byte = text.as_bytes()[scanner.position];
        if byte == b' ' {
            scanner.position += 1;
            continue;
        }
        if link.as_ref().is_some_and(|link| link.start < scanner.position) {
            link = links.next_from(scanner.position);
        }
        if let Some(link) = link.as_ref().filter(|link| link.start == scanner.position) {
            scanner.emit(link.end, Kind::Url, Form::Fixed("<url>"));
            continue;
        }
        scanner.limit = link.as_ref().map_or(text.len(), |link| link.start);
        if byte.is_ascii_alphanumeric() {
            if let Some(end) = links.bare_end(scanner.position, scanner.limit) {
                scanner.emit(end, Kind::Url, Form::Fixed("<url>"));
                continue;
            }
            if let Some(end) = links.address_end(scanner.position, scanner.limit) {
                scanner.emit(end, Kind::User, Form::Fixed("<user>"));
                continue;
            }
            scanner.word();
            continue;
        }
        scanner.step();
    }
}

struct Scanner<'t, F> {
    text: &'t str,
    position: usize,
    /// Start of the next link, which no token may reach into.
    limit: usize,
    /// End of the run of letters, digits and marks that was last looked at, so that no run is looked at twice.
    run_end: usize,
    /// Where the last word, number or hashtag ended.
    word_end: Option<usize>,
    apostrophes: Apostrophes,
    emit: &'t mut F,
}

impl<F: FnMut(Piece)> Scanner<'_, F> {
    fn emit(&mut self, end: usize, kind: Kind, form: Form) {
        (self.emit)(Piece { start: self.position, end, kind, form });
        self.position = end;
        if matches!(kind, Kind::Word | Kind::Number | Kind::Hashtag) {
            self.word_end = Some(end);
        }
    }

    /// The character at `at`, if it is before the limit.
    fn peek(&self, at: usize) -> Option<char> {
        self.text[at..self.limit].chars().next()
    }

    /// Moves past the next token, which does not begin with an ASCII letter or digit, or past a character that is none.
    fn step(&mut self) {
        let start = self.position;
        let Some(c) = self.peek(start) else { return self.position = self.limit };
        let next = start + c.len_utf8();
        match c {
            '\0'..=' ' | '\u{7F}' => return self.position = next,
            '(' | ')' | '<' | '^' | '-' | ':' | ';' | '=' => {
                if let Some((end, norm, stretched)) = emoticons::emoticon(&self.text[..self.limit], start) {
                    let form = if stretched { Form::Stretched(norm) } else { Form::Fixed(norm) };
                    return self.emit(end, Kind::Emoji, form);
                }
            }
            c if c.is_ascii() => {}
            c if c.is_whitespace() || c.is_control() => return self.position = next,
            c => {
                if let Some(end) = emoticons::emoji_end(&self.text[..self.limit], start, c) {
                    return self.emit(end, Kind::Emoji, Form::Emoji);
                }
            }
        }
        match c {
            '!' | '?' | '！' | '？' | '‼' | '⁇' | '⁈' | '⁉' => self.marks(),
            '.' | '…' | '‥' => self.dots(),
            '#' | '＃' | '@' | '＠' => self.tag(c, next),
            '-' | '‐' | '‑' if self.joins(start, next) => self.position = next,
            c if is_apostrophe(c) => self.apostrophe(next),
            c if c.is_ascii() => self.emit(next, Kind::Punctuation, Form::Punctuation),
            c if c.is_alphanumeric() => self.word(),
            c => match c.general_category() {
                GeneralCategory::Format | GeneralCategory::PrivateUse | GeneralCategory::Unassigned => {
                    self.position = next;
                }
                category if is_mark(category) => self.position = next,
                _ => self.emit(next, Kind::Punctuation, Form::Punctuation),
            },
        }
    }

    /// Whether a hyphen from `start` to `next` stands right between two words.
    fn joins(&self, start: usize, next: usize) -> bool {
        self.word_end == Some(start) && self.peek(next).is_some_and(char::is_alphanumeric)
    }

    /// An apostrophe that no word has taken in: that of a possessive, as in `U.S.'s`, or a mark.
    fn apostrophe(&mut self, next: usize) {
        // Three letters are enough to see that it is none of the endings, which have two at most.
        let letters = self.text[next..self.limit].chars().take(3).take_while(|c| c.is_alphanumeric());
        let tail = &self.text[next..next + letters.map(char::len_utf8).sum::<usize>()];
        match possessive_or_verb(tail).filter(|_| self.word_end == Some(self.position)) {
            Some(norm) => self.emit(next + tail.len(), Kind::Word, Form::Fixed(norm)),
            None => self.emit(next, Kind::Punctuation, Form::Punctuation),
        }
    }

    fn marks(&mut self) {
        let (mut end, mut exclaims, mut asks) = (self.position, 0, 0);
        while let Some(c) = self.peek(end) {
            match c {
                '!' | '！' => exclaims += 1,
                '?' | '？' => asks += 1,
                '‼' => exclaims += 2,
                '⁇' => asks += 2,
                '⁈' | '⁉' => (exclaims, asks) = (exclaims + 1, asks + 1),
                _ => break,
            }
            end += c.len_utf8();
        }
        let norm = match (exclaims, asks) {
            (1, 0) => "!",
            (_, 0) => "!!",
            (0, 1) => "?",
            (0, _) => "??",
            _ => "?!",
        };
        let form = if exclaims + asks > 2 { Form::Stretched(norm) } else { Form::Fixed(norm) };
        self.emit(end, Kind::Punctuation, form);
    }

    fn dots(&mut self) {
        let rest = &self.text[self.position..self.limit];
        let len = rest.find(|c| !matches!(c, '.' | '…' | '‥')).unwrap_or(rest.len());
        let norm = if &rest[..len] == "." { "." } else { "..." };
        self.emit(self.position + len, Kind::Punctuation, Form::Fixed(norm));
    }

    /// `#tag` with a letter in it, `@name`, or just the sign.
    fn tag(&mut self, sign: char, next: usize) {
        let after_word = self.text[..self.position].ends_with(char::is_alphanumeric);
        let is_hash = matches!(sign, '#' | '＃');
        let (mut end, mut letters, mut seen_at) = (next, false, false);
        while let Some(c) = self.peek(end).filter(|_| !after_word) {
            let of_name = c == '_' || c.is_alphanumeric() || (!c.is_ascii() && is_mark(c.general_category()));
            // Names on some sites have stops and hyphens inside, those of federated ones a second @.
            let inside = !is_hash && end > next && (matches!(c, '.' | '-') || c == '@' && !seen_at);
            let goes_on = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            if !(of_name || inside && self.peek(end + 1).is_some_and(goes_on)) {
                break;
            }
            seen_at |= c == '@';
            letters |= c.is_alphabetic();
            end += c.len_utf8();
        }
        match (is_hash, end > next) {
            (true, true) if letters => self.emit(end, Kind::Hashtag, Form::Hashtag),
            (false, true) => self.emit(end, Kind::User, Form::Fixed("<user>")),
            _ => self.emit(next, Kind::Punctuation, Form::Punctuation),
        }
    }

    fn word(&mut self) {
        if let Some(end) = self.plain_word_end() {
            return self.emit(end, Kind::Word, Form::Word);
        }
        let (start, mut end) = (self.position, self.unit_end(self.position));
        if self.text[start..end].chars().all(|c| c.is_numeric() || !c.is_alphanumeric()) {
            return self.number(end);
        }
        if let Some(end) = self.abbreviation_end(start, end) {
            return self.emit(end, Kind::Word, Form::Abbreviation);
        }
        if emoticons::is_laughing_face(&self.text[start..end]) {
            return self.emit(end, Kind::Emoji, Form::Fixed("xd"));
        }
        while let Some(c) = self.peek(end).filter(|c| is_apostrophe(*c)) {
            let next = end + c.len_utf8();
            if !self.peek(next).is_some_and(|c| c.is_alphabetic() && !is_apostrophe(c)) {
                break;
            }
            end = self.unit_end(next);
        }
        let (word, apostrophes) = (&self.text[start..end], self.apostrophes);
        apostrophes.split(word, |part, norm| {
            self.position = start + part.start;
            self.emit(start + part.end, Kind::Word, norm.map_or(Form::Word, Form::Fixed));
        });
    }

    /// End of the word that starts here if it is of ASCII letters and digits, as most are, and certainly neither number
    /// nor abbreviation nor face nor one of several parts.
    #[inline]
    fn plain_word_end(&self) -> Option<usize> {
        let rest = &self.text.as_bytes()[self.position..self.limit];
        let len = alphanumeric_len(rest);
        let may_be_more = match rest.get(len) {
            Some(b'\'' | b'`') => true,
            Some(b'.') => len == 1,
            after => after.is_some_and(|b| !b.is_ascii()),
        };
        let may_be_other = match rest.first()? {
            b'x' | b'X' => true,
            // `cannot` is two words.
            b'c' | b'C' => len == 6,
            first => !first.is_ascii_alphabetic(),
        };
        (!may_be_more && !may_be_other).then_some(self.position + len)
    }

    /// A number whose first digits end at `end`: with its groups, decimals, unit and per cent sign.
    fn number(&mut self, mut end: usize) {
        while matches!(self.peek(end), Some('.' | ',')) && self.peek(end + 1).is_some_and(char::is_numeric) {
            end = self.unit_end(end + 1);
        }
        if self.peek(end) == Some('%') {
            end += 1;
        }
        self.emit(end, Kind::Number, Form::Fixed("<number>"));
    }

    /// End of an abbreviation made of single letters and stops, whose first letter is `start..end`.
    fn abbreviation_end(&self, start: usize, mut end: usize) -> Option<usize> {
        let is_letter = |from: usize, to: usize| self.text[from..to].chars().nth(1).is_none();
        if !is_letter(start, end) || self.peek(end) != Some('.') {
            return None;
        }
        let mut letters = 1;
        while self.peek(end) == Some('.') {
            let Some(c) = self.peek(end + 1).filter(|c| c.is_alphabetic()) else { break };
            let next = end + 1 + c.len_utf8();
            if self.peek(next).is_some_and(char::is_alphanumeric) {
                break;
            }
            end = next;
            letters += 1;
        }
        let closes = self.peek(end) == Some('.') && self.peek(end + 1) != Some('.');
        (letters > 1).then_some(end + usize::from(closes))
    }

    /// End of the run of letters, digits and marks from `start` that is one word by UAX 29, apostrophes apart.
    fn unit_end(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = start;
        while end < self.limit {
            let plain = if bytes[end].is_ascii() {
                bytes[end].is_ascii_alphanumeric()
            } else {
                self.peek(end).is_some_and(is_plain_letter)
            };
            if !plain {
                break;
            }
            end += if bytes[end].is_ascii() { 1 } else { 2 };
        }
        let rest = self.peek(end).filter(|c| !c.is_ascii() && in_run(*c));
        if rest.is_some() { self.segment_end(start) } else { end }
    }

    /// The same by the full algorithm.
    fn segment_end(&mut self, start: usize) -> usize {
        if self.run_end <= start {
            let rest = &self.text[start..self.limit];
            self.run_end = start + rest.find(|c| !in_run(c)).unwrap_or(rest.len());
        }
        let run = &self.text[start..self.run_end];
        let mut end = 0;
        let mut segments = run.split_word_bounds();
        while let Some(segment) = segments.next() {
            end += segment.len();
            // A zero-width space parts words in Thai and Khmer, but elsewhere it hides a word from filters.
            let hidden = run[..end].ends_with(is_cased)
                && run[end..].strip_prefix('\u{200B}').is_some_and(|rest| rest.starts_with(is_cased));
            if !hidden {
                break;
            }
            end += segments.next().map_or(0, str::len);
        }
        start + end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        tokenize(text, Apostrophes::Contract, &mut |piece| pieces.push(piece));
        pieces
    }

    #[test]
    fn splits_as_people_write() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("A pro-Russian view.", &["A", "pro", "Russian", "view", "."]),
            ("wait - no", &["wait", "-", "no"]),
            ("don't, can’t", &["do", "n't", ",", "ca", "n’t"]),
            ("the war.Russia won", &["the", "war", ".", "Russia", "won"]),
            ("the U.S. army, e.g. U.S's", &["the", "U.S.", "army", ",", "e.g.", "U.S", "'s"]),
            ("J.K.Rowling", &["J.K.", "Rowling"]),
            ("и т.д. да", &["и", "т.д.", "да"]),
            ("What?! No!!! ok..", &["What", "?!", "No", "!!!", "ok", ".."]),
            ("12 1,500 3.5% 2024, 1st f16 3.5bn", &["12", "1,500", "3.5%", "2024", ",", "1st", "f16", "3.5bn"]),
            ("covid-19", &["covid", "19"]),
            ("a https://x.org/y, b", &["a", "https://x.org/y", ",", "b"]),
            ("смhttps://x.org", &["см", "https://x.org"]),
            ("WWW.x.org/y! b", &["WWW.x.org/y", "!", "b"]),
            ("@jo_doe: #StopNATO #1", &["@jo_doe", ":", "#StopNATO", "#", "1"]),
            ("ok :-) 🇦🇲👍🏽 xD <3", &["ok", ":-)", "🇦🇲", "👍🏽", "xD", "<3"]),
            ("a\0b\u{7}c\u{FEFF} d", &["a", "b", "c\u{FEFF}", "d"]),
            ("Rus\u{200B}sia a\u{200B} b", &["Rus\u{200B}sia", "a", "b"]),
            ("_so_ *it* is", &["_", "so", "_", "*", "it", "*", "is"]),
            ("中国 ナトー", &["中", "国", "ナトー"]),
            ("«НАТО» – Россия", &["«", "НАТО", "»", "–", "Россия"]),
            ("Russians' 'em ʼ", &["Russians", "'", "'", "em", "ʼ"]),
            ("café/naïve", &["café", "/", "naïve"]),
            ("1️⃣ x", &["1️⃣", "x"]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = pieces(text).iter().map(|piece| &text[piece.start..piece.end]).collect();
            assert_eq!(&found, expected, "{text:?}");
        }
    }

    #[test]
    fn kinds_and_fixed_norms() {
        use Form::{Fixed, Stretched};
        let cases = [
            ("!", Kind::Punctuation, Fixed("!")),
            ("!!", Kind::Punctuation, Fixed("!!")),
            ("??", Kind::Punctuation, Fixed("??")),
            ("‼!", Kind::Punctuation, Stretched("!!")),
            ("!?", Kind::Punctuation, Fixed("?!")),
            ("…", Kind::Punctuation, Fixed("...")),
            ("?", Kind::Punctuation, Fixed("?")),
            ("$", Kind::Punctuation, Form::Punctuation),
            ("3.5%", Kind::Number, Fixed("<number>")),
            ("٣٤", Kind::Number, Fixed("<number>")),
            ("1st", Kind::Word, Form::Word),
            ("mi6", Kind::Word, Form::Word),
            ("U.S.", Kind::Word, Form::Abbreviation),
            ("#a1", Kind::Hashtag, Form::Hashtag),
            ("@a-b.c", Kind::User, Fixed("<user>")),
            ("@me@social.org", Kind::User, Fixed("<user>")),
            ("a@b.org", Kind::User, Fixed("<user>")),
            (":-))", Kind::Emoji, Fixed(":)")),
            ("😂", Kind::Emoji, Form::Emoji),
        ];
        for (text, kind, form) in cases {
            assert_eq!(pieces(text), [Piece { start: 0, end: text.len(), kind, form }], "{text}");
        }
    }
}
