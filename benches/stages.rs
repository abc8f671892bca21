//! Criterion benches of each stage, on the sample page and the dev part of the corpus. `cargo bench --bench stages`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hustings::comment::Section;
use hustings::features::blocks::{BlockParams, Blocks, TermScratch};
use hustings::features::traits::Traits;
use hustings::model::{EMBEDDED, Model};
use hustings::read::{LabelledParams, ReadParams, Source, read, read_labelled};
use hustings::text::{Analysis, Analyzer, quoted_ranges};
use hustings::topic::Topic;
use hustings::train::{TrainParams, train};

fn corpus(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("the corpus is in the tree")
}

/// The comments of the dev part, under their articles.
fn dev() -> (Topic, Vec<Section>) {
    let topic =
        Topic::from_path(format!("{}/training/topic.toml", env!("CARGO_MANIFEST_DIR"))).expect("the topic is read");
    let bytes = corpus("training/comments.csv");
    let params = ReadParams { wheres: vec!["split=dev".parse().expect("a condition")], ..ReadParams::default() };
    let mut sections =
        read(&Source { name: "comments.csv", bytes: &bytes }, &params).expect("the corpus is read").sections;
    hustings::read::resolve_articles(&mut sections, &topic);
    (topic, sections)
}

fn classify(c: &mut Criterion) {
    let (_, sections) = dev();
    let model = Model::embedded();
    let analyzer = Analyzer::new(model.topic()).expect("the topic has a language");
    let n_targets = model.topic().targets.len();
    let texts: Vec<&str> =
        sections.iter().flat_map(|section| &section.comments).map(|comment| comment.text.as_str()).collect();
    let analyses: Vec<Analysis> = texts
        .iter()
        .map(|text| {
            let mut analysis = Analysis::default();
            analyzer.analyze(text, &[], &mut analysis);
            analysis
        })
        .collect();
    let mut group = c.benchmark_group("classify");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("analyze", |b| {
        let mut analysis = Analysis::default();
        b.iter(|| texts.iter().for_each(|text| analyzer.analyze(text, &quoted_ranges(text, &[], &[]), &mut analysis)));
    });
    group.bench_function("traits", |b| {
        b.iter(|| analyses.iter().for_each(|analysis| drop(black_box(Traits::new(analysis, n_targets)))));
    });
    group.bench_function("terms", |b| {
        let mut scratch = TermScratch::default();
        b.iter(|| {
            analyses.iter().for_each(|analysis| {
                black_box(model.blocks().transform(analysis, n_targets, &mut scratch));
            });
        });
    });
    group.bench_function("predict", |b| {
        b.iter(|| {
            for section in &sections {
                let bound = model.section(section);
                (0..section.comments.len()).for_each(|index| drop(black_box(bound.predict(index))));
            }
        });
    });
    group.finish();
    c.bench_function("load the model", |b| b.iter(|| Model::from_bytes(EMBEDDED)));
}

fn fit(c: &mut Criterion) {
    let (topic, sections) = dev();
    let analyzer = Analyzer::new(&topic).expect("the topic has a language");
    let analyses: Vec<Analysis> = sections
        .iter()
        .flat_map(|section| &section.comments)
        .map(|comment| {
            let mut analysis = Analysis::default();
            analyzer.analyze(&comment.text, &[], &mut analysis);
            analysis
        })
        .collect();
    let bytes = corpus("training/comments.csv");
    let mut group = c.benchmark_group("train");
    group.sample_size(10);
    group.bench_function("count terms", |b| {
        b.iter(|| Blocks::fit(&BlockParams::default(), analyses.iter(), topic.targets.len()));
    });
    let read = ReadParams { wheres: vec!["split=dev".parse().expect("a condition")], ..ReadParams::default() };
    let params = LabelledParams { read, ..LabelledParams::default() };
    let dataset = read_labelled(&[Source { name: "comments.csv", bytes: &bytes }], &topic, &params);
    let dataset = dataset.expect("the corpus is read");
    group.bench_function("whole", |b| b.iter(|| train(&dataset, &topic, &TrainParams::default(), &())));
    group.finish();
}

criterion_group!(benches, classify, fit);
criterion_main!(benches);
