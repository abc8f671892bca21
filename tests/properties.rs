//! Properties that hold for any section whatever: what a prediction depends on, that explanations add up, that no text
//! is too strange.

use std::sync::LazyLock;

use hustings::comment::{Article, Comment, Parent, Section};
use hustings::features::SparseRow;
use hustings::features::blocks::{BlockParams, Blocks, TermScratch};
use hustings::features::texts::read_comment;
use hustings::features::tfidf::TfIdf;
use hustings::features::traits::Traits;
use hustings::model::{Model, Prediction};
use hustings::text::{Analysis, Analyzer, QuoteSource, quoted_ranges};
use proptest::prelude::*;
use rayon::prelude::*;

static MODEL: LazyLock<Model> = LazyLock::new(Model::embedded);
static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::new(MODEL.topic()).unwrap());

/// Comments are made of these, some of them in a row.
const SENTENCES: &[&str] = &[
    "Pashinyan has given away more than anyone asked for.",
    "I will vote for Pashinyan again, and gladly!",
    "NATO never sent us so much as a blanket",
    "Thank God for NATO.",
    "Without NATO we would be next, and they know it.",
    "Russia is no friend, it is a landlord",
    "Moscow kept the lights on when nobody else would...",
    "Don't blame the Russians for what our own ministers signed.",
    "Both the alliance and the Kremlin want the road, not the people on it.",
    "Exactly.",
    "Nonsense!!!",
    "Who pays you to write this?",
    "The bread queue was longer yesterday.",
    "My uncle drove that road for thirty years 😢",
    "See https://example.org/map for the distances, 42 km or so.",
    "#NATO and @somebody, LOL :)",
    "They said \"we will never sell the railway to strangers\" and then they sold it.",
    "Спасибо, но нет. Россия далеко.",
    "It is never that simple, and never will be",
    "WAKE UP, people, wake up.",
    "He speaks well and does nothing.",
    "A fair article for once; the part on customs is not wrong.",
    "I do not trust either of them, nor their banks,",
    "Let them build the tunnel without",
];

const PARAGRAPHS: &[&str] = &[
    "The corridor will be opened in spring, the ministry says, and guarded by nobody in particular.",
    "Observers from NATO have asked for the customs ledgers of three years.",
    "Pashinyan called the plan the best that could be had. Russia calls it a provocation.",
    "The railway was last repaired when the observatory still had a roof.",
    "Farmers along the river were not asked, and say so.",
];

fn of(list: &'static [&'static str], max: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(list), 0..=max)
}

fn article() -> impl Strategy<Value = Option<Article>> {
    let article = (of(SENTENCES, 1), prop::option::of(prop::sample::select(SENTENCES)), of(PARAGRAPHS, 4));
    let article = article.prop_map(|(title, thesis, text)| Article {
        id: Some("a".into()),
        title: title.concat(),
        thesis: thesis.map(String::from),
        text: text.join("\n\n"),
    });
    prop::option::weighted(0.8, article)
}

/// Sections of 1 to 6 comments; answers are to comments before them or to a text that the section lacks.
fn section() -> impl Strategy<Value = Section> {
    let comment = (of(SENTENCES, 3), any::<prop::sample::Index>(), 0..4_u8, prop::sample::select(SENTENCES));
    (article(), prop::collection::vec(comment, 1..=6)).prop_map(|(article, entries)| {
        let mut comments: Vec<Comment> = Vec::new();
        for (index, (sentences, answered, kind, other)) in entries.into_iter().enumerate() {
            let parent = match kind {
                0 => Some(Parent::Text(other.to_owned())),
                1 | 2 if index > 0 => Some(Parent::Comment(answered.index(index))),
                _ => None,
            };
            let mut text = sentences.join(" ");
            // Every so often a comment quotes the one it answers.
            if let (2, Some(Parent::Comment(parent))) = (kind, &parent) {
                text = format!("> {}\n{text}", comments[*parent].text);
            }
            let quoted = (kind == 3 && text.is_ascii()).then_some(0..text.len() / 3).into_iter().collect();
            comments.push(Comment { id: index.to_string(), parent, text, quoted, ..Comment::default() });
        }
        Section { article, comments }
    })
}

