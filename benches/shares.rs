//! How far corrected shares are off, and how often their intervals hold the truth, by simulation.
//!
//! `cargo bench --bench shares`: 200 sections for each head from the dev split of `training/comments.csv`, which the shipped
//! model never saw; then 200 from half of the articles held out in its training, corrected by the other half.

#[path = "shares/simulation.rs"]
mod simulation;

use hustings::model::Model;
use hustings::read::{LabelledParams, ReadParams, Source, read_labelled};
use hustings::shares::{Corrector, choose};
use hustings::topic::Topic;
use hustings::trial::{clusters, observe};
use simulation::{Outcome, Seen, simulate};

/// Sections of each head.
const SECTIONS: usize = 200;

fn main() {
    let model = Model::embedded();
    println!("dev split: other articles, corrected by all comments held out in training");
    heading();
    let topic = Topic::from_path("training/topic.toml").expect("the topic is beside the corpus");
    let topic = Topic { articles: topic.articles, ..model.topic().clone() };
    let bytes = std::fs::read("training/comments.csv").expect("the corpus can be read");
    let wheres = vec!["split=dev".parse().expect("a condition")];
    let params = LabelledParams { read: ReadParams { wheres, ..ReadParams::default() }, maps: Vec::new() };
    let source = Source { name: "training/comments.csv", bytes: &bytes };
    let dataset = read_labelled(&[source], &topic, &params).expect("the corpus is whole");
    let article = clusters(&dataset).of;
    for (observed, head) in observe(&model, &dataset).iter().zip(model.heads()) {
        let Some(errors) = &head.errors else { continue };
        let comments = observed.observations.iter().filter_map(|seen| {
            let code = errors.lattice().code(&seen.probabilities, seen.prediction?);
            Some((article[seen.sample], seen.truth, usize::from(code)))
        });
        match Corrector::new(errors) {
            Ok(corrector) => {
                let sections = SECTIONS / errors.n_classes();
                let outcome = simulate(&corrector, errors.lattice(), &comments.collect::<Vec<_>>(), sections, 1);
                row(&observed.name, &corrector, &outcome);
            }
            Err(reason) => println!("{}: {reason}", observed.name),
        }
    }
    println!("\nheld out in training: every second article, corrected by the others");
    heading();
    for head in model.heads() {
        let Some(errors) = &head.errors else { continue };
        let (tests, corrects): (Vec<usize>, Vec<usize>) = (0..errors.n_clusters()).partition(|at| at % 2 == 0);
        let (Some(tests), Some(mut corrects)) = (errors.part(&tests), errors.part(&corrects)) else { continue };
        choose(&mut corrects, 1);
        let comments: Vec<Seen> = tests
            .clusters()
            .enumerate()
            .flat_map(|(article, cluster)| cluster.into_iter().map(move |(truth, code)| (article, truth, code)))
            .collect();
        let name = model.topic().head_name(head.head);
        match Corrector::new(&corrects) {
            Ok(corrector) => {
                let sections = SECTIONS / errors.n_classes();
                row(name, &corrector, &simulate(&corrector, errors.lattice(), &comments, sections, 2));
            }
            Err(reason) => println!("{name}: {reason}"),
        }
    }
}

fn heading() {
    println!(
        "{:<10} {:<28} {:>8} {:>8} {:>6} {:>8} {:>9} {:>5} {:>7} {:>5}",
        "head", "method", "sections", "comments", "raw", "expected", "corrected", "ratio", "covered", "width"
    );
}

fn row(name: &str, corrector: &Corrector, outcome: &Outcome) {
    let Outcome { n, size, raw, expected, corrected, covered, width } = outcome;
    println!(
        "{name:<10} {:<28} {n:>8} {size:>8.0} {:>6.1} {:>8.1} {:>9.1} {:>5.2} {:>7.1} {:>5.1}",
        corrector.method().name(),
        100.0 * raw,
        100.0 * expected,
        100.0 * corrected,
        corrected / raw,
        100.0 * covered,
        100.0 * width
    );
}
