//! Training on small invented sections: what it promises of its result, and what it says of data it cannot learn from.

use std::sync::LazyLock;

use hustings::ErrorKind;
use hustings::comment::{Article, Comment, Parent, Section};
use hustings::model::{Answer, HeadPrediction, HeldOut, Model};
use hustings::read::{Dataset, Sample};
use hustings::topic::{Head, Topic};
use hustings::train::{TrainParams, Trained, Warning, folds, train};
use hustings::trial::{cross_validate, observe};

const TOPIC: &str = r#"
    [[target]]
    name = "harbour"
    aliases = ["harbour", "new port"]
    [[target]]
    name = "council"
    aliases = ["council", "councillors"]
    [[target]]
    name = "museum"
    aliases = ["museum"]
"#;

/// A target that training never hears of.
const AIRPORT: &str = "[[target]]\nname = \"airport\"\naliases = [\"airport\"]\n";

const N_ARTICLES: usize = 8;
const N_COMMENTS: usize = 160;

/// Names of harbour and council as comments use them.
const NAMES: [&[&str]; 2] = [&["harbour", "new port"], &["council", "councillors"]];

const FAVOR: &[&str] = &["thank heaven for the", "we badly need the", "three cheers for the", "I proudly support the"];
const AGAINST: &[&str] = &["I am sick of the", "nobody should pay for the", "shame on the", "do away with the"];
const NEITHER: &[&str] = &["I walked past the", "my cousin wrote about the", "a photograph of the", "it rained on the"];

const FILLERS: &[&str] = &[
    "yesterday",
    "tomorrow",
    "lantern",
    "herring",
    "bicycle",
    "window",
    "grandmother",
    "winter",
    "ladder",
    "kettle",
    "orchard",
    "violin",
    "Tuesday",
    "gravel",
    "ticket",
    "umbrella",
    "copper",
    "meadow",
    "button",
    "harvest",
    "pencil",
    "cellar",
    "thunder",
    "saddle",
    "napkin",
    "chimney",
    "feather",
    "pillow",
    "barrel",
    "candle",
    "mitten",
    "whistle",
];

/// Linear congruential generator with Knuth's constants for MMIX; its upper bits are the numbers.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len())]
    }

    fn fillers(&mut self, n: usize) -> String {
        (0..n).map(|_| self.pick(FILLERS)).collect::<Vec<_>>().join(" ")
    }
}

fn topic() -> Topic {
    Topic::from_toml(TOPIC).unwrap()
}

/// Eight articles that praise harbour or council in turn. Each comment speaks of one of the two, for it, against it or
/// neither; a third of them answer another. Labelled are all heads but the stance toward the museum.
fn dataset() -> Dataset {
    dataset_of(N_ARTICLES, N_COMMENTS, 2)
}

fn dataset_of(n_articles: usize, n_comments: usize, seed: u64) -> Dataset {
    let mut random = Lcg(seed);
    let mut dataset = Dataset::default();
    for article in 0..n_articles {
        let praised = article % 2;
        let mut praise = || format!("{} {} {}", random.pick(FAVOR), NAMES[praised][0], random.fillers(3));
        let (title, thesis) = (praise(), Some(praise()));
        let text = format!("{}. {}.", praise(), praise());
        let article = Some(Article { id: Some(format!("a{article}")), title, thesis, text });
        dataset.sections.push(Section { article, comments: Vec::new() });
    }
    for index in 0..n_comments {
        let section = index % n_articles;
        let (target, stance) = (random.below(2), random.below(3));
        let words = random.pick([FAVOR, AGAINST, NEITHER][stance]);
        let name = random.pick(NAMES[target]);
        let text = format!("{} {words} {name} {}", random.fillers(4), random.fillers(4));
        let comments = &mut dataset.sections[section].comments;
        let parent = (index % 3 == 0 && !comments.is_empty()).then(|| Parent::Comment(random.below(comments.len())));
        comments.push(Comment { id: index.to_string(), text, parent, ..Comment::default() });
        let thesis = if target == section % 2 { stance } else { 2 };
        let toward = |of: usize| Some(if of == target { stance } else { 2 });
        dataset.samples.push(Sample {
            section,
            comment: comments.len() - 1,
            labels: vec![Some(thesis), Some(target), toward(0), toward(1), None, Some(stance)],
            record: index as u64 + 1,
        });
    }
    dataset
}