/// Text that nobody would write.
fn strange_text() -> impl Strategy<Value = String> {
    const BITS: &[&str] = &[
        "NATO",
        "'",
        "n't",
        "\"",
        "“",
        "”",
        ">",
        "\n",
        "\n\n",
        "[quote]",
        "[/quote]",
        "\0",
        "\u{202E}",
        "שלום",
        "نيتو",
        "👩‍👩‍👧",
        "🇦🇲",
        "🇦",
        "\u{200D}",
        "\u{FE0F}",
        "\u{301}",
        "ﷺ",
        "İ",
        "ß",
        "<3",
        "#",
        "@",
        "http://",
        "U.S.",
        "...",
        "?!",
        "0",
        " ",
        "said:\n",
        "\u{FFFF}",
        "\u{10FFFF}",
    ];
    let bit =
        prop_oneof![3 => prop::sample::select(BITS).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop_oneof![any::<String>(), prop::collection::vec(bit, 0..60).prop_map(|bits| bits.concat())]
}

/// What the model says, to the last bit.
fn bits(prediction: &Prediction) -> Vec<(Option<usize>, Vec<u64>)> {
    let bits = |probabilities: &[f64]| probabilities.iter().map(|p| p.to_bits()).collect();
    prediction.heads.iter().map(|head| (head.label, bits(&head.probabilities))).collect()
}

/// All comments of a section, predicted in parallel.
fn predict(section: &Section) -> Vec<Vec<(Option<usize>, Vec<u64>)>> {
    let bound = MODEL.section(section);
    (0..section.comments.len()).into_par_iter().map(|index| bits(&bound.predict(index))).collect()
}

/// The comment with its article and the one it answers, and nothing else; it is the last.
fn alone(section: &Section, index: usize) -> Section {
    let mut comment = section.comments[index].clone();
    let mut comments = Vec::new();
    if let Some(Parent::Comment(parent)) = comment.parent {
        comments.push(Comment { parent: None, ..section.comments[parent].clone() });
        comment.parent = Some(Parent::Comment(0));
    }
    comments.push(comment);
    Section { article: section.article.clone(), comments }
}

/// The section with comment `order[i]` at `i`.
fn reordered(section: &Section, order: &[usize]) -> Section {
    let place = |old: usize| order.iter().position(|from| *from == old).unwrap();
    let comments = order.iter().map(|old| {
        let mut comment = section.comments[*old].clone();
        if let Some(Parent::Comment(parent)) = &mut comment.parent {
            *parent = place(*parent);
        }
        comment
    });
    Section { article: section.article.clone(), comments: comments.collect() }
}

fn pool(n_threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap()
}

fn norm(row: impl Iterator<Item = (u32, f32)>) -> f64 {
    row.map(|(_, value)| f64::from(value).powi(2)).sum::<f64>().sqrt()
}

fn near_words(sentences: &[&str]) -> Vec<String> {
    // A word more or less makes texts that share most, not all, of their terms.
    sentences.iter().enumerate().map(|(index, sentence)| format!("{sentence} {}", SENTENCES[index % 5])).collect()
}

fn check_explanations(section: &Section) -> Result<(), TestCaseError> {
    let bound = MODEL.section(section);
    for index in 0..section.comments.len() {
        let text = &section.comments[index].text;
        let (prediction, explanations) = bound.explain(index);
        prop_assert_eq!(bits(&prediction), bits(&bound.predict(index)));
        let mut analysis = Analysis::default();
        ANALYZER.analyze(text, &[], &mut analysis);
        prop_assert_eq!(prediction.heads.len(), explanations.len());
        for (head, explanation) in prediction.heads.iter().zip(explanations) {
            prop_assert_eq!(head.label.is_some(), explanation.is_some());
            let (Some(label), Some(explanation)) = (head.label, explanation) else { continue };
            let words: f64 = explanation.words.iter().map(|word| word.weight).sum();
            let context: f64 = explanation.context.iter().map(|column| column.weight).sum();
            let sum = explanation.intercept + words + context;
            prop_assert!((sum - explanation.logit).abs() < 1e-6, "{} adds up to {}", explanation.logit, sum);
            let logs: Vec<f64> = head.probabilities.iter().map(|p| p.ln()).collect();
            let logit = logs[label] - logs.iter().sum::<f64>() / logs.len() as f64;
            // Prediction adds up at single precision, an explanation at double.
            prop_assert!((logit - explanation.logit).abs() < 1e-4, "{} of {}", logit, explanation.logit);
            for word in explanation.words {
                prop_assert!(text.get(word.start..word.end).is_some_and(|word| !word.is_empty()));
                let is_token = |token: &hustings::text::Token| token.start == word.start && token.end == word.end;
                prop_assert!(analysis.tokens().iter().any(is_token));
            }
        }
    }
    Ok(())
}

/// Settings without files of failed cases: the seed of a failure is printed.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_prediction_depends_on_the_comment_its_parent_and_its_article(
        section in section(), seed in any::<prop::sample::Index>()
    ) {
        let whole = predict(&section);
        for (index, expected) in whole.iter().enumerate() {
            let found = predict(&alone(&section, index));
            prop_assert_eq!(found.last(), Some(expected));
        }
        // Any rotation, then backwards: an order in which parents may come after their answers.
        let n = section.comments.len();
        let order: Vec<usize> = (0..n).rev().map(|index| (index + seed.index(n)) % n).collect();
        let shuffled = predict(&reordered(&section, &order));
        for (found, old) in shuffled.iter().zip(&order) {
            prop_assert_eq!(found, &whole[*old]);
        }
    }

    #[test]
    fn probabilities_are_probabilities(section in section()) {
        let bound = MODEL.section(&section);
        for index in 0..section.comments.len() {
            for (model, head) in MODEL.heads().iter().zip(bound.predict(index).heads) {
                prop_assert_eq!(head.label.is_none(), head.probabilities.is_empty());
                let Some(label) = head.label else { continue };
                prop_assert!(head.probabilities.iter().all(|p| (0.0..=1.0).contains(p)), "{:?}", head);
                prop_assert!((head.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{:?}", head);
                let last = head.probabilities.len() - 1;
                let weighed = |class: usize| head.probabilities[class] * model.readiness[class];
                prop_assert!((0..=last).all(|class| weighed(class) <= weighed(label)), "{:?}", head);
            }
        }
    }

    #[test]
    fn explanations_add_up_and_point_at_tokens(section in section()) {
        check_explanations(&section)?;
    }

    #[test]
    fn no_text_is_too_strange(texts in prop::collection::vec(strange_text(), 4)) {
        let [title, thesis, parent, text] = texts.try_into().unwrap();
        let article = Some(Article { id: None, title, thesis: Some(thesis), text: parent.clone() });
        let parent = Comment { text: parent, quoted: vec![1..5, 9..10], ..Comment::default() };
        let answer = Comment { text, parent: Some(Parent::Comment(0)), quoted: vec![3..7, 8..1000], ..Comment::default() };
        check_explanations(&Section { article, comments: vec![parent, answer] })?;
    }

    #[test]
    fn rows_of_a_block_have_its_norm_or_none(text in prop_oneof![
        strange_text(), of(SENTENCES, 4).prop_map(|sentences| sentences.join(" "))
    ]) {
        let n_targets = MODEL.topic().targets.len();
        let mut analysis = Analysis::default();
        ANALYZER.analyze(&text, &[], &mut analysis);
        let blocks = MODEL.blocks();
        let rows = blocks.transform(&analysis, n_targets, &mut TermScratch::default());
        // The weight of a block in its settings, 1 where they have none.
        let weight = |block: &TfIdf| serde_json::to_value(block.params()).unwrap()["weight"].as_f64().unwrap_or(1.0);
        let is_norm = |block: &TfIdf, norm: f64| norm == 0.0 || (norm - weight(block)).abs() < 1e-5;
        prop_assert!(is_norm(&blocks.words, norm(rows.words.iter())));
        prop_assert_eq!(rows.near.len(), n_targets);
        prop_assert!(rows.near.iter().all(|row| is_norm(&blocks.near, norm(row.iter()))));
        for row in rows.near.iter().chain([&rows.words, &rows.chars]) {
            prop_assert!(row.indices.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn shuffled_rows_give_the_same_vocabulary(
        sentences in prop::collection::vec(prop::sample::select(SENTENCES), 1..12), seed in any::<u64>()
    ) {
        let read = |text: &String| {
            let mut analysis = Analysis::default();
            ANALYZER.analyze(text, &[], &mut analysis);
            analysis
        };
        let analyses: Vec<Analysis> = near_words(&sentences).iter().map(read).collect();
        let mut order: Vec<usize> = (0..analyses.len()).collect();
        order.sort_by_key(|index| (*index as u64 + 1).wrapping_mul(seed | 1).rotate_left(29));
        let n_targets = MODEL.topic().targets.len();
        let one = Blocks::fit(&BlockParams::default(), analyses.iter(), n_targets);
        let two = Blocks::fit(&BlockParams::default(), order.iter().map(|index| &analyses[*index]), n_targets);
        for (one, two) in [(&one.words, &two.words), (&one.chars, &two.chars), (&one.near, &two.near)] {
            prop_assert!(one.vocabulary().iter().eq(two.vocabulary().iter()));
            prop_assert_eq!(one.idf(), two.idf());
        }
        for analysis in &analyses {
            let rows = |blocks: &Blocks| blocks.transform(analysis, n_targets, &mut TermScratch::default());
            prop_assert_eq!(rows(&one), rows(&two));
        }
    }

    #[test]
    fn quoted_lines_are_not_the_commenters(
        parent in prop::collection::vec(prop::sample::select(SENTENCES), 1..3), own in of(SENTENCES, 3), after in any::<bool>()
    ) {
        let (parent, own) = (parent.join(" "), own.join(" "));
        let quoting = if after { format!("{own}\n> {parent}") } else { format!("> {parent}\n{own}") };
        let read = |text: String| {
            let comment = Comment { text, ..Comment::default() };
            let mut analysis = Analysis::default();
            read_comment(&ANALYZER, &comment, Some(&QuoteSource::new(&parent)), None, &mut analysis);
            analysis
        };
        let n_targets = MODEL.topic().targets.len();
        let (plain, quoting) = (read(own), read(quoting));
        let rows = |analysis| MODEL.blocks().transform(analysis, n_targets, &mut TermScratch::default());
        prop_assert_eq!(rows(&plain), rows(&quoting));
        let (plain, mut quoting) = (Traits::new(&plain, n_targets), Traits::new(&quoting, n_targets));
        prop_assert!(quoting.quoted > plain.quoted || plain.quoted == 1.0);
        quoting.quoted = plain.quoted;
        for (quoting, plain) in quoting.targets.iter_mut().zip(&plain.targets) {
            quoting.quoted = plain.quoted;
        }
        prop_assert_eq!(plain, quoting);
    }
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn threads_change_nothing(sections in prop::collection::vec(section(), 4)) {
        let all = || sections.par_iter().map(predict).collect::<Vec<_>>();
        let one = pool(1).install(all);
        prop_assert_eq!(&one, &pool(2).install(all));
        prop_assert_eq!(one, sections.iter().map(predict).collect::<Vec<_>>());
    }
}

#[test]
fn long_texts_of_one_thing_are_read() {
    let texts = ["a", "é", "😀", "\0", " ", "\"", "> ", "NATO ", "not ", "#", "\u{301}", "ن"];
    for unit in texts {
        let text = unit.repeat(50_000 / unit.len());
        let quoted = quoted_ranges(&text, &[], &[&QuoteSource::new(&text)]);
        assert!(quoted.iter().all(|range| text.get(range.clone()).is_some()), "{unit:?}");
        let comments = vec![Comment { text, ..Comment::default() }];
        let section = Section { article: None, comments };
        check_explanations(&section).unwrap_or_else(|error| panic!("{unit:?}: {error}"));
    }
}

#[test]
fn a_quotation_neither_negates_nor_is_negated() {
    let negated = |text: &str| {
        let mut analysis = Analysis::default();
        ANALYZER.analyze(text, &quoted_ranges(text, &[], &[]), &mut analysis);
        let negated = analysis.tokens().iter().filter(|token| token.negated).map(|token| analysis.norm(token));
        negated.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(negated("> they would go without\nthe harbour is fine"), "");
    assert_eq!(negated("I would go without\n> the harbour is fine"), "");
    assert_eq!(negated("> it is not fine\nit is never cheap"), "fine cheap");
}

#[test]
fn an_empty_comment_has_empty_rows_and_all_heads_that_apply() {
    let section = Section { article: None, comments: vec![Comment::default()] };
    let prediction = MODEL.section(&section).predict(0);
    let answered = prediction.heads.iter().filter(|head| head.label.is_some()).count();
    assert_eq!(answered, MODEL.heads().len() - 1, "all but the thesis");
    let rows = MODEL.blocks().transform(&Analysis::default(), MODEL.topic().targets.len(), &mut TermScratch::default());
    assert_eq!((rows.words, rows.chars), (SparseRow::default(), SparseRow::default()));
}
