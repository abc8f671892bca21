//! Fits one head on n-grams of words 1-3 and of characters 2-5 within words, at the penalty of a peer, and says how long it
//! took and how good the optimum is: what `benches/compare.py` sets beside scikit-learn.
//!
//! `cargo bench --bench one_head -- LABELLED.csv SPLIT_COLUMN ALPHA`

use std::time::Instant;

use hustings::features::Csr;
use hustings::features::blocks::{BlockParams, Blocks, TermRows, TermScratch};
use hustings::features::tfidf::TfIdfParams;
use hustings::model::scorer::ScorerParams;
use hustings::text::{Analysis, Analyzer};
use hustings::topic::{STANCES, Topic};
use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array1;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let [path, split, alpha] = args.try_into().unwrap_or_else(|_| {
        eprintln!("give LABELLED.csv SPLIT_COLUMN ALPHA");
        std::process::exit(2)
    });
    let alpha: f64 = alpha.parse().expect("ALPHA is a number");
    let mut reader = csv::Reader::from_path(&path).expect("the CSV can be read");
    let headers = reader.headers().expect("the CSV has a header").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect("the column is there");
    let (text, stance, split) = (column("text"), column("stance"), column(&split));
    let rows = reader.records().map(|row| row.expect("the CSV is whole"));
    let rows: Vec<_> = rows.filter(|row| &row[split] != "test" && !row[stance].is_empty()).collect();
    let truth: Array1<usize> =
        rows.iter().map(|row| STANCES.iter().position(|class| *class == &row[stance]).expect("a stance")).collect();

    let start = Instant::now();
    let analyzer = Analyzer::new(&Topic::from_toml("").expect("an empty topic is one")).expect("it has a language");
    let analyses: Vec<Analysis> = rows
        .iter()
        .map(|row| {
            let mut analysis = Analysis::default();
            analyzer.analyze(&row[text], &[], &mut analysis);
            analysis
        })
        .collect();
    let read = start.elapsed();
    let block = |min_n, max_n| TfIdfParams::default().n_range(min_n, max_n).min_df(1).check().expect("it is in range");
    let params = BlockParams { words: block(1, 3), chars: block(2, 5), near: block(1, 1) };
    let blocks = Blocks::fit(&params, analyses.iter(), 0);
    let counted = start.elapsed();
    let mut scratch = TermScratch::default();
    let rows_of: Vec<_> = analyses.iter().map(|analysis| blocks.transform(analysis, 0, &mut scratch)).collect();
    // Frequent columns first, as in training.
    let n_features = blocks.n_text();
    let mut df = vec![0_u32; n_features];
    rows_of.iter().flat_map(TermRows::text).for_each(|(column, _)| df[column as usize] += 1);
    let mut order: Vec<u32> = (0..n_features as u32).collect();
    order.sort_by_key(|column| std::cmp::Reverse(df[*column as usize]));
    let mut place = vec![0_u32; n_features];
    order.iter().zip(0..).for_each(|(column, to)| place[*column as usize] = to);
    let mut records = Csr::new(n_features);
    rows_of.iter().for_each(|row| records.push(row.text().map(|(column, value)| (place[column as usize], value))));
    drop(rows_of);
    let laid_out = start.elapsed();
    let dataset = DatasetBase::new(records, truth);
    let params = ScorerParams::default().alpha(alpha).tolerance(1e-4).max_iterations(1000).n_classes(STANCES.len());
    let scorer = params.check().expect("settings are in range").fit(&dataset).expect("the data can be fitted on");
    let fitted = start.elapsed();

    let probabilities = scorer.probabilities(&dataset.records);
    let loss: f64 = dataset.targets.iter().zip(probabilities.rows()).map(|(truth, p)| -p[*truth].ln()).sum();
    let weights = scorer.weights();
    let squares: f64 = weights.rows().into_iter().take(n_features).flatten().map(|weight| weight * weight).sum();
    println!(
        "{{\"n\": {}, \"n_features\": {n_features}, \"text_s\": {:.3}, \"count_s\": {:.3}, \"matrix_s\": {:.3}, \
         \"solve_s\": {:.3}, \"fit_s\": {:.3}, \"objective\": {:.4}, \"iterations\": {}, \"gradient\": {:.1e}}}",
        rows.len(),
        read.as_secs_f64(),
        (counted - read).as_secs_f64(),
        (laid_out - counted).as_secs_f64(),
        (fitted - laid_out).as_secs_f64(),
        fitted.as_secs_f64(),
        loss + 0.5 * alpha * squares,
        scorer.convergence().iterations,
        scorer.convergence().gradient,
    );
}
