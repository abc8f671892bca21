//! Comments worth looking at: the worst errors and the most doubtful labels.

use std::collections::HashSet;

use serde::Serialize;

use crate::comment::Section;
use crate::eval::{HeadObservations, Observation};
use crate::model::Model;
use crate::read::{Dataset, Sample};

/// Words shown of a comment at most.
const MAX_WORDS: usize = 8;

/// A comment with what was said of it and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownComment {
    /// Its id as read.
    pub id: String,
    /// Headline of its article, if known.
    pub article: Option<String>,
    /// Its text.
    pub text: String,
    /// The head.
    pub head: String,
    /// The label given by people.
    pub truth: String,
    /// The label of the model; `None` if it abstained.
    pub prediction: Option<String>,
    /// Probability of each class by name.
    pub probabilities: Vec<(String, f64)>,
    /// The words that decided, strongest first: the word, and what it adds to the logit of the label. Empty where the model
    /// that predicted it is not at hand, as in cross-validation.
    pub words: Vec<(String, f64)>,
}

/// The `n` errors in which the truth was held least probable, that one first, no comment twice. A label withheld is no
/// error. Of equally improbable truths the first head goes before the others, then the first sample.
///
/// `observed` are of the samples of `dataset`. With the `model` that made them, each comes with its words.
pub fn worst(observed: &[HeadObservations], dataset: &Dataset, model: Option<&Model>, n: usize) -> Vec<ShownComment> {
    show(&worst_places(observed, n), observed, dataset, model)
}

/// The `n` labels with the smallest distance between the two most probable classes, the smallest first, no comment twice and
/// none of those that [`worst`] shows for the same `n`; a label withheld is doubtful as well. Of equal distances the first
/// head goes before the others, then the first sample.
pub fn doubtful(
    observed: &[HeadObservations],
    dataset: &Dataset,
    model: Option<&Model>,
    n: usize,
) -> Vec<ShownComment> {
    let shown = worst_places(observed, n).into_iter().map(|place| sample(observed, place)).collect();
    let distances = places(observed).filter_map(|place| Some((distance(&at(observed, place).probabilities)?, place)));
    show(&smallest(distances.collect(), observed, shown, n), observed, dataset, model)
}

/// A head and one of its observations.
type Place = (usize, usize);

fn places(observed: &[HeadObservations]) -> impl Iterator<Item = Place> + '_ {
    let heads = observed.iter().enumerate();
    heads.flat_map(|(head, of)| (0..of.observations.len()).map(move |observation| (head, observation)))
}

fn at(observed: &[HeadObservations], (head, observation): Place) -> &Observation {
    &observed[head].observations[observation]
}

fn sample(observed: &[HeadObservations], place: Place) -> usize {
    at(observed, place).sample
}

fn worst_places(observed: &[HeadObservations], n: usize) -> Vec<Place> {
    let errors = places(observed).filter_map(|place| {
        let seen = at(observed, place);
        let is_error = seen.prediction.is_some_and(|prediction| prediction != seen.truth);
        is_error.then(|| (seen.probabilities[seen.truth], place))
    });
    smallest(errors.collect(), observed, HashSet::new(), n)
}

/// The `n` places with the smallest numbers, of each sample one and none of the samples already `shown`.
fn smallest(
    mut numbers: Vec<(f64, Place)>,
    observed: &[HeadObservations],
    mut shown: HashSet<usize>,
    n: usize,
) -> Vec<Place> {
    numbers.sort_by(|(a, at), (b, other)| a.total_cmp(b).then(at.cmp(other)));
    let places = numbers.into_iter().map(|(_, place)| place);
    places.filter(|place| shown.insert(sample(observed, *place))).take(n).collect()
}

/// Distance between the two largest of several probabilities.
fn distance(probabilities: &[f64]) -> Option<f64> {
    let (mut first, mut second) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for p in probabilities {
        if *p > first {
            (first, second) = (*p, first);
        } else if *p > second {
            second = *p;
        }
    }
    second.is_finite().then_some(first - second)
}

fn show(
    places: &[Place],
    observed: &[HeadObservations],
    dataset: &Dataset,
    model: Option<&Model>,
) -> Vec<ShownComment> {
    let shown = places.iter().map(|place| {
        let (head, seen) = (&observed[place.0], at(observed, *place));
        let Sample { section, comment, .. } = dataset.samples[seen.sample];
        let section = &dataset.sections[section];
        let title = section.article.as_ref().map(|article| article.title.trim()).filter(|title| !title.is_empty());
        let name = |class: usize| head.classes[class].clone();
        let words = model.and_then(|model| words(model, section, comment, &head.name, seen.prediction?));
        let comment = &section.comments[comment];
        ShownComment {
            id: comment.id.clone(),
            article: title.map(String::from),
            text: comment.text.clone(),
            head: head.name.clone(),
            truth: name(seen.truth),
            prediction: seen.prediction.map(name),
            probabilities: head.classes.iter().cloned().zip(seen.probabilities.iter().copied()).collect(),
            words: words.unwrap_or_default(),
        }
    });
    shown.collect()
}

