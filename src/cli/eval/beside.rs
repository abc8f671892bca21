//! What the subject is set beside: other systems on the same comments, and another model.

use anyhow::{Context, Result, bail};
use hustings::eval::{Clusters, HeadObservations, System, compare};
use hustings::read::Dataset;
use hustings::report::content::{Comparison, FlippedComment};
use hustings::topic::Topic;
use hustings::trial::{observe, observe_lexicon, second_annotator};

use super::super::models;
use super::args::Args;
use super::subject::Subject;

/// Comments with another label that are listed.
const FLIPPED_SHOWN: usize = 100;

/// The systems beside the majority baseline.
pub fn systems(args: &Args, subject: &Subject, topic: &Topic, dataset: &Dataset) -> Result<Vec<System>> {
    let mut systems = vec![
        System {
            name: "lexicon".into(),
            what: "the VADER lexicon's valence of the words near each name; nothing trained, English only".into(),
            heads: observe_lexicon(topic, dataset)?,
            has_probabilities: false,
            own_truth: false,
        },
        System {
            name: "target-blind".into(),
            what: "the same model with every target's name hidden: what tone and topic give away".into(),
            heads: subject.blind.clone(),
            has_probabilities: true,
            own_truth: false,
        },
    ];
    if let Some(second) = &args.second {
        let annotators = args.labelled.with_files(std::slice::from_ref(second), &[]).read_annotators(Some(topic))?;
        let system = second_annotator(dataset, topic, &annotators).with_context(|| second.display().to_string())?;
        systems.push(system);
    }
    Ok(systems)
}

/// The subject beside another model, if one was named.
pub fn comparison(
    args: &Args,
    subject: &Subject,
    topic: &Topic,
    dataset: &Dataset,
    clusters: &Clusters,
) -> Result<Option<Comparison>> {
    let Some(path) = &args.compare else { return Ok(None) };
    let other = models::load_for(Some(path), Some(topic))?;
    let observed = observe(&other, dataset);
    let heads = compare(&observed, &subject.observed, clusters, &args.bootstrap());
    if heads.is_empty() {
        bail!("{}: the models have no head in common that is labelled", path.display());
    }
    let mut flipped = flipped(dataset, &observed, &subject.observed);
    let n_flipped = flipped.len();
    flipped.truncate(FLIPPED_SHOWN);
    Ok(Some(Comparison { first: format!("model {}", other.id()), second: subject.name(), heads, flipped, n_flipped }))
}

/// Comments that the two label differently, head by head, in the order of the samples.
fn flipped(dataset: &Dataset, first: &[HeadObservations], second: &[HeadObservations]) -> Vec<FlippedComment> {
    let mut flipped = Vec::new();
    for head in second {
        let Some(other) = first.iter().find(|other| other.name == head.name && other.classes == head.classes) else {
            continue;
        };
        let mut others = other.observations.iter().peekable();
        for seen in &head.observations {
            while others.next_if(|other| other.sample < seen.sample).is_some() {}
            let Some(other) = others.peek().filter(|other| other.sample == seen.sample) else { continue };
            if other.prediction == seen.prediction {
                continue;
            }
            let sample = &dataset.samples[seen.sample];
            let comment = &dataset.sections[sample.section].comments[sample.comment];
            let class = |index: usize| head.classes[index].clone();
            flipped.push(FlippedComment {
                id: comment.id.clone(),
                text: comment.text.clone(),
                head: head.name.clone(),
                truth: class(seen.truth),
                first: other.prediction.map(class),
                second: seen.prediction.map(class),
            });
        }
    }
    flipped
}
