//! Two models on the same comments, for people.

use super::cell::{NOTHING, percent, plain};
use super::content::{Comparison, FlippedComment};
use super::table::Table;
use crate::eval::Difference;

/// Comments with another label that are listed, and characters of each.
const LISTED: usize = 10;
const TEXT: usize = 70;

/// The comparison as plain text: head by head macro-F1 of both, the difference with its interval and p, and McNemar's test
/// of accuracy; then the first comments whose label differs. Per cent with one decimal.
pub fn comparison(comparison: &Comparison) -> String {
    let mut page = format!("{} beside {}:\n\n", plain(&comparison.second), plain(&comparison.first));
    let header =
        ["head", "n", "macro-F1", "before", "difference", "interval", "p", "only now right", "only before", "p"];
    let mut table = Table::new(1, header);
    for head in &comparison.heads {
        let Difference { value, interval, p } = head.difference.macro_f1;
        let interval = interval.map(|interval| format!("[{}, {}]", signed(interval.low), signed(interval.high)));
        table.row([
            plain(&head.head),
            head.n.to_string(),
            percent(head.second.macro_f1),
            percent(head.first.macro_f1),
            signed(value),
            interval.unwrap_or_else(|| NOTHING.into()),
            p.map_or_else(|| NOTHING.into(), chance),
            head.mcnemar.second.to_string(),
            head.mcnemar.first.to_string(),
            chance(head.mcnemar.p),
        ]);
    }
    page.push_str(&table.lines(""));
    page.push_str(
        "\ndifference  of macro-F1, with the interval and p of paired draws; above 0 the model evaluated is better\n\
         only right  comments that one labels rightly and the other wrongly, with the p of McNemar's exact test\n",
    );
    if comparison.n_flipped > 0 {
        page.push_str(&match comparison.n_flipped {
            1 => "\n1 label differs".to_owned(),
            n => format!("\n{n} labels differ"),
        });
        page.push_str(if comparison.n_flipped > LISTED { "; the first of them:\n\n" } else { ":\n\n" });
        let mut table = Table::new(6, ["id", "head", "truth", "before", "now", "comment"]);
        comparison.flipped.iter().take(LISTED).for_each(|flipped| table.row(cells(flipped)));
        page.push_str(&table.lines(""));
    }
    page
}

fn cells(flipped: &FlippedComment) -> [String; 6] {
    let label = |label: &Option<String>| label.as_deref().map_or_else(|| NOTHING.to_owned(), plain);
    let words = flipped.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text: String = words.chars().take(TEXT).collect();
    if text.len() < words.len() {
        text.push('…');
    }
    [
        plain(&flipped.id),
        plain(&flipped.head),
        plain(&flipped.truth),
        label(&flipped.first),
        label(&flipped.second),
        plain(&text),
    ]
}

/// A difference in points with its sign.
fn signed(difference: f64) -> String {
    format!("{:+.1}", 100.0 * difference)
}

/// A probability under chance.
fn chance(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Figures, HeadComparison, Interval, McNemar};

    fn figures<T: Copy>(macro_f1: T) -> Figures<T> {
        Figures { macro_f1, f_avg: None, accuracy: macro_f1, mcc: macro_f1, log_loss: None, brier: None }
    }

    #[test]
    fn models_stand_side_by_side() {
        let difference =
            Difference { value: 0.021, interval: Some(Interval { low: -0.004, high: 0.05 }), p: Some(0.1) };
        let head = HeadComparison {
            head: "nato".into(),
            n: 100,
            first: figures(0.6),
            second: figures(0.621),
            difference: figures(difference),
            mcnemar: McNemar { both: 50, first: 8, second: 12, neither: 30, p: 0.503 },
        };
        let flipped = FlippedComment {
            id: "c\u{202e}7".into(),
            text: "long ".repeat(40),
            head: "nato".into(),
            truth: "none".into(),
            first: Some("favor".into()),
            second: None,
        };
        let found = Comparison {
            first: "model old".into(),
            second: "model new".into(),
            heads: vec![head],
            flipped: vec![flipped],
            n_flipped: 1,
        };
        insta::assert_snapshot!(comparison(&found), @r"
        model new beside model old:

        head    n  macro-F1  before  difference      interval      p  only now right  only before      p
        nato  100      62.1    60.0        +2.1  [-0.4, +5.0]  0.100              12            8  0.503

        difference  of macro-F1, with the interval and p of paired draws; above 0 the model evaluated is better
        only right  comments that one labels rightly and the other wrongly, with the p of McNemar's exact test

        1 label differs:

        id   head  truth  before  now  comment
        c�7  nato  none   favor   -    long long long long long long long long long long long long long long …
        ");
    }
}
