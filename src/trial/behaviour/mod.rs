//! Behaviour tests: what a model must do whatever its scores, written down in a TOML file.
//!
//! After CheckList, a test is of one of three kinds. `minimum` (minimum functionality): a plain text must get the label
//! that anybody would give it. `invariance`: a change that means nothing must leave the label as it is. `direction`: a
//! change that means something must move the probability of a class the right way, or turn the label round. A test is
//! about one capability and says so in its name; its cases are made by putting words for placeholders.
//!
//! # The file
//!
//! ```toml
//! targets = ["nato", "russia"]        # the targets that the tests speak of, by their names in the topic
//! seed = 1                            # of the typing errors; 1 if not given
//!
//! [lists]                             # the words that a placeholder takes
//! good = ["peace", "stability"]
//!
//! [names.russian]                     # a placeholder, {russian}, that takes the case's target by these names
//! nato = ["НАТО"]
//! russia = ["Россия"]
//!
//! [articles.museum]                   # what comments may stand under: title, thesis, text, at least one of them
//! title = "The Alliance Is a Museum"
//! thesis = "NATO has outlived its purpose."
//!
//! [[test]]
//! name = "Negation lessens praise of a target"
//! capability = "negation"
//! kind = "direction"
//! head = "{target}"
//! text = ["{target} is a force for {good}.", "I trust {target}."]
//! change = { replace = [["is", "is not"], ["I trust", "I don't trust"]] }
//! expect = { class = "favor", less = 0.1 }
//! allowed = 0.05
//! ```
//!
//! | key of a test | meaning |
//! |---|---|
//! | `name` | what the model should do, in a sentence; no two alike |
//! | `capability` | what is tested, in a word or two |
//! | `kind` | `minimum`, `invariance` or `direction` |
//! | `head` | `thesis`, `target`, `sentiment`, a target's name for the stance toward it, `"{target}"` or `"{other}"` for the stance toward what stands there, `stance` for the stance toward every target of the topic |
//! | `text` | texts with placeholders: `{target}` and `{other}` take the labels of the topic's targets, never the same; others take the words of `[lists]` and `[names]`; one that stands twice takes the same word; `{{` is the sign itself |
//! | `targets` | the targets that `{target}` and `{other}` take; all of the topic if not given |
//! | `article` | the article that the texts stand under, by its name under `[articles]`; the thesis needs one |
//! | `parent` | the comment that the texts answer; may have placeholders |
//! | `change` | what is changed, one of those below; for `invariance` and `direction` |
//! | `expect` | `minimum`: a label, or a list of labels of which any will do. `invariance`: `"same"`, or nothing. `direction`: `{ class = "favor", less = 0.1 }` (or `more`; any move will do with 0, and where less than so much is left to go; below 0, it may go the wrong way by so much), or `"opposite"`, by which favor and against change places and none stays |
//! | `allowed` | share of the cases that may fail, from 0 to 1; 0 if not given |
//!
//! | `change` | what it does |
//! |---|---|
//! | `{ replace = [["is", "is not"]] }` | each pair in turn, wherever it stands as whole words; placeholders may be named on both sides |
//! | `{ wrap = "{text} I read it on a train." }` | words before and after the text; may have placeholders |
//! | `{ refill = "good" }` | the placeholder takes the next of its words; `target` the next target |
//! | `"swap_targets"` | `{target}` and `{other}` exchange their places |
//! | `{ typos = 1 }` | two adjacent letters exchanged in so many words of five letters or more that name no target |
//! | `"upper_case"`, `"lower_case"` | the whole text |
//! | `{ ending = "" }` | what stands for the full stop, question mark or exclamation mark at the end |
//! | `{ parent = "Nonsense." }` | another comment is answered; may have placeholders |
//! | `{ article = "museum" }` | another article is stood under |
//!
//! After `swap_targets` and `refill = "target"` the question goes with the place: where NATO stood first and Russia after
//! the change, the stance toward NATO is compared with that toward Russia. A case that its change leaves as it was is none.
//!
//! # References
//!
//! M. T. Ribeiro, T. Wu, C. Guestrin and S. Singh (2020), Beyond Accuracy: Behavioral Testing of NLP Models with CheckList,
//! ACL, 4902-4912.