/// The words that decided for `label`; `None` if the model decides otherwise.
fn words(model: &Model, section: &Section, comment: usize, head: &str, label: usize) -> Option<Vec<(String, f64)>> {
    let index = model.heads().iter().position(|found| model.topic().head_name(found.head) == head)?;
    let (prediction, mut explanations) = model.section(section).explain(comment);
    let explanation = explanations.swap_remove(index).filter(|_| prediction.heads[index].label == Some(label))?;
    let text = &section.comments[comment].text;
    let words = explanation.words.iter().take(MAX_WORDS);
    Some(words.map(|word| (text[word.start..word.end].to_owned(), word.weight)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Article, Comment};

    fn head(name: &str, rows: &[(usize, usize, [f64; 2], Option<usize>)]) -> HeadObservations {
        let observations = rows.iter().map(|(sample, truth, p, prediction)| Observation {
            sample: *sample,
            truth: *truth,
            probabilities: p.to_vec(),
            prediction: *prediction,
        });
        HeadObservations {
            name: name.into(),
            classes: vec!["favor".into(), "against".into()],
            observations: observations.collect(),
            pooled: false,
            majority: None,
        }
    }

    fn dataset(texts: &[&str]) -> Dataset {
        let comment = |(index, text): (usize, &&str)| Comment {
            id: format!("c{index}"),
            text: (*text).into(),
            ..Comment::default()
        };
        let article = Some(Article { title: "On trams".into(), ..Article::default() });
        let comments: Vec<Comment> = texts.iter().enumerate().map(comment).collect();
        let sample = |comment| Sample { section: 0, comment, labels: Vec::new(), record: 1 };
        Dataset {
            samples: (0..texts.len()).map(sample).collect(),
            sections: vec![Section { article, comments }],
            ..Dataset::default()
        }
    }

    fn ids(shown: &[ShownComment]) -> String {
        shown.iter().map(|shown| format!("{}:{}", shown.id, shown.head)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_worst_and_the_doubtful_share_no_comment() {
        let observed = [
            head("a", &[(0, 0, [0.2, 0.8], Some(1)), (1, 0, [0.9, 0.1], Some(0)), (2, 1, [0.55, 0.45], Some(0))]),
            head("b", &[(0, 1, [0.9, 0.1], Some(0)), (1, 0, [0.5, 0.5], Some(0)), (3, 1, [0.52, 0.48], None)]),
        ];
        let data = dataset(&["zero", "one", "two", "three"]);
        let worst = |n| worst(&observed, &data, None, n);
        let doubtful = |n| doubtful(&observed, &data, None, n);
        assert_eq!((ids(&worst(9)), ids(&doubtful(9))), ("c0:b c2:a".into(), "c1:b c3:b".into()));
        assert_eq!((ids(&worst(1)), ids(&doubtful(1))), ("c0:b".into(), "c1:b".into()));
        assert_eq!((ids(&worst(0)), ids(&doubtful(0))), (String::new(), String::new()));
        let shown = &worst(1)[0];
        assert_eq!((shown.text.as_str(), shown.article.as_deref()), ("zero", Some("On trams")));
        assert_eq!((shown.truth.as_str(), shown.prediction.as_deref()), ("against", Some("favor")));
        assert_eq!(shown.probabilities, [("favor".to_owned(), 0.9), ("against".to_owned(), 0.1)]);
        assert_eq!(shown.words, []);
        assert_eq!(doubtful(9)[1].prediction, None);
    }

    #[test]
    fn heads_of_one_class_have_no_doubt() {
        assert_eq!(distance(&[1.0]), None);
        assert_eq!(distance(&[]), None);
        assert_eq!(distance(&[0.25, 0.5, 0.5]), Some(0.0));
        assert!(worst(&[], &dataset(&[]), None, 5).is_empty());
    }

    #[test]
    fn words_are_those_that_decided() {
        let model = Model::embedded();
        let text = "Thank God for NATO, which alone keeps the peace and has never let anybody down in all these years";
        let mut data = dataset(&[text]);
        data.samples[0].labels =
            model.heads().iter().map(|found| (model.topic().head_name(found.head) == "nato").then_some(1)).collect();
        let observed = super::super::observe(&model, &data);
        let shown = worst(&observed, &data, Some(&model), 1);
        let words = &shown[0].words;
        assert_eq!((shown[0].prediction.as_deref(), words.len()), (Some("favor"), MAX_WORDS));
        assert!(words.windows(2).all(|pair| pair[0].1.abs() >= pair[1].1.abs()), "{words:?}");
        assert!(words.iter().all(|(word, _)| text.contains(word.as_str())), "{words:?}");
        let mut others = observed.clone();
        others[0].observations[0].prediction = Some(2);
        assert_eq!(worst(&others, &data, Some(&model), 1)[0].words, [], "the model says something else");
    }
}
