//! What a test expects of a label or a probability, and whether it was met.

use std::fmt;

use super::template::Filling;
use crate::model::HeadPrediction;
use crate::topic::{Head, Topic};

/// The labels that are each other's opposite.
const OPPOSITES: [(&str, &str); 2] = [("favor", "against"), ("positive", "negative")];

/// What is expected.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expectation {
    /// One of these labels.
    OneOf(Vec<Class>),
    /// The label that the text has before its change.
    Same,
    /// The opposite of it; none and neutral are their own.
    Opposite,
    /// The probability of a class moves.
    Shift(Shift),
}

/// A class of a head.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Class {
    Named(String),
    /// The class named like the case's target.
    Target,
    /// The class named like the other target.
    Other,
}

/// A move of a probability.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shift {
    pub class: Class,
    pub rises: bool,
    /// By how much at least, in (-1, 1). Any move the right way will do with 0, and where less than so much is left to go;
    /// below 0, it may go the wrong way by no more.
    pub by: f64,
}

/// What a head says of a text.
pub(super) struct Said<'a> {
    pub topic: &'a Topic,
    pub head: Head,
    pub prediction: &'a HeadPrediction,
}

/// Expected and found, in words.
pub(super) struct Unmet {
    pub expected: String,
    pub found: String,
}

impl Class {
    fn name<'a>(&'a self, filling: &Filling<'a>) -> &'a str {
        let target =
            |target: Option<usize>| target.map_or("none", |target| filling.topic.targets[target].name.as_str());
        match self {
            Self::Named(name) => name,
            Self::Target => target(filling.target),
            Self::Other => target(filling.other),
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Named(name) => name,
            Self::Target => "{target}",
            Self::Other => "{other}",
        })
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(classes) => {
                let classes: Vec<String> = classes.iter().map(Class::to_string).collect();
                f.write_str(&classes.join(" or "))
            }
            Self::Same => f.write_str("the label stays"),
            Self::Opposite => f.write_str("the label turns into its opposite"),
            Self::Shift(Shift { class, rises, by }) => {
                let way = |rises: bool| if rises { "rises" } else { "falls" };
                let points = (by.abs() * 1000.0).round() / 10.0;
                match by {
                    by if *by > 0.0 => write!(f, "{class} {} by {points} points or more", way(*rises)),
                    by if *by < 0.0 => write!(f, "{class} {} by {points} points at most", way(!rises)),
                    _ => write!(f, "{class} {}", way(*rises)),
                }
            }
        }
    }
}

impl<'a> Said<'a> {
    fn label(&self) -> Option<&'a str> {
        self.prediction.label.map(|label| self.topic.classes(self.head)[label])
    }

    fn probability(&self, class: &str) -> f64 {
        let place = self.topic.classes(self.head).iter().position(|own| *own == class);
        place.map_or(0.0, |place| self.prediction.probabilities[place])
    }

    /// The label with its probability.
    fn in_words(&self) -> String {
        match self.label() {
            Some(label) => format!("{label} ({})", per_cent(self.probability(label))),
            None => "no label".into(),
        }
    }
}

impl Expectation {
    /// What is unmet, if it is. `before` is what was said before the change, `after` what was said of the text as tried;
    /// `renamed` gives the class that stands on the other side of the change for one on this side.
    pub(super) fn unmet<'a>(
        &'a self,
        before: Option<&Said<'a>>,
        after: &Said<'a>,
        filling: &Filling<'a>,
        renamed: impl Fn(&'a str) -> &'a str,
    ) -> Option<Unmet> {
        let found = after.label();
        let unmet = |expected: String| Some(Unmet { expected, found: after.in_words() });
        match (self, before) {
            (Self::OneOf(classes), _) => {
                let names: Vec<&str> = classes.iter().map(|class| class.name(filling)).collect();
                if found.is_some_and(|found| names.contains(&found)) { None } else { unmet(names.join(" or ")) }
            }
            (Self::Same, Some(before)) => {
                if found == before.label().map(renamed) {
                    None
                } else {
                    unmet(format!("as before: {}", before.in_words()))
                }
            }
            (Self::Opposite, Some(before)) => {
                let label = before.label().map(opposite);
                if found == label {
                    None
                } else {
                    unmet(format!("{}, as before {}", label.unwrap_or("no label"), before.in_words()))
                }
            }
            (Self::Shift(shift), Some(before)) => {
                let class = shift.class.name(filling);
                let (from, to) = (before.probability(renamed(class)), after.probability(class));
                if shift.met(from, to) {
                    return None;
                }
                let found = format!("{class} {}", per_cent(to));
                Some(Unmet { expected: format!("{self}; before {}", per_cent(from)), found })
            }
            (Self::Same | Self::Opposite | Self::Shift(_), None) => None,
        }
    }
}