/// Place of a head among the labels.
const THESIS: usize = 0;
const SENTIMENT: usize = 5;

fn params() -> TrainParams {
    TrainParams { folds: 4, scorer_alphas: vec![1.0, 0.3], decision_alphas: vec![10.0], ..TrainParams::default() }
}

fn train_on(dataset: &Dataset) -> Trained {
    train(dataset, &topic(), &params(), &()).unwrap()
}

static TRAINED: LazyLock<Trained> = LazyLock::new(|| train_on(&dataset()));

/// Keeps the labels of one head where the test passes.
fn keep_labels(dataset: &mut Dataset, head: usize, test: impl Fn(usize) -> bool) {
    dataset.samples.iter_mut().enumerate().filter(|(index, _)| !test(*index)).for_each(|(_, sample)| {
        sample.labels[head] = None;
    });
}

fn says(model: &Model, head: &str, text: &str) -> HeadPrediction {
    let comments = vec![Comment { text: text.into(), ..Comment::default() }];
    let head = model.topic().heads().iter().position(|found| model.topic().head_name(*found) == head).unwrap();
    model.section(&Section { article: None, comments }).predict(0).heads.swap_remove(head)
}

fn pool(n_threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap()
}

fn answer<'a>(model: &'a Model, head: &str) -> &'a Answer {
    &model.heads().iter().find(|found| model.topic().head_name(found.head) == head).unwrap().answer
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let bytes = |n_threads: usize| pool(n_threads).install(|| train_on(&dataset()).model.to_bytes().unwrap());
    let one = bytes(1);
    assert!(one == bytes(2), "two threads");
    assert!(one == TRAINED.model.to_bytes().unwrap(), "once again");
}

#[test]
fn a_large_set_gives_nearly_the_same_probabilities_by_its_own_way() {
    let (known, other) = (dataset_of(60, 1500, 3), dataset_of(20, 400, 4));
    let small = train(&known, &topic(), &params(), &()).unwrap();
    let by = |n_threads: usize| {
        let params = TrainParams { large: 1000, ..params() };
        pool(n_threads).install(|| train(&known, &topic(), &params, &()).unwrap())
    };
    let large = by(2);
    assert!(large.model.to_bytes().unwrap() == by(1).model.to_bytes().unwrap(), "one thread");
    assert_eq!(large.model.info().folds, "300 comments held out, whole articles, near-duplicates left out, seed 1");
    let heads = |trained: &Trained| observe(&trained.model, &other);
    let (small_heads, large_heads) = (heads(&small), heads(&large));
    assert_eq!(small_heads.len(), large_heads.len());
    for (small, large) in small_heads.iter().zip(&large_heads) {
        let pairs = || small.observations.iter().zip(&large.observations);
        let apart = pairs().flat_map(|(a, b)| a.probabilities.iter().zip(&b.probabilities)).map(|(a, b)| (a - b).abs());
        let apart = apart.sum::<f64>() / (small.observations.len() * small.classes.len()) as f64;
        // Which side an article takes its comments hardly tell here, and these decisions and their readiness are found on a
        // fifth of the data.
        let (most, most_unlike) = if small.name == "thesis" { (0.065, 0.12) } else { (0.01, 0.01) };
        assert!(apart < most, "{}: {apart}", small.name);
        let unlike = pairs().filter(|(a, b)| a.prediction != b.prediction).count();
        assert!(unlike as f64 <= most_unlike * small.observations.len() as f64, "{}: {unlike} labels", small.name);
    }
    assert_eq!(answer(&large.model, "museum"), answer(&small.model, "museum"));
}

