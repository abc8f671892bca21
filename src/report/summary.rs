//! The sums over a classified section: how many comments hold which view.

use super::cell::{NOTHING, percent, plain};
use super::table::Table;

/// What a model says of a section under one head.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadSummary {
    /// Name of the head.
    pub name: String,
    /// Name for people; if empty, the name of the head is shown.
    pub label: String,
    /// Each class with the number of comments that were given it.
    pub counts: Vec<(String, usize)>,
    /// Comments on which the model abstained.
    pub abstained: usize,
    /// Sum over the comments of the probability of each class, in the order of `counts`: its expected count.
    pub expected: Vec<f64>,
}

/// A table with a block for each head: its classes, the comments counted under each, their share, and the share
/// expected from the probabilities.
///
/// The share is `count / (all counts + abstained)`, the expected share `expected / sum of expected`, both per cent with
/// one decimal, `-` where the denominator is 0. A head that was not asked of all `n_comments` says of how many.
///
/// Raw counts of labels are biased when the model errs: the comments it wrongly takes out of a class and those it
/// wrongly puts there do not cancel. Expected shares are less so, provided the probabilities are calibrated; they too
/// lean toward the shares of the training data where a section is unlike those.
///
/// # References
///
/// G. Forman (2008), Quantifying counts and costs via classification, Data Mining and Knowledge Discovery 17, 164-206,
/// on the bias of counting. A. Bella, C. Ferri, J. Hernández-Orallo and M. J. Ramírez-Quintana (2010), Quantification
/// via Probability Estimators, ICDM 2010, 737-742, on summing probabilities.
pub fn summary(heads: &[HeadSummary], n_comments: usize) -> String {
    let mut page = match n_comments {
        1 => "1 comment\n".to_owned(),
        n => format!("{n} comments\n"),
    };
    if heads.is_empty() {
        return page;
    }
    let mut table = Table::new(2, ["head", "class", "count", "share %", "expected %"]);
    for head in heads {
        block(&mut table, head, n_comments);
    }
    page.push('\n');
    page.push_str(&table.lines(""));
    page.push_str("\nexpected: share from the probabilities, less biased than counting labels where the model errs\n");
    page
}

fn block(table: &mut Table, head: &HeadSummary, n_comments: usize) {
    let n = head.counts.iter().map(|(_, count)| count).sum::<usize>() + head.abstained;
    let n_expected: f64 = head.expected.iter().sum();
    let mut name = plain(if head.label.is_empty() { &head.name } else { &head.label });
    if n != n_comments {
        name.push_str(&format!(" ({n} of them)"));
    }
    let share = |count: f64, of: f64| if of > 0.0 { percent(count / of) } else { NOTHING.to_owned() };
    for (class, (label, count)) in head.counts.iter().enumerate() {
        let expected = head.expected.get(class).map_or(NOTHING.to_owned(), |expected| share(*expected, n_expected));
        table.row([
            std::mem::take(&mut name),
            plain(label),
            count.to_string(),
            share(*count as f64, n as f64),
            expected,
        ]);
    }
    if head.abstained > 0 {
        table.row([
            name,
            "(abstained)".into(),
            head.abstained.to_string(),
            share(head.abstained as f64, n as f64),
            NOTHING.into(),
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(label: &str, counts: [usize; 3], abstained: usize, expected: Vec<f64>) -> HeadSummary {
        let counts = std::iter::zip(["favor", "against", "none"].map(String::from), counts).collect();
        HeadSummary { name: "nato".into(), label: label.into(), counts, abstained, expected }
    }

    #[test]
    fn counts_and_expected_shares() {
        let heads =
            [head("NATO", [10, 60, 20], 10, vec![15.0, 50.0, 35.0]), head("", [1, 2, 1], 0, vec![1.0, 1.5, 1.5])];
        insta::assert_snapshot!(summary(&heads, 100), @r"
        100 comments

        head              class        count  share %  expected %
        NATO              favor           10     10.0        15.0
                          against         60     60.0        50.0
                          none            20     20.0        35.0
                          (abstained)     10     10.0           -
        nato (4 of them)  favor            1     25.0        25.0
                          against          2     50.0        37.5
                          none             1     25.0        37.5

        expected: share from the probabilities, less biased than counting labels where the model errs
        ");
    }

    #[test]
    fn an_empty_section_has_no_shares() {
        assert_eq!(summary(&[], 0), "0 comments\n");
        let page = summary(&[head("NATO", [0; 3], 0, vec![])], 0);
        assert_eq!(page.lines().nth(3), Some("NATO  favor        0        -           -"));
    }
}
