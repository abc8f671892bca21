//! From a comment's text to tokens, mentions of targets, and whose words they are.
//!
//! This module decides where tokens begin and end, what counts as the same word (case, script look-alikes, stretched
//! letters, inflection), which tokens name a target, which stand under a negation, and, in [`quoted_ranges`], which
//! words are not the commenter's own. It leaves to others what any of this means: features count tokens and models
//! weigh them. The text is split first and each token normalised afterwards, so offsets always point into the comment
//! as it was read.

use std::ops::Range;

use crate::error::Result;
use crate::topic::Topic;

mod alias_trie;
mod classes;
mod contractions;
mod emoticons;
mod lexicon;
mod links;
mod mentions;
mod negation;
mod normalize;
pub(crate) mod numbering;
mod piece;
mod quote_source;
mod quotes;
mod stem;
pub(crate) mod symbol;
mod token;
mod tokenize;
mod word_cache;
mod word_caches;

pub use quote_source::QuoteSource;
pub use quotes::quoted_ranges;
pub use token::{Analysis, Kind, Mention, Token};

use alias_trie::AliasTrie;
use contractions::Apostrophes;
use mentions::Aliases;
use negation::Role;
use piece::{Form, Piece};
use stem::Stems;
use symbol::symbol;
use token::{Mark, Span};
use word_cache::{Word, WordCache};
use word_caches::WordCaches;

/// Most bytes of a text that are looked at; the rest of a longer one is as if it were not there (1 MiB of UTF-8).
pub const MAX_COMMENT_BYTES: usize = 1 << 20;

/// Splits comments into tokens and finds the targets they name. Built once for a topic, then shared by all threads.
///
/// Looks at no more than [`MAX_COMMENT_BYTES`] of a text, in time linear in them; of an [`Analysis`] it fills, each
/// byte of text costs at most some 170 bytes of memory, and the buffers are kept from one comment to the next. What was
/// made of a word is kept too, in at most 4 MiB for each thread; a clone begins without it.
///
/// # Examples
///
/// ```
/// use hustings::text::{Analysis, Analyzer};
/// use hustings::topic::Topic;
///
/// let topic = Topic::from_toml(r#"
///     [[target]]
///     name = "nato"
///     aliases = ["NATO", "the alliance"]
/// "#)?;
/// let analyzer = Analyzer::new(&topic)?;
/// let mut analysis = Analysis::default();
/// analyzer.analyze("I don't trust NATO's promises.", &[], &mut analysis);
///
/// let norms: Vec<_> = analysis.tokens().iter().map(|token| analysis.norm(token)).collect();
/// assert_eq!(norms, ["i", "do", "not", "trust", "nato", "'s", "promises", "."]);
/// assert_eq!(analysis.stem(&analysis.tokens()[6]), "promis");
/// assert!(analysis.tokens()[3].negated);
/// assert_eq!(analysis.mentions()[0].tokens, 4..5);
/// # Ok::<(), hustings::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Analyzer {
    reader: Reader,
    aliases: Aliases,
    caches: WordCaches,
    n_targets: usize,
}

/// What aliases and comments have in common: splitting, normalising, stemming.
#[derive(Debug, Clone)]
struct Reader {
    stems: Stems,
    apostrophes: Apostrophes,
}

impl Analyzer {
    /// An analyzer for the language and the targets of a topic.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Topic`](crate::ErrorKind::Topic) if there is no stemmer for the language, if an alias holds no
    /// word, or if two targets share an alias.
    pub fn new(topic: &Topic) -> Result<Self> {
        let reader =
            Reader { stems: Stems::new(&topic.language)?, apostrophes: Apostrophes::of_language(&topic.language) };
        let aliases = Aliases::new(topic, &reader)?;
        Ok(Self { reader, aliases, caches: WordCaches::new(), n_targets: topic.targets.len() })
    }

    /// Number of targets that mentions may name: that of the topic.
    pub fn targets(&self) -> usize {
        self.n_targets
    }