#[test]
fn it_learns_what_the_sections_say() {
    let model = &TRAINED.model;
    assert_eq!(says(model, "harbour", "three cheers for the harbour").label, Some(0));
    assert_eq!(says(model, "harbour", "I am sick of the harbour").label, Some(1));
    assert_eq!(says(model, "council", "I am sick of the harbour").label, Some(2));
    let target = &TRAINED.observed[1].observations;
    let right = target.iter().filter(|seen| seen.prediction == Some(seen.truth)).count();
    assert!(right > N_COMMENTS * 9 / 10, "{right} targets");
    let n = |head: &str| TRAINED.observed.iter().find(|seen| seen.name == head).unwrap().observations.len();
    assert_eq!(n("thesis"), N_COMMENTS);
    assert_eq!(n("council"), N_COMMENTS);
    assert!(TRAINED.observed.iter().all(|seen| seen.name != "museum"));
    assert_eq!(observe(model, &dataset()).len(), 5, "all heads with labels");
}

#[test]
fn data_settings_and_seed_make_the_id() {
    let id = |params: &TrainParams| train(&dataset(), &topic(), params, &()).unwrap().model.id().to_owned();
    let (same, seed, alphas) =
        (params(), TrainParams { seed: 2, ..params() }, TrainParams { decision_alphas: vec![11.0], ..params() });
    assert_eq!(id(&same), TRAINED.model.id());
    assert_ne!(id(&seed), TRAINED.model.id());
    assert_ne!(id(&alphas), TRAINED.model.id());
}

#[test]
fn what_a_model_can_see_of_the_data_makes_their_name() {
    // A section of their own, whose comment has no label: all else is the same.
    let name = |parent: Option<Parent>, quoted: Vec<std::ops::Range<usize>>| {
        let mut dataset = dataset();
        let comment = Comment { text: "lantern herring".into(), parent, quoted, ..Comment::default() };
        dataset.sections.push(Section { article: None, comments: vec![Comment::default(), comment] });
        train_on(&dataset).model.info().data.clone()
    };
    let names = [
        name(None, vec![]),
        name(None, vec![0..3, 4..7]),
        name(Some(Parent::Text(String::new())), vec![]),
        name(Some(Parent::Comment(0)), vec![]),
    ];
    for (index, name) in names.iter().enumerate() {
        assert!(!names[..index].contains(name), "case {index} has the name of another");
    }
}

#[test]
fn settings_survive_the_file_to_the_last_digit() {
    let third = 1.0 / 3.0;
    let params = TrainParams { scorer_alphas: vec![0.1 + 0.2], decision_alphas: vec![10.0 * third, third], ..params() };
    let model = train(&dataset(), &topic(), &params, &()).unwrap().model;
    let read = Model::from_bytes(&model.to_bytes().unwrap()).unwrap();
    assert_eq!((read.id(), read.info()), (model.id(), model.info()));
}

#[test]
fn a_head_with_too_few_labels_answers_with_its_prior() {
    let mut dataset = dataset();
    keep_labels(&mut dataset, SENTIMENT, |index| index < 12);
    let Trained { model, warnings, .. } = train_on(&dataset);
    assert!(matches!(answer(&model, "sentiment"), Answer::Prior(_)));
    let expected = Warning::Prior { head: "sentiment".into(), n_labelled: 12 };
    assert!(warnings.contains(&expected), "{warnings:?}");
    assert!(expected.to_string().starts_with("sentiment: 12 labels are too few to learn from (at least 30, and 5 for"));
    let mut support = [0; 3];
    dataset.samples.iter().filter_map(|sample| sample.labels[SENTIMENT]).for_each(|class| support[class] += 1);
    for text in ["", "three cheers for the harbour"] {
        let found = says(&model, "sentiment", text).probabilities;
        for (found, support) in found.iter().zip(support) {
            // Of 12 labels, one more added for each of three classes.
            assert!((found - (support + 1) as f64 / 15.0).abs() < 1e-4, "{found} of {support}");
        }
    }
    assert!(matches!(answer(&model, "thesis"), Answer::Fitted(_)), "other heads are fitted");
}

