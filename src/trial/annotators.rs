//! Labels of several annotators, made ready to be compared.

use std::collections::HashMap;

use crate::eval::{Clusters, HeadRatings, RatedUnit};
use crate::read::Annotators;

/// What each annotator said under each head, and what belongs together among the comments: those of one article, if at least
/// two articles are known; else each comment is a cluster of its own.
pub fn ratings(annotators: &Annotators) -> (Vec<HeadRatings>, Clusters) {
    let heads = annotators.heads.iter().map(|head| HeadRatings {
        name: head.name.clone(),
        classes: head.classes.clone(),
        n_annotators: annotators.names.len(),
        units: head
            .labels
            .iter()
            .enumerate()
            .filter(|(_, labels)| !labels.is_empty())
            .map(|(sample, labels)| RatedUnit { sample, labels: labels.clone() })
            .collect(),
    });
    let n = annotators.comments.len();
    let mut number: HashMap<&str, usize> = HashMap::new();
    let mut keys = Vec::with_capacity(n);
    for (index, comment) in annotators.comments.iter().enumerate() {
        // A comment without an article is one of its own.
        keys.push(comment.article.as_deref().map_or(index, |article| *number.entry(article).or_insert(index)));
    }
    let clusters = if number.len() > 1 { Clusters::new("articles", keys) } else { Clusters::single(n) };
    (heads.collect(), clusters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{LabelledParams, Source, read_annotators};

    #[test]
    fn articles_are_clusters_if_there_are_two() {
        let of = |text: &str| {
            let source = Source { name: "l.csv", bytes: text.as_bytes() };
            let found = read_annotators(&[source], None, &LabelledParams::default()).unwrap();
            let (heads, clusters) = ratings(&found);
            (heads[0].units.len(), clusters.kind, clusters.n)
        };
        let labels = "id,article,nato_1,nato_2\n1,a,favor,none\n2,b,none,none\n3,a,none,none\n4,,none,none\n";
        assert_eq!(of(labels), (4, "articles".into(), 3));
        assert_eq!(of(&labels.replace(",b,", ",a,")), (4, "comments".into(), 4));
    }
}
