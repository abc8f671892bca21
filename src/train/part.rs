//! Some of the comments of a data set, with all that stands around them.

use crate::comment::{Parent, Section};
use crate::read::{Dataset, Sample};

/// The comments that pass the test, which are numbered through the sections, and the place among the samples of the whole of
/// each sample left. A parent left out stays as text.
pub(crate) fn part(dataset: &Dataset, test: impl Fn(usize) -> bool) -> (Dataset, Vec<usize>) {
    let mut part = Dataset::default();
    let mut places = Vec::new();
    let mut place = Vec::with_capacity(dataset.sections.len());
    let mut offset = 0;
    for section in &dataset.sections {
        let mut to = vec![None; section.comments.len()];
        let kept = (0..to.len()).filter(|index| test(offset + index));
        kept.enumerate().for_each(|(new, old)| to[old] = Some(new));
        let comments = section.comments.iter().enumerate().filter(|(index, _)| to[*index].is_some());
        let comments = comments.map(|(_, comment)| {
            let mut comment = comment.clone();
            if let Some(Parent::Comment(parent)) = comment.parent {
                comment.parent = Some(match to[parent] {
                    Some(parent) => Parent::Comment(parent),
                    None => Parent::Text(section.comments[parent].text.clone()),
                });
            }
            comment
        });
        part.sections.push(Section { article: section.article.clone(), comments: comments.collect() });
        place.push(to);
        offset += section.comments.len();
    }
    for (at, sample) in dataset.samples.iter().enumerate() {
        if let Some(comment) = place[sample.section][sample.comment] {
            part.samples.push(Sample { comment, ..sample.clone() });
            places.push(at);
        }
    }
    (part, places)
}
