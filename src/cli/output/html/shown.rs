//! Text from the input as it is shown, before the templates escape it.

use super::kept::Word;

/// Text without characters that steer or turn the direction of writing, each replaced by U+FFFD; line feeds and tabs
/// stay, and a carriage return is a line feed.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' => shown.push('\n'),
            '\n' | '\t' => shown.push(c),
            _ if steers(c) => shown.push(char::REPLACEMENT_CHARACTER),
            _ => shown.push(c),
        }
    }
    shown
}

/// As [`shown`], on one line of at most `n` characters, `…` where it was cut.
pub fn line(text: &str, n: usize) -> String {
    shown(&super::super::guard::line(text, n))
}

fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
}

/// A run of the text: a word that weighs, or what stands between two.
#[derive(Debug, PartialEq)]
pub struct Piece {
    /// As shown.
    pub text: String,
    /// The classes of a word, which say how strongly it weighs under which head; empty between words.
    pub classes: String,
    /// Thousandths under each head, parted by blanks; empty between words.
    pub weights: String,
}

/// Least weights of the four strengths, in thousandths.
pub const STRENGTHS: [i64; 4] = [50, 150, 300, 600];

/// The text in runs, with a run for each word that reaches the least strength under any head.
pub fn pieces(text: &str, words: &[Word]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let between = |text: &str| Piece { text: shown(text), classes: String::new(), weights: String::new() };
    for word in words.iter().filter(|word| word.weights.iter().any(|weight| strength(*weight) > 0)) {
        // Words never overlap; were one to, its text would still be shown once.
        let (Some(before), Some(found)) = (text.get(done..word.start), text.get(word.start..word.end)) else {
            continue;
        };
        if !before.is_empty() {
            pieces.push(between(before));
        }
        let weights: Vec<String> = word.weights.iter().map(i64::to_string).collect();
        pieces.push(Piece { text: shown(found), classes: classes(&word.weights), weights: weights.join(" ") });
        done = word.end;
    }
    if let Some(rest) = text.get(done..).filter(|rest| !rest.is_empty()) {
        pieces.push(between(rest));
    }
    pieces
}

fn classes(weights: &[i64]) -> String {
    let class = |(head, weight): (usize, &i64)| match strength(*weight) {
        0 => None,
        strength => Some(format!("h{head}{}{strength}", if *weight > 0 { 'p' } else { 'n' })),
    };
    weights.iter().enumerate().filter_map(class).collect::<Vec<_>>().join(" ")
}

/// How strongly a weight is shown, from 0, not at all, to 4.
fn strength(weight: i64) -> usize {
    STRENGTHS.iter().filter(|least| weight.abs() >= **least).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers() {
        let cases = [
            ("a\r\nb\rc\td", "a\nb\nc\td"),
            ("\u{202e}evil\u{2066}\u{61c}\u{200f}", "\u{fffd}evil\u{fffd}\u{fffd}\u{fffd}"),
            ("\0\u{1b}[31m\u{85}", "\u{fffd}\u{fffd}[31m\u{fffd}"),
            ("👩\u{200d}🚀 שלום", "👩\u{200d}🚀 שלום"),
            ("<b>&amp;", "<b>&amp;"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text:?}");
        }
        assert_eq!(line("a\n b\u{61c}", 9), "a b\u{fffd}");
    }

    #[test]
    fn words_stand_where_they_were_in_the_text() {
        let text = "\u{202e}не верю\r\nno!";
        let word = |found: &str, weights: [i64; 2]| {
            let start = text.find(found).unwrap();
            Word { start, end: start + found.len(), weights: weights.to_vec() }
        };
        let words = [word("не", [49, -49]), word("верю", [0, 299]), word("no", [-600, 50])];
        let found: Vec<_> = pieces(text, &words).into_iter().map(|p| (p.text, p.classes, p.weights)).collect();
        let expected = [
            ("\u{fffd}не ", "", ""),
            ("верю", "h1p2", "0 299"),
            ("\n", "", ""),
            ("no", "h0n4 h1p1", "-600 50"),
            ("!", "", ""),
        ];
        assert_eq!(found, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    }

    #[test]
    fn the_whole_text_is_shown_whatever_the_ranges() {
        let word = |start, end| Word { start, end, weights: vec![900] };
        for words in [vec![word(1, 2)], vec![word(0, 99)], vec![word(0, 4), word(2, 6)], vec![word(6, 0)]] {
            let text: String = pieces("été, x", &words).into_iter().map(|piece| piece.text).collect();
            assert_eq!(text, "été, x", "{words:?}");
        }
        assert_eq!(pieces("", &[]), []);
    }
}
