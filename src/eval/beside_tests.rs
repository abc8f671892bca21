//! Tests of intervals and of other systems set beside the model.

use super::*;

const STANCES: [&str; 3] = ["favor", "against", "none"];

/// A head of samples 0 to `n - 1` with truth `sample % 3`, of which those are labelled rightly that `right` says.
fn head(name: &str, n: usize, right: fn(usize) -> bool) -> HeadObservations {
    let observation = |sample: usize| {
        let truth = sample % 3;
        let prediction = if right(sample) { truth } else { (truth + 1) % 3 };
        let mut probabilities = vec![0.2; 3];
        probabilities[prediction] = 0.6;
        Observation { sample, truth, probabilities, prediction: Some(prediction) }
    };
    HeadObservations {
        name: name.into(),
        classes: STANCES.map(String::from).to_vec(),
        observations: (0..n).map(observation).collect(),
        pooled: name != "sentiment",
        majority: None,
    }
}

fn system(name: &str, heads: Vec<HeadObservations>, has_probabilities: bool) -> System {
    System { name: name.into(), what: "a test".into(), heads, has_probabilities, own_truth: false }
}

/// 60 samples in articles of five.
fn articles() -> Clusters {
    Clusters::new("articles", (0..60).map(|sample| sample / 5))
}

fn with_draws(heads: &[HeadObservations], others: &[System], bootstrap: Bootstrap) -> Evaluation {
    evaluate_beside(heads, "", others, Some(Resampling { clusters: &articles(), bootstrap: &bootstrap }))
}

fn names(references: &[Reference]) -> Vec<(&str, usize)> {
    references.iter().map(|reference| (reference.name.as_str(), reference.n)).collect()
}

#[test]
fn the_majority_comes_first_and_then_who_has_labelled_any() {
    let heads = [head("nato", 60, |sample| sample % 4 > 0), head("russia", 60, |sample| sample % 5 > 0)];
    let mut half = head("nato", 30, |_| true);
    half.observations.retain(|seen| seen.sample % 2 == 0);
    let others = [
        system("lexicon", vec![head("russia", 60, |_| false), head("nato", 60, |_| false)], false),
        system("second annotator", vec![half, head("thesis", 60, |_| true)], false),
        system("absent", vec![head("thesis", 60, |_| true), head("nato", 0, |_| true)], true),
    ];
    let evaluation = evaluate_beside(&heads, "", &others, None);
    let [nato, russia] = &evaluation.heads[..] else { panic!("two heads") };
    assert_eq!(names(&nato.references), [(MAJORITY, 60), ("lexicon", 60), ("second annotator", 15)]);
    assert_eq!(names(&russia.references), [(MAJORITY, 60), ("lexicon", 60)]);
    let pooled = evaluation.stance_pooled.as_ref().unwrap();
    assert_eq!(names(&pooled.references), [(MAJORITY, 120), ("lexicon", 120), ("second annotator", 15)]);
    assert_eq!(pooled.references[2].figures.accuracy, 1.0);
    // Who has labelled one target alone has no mean over targets.
    let mean: Vec<_> = evaluation.stance_mean_references.iter().map(|mean| (mean.name.as_str(), mean.f_avg)).collect();
    assert_eq!(mean[1], ("lexicon", 0.0));
    assert_eq!(mean.len(), 2);
    let f_avgs = evaluation.heads.iter().map(|head| head.references[0].figures.f_avg.unwrap());
    assert_eq!(mean[0], (MAJORITY, f_avgs.sum::<f64>() / 2.0));
}

#[test]
fn a_system_with_truths_of_its_own_is_judged_by_them() {
    let heads = [head("nato", 60, |_| true)];
    let mut turned = head("nato", 60, |_| true);
    turned.observations.iter_mut().for_each(|seen| seen.truth = (seen.truth + 1) % 3);
    for (own_truth, accuracy) in [(false, 1.0), (true, 0.0)] {
        let people = System { own_truth, ..system("second annotator", vec![turned.clone()], false) };
        let evaluation = evaluate_beside(&heads, "", &[people], None);
        assert_eq!(evaluation.heads[0].references[1].figures.accuracy, accuracy);
    }
}

#[test]
fn the_first_reference_is_the_baseline() {
    for majority in [None, Some(vec![0.2, 0.5, 0.3])] {
        let head = HeadObservations { majority, ..head("nato", 60, |sample| sample % 4 > 0) };
        let evaluation = evaluate(&[head], "");
        let HeadEvaluation { references, baseline, .. } = &evaluation.heads[0];
        let Baseline { macro_f1, f_avg, accuracy, mcc, log_loss, brier, .. } = *baseline;
        let (log_loss, brier) = (Some(log_loss), Some(brier));
        assert_eq!(references[0].figures, Figures { macro_f1, f_avg, accuracy, mcc, log_loss, brier });
    }
}

