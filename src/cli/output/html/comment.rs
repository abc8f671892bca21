//! A comment as it is shown.

use hustings::comment::Parent;
use hustings::model::HeadPrediction;

use super::figures::{percent, share};
use super::kept::Comment;
use super::shares::{Head, Look};
use super::shown::{Piece, line, pieces};
use super::sums::Sum;
use super::thread::Place;

/// Steps of indentation; what stands deeper is indented no further.
const STEPS: usize = 6;

/// Characters of a name, and of the text of a comment that is not in the section.
const NAME: usize = 80;
const ANSWERED: usize = 240;

/// A comment as it is shown.
pub struct CommentView {
    /// Its number in the page, from 1; its anchor.
    pub number: usize,
    /// Its id as read, where that is not its number.
    pub id: Option<String>,
    /// Steps of indentation.
    pub step: usize,
    /// How many comments stand above it in its thread.
    pub depth: usize,
    /// How many comments stand below it.
    pub n_below: usize,
    /// Its author, if known.
    pub author: Option<String>,
    /// When it was written, for machines and for people.
    pub time: Option<(String, String)>,
    /// Number and author of the comment it answers.
    pub parent: Option<(usize, String)>,
    /// What it answers, where only the text of that is known.
    pub answered: Option<String>,
    /// The text.
    pub pieces: Vec<Piece>,
    /// What the heads say.
    pub labels: Vec<LabelView>,
    /// Look of each head's label, as classes.
    pub looks: String,
    /// Index of each label; `a` where the head abstains, `x` where it was not asked.
    pub given: String,
    /// Probability of each label in ten-thousandths.
    pub certainty: String,
}

/// What one head says.
pub struct LabelView {
    /// The head's place.
    pub head: usize,
    /// The head's name.
    pub name: String,
    /// The class, or that which was withheld, with its probability; nothing where the head was not asked.
    pub class: Option<(String, Look, String)>,
    /// Whether the class is withheld.
    pub abstained: bool,
    /// The probabilities of all classes in per cent.
    pub probabilities: String,
    /// The sum behind the label.
    pub sum: Option<Sum>,
}

impl CommentView {
    /// The comment at `place` among those of its section, with at most `listed` words and signals in each sum.
    pub fn new(comments: &[Comment], place: Place, numbers: &[usize], heads: &[Head], listed: usize) -> Self {
        let comment = &comments[place.index];
        let number = numbers[place.index];
        let name = |author: &Option<String>| author.as_deref().map(|name| line(name, NAME)).filter(|n| !n.is_empty());
        let parent = place.parent.map(|parent| (numbers[parent], name(&comments[parent].author).unwrap_or_default()));
        let labels = heads.iter().zip(&comment.heads).map(|(head, predicted)| {
            let why = comment.why.get(head.index).and_then(Option::as_ref);
            let sum = why.map(|why| Sum::new(why, head.index, &comment.text, &comment.words, listed));
            LabelView::new(head, predicted, sum)
        });
        let looks = heads.iter().zip(&comment.heads).filter_map(|(head, predicted)| {
            let look = head.classes.get(predicted.label?)?.look.name;
            Some(format!("k{}{look}", head.index))
        });
        let given = comment.heads.iter().map(|predicted| match predicted.label {
            Some(label) => label.to_string(),
            None if predicted.probabilities.is_empty() => "x".to_owned(),
            None => "a".to_owned(),
        });
        let certainty = comment.heads.iter().map(|predicted| {
            let p = predicted.confidence().unwrap_or(0.0);
            format!("{:.0}", 10_000.0 * p)
        });
        Self {
            number,
            id: Some(line(&comment.id, NAME)).filter(|id| !id.is_empty() && *id != number.to_string()),
            step: place.depth.min(STEPS),
            depth: place.depth,
            n_below: place.n_below,
            author: name(&comment.author),
            time: comment.time.as_deref().map(|time| (line(time, NAME), for_people(&line(time, NAME)))),
            parent,
            answered: match &comment.parent {
                Some(Parent::Text(text)) => Some(line(text, ANSWERED)),
                _ => None,
            },
            pieces: pieces(&comment.text, &comment.words),
            labels: labels.collect(),
            looks: looks.collect::<Vec<_>>().join(" "),
            given: given.collect::<Vec<_>>().join(" "),
            certainty: certainty.collect::<Vec<_>>().join(" "),
        }
    }
}

impl LabelView {
    fn new(head: &Head, predicted: &HeadPrediction, sum: Option<Sum>) -> Self {
        let class = predicted.label.or(predicted.withheld).and_then(|label| head.classes.get(label));
        let class = class.map(|class| {
            let p = predicted.probabilities.get(class.index).copied().unwrap_or(0.0);
            (class.name.clone(), class.look, percent(p))
        });
        let shares = head.classes.iter().zip(&predicted.probabilities);
        let shares = shares.map(|(class, p)| format!("{} {}\u{a0}%", class.name, share(*p, 1.0)));
        let probabilities = match predicted.probabilities.is_empty() {
            true => "not asked".to_owned(),
            false => shares.collect::<Vec<_>>().join(", "),
        };
        Self {
            head: head.index,
            name: head.name.clone(),
            class,
            abstained: predicted.label.is_none(),
            probabilities,
            sum,
        }
    }
}

/// A time of RFC 3339 to the minute, `UTC` said; anything else as it is.
fn for_people(time: &str) -> String {
    let is_time = time.len() >= 16 && time.is_ascii() && time.as_bytes()[10] == b'T';
    match is_time {
        true => format!("{} {}{}", &time[..10], &time[11..16], if time.ends_with('Z') { " UTC" } else { "" }),
        false => time.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_to_the_minute() {
        let cases = [
            ("2026-10-09T14:12:59Z", "2026-10-09 14:12 UTC"),
            ("2026-10-09T14:12:59", "2026-10-09 14:12"),
            ("2026-10-09", "2026-10-09"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("", ""),
        ];
        for (time, expected) in cases {
            assert_eq!(for_people(time), expected, "{time:?}");
        }
    }
}
