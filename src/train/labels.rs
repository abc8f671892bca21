//! The labels of the training data, by head, and whether they are enough to learn from.

use std::collections::BTreeMap;

use super::design::LabelledRow;
use super::{MIN_LABELLED, MIN_SUPPORT, Warning};
use crate::error::{ErrorKind, Result};
use crate::model::LabelCounts;
use crate::read::Dataset;
use crate::topic::{Head, Topic};

/// Labels of each head: comment and class.
pub(super) struct Labels(BTreeMap<Head, Vec<(usize, usize)>>);

impl Labels {
    /// Collects the labels of all comments, which are numbered through the sections from `offsets` on; those of the thesis
    /// only where `is_under_article` says that something is known of the article.
    pub fn collect(
        dataset: &Dataset,
        topic: &Topic,
        offsets: &[usize],
        is_under_article: impl Fn(usize) -> bool,
        warnings: &mut Vec<Warning>,
    ) -> Self {
        let heads = topic.heads();
        let mut labels: BTreeMap<Head, Vec<(usize, usize)>> = heads.iter().map(|head| (*head, Vec::new())).collect();
        let mut without_article = 0;
        for sample in &dataset.samples {
            let comment = offsets[sample.section] + sample.comment;
            for (head, class) in heads.iter().zip(&sample.labels) {
                match class {
                    Some(_) if *head == Head::Thesis && !is_under_article(comment) => without_article += 1,
                    Some(class) => labels.get_mut(head).expect("all heads are there").push((comment, *class)),
                    None => {}
                }
            }
        }
        if without_article > 0 {
            warnings.push(Warning::ThesisWithoutArticle { n_labels: without_article });
        }
        Self(labels)
    }

    /// The labels of those comments that have a number elsewhere, by that number.
    pub fn moved(&self, to: impl Fn(usize) -> Option<usize>) -> Self {
        let moved = |labels: &Vec<(usize, usize)>| {
            labels.iter().filter_map(|(comment, class)| Some((to(*comment)?, *class))).collect()
        };
        Self(self.0.iter().map(|(head, labels)| (*head, moved(labels))).collect())
    }

    pub fn of(&self, head: Head) -> &[(usize, usize)] {
        &self.0[&head]
    }

    pub fn support(&self, head: Head, n_classes: usize) -> Vec<usize> {
        let mut support = vec![0; n_classes];
        self.of(head).iter().for_each(|(_, class)| support[*class] += 1);
        support
    }

    pub fn counts(&self, head: Head, topic: &Topic) -> LabelCounts {
        let classes = topic.classes(head);
        let support = self.support(head, classes.len());
        let classes = classes.into_iter().map(String::from).zip(support).collect();
        LabelCounts { head: topic.head_name(head).to_owned(), classes }
    }

    /// Refuses data that no head can learn from.
    pub fn check(&self, topic: &Topic, warnings: &[Warning]) -> Result<()> {
        let mut reason = None;
        for (head, labels) in &self.0 {
            let classes = topic.classes(*head);
            let support = self.support(*head, classes.len());
            match support.iter().filter(|count| **count > 0).count() {
                0 => {}
                1 => {
                    let class = classes[support.iter().position(|count| *count > 0).expect("one class has support")];
                    let name = topic.head_name(*head);
                    reason.get_or_insert(format!(
                        "training needs at least two classes; all {} labels of {name:?} are {class:?}",
                        labels.len()
                    ));
                }
                _ => return Ok(()),
            }
        }
        let reason = reason.unwrap_or_else(|| match warnings {
            [Warning::ThesisWithoutArticle { n_labels }, ..] => format!(
                "training needs labels; all {n_labels} there are stand in thesis, under no known article; give the \
                 article in the topic file or in columns"
            ),
            _ => "training needs labels; every label cell is empty".into(),
        });
        Err(ErrorKind::Data(reason).into())
    }
}

/// Enough labels in enough classes, in more than one fold.
pub(super) fn enough(rows: &[LabelledRow], n_classes: usize) -> bool {
    let mut support = vec![0; n_classes];
    rows.iter().for_each(|row| support[row.truth] += 1);
    let classes = support.iter().filter(|count| **count >= MIN_SUPPORT).count();
    rows.len() >= MIN_LABELLED && classes >= 2 && rows.iter().any(|row| row.fold != rows[0].fold)
}
