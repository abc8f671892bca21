//! What stands on two sides of a split.

use std::collections::BTreeMap;

use super::alike::{Alike, Likeness};
use super::{Finding, Kind, Severity, article_name, text_of};
use crate::read::{Dataset, Sample};

/// One side of a split: `train`, `test`, another file.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Its labelled comments.
    pub dataset: &'a Dataset,
}

/// Texts of eight words or more that stand on an earlier side too, equal or nearly so (errors), and articles that have
/// comments on several sides (warnings). [`Finding::suggested`] says which sides.
pub fn leaks(sides: &[Side<'_>]) -> Vec<Finding> {
    let samples: Vec<(usize, &Sample)> = sides
        .iter()
        .enumerate()
        .flat_map(|(side, of)| of.dataset.samples.iter().map(move |sample| (side, sample)))
        .collect();
    let texts: Vec<&str> = samples.iter().map(|(side, sample)| text_of(sides[*side].dataset, sample)).collect();
    let alike = Alike::find(&texts);
    let mut findings = Vec::new();
    for (index, (side, sample)) in samples.iter().enumerate().filter(|(index, _)| alike.is_long(*index)) {
        let Some((other, likeness)) = alike.earlier(index, |other| samples[other].0 != *side) else { continue };
        let (other_side, other) = samples[other];
        let (ours, theirs) = (sides[*side], sides[other_side]);
        let how = match likeness {
            Likeness::Equal => "the same text is",
            Likeness::Near => "nearly the same text is",
        };
        findings.push(Finding {
            suggested: format!("in {}; {how} in {}", ours.name, theirs.name),
            other_id: theirs.dataset.sections[other.section].comments[other.comment].id.clone(),
            ..Finding::about(Kind::Leak, Severity::Error, ours.dataset, sample)
        });
    }
    findings.extend(shared_articles(sides));
    findings
}

fn shared_articles(sides: &[Side<'_>]) -> impl Iterator<Item = Finding> {
    let mut counts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, side) in sides.iter().enumerate() {
        for name in side.dataset.samples.iter().filter_map(|sample| article_name(side.dataset, sample)) {
            counts.entry(name).or_insert_with(|| vec![0; sides.len()])[index] += 1;
        }
    }
    let several = counts.into_iter().filter(|(_, counts)| counts.iter().filter(|count| **count > 0).count() > 1);
    several.map(|(article, counts)| {
        let on = sides.iter().zip(counts).filter(|(_, count)| *count > 0);
        let on: Vec<String> = on.map(|(side, count)| format!("{count} in {}", side.name)).collect();
        Finding {
            article: article.to_owned(),
            suggested: on.join(", "),
            ..Finding::general(Kind::SharedArticle, Severity::Warning)
        }
    })
}
