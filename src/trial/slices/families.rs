//! The families of slices. To add one, write a function and put it into [`FAMILIES`].

use super::Samples;
use super::reading::Script;
use crate::eval::Slice;
use crate::topic::Head;

/// Makes the slices of one family. A sample is in at most one of them.
pub(super) type Family = fn(&Samples) -> Vec<Slice>;

/// All families, in the order in which they are shown.
pub(super) const FAMILIES: [Family; 9] =
    [length, place, quotation, target, negation, question, script, unknown_terms, tone];

/// Words of the whole comment, quoted ones too: runs without white space that hold a letter or a digit.
fn length(samples: &Samples) -> Vec<Slice> {
    let names = ["under 10 words", "10 to 29 words", "30 to 99 words", "100 words and more"];
    samples.parted("length", None, &names, |_, reading| {
        Some(match reading.n_words {
            0..10 => 0,
            10..30 => 1,
            30..100 => 2,
            _ => 3,
        })
    })
}

/// Whether it answers a comment whose text is known; what is said to answer one that is not there is read as a root comment.
fn place(samples: &Samples) -> Vec<Slice> {
    samples.parted("place in the thread", None, &["root comment", "reply"], |_, reading| {
        Some(usize::from(reading.is_reply))
    })
}

/// Whether it has words that are not the commenter's own, marked as such or repeated from the parent or the article.
fn quotation(samples: &Samples) -> Vec<Slice> {
    samples.parted("quotation", None, &["quotes", "quotes nothing"], |_, reading| Some(usize::from(!reading.quotes)))
}

/// Of each target: whether one of its aliases is among the commenter's own words; else, whether a stance is taken toward it
/// all the same. What neither names it nor takes a stance is in no slice.
fn target(samples: &Samples) -> Vec<Slice> {
    let of_target = |target: usize| {
        let head = Head::Stance(target);
        samples.parted("target", Some(head), &["target named", "target implied"], move |sample, reading| {
            let label = samples.label(sample, head)?;
            let named = reading.named.contains(&target);
            (named || takes_side(label)).then_some(usize::from(!named))
        })
    };
    (0..samples.topic.targets.len()).flat_map(of_target).collect()
}

/// Whether a word of the commenter's own stands under a negation.
fn negation(samples: &Samples) -> Vec<Slice> {
    samples.parted("negation", None, &["negation", "no negation"], |_, reading| Some(usize::from(!reading.negates)))
}

/// Whether a sentence of the commenter's own ends with a question mark.
fn question(samples: &Samples) -> Vec<Slice> {
    samples.parted("question", None, &["question", "no question"], |_, reading| Some(usize::from(!reading.asks)))
}

/// The script of most letters, which is what can be told of a comment's language from a few words.
fn script(samples: &Samples) -> Vec<Slice> {
    samples.parted("script", None, &["Latin letters", "Cyrillic letters", "other letters"], |_, reading| {
        reading.script.map(|script| match script {
            Script::Latin => 0,
            Script::Cyrillic => 1,
            Script::Other => 2,
        })
    })
}

/// Share of the stems of the commenter's own words, each counted once, that the model's vocabulary has not. Numbers, links,
/// names of users, emoji and punctuation are no words; a comment without words has none unknown.
fn unknown_terms(samples: &Samples) -> Vec<Slice> {
    let names = ["up to a tenth unknown", "a tenth to a third unknown", "more than a third unknown"];
    samples.parted("unknown terms", None, &names, |_, reading| {
        let unknown = reading.unknown.as_ref()?;
        Some(match unknown.n {
            n if 10 * n <= unknown.of => 0,
            n if 3 * n <= unknown.of => 1,
            _ => 2,
        })
    })
}

/// Whether the tone goes against a stance: positive but against a target or the thesis, or negative but in favor of one. In
/// line is a tone that goes with every stance taken, of which there is at least one. A neutral tone, or one not labelled, is
/// in neither slice.
fn tone(samples: &Samples) -> Vec<Slice> {
    let stances: Vec<Head> =
        samples.topic.heads().into_iter().filter(|head| matches!(head, Head::Thesis | Head::Stance(_))).collect();
    let names = ["tone against a stance", "tone in line with stances"];
    samples.parted("tone against stance", None, &names, |sample, _| {
        let tone = samples.label(sample, Head::Sentiment).filter(|tone| takes_side(*tone))?;
        let taken = stances.iter().filter_map(|head| samples.label(sample, *head)).filter(|label| takes_side(*label));
        let (n, against) = taken.fold((0, 0), |(n, against), label| (n + 1, against + usize::from(label != tone)));
        (n > 0).then_some(usize::from(against == 0))
    })
}

/// Whether a stance is for or against, or a tone positive or negative. [`STANCES`](crate::topic::STANCES) and
/// [`SENTIMENTS`](crate::topic::SENTIMENTS) are in the same order: for, against, neither.
fn takes_side(label: usize) -> bool {
    label < 2
}
