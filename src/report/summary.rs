//! The sums over a classified section: how many comments hold which view.

use super::cell::{NOTHING, percent, plain};
use super::table::Table;
use crate::shares::{Corrected, MIN_COMMENTS, MOST_RECORDS};

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
    /// What its shares are when the model's errors are undone.
    pub shares: HeadShares,
}

/// Shares of one head that are not mere counts, as far as they are known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HeadShares {
    /// Corrected for the model's known errors, or why they are not.
    pub corrected: Option<Result<Corrected, String>>,
    /// The same where each author has one vote.
    pub one_voice: Option<Corrected>,
    /// The same where each text counts once.
    pub no_duplicates: Option<Corrected>,
    /// From so many comments that people labelled.
    pub audited: Option<(usize, Corrected)>,
}

impl HeadShares {
    /// The kinds of shares after the raw ones, each with the name of its column.
    pub fn columns(&self) -> [(&'static str, Option<&Corrected>); 4] {
        [
            ("corrected %", self.corrected.as_ref().and_then(|corrected| corrected.as_ref().ok())),
            ("one voice %", self.one_voice.as_ref()),
            ("no duplicates %", self.no_duplicates.as_ref()),
            ("audited %", self.audited.as_ref().map(|(_, shares)| shares)),
        ]
    }
}

/// What all heads of a section have in common.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SectionNotes {
    /// Authors with several comments share one vote: how many authors there are.
    pub n_authors: usize,
    /// Whether there were too many comments to tell authors and repeated texts.
    pub too_many: bool,
    /// Whether there were too few comments ([`MIN_COMMENTS`]) to correct shares.
    pub too_few: bool,
    /// In what the section is unlike the comments of training, a line each.
    pub shifts: Vec<String>,
    /// Comments labelled by people that were found in the section, and those that were not.
    pub audit: Option<(usize, usize)>,
}

/// A table with a block for each head: its classes, the comments counted under each, their share, and the share
/// expected from the probabilities; and, as far as they are known, the shares of [`HeadShares`], each with its 95 % interval in
/// brackets. A line below says what each column is, why a head has no corrected share, and in what the section is unlike
/// the comments of training.
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
pub fn summary(heads: &[HeadSummary], n_comments: usize, notes: &SectionNotes) -> String {
    let mut page = match n_comments {
        1 => "1 comment\n".to_owned(),
        n => format!("{n} comments\n"),
    };
    if heads.is_empty() {
        return page;
    }
    let kinds = HeadShares::default().columns().map(|(name, _)| name);
    let known: Vec<usize> =
        (0..kinds.len()).filter(|kind| heads.iter().any(|head| head.shares.columns()[*kind].1.is_some())).collect();
    let columns = ["head", "class", "count", "share %", "expected %"].into_iter();
    let mut table = Table::new(2, columns.chain(known.iter().map(|kind| kinds[*kind])));
    for head in heads {
        block(&mut table, head, n_comments, &known);
    }
    page.push('\n');
    page.push_str(&table.lines(""));
    page.push_str("\nexpected: share from the probabilities, less biased than counting labels where the model errs\n");
    footnotes(&mut page, heads, notes, &known);
    page
}

/// A line for each column, for each head without a corrected share, and for each way of being unlike training.
fn footnotes(page: &mut String, heads: &[HeadSummary], notes: &SectionNotes, known: &[usize]) {
    for kind in known {
        page.push_str(&match kind {
            0 => "corrected: known errors undone; the 95 % interval assumes comments of each class like those of training\n"
                .to_owned(),
            1 => {
                format!("one voice: corrected, the comments of each of {} authors sharing one vote\n", notes.n_authors)
            }
            2 => "no duplicates: corrected, texts that recur counted once\n".to_owned(),
            _ => "audited: from the labelled sample and the model together, unbiased if the sample is random\n"
                .to_owned(),
        });
    }
    if let Some((found, missing)) = notes.audit {
        page.push_str(&format!("audit: {found} labelled comments found in the section, {missing} not\n"));
    }
    if notes.too_many {
        page.push_str(&format!("no shares by author or without duplicates: more than {MOST_RECORDS} comments\n"));
    }
    if notes.too_few {
        page.push_str(&format!(
            "no corrected shares: of fewer than {MIN_COMMENTS} comments they would say next to nothing\n"
        ));
    }
    for head in heads {
        if let Some(Err(reason)) = &head.shares.corrected {
            page.push_str(&format!("{}: no corrected share; {reason}\n", name(head)));
        }
    }
    notes.shifts.iter().for_each(|shift| page.push_str(&format!("unlike training: {}\n", plain(shift))));
}

