//! People set beside a model: how far two of them agree on the very same comments.

use std::collections::HashMap;

use crate::error::{ErrorKind, Result};
use crate::eval::{HeadObservations, Observation, System};
use crate::read::{Annotators, Dataset};
use crate::topic::{Head, Topic};

/// The labels of one annotator for the samples, as if a model had predicted them: probability 1 for the label. Comments are
/// matched by their ids, and by the ids of their articles where both have one; samples without a label of the annotator are
/// left out. An article that the topic does not know counts as none. The truth is the sample's label, or that of the
/// annotator `against`, where there is one; samples that this one did not label are left out then.
///
/// The dataset must have been read for this topic. Classes of the annotator that the topic has not, and heads that it has
/// not, are passed over. An id that several samples have, as ids of two files may be equal, matches none of them.
///
/// # Panics
///
/// If `annotator` or `against` is not below the number of annotators that the labels name.
pub fn observe_second(
    dataset: &Dataset,
    topic: &Topic,
    annotators: &Annotators,
    annotator: usize,
    against: Option<usize>,
) -> Vec<HeadObservations> {
    for by in against.into_iter().chain([annotator]) {
        assert!(by < annotators.names.len(), "there is no annotator {by}");
    }
    let comment_of = matched(dataset, annotators);
    let mut observed = Vec::new();
    for (index, head) in topic.heads().into_iter().enumerate() {
        let name = topic.head_name(head);
        let Some(second) = annotators.heads.iter().find(|second| second.name == name) else { continue };
        let classes = topic.classes(head);
        let class_of: Vec<Option<usize>> = second
            .classes
            .iter()
            .map(|found| classes.iter().position(|class| class.to_lowercase() == found.to_lowercase()))
            .collect();
        let observation = |(sample, comment): (usize, &Option<usize>)| {
            let labels = &second.labels[(*comment)?];
            let label_of = |annotator| class_of[labels.iter().find(|(by, _)| *by == annotator)?.1];
            let settled = dataset.samples[sample].labels[index]?;
            let truth = against.map_or(Some(settled), label_of)?;
            let prediction = label_of(annotator)?;
            let mut probabilities = vec![0.0; classes.len()];
            probabilities[prediction] = 1.0;
            Some(Observation { sample, truth, probabilities, prediction: Some(prediction) })
        };
        let observations: Vec<Observation> = comment_of.iter().enumerate().filter_map(observation).collect();
        if !observations.is_empty() {
            observed.push(HeadObservations {
                name: name.to_owned(),
                classes: classes.into_iter().map(String::from).collect(),
                observations,
                pooled: matches!(head, Head::Stance(_)),
                majority: None,
            });
        }
    }
    observed
}

/// People as a system that a model is set beside. Of annotators numbered 1 and 2 the second is judged by the labels of the
/// first, for the labels of the samples may have been settled from theirs; the only annotator of a file is judged by the
/// labels of the samples.
///
/// # Errors
///
/// [`ErrorKind::Data`] if it cannot be told which annotator is meant, or none of their labels is of a labelled comment.
pub fn second_annotator(dataset: &Dataset, topic: &Topic, annotators: &Annotators) -> Result<System> {
    let Some((annotator, against)) = annotators.second() else {
        return Err(ErrorKind::Data(format!(
            "{} annotators gave these labels, and none is numbered 2; name a file that holds those of one",
            annotators.names.len()
        ))
        .into());
    };
    let heads = observe_second(dataset, topic, annotators, annotator, against);
    if heads.is_empty() {
        let text = "none of the second annotator's labels is of a labelled comment; check that the ids are the same";
        return Err(ErrorKind::Data(text.into()).into());
    }
    Ok(System {
        name: "second annotator".into(),
        what: match against {
            Some(_) => "a second person's labels judged by a first person's: how far people agree, hence about what a model \
                        can be expected to reach",
            None => "labels given by a second person: how far people agree, hence about what a model can be expected to reach",
        }
        .into(),
        heads,
        has_probabilities: false,
        own_truth: against.is_some(),
    })
}

