//! Agreement of annotators as plain text.

use super::cell::{percent, percent_or_nothing, plain};
use super::table::Table;
use crate::eval::{Bootstrap, Clusters, HeadAgreement, Interval, RELIABLE, TENTATIVE};

/// Figures in alpha's own unit, with three decimals.
fn alpha(figure: Option<f64>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.3}"))
}

fn interval(interval: Option<Interval>, shown: impl Fn(f64) -> String) -> String {
    interval.map_or_else(|| "-".to_owned(), |interval| format!("{} to {}", shown(interval.low), shown(interval.high)))
}

/// The page: percent agreement and alpha of each head with their intervals, what the figures mean, and for each head its
/// classes and coincidences. `names` are those of the annotators.
pub fn agreement_text(heads: &[HeadAgreement], names: &[String], clusters: &Clusters, bootstrap: &Bootstrap) -> String {
    let mut page = format!("Agreement of {} annotators on {} comments\n\n", names.len(), clusters.of.len());
    page.push_str(&overview(heads));
    page.push('\n');
    page.push_str(&legend(clusters, bootstrap));
    for head in heads.iter().filter(|head| head.n > 0) {
        page.push_str(&format!("\n{}: {} comments with two labels or more\n\n", plain(&head.name), head.n));
        page.push_str(&classes(head));
        if head.n_annotators > 2 {
            page.push('\n');
            page.push_str(&annotators(head, names));
        }
    }
    page
}

fn overview(heads: &[HeadAgreement]) -> String {
    let header = ["head", "n", "annotators", "same, %", "interval", "alpha", "interval", "D_o", "D_e"];
    let mut table = Table::new(1, header);
    for head in heads {
        table.row([
            plain(&head.name),
            head.n.to_string(),
            head.n_annotators.to_string(),
            percent_or_nothing(head.same),
            interval(head.same_interval, percent),
            alpha(head.alpha),
            interval(head.alpha_interval, |figure| format!("{figure:.3}")),
            alpha(head.observed),
            alpha(head.expected),
        ]);
    }
    table.lines("")
}

fn legend(clusters: &Clusters, bootstrap: &Bootstrap) -> String {
    let mut legend = Table::new(2, ["n", "comments with two labels or more; others say nothing of agreement"]);
    legend.row(["same", "share of pairs of labels of one comment that are equal, chance included"]);
    let meaning = format!(
        "Krippendorff's, nominal: 1 is full agreement, 0 that of chance; from {RELIABLE:.2} on labels are reliable, from \
         {TENTATIVE} on they allow tentative conclusions (Krippendorff 2004)"
    );
    legend.row(["alpha", &meaning]);
    let drawn = format!(
        "{} % of {} draws of whole {} ({}), seed {}",
        percent(bootstrap.confidence).trim_end_matches(".0"),
        bootstrap.draws,
        clusters.kind,
        clusters.n,
        bootstrap.seed
    );
    legend.row(["interval", &drawn]);
    legend.row(["D_o, D_e", "disagreement observed, and expected by chance; alpha is 1 - D_o / D_e"]);
    legend.row(["-", "not defined: no comment has two labels, or all labels are of one class"]);
    legend.lines("")
}

/// Classes with their alpha, and the coincidences of each with each.
fn classes(head: &HeadAgreement) -> String {
    let fixed = ["class", "labels", "alpha"].map(String::from);
    let with = head.classes.iter().map(|class| format!("with {}", plain(class)));
    let mut table = Table::new(1, fixed.into_iter().chain(with));
    for ((name, class), row) in head.classes.iter().zip(&head.per_class).zip(&head.coincidences) {
        let coincidences = row.iter().map(|cell| format!("{cell:.1}").trim_end_matches(".0").to_owned());
        table.row([plain(name), class.labels.to_string(), alpha(class.alpha)].into_iter().chain(coincidences));
    }
    table.lines("  ")
}

fn annotators(head: &HeadAgreement, names: &[String]) -> String {
    let mut table = Table::new(1, ["annotator", "labels", "same as others, %"]);
    for (name, annotator) in names.iter().zip(&head.per_annotator).filter(|(_, annotator)| annotator.labels > 0) {
        table.row([plain(name), annotator.labels.to_string(), percent_or_nothing(annotator.same)]);
    }
    table.lines("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{HeadRatings, RatedUnit, agreement};

    #[test]
    fn the_page_says_what_alpha_is() {
        let unit = |(sample, labels): (usize, &[usize; 3])| RatedUnit {
            sample,
            labels: labels.iter().copied().enumerate().collect(),
        };
        let labels = [[0, 0, 0], [1, 1, 0], [1, 1, 1]];
        let head = HeadRatings {
            name: "nato\u{1b}".into(),
            classes: ["favor", "none"].map(String::from).to_vec(),
            n_annotators: 3,
            units: labels.iter().enumerate().map(unit).collect(),
        };
        let (clusters, bootstrap) = (Clusters::single(3), Bootstrap::default());
        let names = ["Ann", "Ben", "Cem"].map(String::from);
        let page = agreement_text(&agreement(&[head], None), &names, &clusters, &bootstrap);
        for expected in [
            "Agreement of 3 annotators on 3 comments\n",
            "nato\u{fffd}",
            "from 0.80 on labels are reliable, from 0.667 on",
            "95 % of 1000 draws of whole comments (3), seed 1",
            "  Cem             3               66.7\n",
        ] {
            assert!(page.contains(expected), "{expected:?}: {page}");
        }
    }
}
