//! The figures as one Markdown table, for model cards and issues.

use super::cell::{NOTHING, markdown, nats, percent, percent_or_nothing};
use crate::eval::{BaselineFrom, Evaluation, HeadEvaluation};

const HEADER: [&str; 10] =
    ["head", "n", "macro-F1", "majority", "F_avg", "majority", "accuracy", "majority", "log-loss", "majority"];

/// One table, a row per head, each figure beside that of the majority baseline; above it how the samples came to be
/// predicted, below it what the baseline is.
///
/// Per cent with one decimal, log-loss in nats with three; what does not apply is `-`.
pub fn markdown_scores(evaluation: &Evaluation) -> String {
    let mut page = String::new();
    if !evaluation.how.is_empty() {
        page.push_str(&format!("{}:\n\n", markdown(&evaluation.how)));
    }
    line(&mut page, HEADER.map(String::from));
    line(&mut page, std::array::from_fn::<_, 10, _>(|column| if column == 0 { "---" } else { "---:" }.to_owned()));
    for head in evaluation.heads.iter().chain(&evaluation.stance_pooled) {
        line(&mut page, cells(head));
    }
    if let Some(mean) = evaluation.stance_mean_f_avg {
        let mut cells = HEADER.map(|_| NOTHING.to_owned());
        cells[0] = "stance (mean of heads)".into();
        cells[4] = percent(mean);
        line(&mut page, cells);
    }
    page.push_str(&format!(
        "\nPer cent, log-loss in nats; majority: always the most frequent class, counted in {}.\n",
        majority_from(evaluation)
    ));
    page
}

fn cells(head: &HeadEvaluation) -> [String; 10] {
    let baseline = &head.baseline;
    [
        markdown(&head.name),
        head.n.to_string(),
        percent(head.macro_f1),
        percent(baseline.macro_f1),
        percent_or_nothing(head.f_avg),
        percent_or_nothing(baseline.f_avg),
        percent(head.accuracy),
        percent(baseline.accuracy),
        nats(head.log_loss),
        nats(baseline.log_loss),
    ]
}

/// What the majority baselines' class shares were counted in, over all heads.
fn majority_from(evaluation: &Evaluation) -> &'static str {
    let from = |wanted| evaluation.heads.iter().any(|head| head.baseline.from == wanted);
    match (from(BaselineFrom::Training), from(BaselineFrom::Evaluated)) {
        (true, true) => "the training data where known, else in the evaluated data",
        (true, false) => "the training data",
        (false, _) => "the evaluated data",
    }
}

fn line(page: &mut String, cells: [String; 10]) {
    page.push_str(&format!("| {} |\n", cells.join(" | ")));
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::example;
    use super::*;

    #[test]
    fn figures_stand_beside_the_majority() {
        insta::assert_snapshot!(markdown_scores(&example()), @r"
        2 folds, articles kept whole, seed 1:

        | head | n | macro-F1 | majority | F_avg | majority | accuracy | majority | log-loss | majority |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        | nato | 6 | 71.1 | 16.7 | 73.3 | 0.0 | 66.7 | 33.3 | 0.755 | 1.169 |
        | russia | 4 | 73.3 | 33.3 | 33.3 | 33.3 | 75.0 | 50.0 | 0.714 | 0.805 |
        | sentiment | 3 | 66.7 | 40.0 | - | - | 66.7 | 66.7 | 0.961 | 0.637 |
        | stance (pooled) | 10 | 72.2 | 30.0 | 70.8 | 25.0 | 70.0 | 40.0 | 0.739 | 1.023 |
        | stance (mean of heads) | - | - | - | 53.3 | - | - | - | - | - |

        Per cent, log-loss in nats; majority: always the most frequent class, counted in the training data where known, else in the evaluated data.
        ");
    }

    #[test]
    fn no_heads_no_rows() {
        let page = markdown_scores(&crate::eval::evaluate(&[], ""));
        assert_eq!(page.lines().filter(|line| line.starts_with('|')).count(), 2);
    }
}