/// For each sample the comment that the annotators know.
fn matched(dataset: &Dataset, annotators: &Annotators) -> Vec<Option<usize>> {
    let key = |sample: usize| {
        let sample = &dataset.samples[sample];
        let section = &dataset.sections[sample.section];
        let article = section.article.as_ref().and_then(|article| article.id.as_deref());
        (section.comments[sample.comment].id.as_str(), article)
    };
    let mut of_id: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, comment) in annotators.comments.iter().enumerate() {
        of_id.entry(&comment.id).or_default().push(index);
    }
    let agrees = |ours: Option<&str>, theirs: Option<&str>| ours.is_none() || theirs.is_none() || ours == theirs;
    let found = (0..dataset.samples.len()).map(|sample| {
        let (id, article) = key(sample);
        let mut fitting = of_id
            .get(id)
            .into_iter()
            .flatten()
            .filter(|index| agrees(article, annotators.comments[**index].article.as_deref()));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(*only),
            _ => None,
        }
    });
    let mut found: Vec<Option<usize>> = found.collect();
    let mut times = vec![0_usize; annotators.comments.len()];
    found.iter().flatten().for_each(|comment| times[*comment] += 1);
    found.iter_mut().for_each(|comment| *comment = comment.filter(|comment| times[*comment] == 1));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{LabelledParams, Source, read_annotators, read_labelled};

    fn second(labelled: &[&str], double: &str) -> Result<System> {
        let articles = ["a", "b"].map(|id| format!("[[article]]\nid = \"{id}\"\ntitle = \"About {id}\"\n"));
        let topic = Topic::from_toml(&format!("[[target]]\nname = \"nato\"\n{}", articles.concat())).unwrap();
        let sources: Vec<Source> =
            labelled.iter().map(|text| Source { name: "l.csv", bytes: text.as_bytes() }).collect();
        let dataset = read_labelled(&sources, &topic, &LabelledParams::default()).unwrap();
        let source = Source { name: "second.csv", bytes: double.as_bytes() };
        let annotators = read_annotators(&[source], Some(&topic), &LabelledParams::default()).unwrap();
        second_annotator(&dataset, &topic, &annotators)
    }

    /// Sample, truth and prediction.
    fn shown(system: &System) -> Vec<(usize, usize, Option<usize>)> {
        let seen = &system.heads[0].observations;
        seen.iter().map(|seen| (seen.sample, seen.truth, seen.prediction)).collect()
    }

    const LABELLED: &str = "id,article,text,nato\n1,a,One,favor\n2,a,Two,none\n3,b,Three,none\n1,b,Four,against\n";

    #[test]
    fn labels_are_matched_by_id_and_article() {
        let double = "id,article,nato_1,nato_2\n1,a,favor,against\n3,b,none,none\n1,b,against,\n9,a,none,none\n";
        let system = second(&[LABELLED], double).unwrap();
        assert_eq!(shown(&system), [(0, 0, Some(1)), (2, 2, Some(2))]);
        let changed = second(&[LABELLED], "id,article,nato_1,nato_2\n1,a,none,against\n").unwrap();
        assert!(changed.own_truth);
        assert_eq!(shown(&changed), [(0, 2, Some(1))]);
        assert_eq!(system.heads[0].observations[0].probabilities, [0.0, 1.0, 0.0]);
        assert!(system.heads[0].pooled && !system.has_probabilities);
    }

    #[test]
    fn an_id_of_several_comments_matches_none() {
        let system = second(&[LABELLED], "id,nato\n1,none\n2,favor\n").unwrap();
        assert_eq!(shown(&system), [(1, 2, Some(0))]);
        let twice = "id,text,nato\n1,One,favor\n2,Two,none\n";
        let system = second(&[twice, "id,text,nato\n1,Other,none\n"], "id,nato\n1,none\n2,favor\n").unwrap();
        assert_eq!(shown(&system), [(1, 2, Some(0))]);
    }

    #[test]
    fn an_unclear_second_annotator_is_refused() {
        let error = second(&[LABELLED], "id,annotator,nato\n2,A,favor\n2,B,none\n").unwrap_err().to_string();
        assert!(error.contains("2 annotators gave these labels"), "{error}");
        let error = second(&[LABELLED], "id,nato\n77,favor\n").unwrap_err().to_string();
        assert!(error.contains("none of the second annotator's labels"), "{error}");
    }
}
