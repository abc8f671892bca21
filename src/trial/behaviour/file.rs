//! The file as written, before it is checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::change::ChangeEntry;

/// Words by the name of their list.
pub(super) type Lists = BTreeMap<Spanned<String>, Vec<Spanned<String>>>;

/// Names by table and target.
pub(super) type Names = BTreeMap<Spanned<String>, Lists>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TestsFile {
    #[serde(default = "one")]
    pub seed: u64,
    #[serde(default)]
    pub targets: Vec<Spanned<String>>,
    #[serde(default)]
    pub lists: Lists,
    #[serde(default)]
    pub names: Names,
    #[serde(default)]
    pub articles: BTreeMap<String, Spanned<ArticleEntry>>,
    #[serde(default)]
    pub test: Vec<TestEntry>,
}

fn one() -> u64 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArticleEntry {
    #[serde(default)]
    pub title: String,
    pub thesis: Option<String>,
    #[serde(default)]
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TestEntry {
    pub name: Spanned<String>,
    pub capability: Spanned<String>,
    pub kind: Kind,
    pub head: Spanned<String>,
    pub allowed: Option<Spanned<f64>>,
    pub targets: Option<Vec<Spanned<String>>>,
    pub article: Option<Spanned<String>>,
    pub parent: Option<Spanned<String>>,
    pub text: Vec<Spanned<String>>,
    pub change: Option<Spanned<ChangeEntry>>,
    pub expect: Option<Spanned<toml::Value>>,
}

/// What a test holds the model to, in the terms of CheckList.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Minimum,
    Invariance,
    Direction,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Invariance => "invariance",
            Self::Direction => "direction",
        }
    }
}

/// The move of a probability, as written under `expect`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShiftEntry {
    pub class: String,
    pub more: Option<f64>,
    pub less: Option<f64>,
}
