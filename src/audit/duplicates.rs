//! Texts given more than once, and labels that contradict each other.

use super::alike::{Alike, Likeness};
use super::{Finding, Kind, Severity, article_name};
use crate::read::{Dataset, Sample};
use crate::topic::{Head, Topic};

/// Texts that repeat an earlier one. Short ones ("Exactly.") recur by themselves and count only where they answer the same
/// under the same article.
pub(super) fn duplicates(dataset: &Dataset, alike: &Alike) -> Vec<Finding> {
    let samples = &dataset.samples;
    let found = samples.iter().enumerate().filter_map(|(index, sample)| {
        let counts = |other: usize| alike.is_long(index) || same_place(dataset, &samples[other], sample);
        let (other, likeness) = alike.earlier(index, counts)?;
        let kind = match likeness {
            Likeness::Equal => Kind::Duplicate,
            Likeness::Near => Kind::NearDuplicate,
        };
        let finding = Finding::about(kind, Severity::Note, dataset, sample);
        Some(Finding { other_id: id_of(dataset, &samples[other]), ..finding })
    });
    found.collect()
}

/// Texts whose label differs from that of an earlier one like it. The stance toward the thesis is compared under the same
/// article only. It is an error where text, article and what is answered are the same, else a warning.
pub(super) fn conflicts(dataset: &Dataset, topic: &Topic, alike: &Alike) -> Vec<Finding> {
    let (samples, heads) = (&dataset.samples, topic.heads());
    let mut findings = Vec::new();
    for (index, sample) in samples.iter().enumerate() {
        for (place, head) in heads.iter().enumerate() {
            let Some(label) = sample.labels[place] else { continue };
            let counts = |other: usize| {
                let other = &samples[other];
                other.labels[place].is_some_and(|other| other != label)
                    && (alike.is_long(index) || same_place(dataset, other, sample))
                    && (*head != Head::Thesis || same_article(dataset, other, sample))
            };
            let Some((other, likeness)) = alike.earlier(index, counts) else { continue };
            let other = &samples[other];
            let severity = match likeness == Likeness::Equal && same_place(dataset, other, sample) {
                true => Severity::Error,
                false => Severity::Warning,
            };
            let classes = topic.classes(*head);
            let class = |label: Option<usize>| label.map_or("", |label| classes[label]).to_owned();
            findings.push(Finding {
                head: topic.head_name(*head).to_owned(),
                label: class(Some(label)),
                suggested: class(other.labels[place]),
                other_id: id_of(dataset, other),
                ..Finding::about(Kind::Conflict, severity, dataset, sample)
            });
        }
    }
    findings
}

fn id_of(dataset: &Dataset, sample: &Sample) -> String {
    dataset.sections[sample.section].comments[sample.comment].id.clone()
}

/// Whether two comments stand under the same article; comments of one section do, whether or not it names one.
fn same_article(dataset: &Dataset, a: &Sample, b: &Sample) -> bool {
    let name = article_name(dataset, a);
    a.section == b.section || (name.is_some() && name == article_name(dataset, b))
}

/// Whether they also answer the same text, or none.
fn same_place(dataset: &Dataset, a: &Sample, b: &Sample) -> bool {
    let parent = |sample: &Sample| dataset.sections[sample.section].parent_text(sample.comment).map(str::trim);
    same_article(dataset, a, b) && parent(a) == parent(b)
}
