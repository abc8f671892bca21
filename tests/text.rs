//! Properties of the text module that hold for any text whatever.

use std::ops::Range;

use hustings::text::{Analysis, Analyzer, Kind, QuoteSource, quoted_ranges};
use hustings::topic::Topic;
use proptest::prelude::*;

const TOPIC: &str = r#"
    [[target]]
    name = "nato"
    aliases = ["NATO", "the west", "US", "НАТО"]
    [[target]]
    name = "russia"
    aliases = ["Russia", "Russian army", "РФ", "Россия"]
"#;

/// Bits of comments where something can go wrong, to be mixed with arbitrary characters.
const BITS: &[&str] = &[
    "NATO",
    "the",
    " west",
    "Russian",
    "-",
    "army",
    "n't",
    "'",
    "’",
    "ʼ",
    "`",
    "\"",
    "“",
    "”",
    "„",
    "«",
    "»",
    " ",
    "\n",
    "\n\n",
    ">",
    "[quote]",
    "[/quote]",
    "www.",
    "http://",
    "a.b",
    "@",
    "#",
    "_",
    "U.S.",
    ".",
    "...",
    "!",
    "?",
    "‼",
    "1,5",
    "%",
    "é",
    "ё",
    "Россия",
    "中国",
    "ナトー",
    "ไทย",
    "👍🏽",
    "🇦🇲",
    "🇷",
    "\u{200D}",
    "\u{FE0F}",
    "\u{200B}",
    "\u{AD}",
    "\u{301}",
    "\u{0}",
    "İ",
    "ß",
    "ﷺ",
    ":)",
    "xD",
    "<3",
    "soooo",
    "cannot",
    "said:\n",
    "ա՞",
    "س",
    "த",
];

fn text() -> impl Strategy<Value = String> {
    let bit =
        prop_oneof![3 => prop::sample::select(BITS).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop_oneof![prop::collection::vec(bit, 0..40).prop_map(|bits| bits.concat()), any::<String>()]
}

fn languages() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["en", "ru", "fr", "tr", "de", "ar", "el", "ta", "fi", "hu"][..])
}

fn analyzer(language: &str) -> Analyzer {
    Analyzer::new(&Topic::from_toml(&format!("language = {language:?}\n{TOPIC}")).unwrap()).unwrap()
}

/// Whether the ranges are in order, apart from each other, not empty, and on character boundaries of the text.
fn are_apart(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> bool {
    let mut end = 0;
    ranges.into_iter().all(|range| {
        let fits = end <= range.start && range.start < range.end && text.get(range.clone()).is_some();
        end = range.end;
        fits
    })
}

proptest! {
    #[test]
    fn tokens_and_mentions_have_their_place(text in text(), language in languages()) {
        let mut out = Analysis::default();
        let quoted = quoted_ranges(&text, &[], &[]);
        let analyzer = analyzer(language);
        analyzer.analyze(&text, &quoted, &mut out);
        prop_assert!(are_apart(&text, out.tokens().iter().map(|token| token.start..token.end)));
        for token in out.tokens() {
            prop_assert!(!out.norm(token).is_empty() && !out.stem(token).is_empty());
            prop_assert!(!out.norm(token).chars().any(|c| c.is_control() || c.is_whitespace()));
            prop_assert!(matches!(token.kind, Kind::Word | Kind::Hashtag) || out.stem(token) == out.norm(token));
            prop_assert_eq!(token.nearest.is_some(), !out.mentions().is_empty());
            prop_assert!(token.nearest.is_none_or(|nearest| (nearest as usize) < out.mentions().len()));
        }
        for mention in out.mentions() {
            prop_assert!(mention.target < analyzer.targets());
            prop_assert!(mention.tokens.start < mention.tokens.end && mention.tokens.end <= out.tokens().len());
        }
        prop_assert!(out.mentions().is_sorted_by_key(|mention| mention.tokens.start));
    }

    #[test]
    fn the_same_text_reads_the_same(first in text(), second in text()) {
        let analyzer = analyzer("en");
        let (mut fresh, mut used) = (Analysis::default(), Analysis::default());
        analyzer.analyze(&second, &[], &mut used);
        analyzer.analyze(&first, &[], &mut used);
        analyzer.analyze(&first, &[], &mut fresh);
        prop_assert_eq!(fresh, used);
    }

    #[test]
    fn nearest_is_nearest(text in text()) {
        let mut out = Analysis::default();
        analyzer("en").analyze(&text, &[], &mut out);
        for (index, token) in out.tokens().iter().enumerate() {
            let distance = |tokens: &Range<usize>| {
                if index < tokens.start { tokens.start - index } else { (index + 1).saturating_sub(tokens.end) }
            };
            // `min_by_key` returns the first of several as near.
            let expected = (0..out.mentions().len()).min_by_key(|mention| distance(&out.mentions()[*mention].tokens));
            prop_assert_eq!(token.nearest.map(|nearest| nearest as usize), expected);
        }
    }

    #[test]
    fn quotations_are_apart(text in text(), source in text(), marked in prop::collection::vec(0..80usize, 0..6)) {
        let marked: Vec<_> = marked.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
        let sources = [QuoteSource::new(&source), QuoteSource::new(&text)];
        let ranges = quoted_ranges(&text, &marked, &[&sources[0], &sources[1]]);
        prop_assert!(are_apart(&text, ranges.into_iter()));
    }
}