impl Shift {
    fn met(&self, from: f64, to: f64) -> bool {
        let (moved, room) = if self.rises { (to - from, 1.0 - from) } else { (from - to, from) };
        if self.by == 0.0 || self.by > room { moved > 0.0 } else { moved >= self.by }
    }
}

fn opposite(label: &str) -> &str {
    let other = OPPOSITES.iter().find_map(|(a, b)| match label {
        label if label == *a => Some(*b),
        label if label == *b => Some(*a),
        _ => None,
    });
    other.unwrap_or(label)
}

fn per_cent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::super::template::Words;
    use super::*;

    fn prediction(favor: f64, against: f64) -> HeadPrediction {
        let probabilities = vec![favor, against, 1.0 - favor - against];
        let label = Some(if favor > 0.5 {
            0
        } else if against > 0.5 {
            1
        } else {
            2
        });
        HeadPrediction { probabilities, label, withheld: None }
    }

    fn favor(rises: bool, by: f64) -> Expectation {
        Expectation::Shift(Shift { class: Class::Named("favor".into()), rises, by })
    }

    #[test]
    fn what_is_met_and_what_is_not() {
        let topic = Topic::from_toml("[[target]]\nname = \"nato\"").unwrap();
        let words = Words::default();
        let filling = Filling { words: &words, topic: &topic, target: Some(0), other: None, chosen: Vec::new() };
        let one_of =
            |names: &[&str]| Expectation::OneOf(names.iter().map(|name| Class::Named((*name).into())).collect());
        // Favor and against before, favor and against after, what is unmet.
        let cases = [
            (one_of(&["favor"]), [0.0, 0.0, 0.9, 0.1], None),
            (one_of(&["favor", "none"]), [0.0, 0.0, 0.1, 0.9], Some("favor or none | against (90.0 %)")),
            (Expectation::Same, [0.6, 0.1, 0.9, 0.1], None),
            (Expectation::Same, [0.6, 0.1, 0.1, 0.6], Some("as before: favor (60.0 %) | against (60.0 %)")),
            (Expectation::Opposite, [0.6, 0.1, 0.1, 0.6], None),
            (Expectation::Opposite, [0.1, 0.1, 0.1, 0.1], None),
            (Expectation::Opposite, [0.6, 0.1, 0.6, 0.1], Some("against, as before favor (60.0 %) | favor (60.0 %)")),
            (favor(true, 0.0), [0.5, 0.1, 0.6, 0.1], None),
            (favor(true, 0.0), [0.5, 0.1, 0.5, 0.1], Some("favor rises; before 50.0 % | favor 50.0 %")),
            (favor(false, 0.25), [0.5, 0.1, 0.25, 0.1], None),
            (
                favor(false, 0.3),
                [0.5, 0.1, 0.25, 0.1],
                Some("favor falls by 30 points or more; before 50.0 % | favor 25.0 %"),
            ),
            (favor(false, 0.3), [0.2, 0.1, 0.1, 0.1], None),
            (favor(true, -0.25), [0.5, 0.1, 0.25, 0.1], None),
            (
                favor(true, -0.1),
                [0.5, 0.1, 0.25, 0.1],
                Some("favor falls by 10 points at most; before 50.0 % | favor 25.0 %"),
            ),
        ];
        for (expectation, [a, b, c, d], expected) in cases {
            let (before, after) = (prediction(a, b), prediction(c, d));
            let said = |prediction| Said { topic: &topic, head: Head::Stance(0), prediction };
            let unmet = expectation.unmet(Some(&said(&before)), &said(&after), &filling, |class| class);
            let unmet = unmet.map(|unmet| format!("{} | {}", unmet.expected, unmet.found));
            assert_eq!(unmet.as_deref(), expected, "{expectation}");
        }
    }
}
