//! Heads, classes and articles with too little in them.

use std::collections::BTreeMap;

use super::{Finding, Kind, Severity, article_name};
use crate::read::Dataset;
use crate::topic::{Head, Topic};
use crate::train::MIN_LABELLED;

/// Labels of a class from which its precision and recall are more than chance.
const MIN_OF_CLASS: usize = 20;

/// Labelled comments of an article from which labels all alike are remarkable.
const MIN_OF_ARTICLE: usize = 10;

/// Heads without any label are no finding: nobody asked them.
pub(super) fn thin(dataset: &Dataset, topic: &Topic) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, head) in topic.heads().into_iter().enumerate() {
        let classes = topic.classes(head);
        let mut counts = vec![0; classes.len()];
        dataset.samples.iter().filter_map(|sample| sample.labels[place]).for_each(|label| counts[label] += 1);
        let n: usize = counts.iter().sum();
        // A head that has one class, as target has in a topic without targets, asks nothing.
        if n == 0 || classes.len() < 2 {
            continue;
        }
        let name = topic.head_name(head);
        let general = |kind, severity, label: &str, suggested: String| Finding {
            head: name.to_owned(),
            label: label.to_owned(),
            suggested,
            ..Finding::general(kind, severity)
        };
        if let Some(only) = counts.iter().position(|count| *count == n) {
            findings.push(general(Kind::OneClass, Severity::Error, classes[only], format!("all {n} labels")));
        }
        if n < MIN_LABELLED {
            findings.push(general(Kind::ThinHead, Severity::Warning, "", format!("{n} labels")));
        }
        for (class, count) in classes.iter().zip(&counts).filter(|(_, count)| **count < MIN_OF_CLASS) {
            findings.push(general(Kind::ThinClass, Severity::Warning, class, format!("{count} of {n} labels")));
        }
        findings.extend(one_sided(dataset, head, place, &classes).into_iter().map(|(article, class, n)| Finding {
            article: article.to_owned(),
            ..general(Kind::OneSidedArticle, Severity::Note, class, format!("all {n} labels"))
        }));
    }
    findings
}

/// Articles whose comments are all labelled alike. That none of them touches a target, or that all are calm, is no wonder:
/// the last class counts for the thesis only.
fn one_sided<'d, 't>(
    dataset: &'d Dataset,
    head: Head,
    place: usize,
    classes: &[&'t str],
) -> Vec<(&'d str, &'t str, usize)> {
    let mut counts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for sample in &dataset.samples {
        if let (Some(label), Some(article)) = (sample.labels[place], article_name(dataset, sample)) {
            counts.entry(article).or_insert_with(|| vec![0; classes.len()])[label] += 1;
        }
    }
    let side = |(article, counts): (&'d str, Vec<usize>)| {
        let n: usize = counts.iter().sum();
        let only = counts.iter().position(|count| *count == n)?;
        let counts = n >= MIN_OF_ARTICLE && (head == Head::Thesis || only + 1 < classes.len());
        counts.then_some((article, classes[only], n))
    };
    counts.into_iter().filter_map(side).collect()
}
