//! Which parts of a comment are not the commenter's own words: what is marked as a quotation in one of the ways people
//! mark them, and what stands word for word in the article or in the comment answered.
//!
//! A few words between quotation marks are scare quotes and stay the commenter's own, unless a source has them. Every
//! step is linear in the text.

use std::ops::Range;

use super::head;
use super::normalize::is_apostrophe;
use super::quote_source::{QuoteSource, RUN, word_ranges, words};

/// Fewest words between quotation marks that are a quotation without further evidence.
const MIN_WORDS: usize = 4;

/// Share of a paragraph's pairs of words that a source must have for the paragraph to be a quotation from it with
/// small edits.
const MIN_SHARE: f64 = 0.8;

/// Longest tag `[quote ...]`, in bytes.
const MAX_TAG: usize = 256;

/// Byte ranges of `text` that are not the commenter's own words, sorted, disjoint, merged with `marked` (ranges the
/// source's markup gave).
///
/// Quoted are: lines that start with `>`; `[quote]...[/quote]`; four words or more between paired quotation marks
/// within a paragraph, or two or three if they stand so in a source; any six words in a row that stand so in a source;
/// and the paragraph after a line `NAME said:` if a source has four fifths of its pairs of neighbouring words. An
/// unpaired mark opens nothing, and apostrophes are no quotation marks. Looks at no more than
/// [`MAX_COMMENT_BYTES`](super::MAX_COMMENT_BYTES).
///
/// # Examples
///
/// ```
/// use hustings::text::{QuoteSource, quoted_ranges};
///
/// let parent = QuoteSource::new("The harbour will be finished before the first snow falls.");
/// let text = "The harbour will be finished before the first snow? Your \"experts\" promised that last year.";
/// let quoted = quoted_ranges(text, &[], &[&parent]);
/// assert_eq!(&text[quoted[0].clone()], "The harbour will be finished before the first snow");
/// ```
pub fn quoted_ranges(text: &str, marked: &[Range<usize>], sources: &[&QuoteSource]) -> Vec<Range<usize>> {
    let seen = head(text);
    let mut ranges: Vec<_> = marked.iter().map(|range| on_boundaries(text, range)).collect();
    quoted_lines(seen, &mut ranges);
    quote_tags(seen, &mut ranges);
    // Without a source the words themselves do not matter.
    if sources.is_empty() {
        paired_marks(seen, &[], sources, &mut ranges);
        return merge(ranges);
    }
    let (words, told) = (words(seen), merge(ranges.clone()));
    paired_marks(seen, &words, sources, &mut ranges);
    for source in sources {
        between(&words, &told).for_each(|words| repeated_runs(seen, words, source, &mut ranges));
    }
    announced_paragraphs(seen, &words, sources, &mut ranges);
    merge(ranges)
}

/// The range widened to whole characters and cut to the text.
fn on_boundaries(text: &str, range: &Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start.min(text.len()), range.end.min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|next, previous| {
        let touches = next.start <= previous.end;
        if touches {
            previous.end = previous.end.max(next.end);
        }
        touches
    });
    ranges
}

/// The lines of a text with their bytes, line ends left out.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end + 1;
        (range, line)
    })
}

fn quoted_lines(text: &str, ranges: &mut Vec<Range<usize>>) {
    if memchr::memchr(b'>', text.as_bytes()).is_none() {
        return;
    }
    ranges.extend(lines(text).filter(|(_, line)| line.trim_start().starts_with('>')).map(|(range, _)| range));
}

fn quote_tags(text: &str, ranges: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    for at in memchr::memchr_iter(b'[', bytes) {
        let is = |tag: &[u8]| bytes[at + 1..].get(..tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag));
        if is(b"/quote]") {
            ranges.extend(open.pop().map(|start| start..at + b"[/quote]".len()));
        } else if is(b"quote") && matches!(bytes.get(at + 6), Some(b']' | b'=' | b' ')) {
            let closes = bytes[at..].iter().take(MAX_TAG).take_while(|b| **b != b'\n').any(|b| *b == b']');
            open.extend(closes.then_some(at));
        }
    }
}

/// A quotation mark that waits for its partner, for each family of marks.
#[derive(Default)]
struct Waiting {
    straight: Option<usize>,
    curly: Option<usize>,
    angle: Option<usize>,
}

/// Whether a byte is a line end or may begin a quotation mark: the straight one, one of U+00AB and U+00BB, of U+201C to
/// U+201F, or U+FF02.
fn may_be_mark(byte: u8) -> bool {
    matches!(byte, b'\n' | b'"' | 0xC2 | 0xE2 | 0xEF)
}

