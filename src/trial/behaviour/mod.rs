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
//! | `expect` | `minimum`: a label, or a list of labels of which any will do. `invariance`: `"same"`, or nothing. `direction`: `{ class = "favor", less = 0.1 }` (or `more`; 0: any move; below 0: the move may go the wrong way by so much), or `"opposite"`, by which favor and against change places and none stays |
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
mod template;

use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use crate::comment::{Article, Comment, Parent, Section};
use crate::error::{Error, Result};
use crate::model::{HeadPrediction, Model};
use crate::text::Analyzer;
use crate::topic::{Head, Topic};
use cases::{Case, Maker, Tried, exchange};
use change::Change;
use expectation::{Class, Expectation, Said, Unmet};
use file::Kind;
use template::{Slot, Template, Words};

pub use template::{MAX_TEMPLATE_BYTES, MAX_WORD_BYTES};

/// Most combinations of words in one test, the topic's targets not counted.
pub const MAX_FILLINGS: usize = 1_000;

/// Most cases of one test that are tried: the first ones.
pub const MAX_CASES: usize = 10_000;

/// Most failures of a test that are kept for showing.
const MAX_FAILURES: usize = 5;

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
///     thanks = ["Thank God for", "Long live"]
///     [[test]]
///     name = "Plain praise is favor"
///     capability = "vocabulary"
///     kind = "minimum"
///     head = "nato"
///     text = ["{thanks} NATO."]
///     expect = "favor"
/// "#)?;
/// let results = tests.run(&Model::embedded());
/// assert_eq!((results[0].n, results[0].failed), (2, 0));
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

impl Test {
    /// The placeholders of a text, its context and its change, each once, in order.
    fn slots(&self, text: usize) -> Vec<Slot> {
        let Text { template, rewritten } = &self.texts[text];
        let change = match &self.change {
            Some(Change::Wrap(template) | Change::Parent(template)) => Some(template),
            _ => None,
        };
        let templates = [Some(template), self.parent.as_ref(), rewritten.as_ref(), change];
        let mut slots = Vec::new();
        for slot in templates.into_iter().flatten().flat_map(Template::slots) {
            if slot != Slot::Text && !slots.contains(&slot) {
                slots.push(slot);
            }
        }
        slots
    }

    /// Combinations of words, the topic's targets not counted.
    fn fillings(&self, words: &Words) -> usize {
        let of = |text| self.slots(text).into_iter().map(|slot| words.len(slot, None)).fold(1, usize::saturating_mul);
        (0..self.texts.len()).map(of).fold(0, usize::saturating_add)
    }

    /// Tries all cases; `None` if the model has none of them.
    fn run(&self, maker: &Maker) -> Option<BehaviourResult> {
        let model = maker.model;
        let cases = maker.cases(self);
        if cases.is_empty() {
            return None;
        }
        let before = match cases.iter().map(|case| case.before.as_ref().map(|(tried, head)| (tried, *head))).collect() {
            Some(asked) => self.ask(model, self.article.as_ref(), asked).into_iter().map(Some).collect(),
            None => vec![None; cases.len()],
        };
        let after = self.ask(model, self.article_after(), cases.iter().map(|case| (&case.tried, case.head)).collect());
        let failures: Vec<BehaviourFailure> = cases
            .iter()
            .zip(before.iter().zip(&after))
            .filter_map(|(case, (before, after))| {
                let unmet = self.unmet(case, model.topic(), before.as_ref(), after)?;
                Some(self.failure(case, model.topic(), unmet))
            })
            .collect();
        let failed = failures.len();
        let shown = failed.min(MAX_FAILURES);
        Some(BehaviourResult {
            name: self.name.clone(),
            capability: self.capability.clone(),
            kind: self.kind.name().into(),
            expects: self.expectation.to_string(),
            n: cases.len(),
            failed,
            allowed: self.allowed,
            failures: (0..shown).map(|index| failures[index * failed / shown].clone()).collect(),
        })
    }

    fn article_after(&self) -> Option<&Article> {
        match &self.change {
            Some(Change::Article(article)) => Some(article),
            _ => self.article.as_ref(),
        }
    }

    /// What the model's heads say of texts under an article, in their order.
    fn ask(&self, model: &Model, article: Option<&Article>, asked: Vec<(&Tried, Head)>) -> Vec<HeadPrediction> {
        let comments = asked.iter().map(|(tried, _)| Comment {
            text: tried.text.clone(),
            parent: tried.parent.clone().map(Parent::Text),
            ..Comment::default()
        });
        let section = Section { article: article.cloned(), comments: comments.collect() };
        let bound = model.section(&section);
        let said = asked.par_iter().enumerate().map(|(index, (_, head))| {
            let place = model.heads().iter().position(|own| own.head == *head);
            let place = place.expect("heads asked are among the model's");
            bound.predict(index).heads.swap_remove(place)
        });
        said.collect()
    }

    fn unmet(
        &self,
        case: &Case,
        topic: &Topic,
        before: Option<&HeadPrediction>,
        after: &HeadPrediction,
    ) -> Option<Unmet> {
        let head_before = case.before.as_ref().map_or(case.head, |(_, head)| *head);
        let before = before.map(|prediction| Said { topic, head: head_before, prediction });
        let after = Said { topic, head: case.head, prediction: after };
        let renamed = |class| match topic.targets.iter().position(|target| target.name == class) {
            Some(target) if case.head == Head::Target => topic.targets[exchange(case.exchanged, target)].name.as_str(),
            _ => class,
        };
        self.expectation.unmet(before.as_ref(), &after, &case.filling, renamed)
    }

    fn failure(&self, case: &Case, topic: &Topic, unmet: Unmet) -> BehaviourFailure {
        let article = self.article_after().map(|article| {
            let line = article.thesis.as_deref().unwrap_or(&article.title);
            format!("under {line:?}")
        });
        let parent = case.tried.parent.as_ref().map(|parent| format!("in answer to {parent:?}"));
        let context: Vec<String> = article.into_iter().chain(parent).collect();
        BehaviourFailure {
            text: case.tried.text.clone(),
            context: (!context.is_empty()).then(|| context.join(", ")),
            from: case.before.as_ref().map(|(tried, _)| tried.text.clone()),
            head: topic.head_name(case.head).into(),
            expected: unmet.expected,
            found: unmet.found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zz_show() {
        let tests = BehaviourTests::embedded();
        let model = Model::embedded();
        let start = std::time::Instant::now();
        let results = tests.run(&model);
        println!("{:?}", start.elapsed());
        for result in &results {
            println!("{:>4}/{:<4} {:.2} [{}] {} :: {}", result.failed, result.n, result.failure_rate(), result.capability, result.name, result.expects);
            for f in &result.failures {
                println!("        {} | {:?} | {:?} | {} | {} -> {}", f.text, f.context, f.from, f.head, f.expected, f.found);
            }
        }
        println!("{} {} {}", tests.len(), results.len(), results.iter().map(|r| r.n).sum::<usize>());
    }
}
