//! The evaluation for people: all heads at a glance, then head by head who was taken for whom.

use super::cell::{NOTHING, percent, percent_or_nothing, plain};
use super::table::Table;
use crate::eval::{
    Baseline, BaselineFrom, Evaluation, Figures, HeadEvaluation, Interval, IntervalMethod, MAJORITY, metrics,
};

/// The whole evaluation as plain text of fixed width.
///
/// First how the samples came to be predicted, then a table of all heads, each with its intervals, its majority baseline
/// and the other systems in the lines below, and what the figures mean; then for each head its classes and its confusion
/// matrix, row = truth. Per cent with one decimal; log-loss in nats, Matthews correlation and Brier score with three; what
/// does not apply is `-`.
pub fn text(evaluation: &Evaluation) -> String {
    let mut page = String::new();
    if !evaluation.how.is_empty() {
        page.push_str(&format!("Evaluation: {}\n\n", plain(&evaluation.how)));
    }
    if evaluation.heads.is_empty() {
        page.push_str("No head has labelled comments.\n");
        return page;
    }
    page.push_str(&overview(evaluation));
    page.push('\n');
    page.push_str(&legend(evaluation));
    for head in evaluation.heads.iter().chain(&evaluation.stance_pooled) {
        page.push('\n');
        page.push_str(&details(head));
    }
    page
}

fn overview(evaluation: &Evaluation) -> String {
    let mut table = Table::new(1, ["head", "n", "macro-F1", "F_avg", "accuracy", "MCC", "log-loss", "Brier"]);
    let interval_name = format!("  {}", interval_name(evaluation));
    for head in evaluation.heads.iter().chain(&evaluation.stance_pooled) {
        let HeadEvaluation { macro_f1, f_avg, accuracy, mcc, log_loss, brier, .. } = *head;
        let figures = Figures { macro_f1, f_avg, accuracy, mcc, log_loss: Some(log_loss), brier: Some(brier) };
        table.row([plain(&head.name), head.n.to_string()].into_iter().chain(cells(&figures, percent, plain_number)));
        if let Some(intervals) = &head.intervals {
            let cells = cells(intervals, |ends| span(ends, percent), |ends| span(ends, plain_number));
            table.row([interval_name.clone(), String::new()].into_iter().chain(cells));
        }
        for reference in &head.references {
            let name = match reference.name.as_str() {
                MAJORITY => majority_name(&head.baseline),
                name => plain(name),
            };
            let n = if reference.n == head.n { String::new() } else { reference.n.to_string() };
            let figures = cells(&reference.figures, percent, plain_number);
            table.row([format!("  {name}"), n].into_iter().chain(figures));
        }
    }
    if let Some(mean) = evaluation.stance_mean_f_avg {
        let nothing = String::new;
        table.row(["stance (mean of heads)".to_owned(), nothing(), nothing(), percent(mean)]);
        if let Some(interval) = &evaluation.stance_mean_f_avg_interval {
            table.row([interval_name, nothing(), nothing(), span(*interval, percent)]);
        }
        for reference in &evaluation.stance_mean_references {
            table.row([format!("  {}", plain(&reference.name)), nothing(), nothing(), percent(reference.f_avg)]);
        }
    }
    table.lines("")
}

fn majority_name(baseline: &Baseline) -> String {
    let from = match baseline.from {
        BaselineFrom::Training => "",
        BaselineFrom::Evaluated => "*",
    };
    format!("{MAJORITY}: {}{from}", plain(&baseline.label))
}

/// Cells of macro-F1, F_avg, accuracy, MCC, log-loss and Brier score, in this order.
fn cells<T: Copy>(figures: &Figures<T>, share: impl Fn(T) -> String, number: impl Fn(T) -> String) -> [String; 6] {
    let or_nothing = |cell: Option<String>| cell.unwrap_or_else(|| NOTHING.to_owned());
    [
        share(figures.macro_f1),
        or_nothing(figures.f_avg.map(&share)),
        share(figures.accuracy),
        number(figures.mcc),
        or_nothing(figures.log_loss.map(&number)),
        or_nothing(figures.brier.map(&number)),
    ]
}