#[test]
fn a_target_without_labels_is_scored_by_the_others() {
    let Trained { model, warnings, .. } = &*TRAINED;
    assert_eq!(*answer(model, "museum"), Answer::Pooled);
    let expected = Warning::SharedOnly { head: "museum".into(), n_labelled: 0 };
    assert_eq!(*warnings, [expected]);
    let found = says(model, "museum", "three cheers for the museum");
    assert_eq!(found.probabilities.len(), 3);
    assert!(found.probabilities[0] > says(model, "museum", "I am sick of the museum").probabilities[0]);
}

#[test]
fn a_head_without_labels_is_left_empty() {
    let mut dataset = dataset();
    keep_labels(&mut dataset, SENTIMENT, |_| false);
    let Trained { model, warnings, .. } = train_on(&dataset);
    assert_eq!(*answer(&model, "sentiment"), Answer::Unlabelled);
    assert!(warnings.contains(&Warning::Unlabelled { head: "sentiment".into() }), "{warnings:?}");
    assert_eq!(says(&model, "sentiment", "three cheers"), HeadPrediction::default());
}

#[test]
fn a_target_known_by_its_aliases_only_is_scored() {
    let with_airport = Topic::from_toml(&format!("{TOPIC}{AIRPORT}")).unwrap();
    let model = TRAINED.model.with_topic(&with_airport).unwrap();
    assert_eq!(*answer(&model, "airport"), Answer::Pooled);
    let airport = |text: &str| says(&model, "airport", text).probabilities;
    let (favor, against) = (airport("three cheers for the airport"), airport("I am sick of the airport"));
    assert!(favor[0] > against[0] + 0.05 && favor[1] < against[1] - 0.05, "{favor:?} {against:?}");
    let elsewhere = airport("three cheers for the umbrella");
    assert!(favor[0] > elsewhere[0] + 0.05 && elsewhere[2] > favor[2], "{favor:?} {elsewhere:?}");
    // What was learnt of the others stays, where the new one is not named; the head of targets would need a new class.
    for head in ["harbour", "council", "sentiment"] {
        for text in ["three cheers for the harbour", "shame on the councillors and the museum"] {
            let (old, new) = (says(&TRAINED.model, head, text), says(&model, head, text));
            for (old, new) in old.probabilities.iter().zip(&new.probabilities) {
                assert!((old - new).abs() < 1e-9, "{head} of {text:?}: {old} became {new}");
            }
            assert_eq!(old.label, new.label);
        }
    }
    assert_eq!(*answer(&model, "target"), Answer::Unlabelled);
    let read = Model::from_bytes(&model.to_bytes().unwrap()).unwrap();
    assert_eq!(says(&read, "airport", "shame on the airport"), says(&model, "airport", "shame on the airport"));
}

#[test]
fn targets_can_be_left_out_and_moved() {
    let moved = Topic { targets: topic().targets.into_iter().rev().skip(1).collect(), ..topic() };
    let model = TRAINED.model.with_topic(&moved).unwrap();
    let names: Vec<_> = model.heads().iter().map(|head| model.topic().head_name(head.head)).collect();
    assert_eq!(names, ["thesis", "target", "council", "harbour", "sentiment"]);
    for head in ["harbour", "council"] {
        assert!(matches!(answer(&model, head), Answer::Fitted(_)));
        let of = |text| says(&model, head, text).probabilities[0];
        assert!(of(&*format!("three cheers for the {head}")) > of(&*format!("I am sick of the {head}")) + 0.1);
    }
    let none = TRAINED.model.with_topic(&Topic { targets: Vec::new(), ..topic() }).unwrap();
    assert_eq!(says(&none, "sentiment", "three cheers for the harbour").probabilities.len(), 3);
}

#[test]
fn what_was_held_out_stays_with_its_head() {
    let held_out = |model: &Model, name: &str| {
        let found = model.heads().iter().find(|head| model.topic().head_name(head.head) == name);
        found.unwrap().held_out.clone()
    };
    for name in ["thesis", "target", "harbour", "council", "museum", "sentiment"] {
        let observed = TRAINED.observed.iter().find(|head| head.name == name);
        assert_eq!(held_out(&TRAINED.model, name), observed.map(HeldOut::of), "{name}");
    }
    assert_eq!(held_out(&TRAINED.model, "museum"), None);
    let mut moved = topic();
    moved.targets.reverse();
    let moved = TRAINED.model.with_topic(&moved).unwrap();
    for name in ["thesis", "harbour", "council", "museum", "sentiment"] {
        assert_eq!(held_out(&moved, name), held_out(&TRAINED.model, name), "{name}");
    }
    assert_eq!(held_out(&moved, "target"), None);
    assert_ne!(held_out(&moved, "harbour"), held_out(&moved, "council"));
}