fn name(head: &HeadSummary) -> String {
    plain(if head.label.is_empty() { &head.name } else { &head.label })
}

/// Share and interval in per cent.
fn with_interval(shares: &Corrected, class: usize) -> String {
    match (shares.shares.get(class), shares.intervals.get(class)) {
        (Some(share), Some(interval)) => {
            format!("{} [{}, {}]", percent(*share), percent(interval.low), percent(interval.high))
        }
        _ => NOTHING.to_owned(),
    }
}

fn block(table: &mut Table, head: &HeadSummary, n_comments: usize, known: &[usize]) {
    let n = head.counts.iter().map(|(_, count)| count).sum::<usize>() + head.abstained;
    let n_expected: f64 = head.expected.iter().sum();
    let mut name = name(head);
    if n != n_comments {
        name.push_str(&format!(" ({n} of them)"));
    }
    let share = |count: f64, of: f64| if of > 0.0 { percent(count / of) } else { NOTHING.to_owned() };
    for (class, (label, count)) in head.counts.iter().enumerate() {
        let expected = head.expected.get(class).map_or(NOTHING.to_owned(), |expected| share(*expected, n_expected));
        let shares = head.shares.columns();
        let more = known.iter().map(|kind| shares[*kind].1.map_or(NOTHING.into(), |of| with_interval(of, class)));
        let row =
            [std::mem::take(&mut name), plain(label), count.to_string(), share(*count as f64, n as f64), expected];
        table.row(row.into_iter().chain(more));
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
    use crate::eval::Interval;

    fn head(label: &str, counts: [usize; 3], abstained: usize, expected: Vec<f64>) -> HeadSummary {
        let counts = std::iter::zip(["favor", "against", "none"].map(String::from), counts).collect();
        HeadSummary {
            name: "nato".into(),
            label: label.into(),
            counts,
            abstained,
            expected,
            shares: HeadShares::default(),
        }
    }

    #[test]
    fn counts_and_expected_shares() {
        let heads =
            [head("NATO", [10, 60, 20], 10, vec![15.0, 50.0, 35.0]), head("", [1, 2, 1], 0, vec![1.0, 1.5, 1.5])];
        insta::assert_snapshot!(summary(&heads, 100, &SectionNotes::default()), @r"
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
    fn corrected_shares_have_columns_and_lines_of_their_own() {
        let corrected = Corrected {
            shares: vec![0.25, 0.5, 0.25],
            intervals: [0.25, 0.5, 0.25].map(|share| Interval { low: share - 0.1, high: share + 0.1 }).to_vec(),
        };
        let mut heads = [head("NATO", [1, 2, 1], 0, vec![1.0; 3]), head("Tram", [1, 2, 1], 0, vec![1.0; 3])];
        heads[0].shares.corrected = Some(Ok(corrected.clone()));
        heads[0].shares.audited = Some((2, corrected));
        heads[1].shares.corrected = Some(Err("too few articles".into()));
        let shifts = vec!["NATO: the model is 40.0 % sure".to_owned()];
        let notes = SectionNotes { n_authors: 3, too_many: true, too_few: false, shifts, audit: Some((2, 1)) };
        insta::assert_snapshot!(summary(&heads, 4, &notes), @r"
        4 comments

        head  class    count  share %  expected %        corrected %          audited %
        NATO  favor        1     25.0        33.3  25.0 [15.0, 35.0]  25.0 [15.0, 35.0]
              against      2     50.0        33.3  50.0 [40.0, 60.0]  50.0 [40.0, 60.0]
              none         1     25.0        33.3  25.0 [15.0, 35.0]  25.0 [15.0, 35.0]
        Tram  favor        1     25.0        33.3                  -                  -
              against      2     50.0        33.3                  -                  -
              none         1     25.0        33.3                  -                  -

        expected: share from the probabilities, less biased than counting labels where the model errs
        corrected: known errors undone; the 95 % interval assumes comments of each class like those of training
        audited: from the labelled sample and the model together, unbiased if the sample is random
        audit: 2 labelled comments found in the section, 1 not
        no shares by author or without duplicates: more than 100000 comments
        Tram: no corrected share; too few articles
        unlike training: NATO: the model is 40.0 % sure
        ");
    }

    #[test]
    fn an_empty_section_has_no_shares() {
        assert_eq!(summary(&[], 0, &SectionNotes::default()), "0 comments\n");
        let page = summary(&[head("NATO", [0; 3], 0, vec![])], 0, &SectionNotes::default());
        assert_eq!(page.lines().nth(3), Some("NATO  favor        0        -           -"));
    }
}