/// What is no share: three decimals.
fn plain_number(value: f64) -> String {
    format!("{value:.3}")
}

fn span(interval: Interval, end: fn(f64) -> String) -> String {
    format!("{}–{}", end(interval.low), end(interval.high))
}

/// `95 % interval`, or without the number if it is not known.
fn interval_name(evaluation: &Evaluation) -> String {
    match &evaluation.intervals_by {
        Some(by) => format!("{} % interval", (1000.0 * by.bootstrap.confidence).round() / 10.0),
        None => "interval".to_owned(),
    }
}

fn legend(evaluation: &Evaluation) -> String {
    let mut legend = Table::new(2, ["n", "labelled comments of the head; per cent, but for MCC, log-loss and Brier"]);
    legend.row(["macro-F1", "mean of F1 over the classes that occur in truth or prediction, equal weights"]);
    if evaluation.heads.iter().any(|head| head.f_avg.is_some()) {
        legend.row(["F_avg", "(F1 of favor + F1 of against) / 2, as in SemEval-2016 Task 6; both always count"]);
    }
    legend.row(["MCC", "Matthews correlation of truth and prediction, -1 to 1; 0 is what a constant label scores"]);
    legend.row(["log-loss", "mean of -ln of the probability given to the truth, in nats; less is better"]);
    legend.row(["Brier", "mean squared error of the probabilities over all classes, 0 to 2; less is better"]);
    if let Some(by) = &evaluation.intervals_by {
        let IntervalMethod { kind, n, bootstrap } = by;
        let draws = bootstrap.draws;
        let text =
            format!("percentiles of {draws} bootstrap draws of {n} whole {}, seed {}", plain(kind), bootstrap.seed);
        legend.row(["interval".to_owned(), text]);
    }
    legend.row(["majority", "baseline that always predicts the most frequent class of the training data"]);
    if evaluation.heads.iter().any(|head| head.baseline.from == BaselineFrom::Evaluated) {
        legend.row(["*", "of the evaluated data instead, hence a somewhat better baseline than could be had"]);
    }
    if evaluation.stance_pooled.is_some() {
        legend.row(["pooled", "all comments of the stance heads in one table; heads with more comments weigh more"]);
    }
    legend.row(["0 / 0", "counts as 0; a class that does not occur shows - and is left out of macro-F1"]);
    let fewer = |head: &HeadEvaluation| head.references.iter().any(|reference| reference.n != head.n);
    if evaluation.heads.iter().chain(&evaluation.stance_pooled).any(fewer) {
        legend.row(["n below", "how many of the head's comments the other system labelled; it is scored over these"]);
    }
    if evaluation.heads.iter().any(|head| head.abstained > 0) {
        legend.row(["abstained", "counts as a miss of the truth and as no prediction"]);
    }
    legend.lines("")
}

fn details(head: &HeadEvaluation) -> String {
    let mut section = format!("{}: {} labelled comments", plain(&head.name), head.n);
    if head.abstained > 0 {
        let decided = percent_or_nothing(metrics::accuracy_decided(&head.confusion));
        section.push_str(&format!(", {} abstained; accuracy where decided {decided}", head.abstained));
    }
    section.push_str("\n\n");
    section.push_str(&per_class(head));
    section.push('\n');
    section.push_str(&confusion(head));
    section
}

/// Classes that do not occur get no figures, so that the F1 shown are those that macro-F1 averages.
fn per_class(head: &HeadEvaluation) -> String {
    let mut table = Table::new(1, ["class", "precision", "recall", "F1", "support"]);
    for (class, scores) in head.classes.iter().zip(&head.per_class) {
        let figures = match scores.occurs() {
            true => [scores.precision, scores.recall, scores.f1].map(percent),
            false => [NOTHING; 3].map(String::from),
        };
        table.row([plain(class)].into_iter().chain(figures).chain([scores.support.to_string()]));
    }
    table.lines("  ")
}