#[test]
fn labels_below_their_threshold_are_withheld() {
    let model = &TRAINED.model;
    let dataset = dataset();
    // An article that is known has thresholds of its own.
    let mut section = dataset.sections[0].clone();
    section.article.as_mut().unwrap().title = "Another".into();
    let section = &section;
    let (plain, mut n_withheld) = (model.section(section), 0);
    for max_error in [0.001, 0.05, 0.3, 0.9] {
        let thresholds = model.abstaining(max_error).unwrap();
        let careful = model.section(section).abstaining(&thresholds);
        for comment in 0..section.comments.len() {
            let (plain, careful) = (plain.predict(comment), careful.predict(comment));
            for (head, (plain, careful)) in plain.heads.iter().zip(&careful.heads).enumerate() {
                assert_eq!((&plain.probabilities, plain.confidence()), (&careful.probabilities, careful.confidence()));
                let threshold = plain.label.and_then(|label| thresholds.of(head)?[label]);
                let given = threshold.is_some_and(|found| plain.confidence().unwrap() >= found.probability());
                let expected = if given { (plain.label, None) } else { (None, plain.label) };
                assert_eq!((careful.label, careful.withheld), expected);
                n_withheld += usize::from(careful.withheld.is_some());
            }
        }
    }
    assert!(n_withheld > 0);
    for max_error in [0.0, 1.0, -0.1, f64::NAN, f64::INFINITY] {
        let error = model.abstaining(max_error).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Settings(_)), "{max_error}: {error}");
    }
}

#[test]
fn another_language_is_refused() {
    let error = TRAINED.model.with_topic(&Topic { language: "hu".into(), ..topic() }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Topic(_)));
    assert_eq!(
        error.to_string(),
        "the topic's language is \"hu\" but the model was trained on \"en\"; use a model of that language"
    );
}

#[test]
fn a_topic_may_have_no_targets() {
    let topic = Topic::from_toml("").unwrap();
    let mut dataset = dataset();
    for sample in &mut dataset.samples {
        sample.labels = vec![sample.labels[THESIS], Some(0), sample.labels[SENTIMENT]];
    }
    let model = train(&dataset, &topic, &params(), &()).unwrap().model;
    assert_eq!(says(&model, "target", "a word").probabilities, [1.0]);
    let bytes = model.to_bytes().unwrap();
    assert!(Model::from_bytes(&bytes).unwrap().to_bytes().unwrap() == bytes);
}

#[test]
fn theses_without_an_article_are_told() {
    let mut dataset = dataset();
    dataset.sections[3].article = None;
    dataset.sections[4].article = Some(Article { id: Some("known by its id alone".into()), ..Article::default() });
    let Trained { warnings, observed, .. } = train_on(&dataset);
    let n_labels = 2 * N_COMMENTS / N_ARTICLES;
    assert!(warnings.contains(&Warning::ThesisWithoutArticle { n_labels }), "{warnings:?}");
    assert_eq!(observed[THESIS].observations.len(), N_COMMENTS - n_labels);
}

#[test]
fn data_that_teach_nothing_are_refused() {
    let refused = |change: &dyn Fn(&mut Sample), change_sections: &dyn Fn(&mut Section)| {
        let mut dataset = dataset();
        dataset.samples.iter_mut().for_each(change);
        dataset.sections.iter_mut().for_each(change_sections);
        let error = train(&dataset, &topic(), &params(), &()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Data(_)), "{error}");
        error.to_string()
    };
    let only = |head: usize, class: usize| {
        move |sample: &mut Sample| {
            sample.labels.fill(None);
            sample.labels[head] = Some(class);
        }
    };
    let same = |_: &mut Section| {};
    assert_eq!(
        refused(&only(THESIS, 0), &same),
        "training needs at least two classes; all 160 labels of \"thesis\" are \"favor\""
    );
    assert_eq!(
        refused(&only(3, 2), &same),
        "training needs at least two classes; all 160 labels of \"council\" are \"none\""
    );
    assert_eq!(refused(&|sample| sample.labels.fill(None), &same), "training needs labels; every label cell is empty");
    assert_eq!(
        refused(&only(THESIS, 0), &|section| section.article = None),
        "training needs labels; all 160 there are stand in thesis, under no known article; give the article in the \
         topic file or in columns"
    );
}

