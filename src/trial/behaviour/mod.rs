//! Behaviour tests: what a model must do whatever its scores, written down in a TOML file.

use serde::Serialize;

use crate::error::Result;
use crate::model::Model;

/// Tests read from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct BehaviourTests {}

impl BehaviourTests {
    /// The tests of the default topic.
    pub fn embedded() -> Self {
        todo!()
    }

    /// Reads tests.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Behaviour`](crate::ErrorKind), saying where.
    pub fn from_toml(text: &str) -> Result<Self> {
        todo!("{text}")
    }

    /// Runs the tests whose heads the model has.
    pub fn run(&self, model: &Model) -> Vec<BehaviourResult> {
        todo!("{model:?}")
    }
}

/// Results of one behaviour test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BehaviourResult {
    /// Its name, as in the file.
    pub name: String,
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
    /// Up to five failures: the text, and what was expected and found.
    pub failures: Vec<BehaviourFailure>,
}

/// A case that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BehaviourFailure {
    /// The text as tried.
    pub text: String,
    /// The text it was compared with, if any.
    pub from: Option<String>,
    /// Head asked.
    pub head: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}