fn paired_marks(text: &str, words: &[Range<usize>], sources: &[&QuoteSource], ranges: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    // Most texts have no mark; to look through all of one without a branch is faster than to stop at the first.
    if !bytes.iter().fold(false, |found, b| found | (may_be_mark(*b) & (*b != b'\n'))) {
        return;
    }
    let mut waiting = Waiting::default();
    let mut line_start = None;
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| may_be_mark(**byte)) {
        let Some(c) = text[at..].chars().next() else { break };
        if c == '\n' {
            // A line of white space ends a paragraph.
            if line_start.is_some_and(|start| text[start..at].trim().is_empty()) {
                waiting = Waiting::default();
            }
            line_start = Some(at + 1);
            continue;
        }
        let previous = text[..at].chars().next_back();
        let next = text[at + c.len_utf8()..].chars().next();
        let looks = Looks::between(previous, next);
        // A mark that can both close and open closes if something is open: of `("a")"b"` the reading is so.
        let (slot, closes, opens) = match c {
            '"' | '＂' => (&mut waiting.straight, looks.closing, looks.opening),
            '“' => (&mut waiting.curly, looks.closing && !looks.opening, true),
            '”' => (&mut waiting.curly, true, looks.opening),
            '„' | '‟' => (&mut waiting.curly, false, true),
            '«' => (&mut waiting.angle, false, true),
            '»' => (&mut waiting.angle, true, false),
            _ => continue,
        };
        match *slot {
            Some(start) if closes => {
                *slot = None;
                let range = start..at + c.len_utf8();
                if is_quotation(text, &range, words_in(words, &range), sources) {
                    ranges.push(range);
                }
            }
            _ if opens => *slot = Some(at),
            _ => {}
        }
    }
}

/// What a mark looks like from the characters at its sides.
struct Looks {
    opening: bool,
    closing: bool,
}

impl Looks {
    fn between(previous: Option<char>, next: Option<char>) -> Self {
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        // Spaces at both sides are careless typing and say nothing.
        let free = space(previous) && space(next);
        Self { opening: free || !space(next) && !letter(previous), closing: free || !space(previous) && !letter(next) }
    }
}

fn words_in<'w>(words: &'w [Range<usize>], range: &Range<usize>) -> &'w [Range<usize>] {
    let first = words.partition_point(|word| word.start < range.start);
    let last = words.partition_point(|word| word.end <= range.end);
    words.get(first..last).unwrap_or_default()
}

/// Whether what stands between two marks, together with them, is a quotation; `words` are its words if there are
/// sources.
fn is_quotation(text: &str, range: &Range<usize>, words: &[Range<usize>], sources: &[&QuoteSource]) -> bool {
    word_ranges(&text[range.clone()]).nth(MIN_WORDS - 1).is_some()
        || words.len() >= 2 && sources.iter().any(|source| source.has_run(text, words))
}

/// The words before, between and after ranges in order: a run of repeated words does not go on from the commenter's own
/// line into a line that is marked as quoted.
fn between<'w>(words: &'w [Range<usize>], ranges: &[Range<usize>]) -> impl Iterator<Item = &'w [Range<usize>]> {
    let ends = ranges.iter().map(|range| range.start).chain([usize::MAX]);
    let starts = [0].into_iter().chain(ranges.iter().map(|range| range.end));
    starts.zip(ends).map(|(start, end)| words_in(words, &(start..end)))
}

fn repeated_runs(text: &str, words: &[Range<usize>], source: &QuoteSource, ranges: &mut Vec<Range<usize>>) {
    let mut run: Option<Range<usize>> = None;
    let mut first = 0;
    while let Some(window) = words.get(first..first + RUN) {
        // A source without the last two words in a row has no window with both of them.
        if !source.has_run(text, &window[RUN - 2..]) {
            first += RUN - 1;
            continue;
        }
        if source.has_run(text, window) {
            let (start, end) = (window[0].start, window[RUN - 1].end);
            match &mut run {
                Some(run) if start < run.end => run.end = end,
                _ => ranges.extend(run.replace(start..end)),
            }
        }
        first += 1;
    }
    ranges.extend(run);
}

fn announced_paragraphs(text: &str, words: &[Range<usize>], sources: &[&QuoteSource], ranges: &mut Vec<Range<usize>>) {
    if memchr::memchr(b':', text.as_bytes()).is_none() {
        return;
    }
    let mut paragraph: Option<Range<usize>> = None;
    let mut announced = false;
    let ends = text.len()..text.len();
    for (range, line) in lines(text).chain([(ends, "")]) {
        if line.trim().is_empty() || announces(line) {
            if let Some(paragraph) = paragraph.take() {
                let words = words_in(words, &paragraph);
                if words.len() >= 2 && sources.iter().any(|source| source.share_of_pairs(text, words) >= MIN_SHARE) {
                    ranges.push(paragraph);
                }
                announced = false;
            }
            announced |= announces(line);
        } else if announced {
            let start = paragraph.map_or(range.start, |paragraph| paragraph.start);
            paragraph = Some(start..range.end);
        }
    }
}