#[test]
fn settings_out_of_range_are_refused() {
    for params in [
        TrainParams { folds: 1, ..params() },
        TrainParams { scorer_alphas: vec![], ..params() },
        TrainParams { scorer_alphas: vec![1.0, 0.0], ..params() },
        TrainParams { decision_alphas: vec![f64::INFINITY], ..params() },
    ] {
        let error = train(&dataset(), &topic(), &params, &()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Settings(_)), "{error}");
    }
}

#[test]
fn cross_validation_predicts_each_labelled_comment_once() {
    let mut dataset = dataset();
    keep_labels(&mut dataset, SENTIMENT, |index| index % 2 == 0);
    let params = TrainParams { folds: 3, scorer_alphas: vec![1.0], ..params() };
    let found = cross_validate(&dataset, &topic(), &params, &()).unwrap();
    assert_eq!(found.folds, folds::deal(&dataset.sections, 3, params.seed).unwrap());
    assert_eq!(found.folds.kept_whole, "articles and near-duplicates");
    assert_eq!(found.folds.n_folds, 3);
    let mut of = found.folds.of.iter();
    for section in &dataset.sections {
        let folds: Vec<_> = of.by_ref().take(section.comments.len()).collect();
        assert!(folds.iter().all(|fold| *fold == folds[0]), "an article is in two folds: {folds:?}");
    }
    let names: Vec<_> = found.observed.iter().map(|head| head.name.as_str()).collect();
    assert_eq!(names, ["thesis", "target", "harbour", "council", "sentiment"]);
    for head in &found.observed {
        let place = topic().heads().iter().position(|found| topic().head_name(*found) == head.name).unwrap();
        let mut given: Vec<usize> = dataset.samples.iter().filter_map(|sample| sample.labels[place]).collect();
        let mut seen: Vec<usize> = head.observations.iter().map(|seen| seen.truth).collect();
        given.sort_unstable();
        seen.sort_unstable();
        assert_eq!(seen, given, "{}", head.name);
        for seen in &head.observations {
            assert!((seen.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }
    let harbour = &found.observed[2].observations;
    let right = harbour.iter().filter(|seen| seen.prediction == Some(seen.truth)).count();
    assert!(right > harbour.len() * 2 / 3, "{right} of {}", harbour.len());
    assert!(matches!(topic().head("harbour"), Some(Head::Stance(0))));
}

#[test]
fn a_signal_left_out_weighs_nothing() {
    let without = TrainParams { without: vec!["mentions".into(), "valence".into()], ..params() };
    let trained = train(&dataset(), &topic(), &without, &()).unwrap();
    let Answer::Fitted(decision) = answer(&trained.model, "harbour") else { panic!("harbour is fitted") };
    let weight = |column: &String| decision.slope(decision.columns().iter().position(|name| name == column).unwrap());
    let (left_out, kept): (Vec<_>, Vec<_>) =
        decision.columns().iter().partition(|name| name.starts_with("mentions ") || name.starts_with("valence "));
    assert!(left_out.len() > 5 && left_out.iter().all(|column| weight(column).iter().all(|slope| *slope == 0.0)));
    assert!(kept.iter().any(|column| weight(column).iter().any(|slope| *slope != 0.0)));

    let unknown = TrainParams { without: vec!["colour".into()], ..params() };
    let error = train(&dataset(), &topic(), &unknown, &()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Settings(_)));
    assert!(error.to_string().contains("there is no signal \"colour\"; signals are: own, mentions,"), "{error}");
}