#[test]
fn labels_without_probabilities_have_no_losses() {
    let mut annotator = head("nato", 60, |_| true);
    annotator.observations.iter_mut().for_each(|seen| seen.probabilities.clear());
    let others = [system("second annotator", vec![annotator], false)];
    let evaluation = with_draws(&[head("nato", 60, |sample| sample % 4 > 0)], &others, Bootstrap::default());
    let [majority, annotator] = &evaluation.heads[0].references[..] else { panic!("two references") };
    assert!(majority.figures.log_loss.is_some() && majority.intervals.unwrap().brier.is_some());
    assert_eq!((annotator.figures.log_loss, annotator.figures.brier), (None, None));
    let intervals = annotator.intervals.unwrap();
    assert_eq!((intervals.log_loss, intervals.brier), (None, None));
    assert_eq!(intervals.macro_f1, Interval { low: 1.0, high: 1.0 });
}

#[test]
fn figures_with_draws_are_those_without() {
    let heads = [head("nato", 60, |sample| sample % 4 > 0), head("sentiment", 50, |sample| sample % 7 > 0)];
    let mut drawn = with_draws(&heads, &[], Bootstrap::default());
    assert_eq!(drawn.intervals_by.as_ref().map(|by| (by.kind.as_str(), by.n)), Some(("articles", 12)));
    for head in &mut drawn.heads {
        let intervals = head.intervals.take().unwrap();
        for (figure, Interval { low, high }) in [
            (head.macro_f1, intervals.macro_f1),
            (head.f_avg.unwrap(), intervals.f_avg.unwrap()),
            (head.accuracy, intervals.accuracy),
            (head.mcc, intervals.mcc),
            (head.log_loss, intervals.log_loss.unwrap()),
            (head.brier, intervals.brier.unwrap()),
        ] {
            assert!(low < figure && figure < high, "{low} {figure} {high}");
        }
        head.references.iter_mut().for_each(|reference| reference.intervals = None);
    }
    drawn.intervals_by = None;
    assert_eq!(drawn, evaluate(&heads, ""));
}

#[test]
fn the_mean_over_targets_has_an_interval_of_its_own() {
    let heads = [head("nato", 60, |sample| sample % 4 > 0), head("russia", 60, |sample| sample % 5 > 0)];
    let evaluation = with_draws(&heads, &[], Bootstrap::default());
    let (mean, interval) = (evaluation.stance_mean_f_avg.unwrap(), evaluation.stance_mean_f_avg_interval.unwrap());
    assert!(interval.low < mean && mean < interval.high);
    assert_ne!(Some(interval), evaluation.stance_pooled.unwrap().intervals.unwrap().f_avg);
    assert!(evaluation.stance_mean_references[0].interval.is_some());
}

#[test]
fn without_draws_or_with_one_article_there_are_no_intervals() {
    let heads = [head("nato", 5, |_| true), head("russia", 60, |_| true)];
    let evaluation = with_draws(&heads, &[], Bootstrap::default());
    assert_eq!(evaluation.heads[0].intervals, None);
    assert!(evaluation.heads[1].intervals.is_some());
    assert!(evaluation.stance_mean_f_avg.is_some() && evaluation.stance_mean_f_avg_interval.is_none());
    let none = with_draws(&heads, &[], Bootstrap { draws: 0, ..Bootstrap::default() });
    assert_eq!((none.intervals_by, none.heads[1].intervals), (None, None));
}

#[test]
fn intervals_are_the_same_with_any_number_of_threads() {
    let heads = [head("nato", 60, |sample| sample % 4 > 0), head("russia", 60, |sample| sample % 5 > 0)];
    let others = [system("lexicon", heads.to_vec(), true)];
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| with_draws(&heads, &others, Bootstrap::default()))
    };
    assert_eq!(with(1), with(3));
}

/// What an interval promises: 40 articles of which some are easy and some are hard, drawn 200 times from a population whose
/// accuracy is known, with five comments each.
#[test]
fn an_interval_holds_the_truth_about_as_often_as_it_says() {
    use rand_chacha::rand_core::RngCore;
    let (n_articles, n_sections) = (40, 200);
    let mut held = 0;
    for section in 0..n_sections {
        let mut random = Bootstrap { seed: 99, ..Bootstrap::default() }.random(section);
        let mut uniform = || random.next_u32() as f64 / 2f64.powi(32);
        let mut head = head("nato", 0, |_| true);
        for article in 0..n_articles {
            // Half of the articles are labelled rightly 9 times in 10, half of them 5 times: 70 % in all.
            let ease = if uniform() < 0.5 { 0.9 } else { 0.5 };
            head.observations.extend((0..5).map(|comment| {
                let prediction = Some(usize::from(uniform() > ease));
                Observation { sample: 5 * article + comment, truth: 0, probabilities: vec![0.4, 0.3, 0.3], prediction }
            }));
        }
        let clusters = Clusters::new("articles", (0..5 * n_articles).map(|sample| sample / 5));
        let bootstrap = Bootstrap { draws: 200, seed: section, ..Bootstrap::default() };
        let resampling = Resampling { clusters: &clusters, bootstrap: &bootstrap };
        let evaluation = evaluate_beside(&[head], "", &[], Some(resampling));
        let Interval { low, high } = evaluation.heads[0].intervals.unwrap().accuracy;
        held += usize::from(low <= 0.7 && 0.7 <= high);
    }
    let share = held as f64 / n_sections as f64;
    assert!((0.90..=0.98).contains(&share), "{share}");
}
