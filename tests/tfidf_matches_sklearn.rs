//! TF-IDF rows are those of scikit-learn's `TfidfVectorizer(sublinear_tf=True, norm="l2", smooth_idf=True)`, and those of
//! characters sums of `TfidfVectorizer(analyzer="char_wb", norm=None)` over distinct words; tests/fixtures/tfidf/make.py made the values compared with.

use std::collections::BTreeMap;

use hustings::features::SparseRow;
use hustings::features::blocks::{BlockParams, Blocks, TermScratch};
use hustings::features::counter::DfCounter;
use hustings::features::tfidf::{TfIdf, TfIdfParams, TfIdfValidParams};
use hustings::features::vocabulary::Vocabulary;
use hustings::text::{Analysis, Analyzer};
use hustings::topic::Topic;
use linfa::ParamGuard;
use serde::Deserialize;

const TOLERANCE: f64 = 1e-6;

#[derive(Deserialize)]
struct Case<D> {
    made_by: String,
    min_df: u32,
    documents: Vec<D>,
    unseen: Vec<D>,
    terms: Vec<String>,
    idf: Vec<f64>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    indices: Vec<u32>,
    values: Vec<f64>,
}

impl<D> Case<D> {
    #[track_caller]
    fn check_terms(&self, name: &str, block: &TfIdf) {
        assert!(self.made_by.starts_with("scikit-learn "), "{name}");
        assert_eq!(block.vocabulary().iter().collect::<Vec<_>>(), self.terms, "{name}");
        for (term, (ours, theirs)) in self.terms.iter().zip(block.idf().iter().zip(&self.idf)) {
            assert!((f64::from(*ours) - theirs).abs() <= TOLERANCE, "{name}: idf of {term:?} is {ours}, not {theirs}");
        }
    }

    /// Compares a row whose columns stand `offset` higher than scikit-learn's.
    #[track_caller]
    fn check_row(&self, name: &str, index: usize, ours: impl Iterator<Item = (u32, f32)>, offset: u32) {
        let (indices, values): (Vec<u32>, Vec<f32>) = ours.map(|(column, value)| (column - offset, value)).unzip();
        let theirs = &self.rows[index];
        assert_eq!(indices, theirs.indices, "{name}: terms of row {index}");
        for (ours, theirs) in values.iter().zip(&theirs.values) {
            assert!((f64::from(*ours) - theirs).abs() <= TOLERANCE, "{name}: row {index} has {ours}, not {theirs}");
        }
    }
}

fn check_tokens(name: &str, json: &str) {
    let case: Case<Vec<String>> = serde_json::from_str(json).unwrap();
    let mut counter = DfCounter::default();
    for document in &case.documents {
        counter.next_sample();
        document.iter().for_each(|term| counter.add(term.clone()));
    }
    assert_eq!(counter.n_samples() as usize, case.documents.len());
    let block = TfIdfParams::default().min_df(case.min_df).check().unwrap().fit(counter);
    case.check_terms(name, &block);
    let documents: Vec<_> = case.documents.iter().chain(&case.unseen).collect();
    assert_eq!(documents.len(), case.rows.len(), "{name}");
    for (index, document) in documents.into_iter().enumerate() {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for id in document.iter().filter_map(|term| block.vocabulary().id(term)) {
            *counts.entry(id).or_default() += 1;
        }
        let mut counts: Vec<(u32, u32)> = counts.into_iter().rev().collect();
        let mut row = SparseRow::default();
        block.transform(&mut counts, 7, &mut row);
        case.check_row(name, index, row.iter(), 7);
    }
}

#[test]
fn rows_of_token_lists() {
    check_tokens("tokens", include_str!("fixtures/tfidf/tokens.json"));
    check_tokens("rare_left_out", include_str!("fixtures/tfidf/rare_left_out.json"));
    check_tokens("scripts", include_str!("fixtures/tfidf/scripts.json"));
    check_tokens("one_document", include_str!("fixtures/tfidf/one_document.json"));
}

/// Texts of plain words that are their own stems, none a negation, read as comments are.
#[test]
fn rows_of_texts_in_words_and_in_characters() {
    let words: Case<String> = serde_json::from_str(include_str!("fixtures/tfidf/words_of_texts.json")).unwrap();
    let chars: Case<String> = serde_json::from_str(include_str!("fixtures/tfidf/chars_of_texts.json")).unwrap();
    let analyzer = Analyzer::new(&Topic::from_toml("").unwrap()).unwrap();
    let read = |text: &String| {
        let mut analysis = Analysis::default();
        analyzer.analyze(text, &[], &mut analysis);
        let stems = analysis.tokens().iter().map(|token| analysis.stem(token));
        assert_eq!(stems.collect::<Vec<_>>().join(" "), *text, "the words are their own stems");
        analysis
    };
    let analyses: Vec<Analysis> = words.documents.iter().chain(&words.unseen).map(read).collect();
    let params = |case: &Case<String>, min_n, max_n| -> TfIdfValidParams {
        TfIdfParams::default().n_range(min_n, max_n).min_df(case.min_df).check().unwrap()
    };
    let params = BlockParams { words: params(&words, 1, 3), chars: params(&chars, 2, 5), ..BlockParams::default() };
    let blocks = Blocks::fit(&params, analyses.iter().take(words.documents.len()), 0);
    words.check_terms("words", &blocks.words);
    chars.check_terms("chars", &blocks.chars);
    assert_eq!(analyses.len(), words.rows.len());
    let n_words = blocks.words.vocabulary().len() as u32;
    for (index, analysis) in analyses.iter().enumerate() {
        let rows = blocks.transform(analysis, 0, &mut TermScratch::default());
        words.check_row("words", index, rows.words.iter(), 0);
        chars.check_row("chars", index, rows.chars.iter(), n_words);
    }
}

#[test]
fn a_vocabulary_finds_its_terms_again() {
    let case: Case<Vec<String>> = serde_json::from_str(include_str!("fixtures/tfidf/scripts.json")).unwrap();
    let vocabulary = Vocabulary::new(case.terms.iter().map(String::as_str));
    for (id, term) in case.terms.iter().enumerate() {
        assert_eq!(vocabulary.id(term), Some(id as u32));
        assert_eq!(vocabulary.term(id as u32), term);
    }
    assert_eq!(vocabulary.id("ferry"), None);
}