/// The column for abstaining is left out where the model never did.
fn confusion(head: &HeadEvaluation) -> String {
    let abstained = (head.abstained > 0).then_some("abstained".to_owned());
    let header = ["truth \\ prediction".to_owned()].into_iter().chain(head.classes.iter().map(|class| plain(class)));
    let mut table = Table::new(1, header.chain(abstained));
    for (truth, class) in head.classes.iter().enumerate() {
        let counts = head.confusion.counts[truth].iter().map(usize::to_string);
        let abstained = (head.abstained > 0).then(|| head.confusion.abstained[truth].to_string());
        table.row([plain(class)].into_iter().chain(counts).chain(abstained));
    }
    table.lines("  ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::eval::{
        Bootstrap, Clusters, HeadObservations, Observation, Resampling, System, evaluate, evaluate_beside,
    };

    fn head(
        name: &str,
        classes: [&str; 3],
        majority: Option<[f64; 3]>,
        pairs: &[(usize, [f64; 3])],
    ) -> HeadObservations {
        let observation = |(truth, p): &(usize, [f64; 3])| Observation {
            sample: 0,
            truth: *truth,
            probabilities: p.to_vec(),
            prediction: p.iter().position(|p| *p >= 0.5),
        };
        HeadObservations {
            name: name.into(),
            classes: classes.map(String::from).to_vec(),
            observations: pairs.iter().map(observation).collect(),
            pooled: classes[0] == "favor",
            majority: majority.map(|shares| shares.to_vec()),
        }
    }

    /// Two stance heads, one of which abstains once, and a tone head without training shares.
    pub(in crate::report) fn example() -> Evaluation {
        const STANCES: [&str; 3] = ["favor", "against", "none"];
        let (favor, against, none, unsure) = ([0.7, 0.1, 0.2], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [0.4, 0.3, 0.3]);
        let nato = [(0, favor), (0, unsure), (1, against), (1, against), (2, none), (2, against)];
        let russia = [(1, against), (1, none), (2, none), (2, none)];
        let tone = [(0, favor), (1, against), (1, favor)];
        evaluate(
            &[
                head("nato", STANCES, Some([0.2, 0.3, 0.5]), &nato),
                head("russia", STANCES, Some([0.1, 0.5, 0.4]), &russia),
                head("sentiment", ["positive", "negative", "neutral"], None, &tone),
            ],
            "2 folds, articles kept whole, seed 1",
        )
    }

    #[test]
    fn a_page_for_people() {
        insta::assert_snapshot!(text(&example()), @r"
        Evaluation: 2 folds, articles kept whole, seed 1

        head                          n  macro-F1  F_avg  accuracy    MCC  log-loss  Brier
        nato                          6      71.1   73.3      66.7  0.583     0.755  0.417
          majority: none                     16.7    0.0      33.3  0.000     1.169  0.713
        russia                        4      73.3   33.3      75.0  0.577     0.714  0.395
          majority: against                  33.3   33.3      50.0  0.000     0.805  0.520
        sentiment                     3      66.7      -      66.7  0.500     0.961  0.513
          majority: negative*                40.0      -      66.7  0.000     0.637  0.444
        stance (pooled)              10      72.2   70.8      70.0  0.554     0.739  0.408
          majority: each head's own          30.0   25.0      40.0  0.000     1.023  0.636
        stance (mean of heads)                      53.3
          majority                                  16.7

        n          labelled comments of the head; per cent, but for MCC, log-loss and Brier
        macro-F1   mean of F1 over the classes that occur in truth or prediction, equal weights
        F_avg      (F1 of favor + F1 of against) / 2, as in SemEval-2016 Task 6; both always count
        MCC        Matthews correlation of truth and prediction, -1 to 1; 0 is what a constant label scores
        log-loss   mean of -ln of the probability given to the truth, in nats; less is better
        Brier      mean squared error of the probabilities over all classes, 0 to 2; less is better
        majority   baseline that always predicts the most frequent class of the training data
        *          of the evaluated data instead, hence a somewhat better baseline than could be had
        pooled     all comments of the stance heads in one table; heads with more comments weigh more
        0 / 0      counts as 0; a class that does not occur shows - and is left out of macro-F1
        abstained  counts as a miss of the truth and as no prediction

        nato: 6 labelled comments, 1 abstained; accuracy where decided 80.0

          class    precision  recall    F1  support
          favor        100.0    50.0  66.7        2
          against       66.7   100.0  80.0        2
          none         100.0    50.0  66.7        2

          truth \ prediction  favor  against  none  abstained
          favor                   1        0     0          1
          against                 0        2     0          0
          none                    0        1     1          0

        russia: 4 labelled comments

          class    precision  recall    F1  support
          favor            -       -     -        0
          against      100.0    50.0  66.7        2
          none          66.7   100.0  80.0        2

          truth \ prediction  favor  against  none
          favor                   0        0     0
          against                 0        1     1
          none                    0        0     2

        sentiment: 3 labelled comments

          class     precision  recall    F1  support
          positive       50.0   100.0  66.7        1
          negative      100.0    50.0  66.7        2
          neutral           -       -     -        0

          truth \ prediction  positive  negative  neutral
          positive                   1         0        0
          negative                   1         1        0
          neutral                    0         0        0

        stance (pooled): 10 labelled comments, 1 abstained; accuracy where decided 77.8

          class    precision  recall    F1  support
          favor        100.0    50.0  66.7        2
          against       75.0    75.0  75.0        4
          none          75.0    75.0  75.0        4

          truth \ prediction  favor  against  none  abstained
          favor                   1        0     0          1
          against                 0        3     1          0
          none                    0        1     3          0
        ");
    }

    #[test]
    fn intervals_and_other_systems_stand_below_the_head() {
        let heads = [head(
            "sentiment",
            ["positive", "negative", "neutral"],
            None,
            &[(0, [0.7, 0.2, 0.1]), (1, [0.2, 0.7, 0.1]), (1, [0.6, 0.3, 0.1]), (2, [0.1, 0.2, 0.7])],
        )];
        let numbered = |head: &HeadObservations| {
            let mut head = head.clone();
            head.observations.iter_mut().enumerate().for_each(|(sample, seen)| seen.sample = sample);
            head
        };
        let heads = heads.each_ref().map(numbered);
        let mut second = heads.clone();
        second[0].observations.pop();
        let second = System {
            name: "second\nannotator".into(),
            what: String::new(),
            heads: second.to_vec(),
            has_probabilities: false,
            own_truth: false,
        };
        let clusters = Clusters::single(4);
        let resampling =
            Resampling { clusters: &clusters, bootstrap: &Bootstrap { draws: 200, ..Bootstrap::default() } };
        let page = text(&evaluate_beside(&heads, "", &[second], Some(resampling)));
        let end = page.find("\nsentiment: 4").unwrap();
        insta::assert_snapshot!(&page[..end], @r"
        head                   n    macro-F1  F_avg    accuracy          MCC     log-loss        Brier
        sentiment              4        77.8      -        75.0        0.700        0.568        0.320
          95 % interval           33.0–100.0      -  25.0–100.0  0.000–1.000  0.357–0.992  0.140–0.680
          majority: negative*           22.2      -        50.0        0.000        1.040        0.625
          second�annotator     3        66.7      -        66.7        0.500            -            -

        n         labelled comments of the head; per cent, but for MCC, log-loss and Brier
        macro-F1  mean of F1 over the classes that occur in truth or prediction, equal weights
        MCC       Matthews correlation of truth and prediction, -1 to 1; 0 is what a constant label scores
        log-loss  mean of -ln of the probability given to the truth, in nats; less is better
        Brier     mean squared error of the probabilities over all classes, 0 to 2; less is better
        interval  percentiles of 200 bootstrap draws of 4 whole comments, seed 1
        majority  baseline that always predicts the most frequent class of the training data
        *         of the evaluated data instead, hence a somewhat better baseline than could be had
        0 / 0     counts as 0; a class that does not occur shows - and is left out of macro-F1
        n below   how many of the head's comments the other system labelled; it is scored over these
        ");
    }

    #[test]
    fn says_so_if_nothing_was_labelled() {
        assert_eq!(text(&evaluate(&[], "by hand")), "Evaluation: by hand\n\nNo head has labelled comments.\n");
    }
}
