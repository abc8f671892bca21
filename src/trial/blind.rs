//! The same model with the targets' names hidden: what it knows without knowing who is meant.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::observe::gather;
use crate::comment::{Article, Comment, Parent, Section};
use crate::eval::HeadObservations;
use crate::model::Model;
use crate::read::Dataset;
use crate::text::{Analysis, Analyzer, MAX_COMMENT_BYTES};

/// What stands for every name: the multiocular O, a letter of one manuscript of 1429. It is read as one word, and since it is a single letter that nobody writes, no term of words or characters that holds it is in a
/// vocabulary.
const HIDDEN: &str = "ꙮ";

/// Predictions for the samples with every name of every target replaced by one neutral word, in the comments, their parents
/// and their articles, headline and thesis included. A hashtag that holds a name is replaced in whole.
///
/// This is what the model says when it cannot see who is named. A stance score close to this one means that the model reads
/// the tone, not the target. The model is the one given, trained with the names; nothing is trained anew, so what it learnt
/// of words near a name goes with the names, while words that give a target away without being among its aliases stay.
/// Whether an article is known from training is judged by its true headline. The order and the numbers of samples are
/// those of [`observe`](super::observe()).
///
/// # References
///
/// E. Allaway and K. McKeown (2020), Zero-Shot Stance Detection, EMNLP, and A. Kaushal, A. Saha and N. Ganguly (2021),
/// tWT-WT: A Dataset to Assert the Role of Target Entities for Detecting Stance of Tweets, NAACL, who set models that see
/// the text without the target beside those that see both.
///
/// # Examples
///
/// ```
/// use hustings::model::Model;
/// use hustings::read::{LabelledParams, Source, read_labelled};
/// use hustings::trial::observe_blind;
///
/// let model = Model::embedded();
/// let bytes = b"text,nato,russia\nThank God for NATO,favor,none\nThank God for Russia,none,favor\n";
/// let dataset = read_labelled(&[Source { name: "l.csv", bytes }], model.topic(), &LabelledParams::default())?;
/// let blind = observe_blind(&model, &dataset);
/// for head in &blind {
///     assert_eq!(head.observations[0].probabilities, head.observations[1].probabilities, "{}", head.name);
/// }
/// # Ok::<(), hustings::Error>(())
/// ```
pub fn observe_blind(model: &Model, dataset: &Dataset) -> Vec<HeadObservations> {
    let analyzer = Analyzer::new(model.topic()).expect("the model was made with an analyzer of its topic");
    let hidden: Vec<Section> = dataset.sections.par_iter().map(|section| hide_in_section(section, &analyzer)).collect();
    let pairs = hidden.par_iter().zip(&dataset.sections);
    let bound: Vec<_> = pairs.map(|(hidden, shown)| model.section_under(hidden, shown.article.as_ref())).collect();
    gather(model, dataset, |sample| bound[sample.section].predict(sample.comment).heads)
}

fn hide_in_section(section: &Section, analyzer: &Analyzer) -> Section {
    let mut analysis = Analysis::default();
    let mut text = |text: &str| hide(text, analyzer, &mut analysis).text.into_owned();
    let article = section.article.as_ref().map(|article| Article {
        id: article.id.clone(),
        title: text(&article.title),
        thesis: article.thesis.as_deref().map(&mut text),
        text: text(&article.text),
    });
    let comments = section.comments.iter().map(|comment| {
        let hidden = hide(&comment.text, analyzer, &mut analysis);
        let quoted = hidden.ranges(&comment.quoted);
        let text = hidden.text.into_owned();
        let parent = comment.parent.as_ref().map(|parent| match parent {
            Parent::Comment(parent) => Parent::Comment(*parent),
            Parent::Text(text) => Parent::Text(hide(text, analyzer, &mut analysis).text.into_owned()),
        });
        Comment { text, quoted, parent, ..comment.clone() }
    });
    Section { article, comments: comments.collect() }
}

/// A text without names.
struct Hidden<'a> {
    text: Cow<'a, str>,
    /// Where each name stood and where its substitute stands, in bytes, in order.
    moved: Vec<(Range<usize>, Range<usize>)>,
}

/// Replaces the names in a text. What no analyzer looks at, beyond [`MAX_COMMENT_BYTES`], is cut off, lest it move to where
/// it is looked at.
fn hide<'a>(text: &'a str, analyzer: &Analyzer, analysis: &mut Analysis) -> Hidden<'a> {
    let mut end = text.len().min(MAX_COMMENT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    analyzer.analyze(text, &[], analysis);
    if analysis.mentions().is_empty() {
        return Hidden { text: Cow::Borrowed(text), moved: Vec::new() };
    }
    let (mut hidden, mut moved, mut at) = (String::with_capacity(text.len()), Vec::new(), 0);
    for mention in analysis.mentions() {
        let tokens = &analysis.tokens()[mention.tokens.clone()];
        let name = tokens[0].start..tokens[tokens.len() - 1].end;
        // Several targets may be named by one hashtag.
        if name.start < at {
            continue;
        }
        hidden.push_str(&text[at..name.start]);
        // `cannot` is two words to the analyzer; what is left of such a word must not grow together with the substitute.
        if hidden.ends_with(char::is_alphanumeric) {
            hidden.push(' ');
        }
        let start = hidden.len();
        hidden.push_str(HIDDEN);
        at = name.end;
        moved.push((name, start..hidden.len()));
        if text[at..].starts_with(char::is_alphanumeric) {
            hidden.push(' ');
        }
    }
    hidden.push_str(&text[at..]);
    Hidden { text: Cow::Owned(hidden), moved }
}

