//! The dense context of a decision: a few dozen numbers that say what the many terms cannot.
//!
//! Each kind of signal is a file here that names itself, says its range, and can be left out ([`SIGNALS`] lists them).
//! A signal is either fixed given the comment's surroundings (a mention, the parent's log-odds) or linear in the
//! comment's own log-odds (those themselves, and their products with the article's). Nothing else is allowed, for so an
//! explanation stays exact: the share of a term in the final logit is the sum over the linear signals. What an article would
//! say is unknown where there is none, which is not the same as an article that says nothing.

mod article;
mod likeness;
mod mentions;
mod own;
mod parent;
mod reply;
mod shape;
mod valence;

use super::SparseRow;
use super::log_odds::Layout;
use super::traits::Traits;
use crate::topic::{Head, Topic};

/// All signals, in the order of their columns. The columns of a model file have no names: a new signal comes last.
pub const SIGNALS: [&dyn Signal; 8] = [
    &own::Own,
    &mentions::Mentions,
    &parent::ParentOdds,
    &article::ArticleProfile,
    &likeness::LikenessToArticle,
    &valence::Valence,
    &shape::Shape,
    &reply::Reply,
];

/// What is known of a comment and what stands around it.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Where log-odds lie.
    pub layout: Layout,
    /// Log-odds of the comment, shape `(layout.n_places(),)`.
    pub own: &'a [f64],
    /// Measures of the comment.
    pub traits: &'a Traits,
    /// The comment it answers.
    pub parent: Option<Surrounding<'a>>,
    /// The article it stands under.
    pub article: Option<Surrounding<'a>>,
    /// Cosine of the comment's terms with those of thesis, article and parent.
    pub likeness: Likeness,
}

/// A text around the comment: its log-odds by the same scorers, and its measures.
#[derive(Debug, Clone, Copy)]
pub struct Surrounding<'a> {
    /// Log-odds, shape `(layout.n_places(),)`.
    pub log_odds: &'a [f64],
    /// Measures.
    pub traits: &'a Traits,
}

/// Cosines of TF-IDF rows of words, in [0, 1].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Likeness {
    /// With title and thesis; 0 where neither is known.
    pub thesis: f64,
    /// With the article's title, thesis and text.
    pub article: f64,
    /// With the parent.
    pub parent: f64,
}

impl Likeness {
    /// Likeness of a comment's row of words to those around it.
    pub fn new(
        own: &SparseRow,
        headline: Option<&SparseRow>,
        article: Option<&SparseRow>,
        parent: Option<&SparseRow>,
    ) -> Self {
        let cosine = |other: Option<&SparseRow>| {
            let norms = other.map_or(0.0, |other| (own.dot(own) * other.dot(other)).sqrt());
            if norms > 0.0 { own.dot(other.expect("it has a norm")) / norms } else { 0.0 }
        };
        Self { thesis: cosine(headline), article: cosine(article), parent: cosine(parent) }
    }
}

/// The decision that asks for context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// A head of the topic, which may tell the other targets apart by name.
    Head(Head),
    /// Stance toward the thesis of an article whose comments were among the training data.
    KnownArticle,
    /// Stance toward a target of which nothing but its aliases is known: signals of other targets are averaged.
    AnyTarget(usize),
}

impl Question {
    /// The target asked about, if it is a stance toward one.
    pub fn target(self) -> Option<usize> {
        match self {
            Self::Head(Head::Stance(target)) | Self::AnyTarget(target) => Some(target),
            Self::Head(_) | Self::KnownArticle => None,
        }
    }

    /// The head whose log-odds answer the question first.
    pub fn head(self) -> Head {
        match self {
            Self::Head(head) => head,
            Self::KnownArticle => Head::Thesis,
            Self::AnyTarget(target) => Head::Stance(target),
        }
    }
}

/// One kind of signal.
pub trait Signal: Sync {
    /// Its name, in model manifests and explanations.
    fn name(&self) -> &'static str;

    /// Names of its columns for a question, without the signal's name.
    fn columns(&self, topic: &Topic, question: Question) -> Vec<String>;

    /// Pushes one value for each of its columns.
    fn fill(&self, evidence: &Evidence<'_>, question: Question, context: &mut Context);
}

/// Values of the context, one for each column, and how they depend on the comment's own log-odds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    /// Values, shape `(n_columns,)`; not a number where it is unknown.
    pub values: Vec<f64>,
    /// `(column, place, factor)`: the column is the sum of `factor * own[place]`. Fixed columns have no entry.
    pub linear: Vec<(usize, usize, f64)>,
}

