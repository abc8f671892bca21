//! What belongs together among labelled comments, so that resampling takes or leaves it whole.

use std::collections::HashMap;

use crate::comment::{Parent, Section};
use crate::eval::Clusters;
use crate::read::Dataset;

/// Clusters of the samples: by article (sections of the same article id or headline are one), if there are at least two of
/// them; else by thread, if any comment answers another; else each comment is a cluster of its own.
pub fn clusters(dataset: &Dataset) -> Clusters {
    let articles = by_article(dataset);
    if articles.n > 1 {
        return articles;
    }
    let threads = by_thread(dataset);
    if threads.n < dataset.samples.len() { threads } else { Clusters::single(dataset.samples.len()) }
}

fn by_article(dataset: &Dataset) -> Clusters {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let of_section: Vec<usize> = dataset
        .sections
        .iter()
        .enumerate()
        .map(|(index, section)| {
            let article = section.article.as_ref();
            let name = article.and_then(|article| article.id.as_deref().or(Some(article.title.as_str())));
            match name.filter(|name| !name.trim().is_empty()) {
                Some(name) => *first.entry(name).or_insert(index),
                None => index,
            }
        })
        .collect();
    Clusters::new("articles", dataset.samples.iter().map(|sample| of_section[sample.section]))
}

fn by_thread(dataset: &Dataset) -> Clusters {
    let roots: Vec<Vec<usize>> = dataset.sections.iter().map(roots).collect();
    let offsets: Vec<usize> = dataset
        .sections
        .iter()
        .scan(0, |offset, section| {
            let first = *offset;
            *offset += section.comments.len();
            Some(first)
        })
        .collect();
    let of = |sample: &crate::read::Sample| offsets[sample.section] + roots[sample.section][sample.comment];
    Clusters::new("threads", dataset.samples.iter().map(of))
}

/// The first comment of each comment's thread.
fn roots(section: &Section) -> Vec<usize> {
    let parent = |index: usize| match section.comments[index].parent {
        Some(Parent::Comment(parent)) => Some(parent),
        _ => None,
    };
    let mut root: Vec<Option<usize>> = vec![None; section.comments.len()];
    for index in 0..root.len() {
        let mut path = vec![index];
        let found = loop {
            let last = path[path.len() - 1];
            if let Some(found) = root[last] {
                break found;
            }
            // Readers leave no cycles; should there be one, it is a thread of its own.
            match parent(last).filter(|parent| !path.contains(parent)) {
                Some(parent) => path.push(parent),
                None => break last,
            }
        };
        path.into_iter().for_each(|index| root[index] = Some(found));
    }
    root.into_iter().map(|root| root.expect("every comment was followed to its root")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Article, Comment};
    use crate::read::Sample;

    fn section(id: Option<&str>, parents: &[Option<usize>]) -> Section {
        let comment = |parent: &Option<usize>| Comment { parent: parent.map(Parent::Comment), ..Comment::default() };
        Section {
            article: id.map(|id| Article { id: Some(id.into()), ..Article::default() }),
            comments: parents.iter().map(comment).collect(),
        }
    }

    fn dataset(sections: Vec<Section>) -> Dataset {
        let samples = sections.iter().enumerate().flat_map(|(section, of)| {
            (0..of.comments.len()).map(move |comment| Sample { section, comment, labels: Vec::new(), record: 1 })
        });
        Dataset { samples: samples.collect(), sections, ..Dataset::default() }
    }

    #[test]
    fn articles_go_before_threads_and_threads_before_comments() {
        let articles = clusters(&dataset(vec![
            section(Some("a"), &[None, Some(0)]),
            section(Some("b"), &[None]),
            section(Some("a"), &[None]),
        ]));
        assert_eq!((articles.kind.as_str(), articles.n, &articles.of[..]), ("articles", 2, &[0, 0, 1, 0][..]));
        let threads = clusters(&dataset(vec![section(Some("a"), &[None, Some(0), Some(1), None])]));
        assert_eq!((threads.kind.as_str(), threads.n, &threads.of[..]), ("threads", 2, &[0, 0, 0, 1][..]));
        let comments = clusters(&dataset(vec![section(None, &[None, None])]));
        assert_eq!((comments.kind.as_str(), comments.n), ("comments", 2));
    }

    #[test]
    fn a_cycle_is_one_thread() {
        let threads = by_thread(&dataset(vec![section(None, &[Some(1), Some(0), Some(0)])]));
        assert_eq!(threads.n, 1);
    }
}