impl Hidden<'_> {
    /// Byte ranges of the text as it was, in order and without overlap, as ranges of the text as it is: likewise so. One
    /// that begins or ends within a name takes in the whole of it.
    fn ranges(&self, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut moved: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            let start = self.place(range.start, false).max(moved.last().map_or(0, |last| last.end));
            let end = self.place(range.end, true).min(self.text.len());
            if start < end {
                moved.push(start..end);
            }
        }
        moved
    }

    /// Where a place is now; of a place within a name, the end or the start of the substitute.
    fn place(&self, place: usize, is_end: bool) -> usize {
        let before = self.moved.partition_point(|(name, _)| name.start < place);
        match before.checked_sub(1).map(|last| &self.moved[last]) {
            Some((name, hidden)) if place < name.end => {
                if is_end {
                    hidden.end
                } else {
                    hidden.start
                }
            }
            Some((name, hidden)) => hidden.end.saturating_add(place - name.end),
            None => place,
        }
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
mod tests {
    use super::*;
    use crate::read::Sample;
    use crate::text::Kind;
    use crate::topic::Topic;

    const TOPIC: &str = r#"
        [[target]]
        name = "nato"
        aliases = ["NATO", "the alliance", "not", "НАТО"]
        [[target]]
        name = "russia"
        aliases = ["Russia", "U.S."]
    "#;

    fn analyzer() -> Analyzer {
        Analyzer::new(&Topic::from_toml(TOPIC).unwrap()).unwrap()
    }

    #[test]
    fn names_are_hidden_and_nothing_else() {
        let cases = [
            ("Russia's NATO, the  alliance!", "ꙮ's ꙮ, ꙮ!"),
            ("pro-Russia, #StopNATO #RussiaVsNATO", "pro-ꙮ, ꙮ ꙮ"),
            ("it cannot be", "it can ꙮ be"),
            ("the U.S. НАТО.", "the ꙮ ꙮ."),
            ("nobody is named 🙂", "nobody is named 🙂"),
            ("", ""),
        ];
        let mut analysis = Analysis::default();
        for (text, expected) in cases {
            let hidden = hide(text, &analyzer(), &mut analysis).text.into_owned();
            assert_eq!(hidden, expected);
            let n_tokens = analysis.tokens().len();
            let in_names: usize = analysis.mentions().iter().map(|mention| mention.tokens.len() - 1).sum();
            analyzer().analyze(&hidden, &[], &mut analysis);
            assert_eq!((analysis.mentions(), analysis.tokens().len()), (&[][..], n_tokens - in_names), "{text}");
            let substitutes = analysis.tokens().iter().filter(|token| analysis.norm(token) == HIDDEN);
            assert!(substitutes.clone().all(|token| token.kind == Kind::Word && analysis.stem(token) == HIDDEN));
            assert_eq!(substitutes.count(), hidden.matches(HIDDEN).count(), "{text}");
        }
    }

    #[test]
    fn quotations_move_along() {
        let text = "> NATO wins\nSo says Russia. It cannot.";
        let mut analysis = Analysis::default();
        let analyzer = analyzer();
        let hidden = hide(text, &analyzer, &mut analysis);
        assert_eq!(hidden.text, "> ꙮ wins\nSo says ꙮ. It can ꙮ.");
        let cases: [(&[Range<usize>], &[&str]); 6] = [
            (&[0..11], &["> ꙮ wins"]),
            (&[2..6, 7..11], &["ꙮ", "wins"]),
            (&[0..4, 4..11], &["> ꙮ", " wins"]),
            (&[15..19], &["says"]),
            (&[20..26, 31..37], &["ꙮ", "can ꙮ"]),
            (&[], &[]),
        ];
        for (ranges, expected) in cases {
            let moved = hidden.ranges(ranges);
            let shown: Vec<&str> = moved.iter().map(|range| &hidden.text[range.clone()]).collect();
            assert_eq!(shown, expected, "{ranges:?}");
        }
        assert_eq!(hidden.ranges(&[0..usize::MAX]), [0..hidden.text.len()]);
    }

    #[test]
    fn what_is_looked_at_of_a_long_text_holds_no_name() {
        let text = "Russia ".repeat(MAX_COMMENT_BYTES / 7 + 20);
        let (analyzer, mut analysis) = (analyzer(), Analysis::default());
        let hidden = hide(&text, &analyzer, &mut analysis).text.into_owned();
        analyzer.analyze(&hidden, &[], &mut analysis);
        assert_eq!(analysis.mentions(), []);
    }

    #[test]
    fn nobody_can_tell_one_name_from_another() {
        let model = Model::embedded();
        let named = |name: &str| {
            let comment =
                |text: &str, parent| Comment { text: text.replace("NAME", name), parent, ..Comment::default() };
            let comments = vec![
                comment("I have had enough of NAME and its lies", None),
                comment("So NAME is to blame again?", Some(Parent::Comment(0))),
                comment("Nonsense.", Some(Parent::Text(format!("{name} is the last hope")))),
            ];
            let article = Article {
                title: format!("What {name} wants"),
                thesis: Some(format!("{name} is not to be trusted.")),
                text: format!("Nobody knows what {name} is up to."),
                id: None,
            };
            let n_heads = model.heads().len();
            let sample = |comment| Sample { section: 0, comment, labels: vec![Some(0); n_heads], record: 1 };
            Dataset {
                sections: vec![Section { article: Some(article), comments }],
                samples: (0..3).map(sample).collect(),
                ..Dataset::default()
            }
        };
        let (nato, russia) = (named("NATO"), named("Russia"));
        assert_eq!(observe_blind(&model, &nato), observe_blind(&model, &russia));
        assert_ne!(super::super::observe(&model, &nato), super::super::observe(&model, &russia));
        assert_ne!(observe_blind(&model, &nato), super::super::observe(&model, &nato));
    }
}
