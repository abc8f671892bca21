//! How far corrected shares are off, and how often their intervals hold the truth, by simulation.
//!
//! `cargo bench --bench shares`: sections of the articles held out in the training of the shipped model, in 40 halvings of them and
//! in 40 pools of 24 articles each, corrected by the articles outside; then 200 sections for each head from the 24 articles of
//! the dev split of `training/comments.csv`, which the model never saw.
//!
//! The sections of one pool share its articles, and err together where those are odd: the promise is about the average
//! over pools, and the figures of a single one scatter as the last columns say.

#[path = "shares/simulation.rs"]
mod simulation;

use hustings::model::{ErrorSketch, Model};
use hustings::read::{LabelledParams, ReadParams, Source, read_labelled};
use hustings::shares::Corrector;
use hustings::topic::Topic;
use hustings::trial::{clusters, observe};
use simulation::{Outcome, Pools, simulate};

/// Sections of each head from the dev split.
const SECTIONS: usize = 200;

/// Pools of articles, articles of a small pool, and sections of each class in each pool.
const POOLS: usize = 40;
const FEW: usize = 24;
const SECTIONS_OF_POOL: usize = 10;

fn main() {
    let model = Model::embedded();
    let heads = || model.heads().iter().filter_map(|head| Some((head, head.errors.as_ref()?)));
    for few in [false, true] {
        match few {
            false => println!("held out in training: half of the articles, corrected by the others; {POOLS} halvings"),
            true => println!("held out in training: {FEW} articles, corrected by the others; {POOLS} pools"),
        }
        println!("{}  pools covered: least, tenth, median   ordinary: raw, corrected, covered", heading());
        let known = model.known().and_then(|known| known.errors());
        let own = heads().map(|(head, errors)| (model.topic().head_name(head.head).to_owned(), errors));
        for (name, errors) in own.chain(known.map(|errors| ("thesis*".to_owned(), errors))) {
            let n_articles = if few { FEW } else { errors.n_clusters() / 2 };
            let Pools { drawn, ordinary, covered } = Pools::of(errors, n_articles, POOLS, SECTIONS_OF_POOL);
            let [least, tenth, median] = [0, POOLS / 10, POOLS / 2].map(|at| 100.0 * covered[at]);
            let [raw, corrected, held] = [ordinary.raw, ordinary.corrected, ordinary.covered].map(|of| 100.0 * of);
            println!(
                "{} {least:>22.0} {tenth:>6.0} {median:>7.0} {raw:>15.1} {corrected:>10.1} {held:>8.1}",
                row(&name, errors, &drawn)
            );
        }
        println!("thesis*: under known articles\n");
    }
    println!("dev split: {FEW} other articles, corrected by all comments held out in training");
    println!("{}", heading());
    let topic = Topic::from_path("training/topic.toml").expect("the topic is beside the corpus");
    let topic = Topic { articles: topic.articles, ..model.topic().clone() };
    let bytes = std::fs::read("training/comments.csv").expect("the corpus can be read");
    let wheres = vec!["split=dev".parse().expect("a condition")];
    let params = LabelledParams { read: ReadParams { wheres, ..ReadParams::default() }, maps: Vec::new() };
    let source = Source { name: "training/comments.csv", bytes: &bytes };
    let dataset = read_labelled(&[source], &topic, &params).expect("the corpus is whole");
    let article = clusters(&dataset).of;
    for (observed, (_, errors)) in observe(&model, &dataset).iter().zip(heads()) {
        let comments = observed.observations.iter().filter_map(|seen| {
            let code = errors.lattice().code(&seen.probabilities, seen.prediction?);
            Some((article[seen.sample], seen.truth, usize::from(code)))
        });
        match Corrector::new(errors) {
            Ok(corrector) => {
                let sections = SECTIONS / errors.n_classes();
                let outcome = simulate(&corrector, errors.lattice(), &comments.collect::<Vec<_>>(), sections, 1);
                println!("{}", row(&observed.name, errors, &outcome));
            }
            Err(reason) => println!("{}: {reason}", observed.name),
        }
    }
}

fn heading() -> String {
    format!(
        "{:<10} {:<28} {:>8} {:>8} {:>6} {:>8} {:>9} {:>5} {:>7} {:>5}",
        "head", "method", "sections", "comments", "raw", "expected", "corrected", "ratio", "covered", "width"
    )
}

fn row(name: &str, errors: &ErrorSketch, outcome: &Outcome) -> String {
    let Outcome { n, size, raw, expected, corrected, covered, width } = outcome;
    format!(
        "{name:<10} {:<28} {n:>8} {size:>8.0} {:>6.1} {:>8.1} {:>9.1} {:>5.2} {:>7.1} {:>5.1}",
        errors.method.name(),
        100.0 * raw,
        100.0 * expected,
        100.0 * corrected,
        corrected / raw,
        100.0 * covered,
        100.0 * width
    )
}