    /// Reads `text` into `out`, whose old content is dropped and whose buffers are reused.
    ///
    /// `quoted` are the byte ranges of `text`, sorted and disjoint, that are other people's words; a token that
    /// overlaps one of them is marked.
    pub fn analyze(&self, text: &str, quoted: &[Range<usize>], out: &mut Analysis) {
        let text = head(text);
        self.caches.with(|cache| self.reader.read(text, self.aliases.trie(), cache, out));
        mark_quoted(quoted, &mut out.tokens);
        negation::mark(out);
        self.aliases.find(text, &self.reader.stems, out);
        mentions::mark_nearest(&out.mentions, &mut out.tokens);
    }
}

impl Reader {
    /// Fills tokens, their marks and the buffer; mentions and what needs them are left for later.
    fn read(&self, text: &str, names: &AliasTrie, cache: &mut WordCache, out: &mut Analysis) {
        out.clear();
        out.reserve(text.len());
        tokenize::tokenize(text, self.apostrophes, &mut |piece| self.push(text, piece, names, cache, out));
    }

    fn push(&self, text: &str, piece: Piece, names: &AliasTrie, cache: &mut WordCache, out: &mut Analysis) {
        let Piece { start, end, kind, form } = piece;
        let slice = &text[start..end];
        let written = match form {
            Form::Fixed(norm) | Form::Stretched(norm) => norm,
            _ => slice,
        };
        let class = kind as u8 * 8 + form.number();
        let (word, made) = cache.get(class, written, |made| self.make(kind, form, written, names, made));
        let begin = out.buffer.len();
        out.buffer.push_str(made);
        let place = |start: u32, end: u32| Span::new(begin + start as usize, begin + end as usize);
        // What is written in one way always is not in capitals because its norm is.
        let of_norm = matches!(form, Form::Fixed(_) | Form::Stretched(_));
        out.tokens.push(Token {
            start,
            end,
            kind,
            negated: false,
            quoted: false,
            caps: if of_norm { kind == Kind::Word && all_capitals(slice, 2) } else { word.caps },
            elongated: word.elongated || matches!(form, Form::Stretched(_)),
            nearest: None,
            valence: word.valence,
            norm: place(0, word.norm_end),
            stem: place(word.stem_start, word.stem_end),
        });
        out.marks.push(Mark { name: word.name, role: word.role });
        out.norm_symbols.push(word.norm_symbol);
        out.stem_symbols.push(word.stem_symbol);
    }

    /// What is to be known of a word, its norm and stem appended to the empty `made`.
    fn make(&self, kind: Kind, form: Form, written: &str, names: &AliasTrie, made: &mut String) -> Word {
        let mut elongated = false;
        match form {
            Form::Fixed(norm) | Form::Stretched(norm) => made.push_str(norm),
            Form::Word => elongated = normalize::push_word(written, made),
            Form::Abbreviation => {
                normalize::push_word(written, made);
                if !written.ends_with('.') {
                    made.push('.');
                }
            }
            Form::Hashtag => elongated = normalize::push_word(written.trim_start_matches(['#', '＃']), made),
            Form::Emoji => normalize::push_emoji(written, made),
            Form::Punctuation => normalize::push_punctuation(written, made),
        }
        let norm = Span::new(0, made.len());
        let stem = match form {
            Form::Word | Form::Hashtag => self.stems.push(norm, made),
            _ => norm,
        };
        Word {
            norm_end: norm.range().end as u32,
            stem_start: stem.range().start as u32,
            stem_end: stem.range().end as u32,
            norm_symbol: symbol(&made[norm.range()]),
            stem_symbol: symbol(&made[stem.range()]),
            name: names.name(&made[stem.range()]),
            role: Role::of(kind, &made[norm.range()]),
            valence: lexicon::tenths(&made[norm.range()]),
            elongated,
            caps: matches!(kind, Kind::Word | Kind::Hashtag) && all_capitals(written, 2),
        }
    }
}

