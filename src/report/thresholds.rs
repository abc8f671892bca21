//! What a model that abstains holds itself to: its thresholds, how they fared on held-out comments, and how many labels
//! they left.

use super::cell::{NOTHING, percent, plain};
use super::table::Table;

/// The thresholds of one head and what they left of its labels.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadThresholds {
    /// Name of the head.
    pub name: String,
    /// Each class with its threshold; `None` for a class that is never given. Empty if nothing was held out, so that the
    /// head always abstains.
    pub classes: Vec<(String, Option<ClassThreshold>)>,
    /// Comments that were given a label.
    pub given: usize,
    /// Comments that the head was asked of.
    pub asked: usize,
}

/// The threshold of one class. All in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassThreshold {
    /// Probability from which on the class is given.
    pub probability: f64,
    /// Share of its held-out predictions that are kept.
    pub coverage: f64,
    /// Share of these that were wrong.
    pub error: f64,
    /// Upper bound of the error.
    pub bound: f64,
}

/// A table with a block for each head: the threshold of each class, the share of its held-out predictions kept, their
/// error and its upper bound, per cent with one decimal; then, of each head that was asked, how many comments were given a
/// label. `max_error` and `confidence` are shares in [0, 1].
pub fn thresholds(heads: &[HeadThresholds], max_error: f64, confidence: f64) -> String {
    let share = |share: f64| format!("{} %", (1000.0 * share).round() / 10.0);
    let mut page = format!(
        "labels are given where at most {} of a class's labels are wrong, with {} confidence\n\n",
        share(max_error),
        share(confidence)
    );
    let mut table = Table::new(2, ["head", "class", "from p", "kept %", "error %", "at most %"]);
    for head in heads.iter().filter(|head| !head.classes.is_empty()) {
        let mut name = plain(&head.name);
        for (class, threshold) in &head.classes {
            let figures = match threshold {
                Some(found) => [
                    format!("{:.2}", found.probability),
                    percent(found.coverage),
                    percent(found.error),
                    percent(found.bound),
                ],
                None => ["never".into(), percent(0.0), NOTHING.into(), NOTHING.into()],
            };
            table.row([std::mem::take(&mut name), plain(class)].into_iter().chain(figures));
        }
    }
    page.push_str(&table.lines(""));
    page.push_str(
        "\nkept, error, at most: of the labels of comments held out from training, and the bound of their error\n",
    );
    for head in heads.iter().filter(|head| head.asked > 0) {
        let (name, given, asked) = (plain(&head.name), head.given, head.asked);
        let reason = if head.classes.is_empty() { ", for nothing was held out from training" } else { "" };
        let of = percent(given as f64 / asked as f64);
        page.push_str(&format!("{name}: {given} of {asked} comments labelled ({of} %){reason}\n"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_and_what_they_left() {
        let found = ClassThreshold { probability: 0.6, coverage: 0.4321, error: 0.15, bound: 0.1894 };
        let head = |name: &str, classes: &[(&str, Option<ClassThreshold>)], given, asked| HeadThresholds {
            name: name.into(),
            classes: classes.iter().map(|(class, found)| ((*class).to_owned(), *found)).collect(),
            given,
            asked,
        };
        let heads = [
            head("thesis", &[("favor", None)], 0, 0),
            head("nato", &[("favor", None), ("against", Some(found))], 3, 12),
            head("ferry", &[], 0, 12),
        ];
        insta::assert_snapshot!(thresholds(&heads, 0.2, 0.9), @r"
        labels are given where at most 20 % of a class's labels are wrong, with 90 % confidence

        head    class    from p  kept %  error %  at most %
        thesis  favor     never     0.0        -          -
        nato    favor     never     0.0        -          -
                against    0.60    43.2     15.0       18.9

        kept, error, at most: of the labels of comments held out from training, and the bound of their error
        nato: 3 of 12 comments labelled (25.0 %)
        ferry: 0 of 12 comments labelled (0.0 %), for nothing was held out from training
        ");
    }
}