mod cases;
mod change;
mod check;
mod expectation;
mod file;
mod run;
mod template;

use std::path::Path;

use serde::Serialize;

use crate::comment::Article;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::text::Analyzer;
use cases::Maker;
use change::Change;
use expectation::{Class, Expectation};
use file::Kind;
use template::{Template, Words};

pub use template::{MAX_TEMPLATE_BYTES, MAX_WORD_BYTES};

/// Most combinations of words in one test, the topic's targets not counted.
pub const MAX_FILLINGS: usize = 1_000;

/// Most cases of one test that are tried: the first ones.
pub const MAX_CASES: usize = 10_000;

/// The file of the default topic.
const EMBEDDED: &str = include_str!("../../../training/behaviour.toml");

/// Tests read from a file; see [the module](self) for what it holds.
///
/// # Examples
///
/// ```
/// use hustings::model::Model;
/// use hustings::trial::behaviour::BehaviourTests;
///
/// let tests = BehaviourTests::from_toml(r#"
///     targets = ["nato"]
///     [lists]
///     good = ["good", "progress"]
///     [[test]]
///     name = "Plain praise is favor"
///     capability = "vocabulary"
///     kind = "minimum"
///     head = "nato"
///     text = ["Thank God for NATO, a force for {good}."]
///     expect = "favor"
/// "#)?;
/// let results = tests.run(&Model::embedded());
/// assert_eq!((results[0].kind.as_str(), results[0].n), ("minimum", 2));
/// for failure in &results[0].failures {
///     println!("{}: expected {}, found {}", failure.text, failure.expected, failure.found);
/// }
/// # Ok::<(), hustings::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BehaviourTests {
    seed: u64,
    words: Words,
    tests: Vec<Test>,
}

/// One test as checked.
#[derive(Debug, Clone, PartialEq)]
struct Test {
    name: String,
    capability: String,
    kind: Kind,
    asked: Asked,
    allowed: f64,
    targets: Option<Vec<String>>,
    article: Option<Article>,
    parent: Option<Template>,
    texts: Vec<Text>,
    change: Option<Change>,
    expectation: Expectation,
}

/// What is asked of each text.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    Thesis,
    MainTarget,
    Sentiment,
    EveryStance,
    Stance(Class),
}

/// A text, and what it becomes where the change is of words.
#[derive(Debug, Clone, PartialEq)]
struct Text {
    template: Template,
    rewritten: Option<Template>,
}

/// Results of one behaviour test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BehaviourResult {
    /// Its name, as in the file.
    pub name: String,
    /// What is tested: `negation`, `typing errors`.
    pub capability: String,
    /// `minimum`, `invariance` or `direction`.
    pub kind: String,
    /// What it expects, in one line.
    pub expects: String,
    /// Cases tried.
    pub n: usize,
    /// Cases that failed.
    pub failed: usize,
    /// Share that may fail.
    pub allowed: f64,
    /// Up to five failures, spread over the cases: the text, and what was expected and found.
    pub failures: Vec<BehaviourFailure>,
}

impl BehaviourResult {
    /// Share of the cases that failed, in \[0, 1\].
    pub fn failure_rate(&self) -> f64 {
        self.failed as f64 / self.n.max(1) as f64
    }

    /// Whether no more failed than may.
    pub fn passed(&self) -> bool {
        self.failure_rate() <= self.allowed
    }
}

/// A case that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BehaviourFailure {
    /// The text as tried.
    pub text: String,
    /// What it stood under as tried, in one line: the article's headline or thesis, the comment it answered, if any.
    pub context: Option<String>,
    /// The text it was compared with, if any.
    pub from: Option<String>,
    /// Head asked.
    pub head: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