impl Context {
    /// Pushes a value that does not depend on the comment's own log-odds.
    pub fn fixed(&mut self, value: f64) {
        self.values.push(value);
    }

    /// Pushes a fixed value that may be unknown: a decision then takes it at its mean in the training data.
    pub fn fixed_if_known(&mut self, value: Option<f64>) {
        self.fixed(value.unwrap_or(f64::NAN));
    }

    /// Pushes `sum of factor * own[place]`.
    pub fn linear(&mut self, evidence: &Evidence<'_>, parts: impl IntoIterator<Item = (usize, f64)>) {
        let column = self.values.len();
        let mut sum = 0.0;
        for (place, factor) in parts {
            sum += factor * evidence.own[place];
            self.linear.push((column, place, factor));
        }
        self.values.push(sum);
    }

    /// Empties it for the next comment.
    pub fn clear(&mut self) {
        self.values.clear();
        self.linear.clear();
    }
}

/// Names of all columns for a question: `signal column`, in order.
pub fn columns(topic: &Topic, question: Question) -> Vec<String> {
    let of = |signal: &&dyn Signal| {
        let names = signal.columns(topic, question).into_iter();
        names.map(|column| format!("{} {column}", signal.name())).collect::<Vec<_>>()
    };
    SIGNALS.iter().flat_map(of).collect()
}

/// Which columns are the log-odds of the head asked about: what the other columns only correct.
pub fn primary(topic: &Topic, question: Question) -> Vec<bool> {
    if question == Question::KnownArticle {
        return columns(topic, question).iter().map(|column| column.ends_with(":known")).collect();
    }
    let own = |column: &str| match question.head() {
        Head::Target => column.starts_with("own about:"),
        Head::Stance(_) => column == "own lean:this" || column == "own stand:this",
        head => {
            let name = topic.head_name(head);
            column == format!("own lean:{name}") || column == format!("own stand:{name}")
        }
    };
    columns(topic, question).iter().map(|column| own(column)).collect()
}

/// Fills the context of one comment for a question.
pub fn fill(evidence: &Evidence<'_>, question: Question, context: &mut Context) {
    context.clear();
    for signal in SIGNALS {
        signal.fill(evidence, question, context);
    }
}

/// The targets other than the one asked about.
fn others(n_targets: usize, question: Question) -> impl Iterator<Item = usize> {
    (0..n_targets).filter(move |target| Some(*target) != question.target())
}

/// A log-odds brought into (-1, 1): twice its probability, less one.
fn squash(log_odds: f64) -> f64 {
    (0.5 * log_odds).tanh()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::traits::TargetTraits;

    #[test]
    fn every_column_has_a_name_and_a_value_and_linear_ones_add_up() {
        let topic = Topic::from_toml("[[target]]\nname = \"a\"\n[[target]]\nname = \"b\"").unwrap();
        let layout = Layout::new(&topic);
        let own: Vec<f64> = (0..layout.n_places()).map(|place| place as f64 - 3.5).collect();
        let traits = Traits { targets: vec![TargetTraits::default(); 2], ..Traits::default() };
        let around = Surrounding { log_odds: &own, traits: &traits };
        let questions = topic.heads().into_iter().map(Question::Head).chain([Question::AnyTarget(1)]);
        for question in questions {
            for around in [None, Some(around)] {
                let likeness = Likeness::default();
                let evidence =
                    Evidence { layout, own: &own, traits: &traits, parent: around, article: around, likeness };
                let mut context = Context::default();
                fill(&evidence, question, &mut context);
                let names = columns(&topic, question);
                assert_eq!(context.values.len(), names.len(), "{question:?}");
                let mut sorted = names.clone();
                sorted.sort();
                sorted.dedup();
                assert_eq!(sorted.len(), names.len(), "names differ: {names:?}");
                let mut sums = vec![0.0; names.len()];
                context.linear.iter().for_each(|(column, place, factor)| sums[*column] += factor * own[*place]);
                let unknown = |name: &String| {
                    let of_article = ["article ", "likeness thesis", "likeness article", "mentions article:"];
                    of_article.iter().any(|start| name.starts_with(start)) && around.is_none()
                };
                let are_unknown: Vec<bool> = context.values.iter().map(|value| value.is_nan()).collect();
                assert_eq!(are_unknown, names.iter().map(unknown).collect::<Vec<_>>(), "{names:?}");
                for (column, ..) in &context.linear {
                    assert!((sums[*column] - context.values[*column]).abs() < 1e-12, "{}", names[*column]);
                }
            }
        }
    }
}
