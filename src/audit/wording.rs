//! Comments with nothing of the writer's own to be labelled by.

use linkify::{LinkFinder, LinkKind};

use super::{Finding, Kind, Severity};
use crate::read::{Dataset, Skipped};
use crate::text::quoted_ranges;

pub(super) fn wording(dataset: &Dataset) -> Vec<Finding> {
    let mut findings = Vec::new();
    let empty: u64 = dataset.left_out.skipped().filter(|(kind, _)| *kind == Skipped::Empty).map(|(_, n)| n).sum();
    if empty > 0 {
        let suggested = format!("{empty} without text, which were not read");
        findings.push(Finding { suggested, ..Finding::general(Kind::ShortText, Severity::Warning) });
    }
    for sample in &dataset.samples {
        let section = &dataset.sections[sample.section];
        let comment = &section.comments[sample.comment];
        let about = |kind, suggested: &str| Finding {
            suggested: suggested.to_owned(),
            ..Finding::about(kind, Severity::Note, dataset, sample)
        };
        let own = without(&comment.text, &quoted_ranges(&comment.text, &comment.quoted, &[]));
        let linked = without_links(&own);
        match (n_words(&comment.text), n_words(&own), n_words(&linked)) {
            (1.., 0, _) => findings.push(about(Kind::NoOwnWords, "a quotation")),
            (_, 1.., 0) => findings.push(about(Kind::NoOwnWords, "a link")),
            // A reply of one word ("Exactly.") has its parent's meaning; emoji without words have one of their own.
            (1, ..) if comment.parent.is_none() => findings.push(about(Kind::ShortText, "one word")),
            _ => {}
        }
    }
    findings
}

/// The text without these ranges, which are in order and do not overlap.
fn without(text: &str, ranges: &[std::ops::Range<usize>]) -> String {
    let (mut rest, mut from) = (String::new(), 0);
    for range in ranges {
        rest.push_str(&text[from..range.start]);
        rest.push(' ');
        from = range.end;
    }
    rest.push_str(&text[from..]);
    rest
}

fn without_links(text: &str) -> String {
    let mut finder = LinkFinder::new();
    // Its search for e-mail addresses is quadratic in a row of them.
    let links: Vec<_> = finder.kinds(&[LinkKind::Url]).links(text).map(|link| link.start()..link.end()).collect();
    without(text, &links)
}

fn n_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}