/// The part of a text that is looked at: at most [`MAX_COMMENT_BYTES`], cut between two characters.
fn head(text: &str) -> &str {
    let mut end = text.len().min(MAX_COMMENT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether a text has `least` capital letters or more and no small one.
fn all_capitals(text: &str, least: usize) -> bool {
    let mut capitals = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals += usize::from(c.is_uppercase());
    }
    capitals >= least
}

fn mark_quoted(quoted: &[Range<usize>], tokens: &mut [Token]) {
    if quoted.is_empty() {
        return;
    }
    let mut ranges = quoted.iter().peekable();
    for token in tokens {
        while ranges.next_if(|range| range.end <= token.start).is_some() {}
        token.quoted = ranges.peek().is_some_and(|range| range.start < token.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn analyzer() -> Analyzer {
        Analyzer::new(&Topic::from_toml("[[target]]\nname = \"nato\"\naliases = [\"NATO\"]").unwrap()).unwrap()
    }

    #[test]
    fn can_be_shared_between_threads() {
        fn check<T: Send + Sync>() {}
        check::<Analyzer>();
        check::<QuoteSource>();
    }

    #[test]
    fn marks_capitals_stretching_and_quotes() {
        let text = "NATO is SOOOO bad, I said, \"a disaster\" I! U.S.";
        let mut out = Analysis::default();
        analyzer().analyze(text, &[4..5, 27..39], &mut out);
        let marked = |mark: fn(&Token) -> bool| -> Vec<&str> {
            out.tokens().iter().filter(|token| mark(token)).map(|token| &text[token.start..token.end]).collect()
        };
        assert_eq!(marked(|token| token.caps), ["NATO", "SOOOO", "U.S."]);
        assert_eq!(marked(|token| token.elongated), ["SOOOO"]);
        assert_eq!(marked(|token| token.quoted), ["\"", "a", "disaster", "\""]);
    }

    #[test]
    fn buffers_are_reused_and_old_content_dropped() {
        let (analyzer, mut out) = (analyzer(), Analysis::default());
        analyzer.analyze("NATO and again NATO", &[], &mut out);
        assert_eq!((out.tokens().len(), out.mentions().len()), (4, 2));
        analyzer.analyze("", &[], &mut out);
        assert_eq!((out.tokens().len(), out.mentions().len()), (0, 0));
    }

    #[test]
    fn what_a_cache_holds_changes_nothing() {
        const PIECES: [&str; 32] = [
            "NATO",
            "nato",
            "Nato's",
            "don't",
            "DON’T",
            "not",
            "only",
            "SOOO",
            "sooo",
            "running",
            "Running",
            "happier",
            "U.S.",
            "u.s",
            "e.g.",
            "#NATO",
            "#running",
            "😂",
            "👍🏽",
            ":-)))",
            ":)",
            "!!!",
            "!",
            "...",
            "“",
            "Россия",
            "армении",
            "не",
            "только",
            "@me",
            "3.5%",
            "https://x.org",
        ];
        let analyzer = analyzer();
        let names = analyzer.aliases.trie();
        let (mut small, mut large) = (WordCache::with_words(2), WordCache::default());
        let (mut first, mut second, mut third) = (Analysis::default(), Analysis::default(), Analysis::default());
        let mut state = 1_u32;
        for length in (0..60).cycle().take(600) {
            let mut text = String::new();
            for _ in 0..length {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(PIECES[(state >> 27) as usize]);
                text.push_str(if state >> 8 & 7 == 0 { "" } else { " " });
            }
            analyzer.reader.read(&text, names, &mut WordCache::default(), &mut first);
            analyzer.reader.read(&text, names, &mut small, &mut second);
            analyzer.reader.read(&text, names, &mut large, &mut third);
            assert!(first == second && first == third, "{text}");
        }
    }

    #[test]
    fn looks_at_a_bounded_part_of_a_text() {
        let text = format!("a{}", "é".repeat(MAX_COMMENT_BYTES / 2));
        assert_eq!(head(&text).len(), MAX_COMMENT_BYTES - 1);
        assert_eq!(head("whole"), "whole");
    }
}