impl BehaviourTests {
    /// The tests of the default topic, `training/behaviour.toml`.
    ///
    /// # Panics
    ///
    /// If the program was built around a damaged file.
    pub fn embedded() -> Self {
        Self::from_toml(EMBEDDED).expect("the shipped file is read by a test")
    }

    /// Reads tests.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Behaviour`], with the line: the text is not TOML; a key, head, label, placeholder, article or
    /// target is unknown; a test lacks what its kind needs or has what it has no use for; a text is longer than
    /// [`MAX_TEMPLATE_BYTES`], a word than [`MAX_WORD_BYTES`]; a test has more than [`MAX_FILLINGS`] combinations of words.
    pub fn from_toml(text: &str) -> Result<Self> {
        let check::Checked { seed, words, tests } = check::check(text)?;
        Ok(Self { seed, words, tests })
    }

    /// Reads a file of tests.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Io`] if the file cannot be read, and those of [`BehaviourTests::from_toml`].
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Error::from(error).in_file(&name))?;
        Self::from_toml(&text).map_err(|error| error.in_file(name))
    }

    /// Number of tests.
    pub fn len(&self) -> usize {
        self.tests.len()
    }

    /// Whether there are no tests.
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    /// Runs the tests that apply to the model, in the order of the file: the same results with any number of threads.
    ///
    /// A test whose head the model does not answer, or whose targets it does not have, is left out: [`BehaviourTests::len`]
    /// less the number of results says how many were.
    pub fn run(&self, model: &Model) -> Vec<BehaviourResult> {
        let analyzer = Analyzer::new(model.topic()).expect("the model was built with this topic");
        let maker = Maker { words: &self.words, seed: self.seed, model, analyzer: &analyzer };
        self.tests.iter().filter_map(|test| test.run(&maker)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::Head;

    #[test]
    fn the_shipped_tests_ask_every_head_and_repeat() {
        let (tests, model) = (BehaviourTests::embedded(), Model::embedded());
        for head in model.topic().heads() {
            let asks = |test: &Test| {
                matches!(
                    (&test.asked, head),
                    (Asked::Thesis, Head::Thesis)
                        | (Asked::MainTarget, Head::Target)
                        | (Asked::Sentiment, Head::Sentiment)
                        | (Asked::EveryStance | Asked::Stance(_), Head::Stance(_))
                )
            };
            let kinds = [Kind::Minimum, Kind::Invariance, Kind::Direction];
            let asked = |kind: Kind| tests.tests.iter().any(|test| test.kind == kind && asks(test));
            assert!(kinds.into_iter().filter(|kind| asked(*kind)).count() >= 2, "{}", model.topic().head_name(head));
        }
        let results = tests.run(&model);
        assert_eq!(results.len(), tests.len(), "none is left out");
        let capabilities: std::collections::BTreeSet<&str> =
            results.iter().map(|result| result.capability.as_str()).collect();
        let cases: usize = results.iter().map(|result| result.n).sum();
        assert!(tests.len() >= 35 && capabilities.len() >= 10, "{} {capabilities:?}", tests.len());
        assert!((600..=2_000).contains(&cases), "{cases}");
        for result in &results {
            assert!(result.n >= 6 && result.failures.len() == result.failed.min(5), "{result:?}");
            assert!((0.0..=0.1).contains(&result.allowed), "{result:?}");
        }
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(one.install(|| tests.run(&model)), results);
    }

    #[test]
    fn a_share_that_may_fail_is_not_exceeded() {
        let result = |n, failed, allowed| BehaviourResult {
            name: String::new(),
            capability: String::new(),
            kind: "minimum".into(),
            expects: String::new(),
            n,
            failed,
            allowed,
            failures: Vec::new(),
        };
        for (n, failed, allowed, passed) in [(10, 1, 0.1, true), (10, 2, 0.1, false), (3, 0, 0.0, true)] {
            assert_eq!(result(n, failed, allowed).passed(), passed, "{failed} of {n}");
        }
    }
}