/// Whether a line is no more than a name and that it said or wrote something.
fn announces(line: &str) -> bool {
    /// Longest such line, in bytes: room for a name, a date and a time.
    const MAX_LINE: usize = 160;
    const VERBS: [&str; 10] =
        ["said", "says", "wrote", "writes", "пишет", "писал", "писала", "написал", "написала", "сказал"];
    let Some(line) = line.trim().strip_suffix(':').filter(|line| line.len() <= MAX_LINE) else { return false };
    let Some((name, verb)) = line.trim_end().rsplit_once(char::is_whitespace) else { return false };
    let lower = verb.to_lowercase();
    VERBS.contains(&lower.trim_matches(is_apostrophe)) && name.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MAX_COMMENT_BYTES;

    const PARENT: &str = "The new harbour is a waste of money. Nobody asked the fishermen, and nobody will ask them.\n\n\
        A quiet town needs a clinic before it needs a second pier.";

    fn quoted(text: &str) -> Vec<&str> {
        let source = QuoteSource::new(PARENT);
        quoted_ranges(text, &[], &[&source]).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn tells_other_peoples_words() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            // Lines and tags.
            (">so they say\nI doubt it", &[">so they say"]),
            ("x\n  > a\n> b\ny", &["  > a", "> b"]),
            ("2 > 1", &[]),
            ("a [Quote=Jo]their words[/QUOTE] b", &["[Quote=Jo]their words[/QUOTE]"]),
            ("[quote]a[quote]b[/quote]c[/quote]d", &["[quote]a[quote]b[/quote]c[/quote]"]),
            ("[quote] never closed", &[]),
            ("[quoted] no[/quote]", &[]),
            // Pairs of marks.
            ("He says \"we will be rich soon\". Sure.", &["\"we will be rich soon\""]),
            ("He says “we will be rich soon”. Sure.", &["“we will be rich soon”"]),
            ("Он: «мы скоро будем богаты», да", &["«мы скоро будем богаты»"]),
            ("Er: „wir werden bald reich sein“, ja", &["„wir werden bald reich sein“"]),
            ("He says ”we will be rich soon” ok", &["”we will be rich soon”"]),
            ("He says “we will be rich soon“ ok", &["“we will be rich soon“"]),
            ("”The new harbour is such a waste of money” you say", &["”The new harbour is such a waste of money”"]),
            ("(\"we will be rich\") \"ok\" x", &["\"we will be rich\""]),
            // Scare quotes, and few words that a source has.
            ("their \"free press\" and “experts”", &[]),
            ("a “second pier”, \"the fishermen\" and \"a pier\"", &["“second pier”", "\"the fishermen\""]),
            ("\"A quiet-town.\"", &["\"A quiet-town.\""]),
            // Unpaired marks and apostrophes.
            ("he said \"we will all be rich soon", &[]),
            ("a 6\" pipe of which nobody knows is not a 5\" pipe", &[]),
            ("“open only\n\nand the next one closes here”", &[]),
            ("“one line\nand the next”", &["“one line\nand the next”"]),
            ("don't you think it's 'them who will be rich'", &[]),
            ("“a “we will be rich” b", &["“we will be rich”"]),
            // Unmarked.
            (
                "Nobody asked the fishermen and nobody will ask them.\n\nThey did ask us!",
                &["Nobody asked the fishermen and nobody will ask them"],
            ),
            ("a waste of money. nobody, then", &[]),
            // Announced.
            ("Jo said:\nNeeds a clinic!\n\nNo.", &["Needs a clinic!"]),
            ("On Monday Jo wrote:\n\nneeds a clinic\nbefore it\n\nThe new harbour", &["needs a clinic\nbefore it"]),
            ("Jo said:\nI like rain.", &[]),
            ("said:\nneeds a clinic", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(&quoted(text), expected, "{text:?}");
        }
    }

    #[test]
    fn merges_with_what_is_marked() {
        let ranges = |marked: &[Range<usize>]| quoted_ranges("é > a\n> b\nc d", marked, &[]);
        assert_eq!(ranges(&[]).first(), Some(&(7..10)));
        assert_eq!(ranges(&[0..1, 5..8]), [0..2, 5..10]);
        assert_eq!(ranges(&[11..99, 40..50]), [7..10, 11..14]);
    }

    #[test]
    fn long_texts_of_one_thing_are_no_harm() {
        let source = QuoteSource::new(&"word ".repeat(MAX_COMMENT_BYTES / 5));
        for unit in ["\"", "“", "“a ", "«", "word ", "[quote]", "[", ">\n", "\n", "a said:\n", "'", "é'é"] {
            let text = unit.repeat(MAX_COMMENT_BYTES / unit.len());
            let ranges = quoted_ranges(&text, &[], &[&source, &source]);
            assert!(ranges.iter().all(|range| range.end <= text.len()), "{unit:?}");
        }
    }
}
