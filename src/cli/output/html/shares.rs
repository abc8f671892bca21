//! The shares of a head: how many comments hold which view.

use hustings::report::HeadSummary;
use hustings::shares::Corrected;

use super::figures::share;
use super::shown::line;

/// Characters of a name that are shown.
const NAME: usize = 60;

/// A head as the page shows it.
#[derive(Debug)]
pub struct Head {
    /// Its place among the heads.
    pub index: usize,
    /// Name for people.
    pub name: String,
    /// Its classes.
    pub classes: Vec<Class>,
    /// Comments without a label for want of certainty.
    pub abstained: usize,
    /// Share of these in per cent.
    pub abstained_share: String,
    /// Comments it was asked about.
    pub asked: usize,
    /// Comments it was not asked about.
    pub not_asked: usize,
    /// Names of the columns after the expected share.
    pub columns: Vec<&'static str>,
    /// Why its shares are not corrected.
    pub uncorrected: Option<String>,
}

/// A class as the page shows it.
#[derive(Debug)]
pub struct Class {
    /// Its place among the classes.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// What it looks like.
    pub look: Look,
    /// Comments with this label.
    pub count: usize,
    /// Share of these in per cent.
    pub share: String,
    /// Share that the probabilities expect, in per cent.
    pub expected: String,
    /// Share and interval, in per cent, for each of the head's columns.
    pub more: Vec<String>,
    /// Where the interval begins, and its length, in per cent: that of the audit, if there is one, else of the corrected share.
    pub interval: Option<(String, String)>,
}

/// Colour and sign of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Short name, as in the style.
    pub name: &'static str,
    /// A sign for those who do not see the colour.
    pub sign: &'static str,
}

/// The looks of classes that take no side, which are told apart by colour and name. With more classes they come again.
const OTHERS: [Look; 6] = [
    Look { name: "t0", sign: "◆" },
    Look { name: "t1", sign: "■" },
    Look { name: "t2", sign: "●" },
    Look { name: "t3", sign: "◇" },
    Look { name: "t4", sign: "□" },
    Look { name: "t5", sign: "◎" },
];

/// Short names of all looks, as in the style.
pub const LOOKS: [&str; 9] = ["pro", "con", "non", "t0", "t1", "t2", "t3", "t4", "t5"];

/// The looks of the classes of a head.
pub fn looks<'a>(classes: impl IntoIterator<Item = &'a str>) -> Vec<Look> {
    let mut others = OTHERS.into_iter().cycle();
    let look = |class| match class {
        "favor" | "positive" => Look { name: "pro", sign: "▲" },
        "against" | "negative" => Look { name: "con", sign: "▼" },
        "none" | "neutral" => Look { name: "non", sign: "○" },
        _ => others.next().unwrap_or(OTHERS[0]),
    };
    classes.into_iter().map(look).collect()
}

impl Head {
    /// The head at `index`, asked of some of `n_comments`.
    pub fn new(index: usize, summary: &HeadSummary, n_comments: usize) -> Self {
        let asked = summary.counts.iter().map(|(_, count)| count).sum::<usize>() + summary.abstained;
        let expected: f64 = summary.expected.iter().sum();
        let looks = looks(summary.counts.iter().map(|(class, _)| class.as_str()));
        let known: Vec<(&'static str, &Corrected)> =
            summary.shares.columns().into_iter().filter_map(|(name, shares)| Some((name, shares?))).collect();
        let classes = summary.counts.iter().zip(looks).enumerate().map(|(class, ((name, count), look))| Class {
            index: class,
            name: line(name, NAME),
            look,
            count: *count,
            share: share(*count as f64, asked as f64),
            more: known.iter().map(|(_, shares)| with_interval(shares, class)).collect(),
            interval: interval(summary, class),
            expected: share(summary.expected.get(class).copied().unwrap_or(0.0), expected),
        });
        Self {
            index,
            name: line(if summary.label.is_empty() { &summary.name } else { &summary.label }, NAME),
            classes: classes.collect(),
            abstained: summary.abstained,
            abstained_share: share(summary.abstained as f64, asked as f64),
            asked,
            not_asked: n_comments.saturating_sub(asked),
            columns: known.iter().map(|(name, _)| *name).collect(),
            uncorrected: summary.shares.corrected.as_ref().and_then(|corrected| corrected.as_ref().err().cloned()),
        }
    }
}

fn with_interval(shares: &Corrected, class: usize) -> String {
    match (shares.shares.get(class), shares.intervals.get(class)) {
        (Some(of), Some(interval)) => {
            format!("{} [{}, {}]", share(*of, 1.0), share(interval.low, 1.0), share(interval.high, 1.0))
        }
        _ => String::new(),
    }
}

fn interval(summary: &HeadSummary, class: usize) -> Option<(String, String)> {
    let [corrected, .., audited] = summary.shares.columns();
    let interval = audited.1.or(corrected.1)?.intervals.get(class)?;
    Some((share(interval.low, 1.0), share(interval.high - interval.low, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hustings::report::HeadShares;

    #[test]
    fn each_class_has_a_look_of_its_own() {
        let names = |classes: &[&str]| looks(classes.iter().copied()).iter().map(|look| look.name).collect::<Vec<_>>();
        assert_eq!(names(&["favor", "against", "none"]), ["pro", "con", "non"]);
        assert_eq!(names(&["positive", "negative", "neutral"]), ["pro", "con", "non"]);
        assert_eq!(names(&["nato", "tram", "none"]), ["t0", "t1", "non"]);
        assert_eq!(names(&["x"; 7])[6], "t0");
        assert!(OTHERS.iter().all(|look| LOOKS.contains(&look.name)));
    }

    #[test]
    fn shares_are_of_those_asked() {
        let summary = HeadSummary {
            name: "nato".into(),
            label: "NATO\u{202e}".into(),
            counts: vec![("favor".into(), 1), ("against".into(), 2)],
            abstained: 1,
            expected: vec![1.5, 2.5],
            shares: HeadShares::default(),
        };
        let head = Head::new(0, &summary, 10);
        assert_eq!((head.name.as_str(), head.asked, head.not_asked), ("NATO\u{fffd}", 4, 6));
        assert_eq!((head.classes[1].share.as_str(), head.classes[1].expected.as_str()), ("50.0", "62.5"));
        assert_eq!(head.abstained_share, "25.0");
    }
}
