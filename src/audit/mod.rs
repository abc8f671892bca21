//! What is wrong with labelled comments, before a model learns from them: labels that are likely errors, equal texts with
//! unequal labels, texts on both sides of a split, classes too thin to learn or to test.
//!
//! Everything here points a person to places worth looking at; nothing is changed. What a model thinks of a label comes from
//! [`crate::trial`], as [`HeadObservations`]; all else is read off the comments.

mod alike;
mod duplicates;
mod ids;
mod label_errors;
mod leaks;
mod thin;
mod wording;

use serde::Serialize;

use crate::eval::HeadObservations;
use crate::read::{Dataset, Sample};
use crate::topic::Topic;

use alike::Alike;

pub use label_errors::{LabelError, Thresholds, label_errors};
pub use leaks::{Side, leaks};

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A text stands on two sides of a split.
    Leak,
    /// Comments of an article stand on two sides of a split.
    SharedArticle,
    /// Equal or nearly equal texts have different labels.
    Conflict,
    /// An id is given twice.
    RepeatedId,
    /// A model that has not seen the label holds another class for right.
    LabelError,
    /// A text equals an earlier one.
    Duplicate,
    /// A text nearly equals an earlier one.
    NearDuplicate,
    /// A head has labels of one class only.
    OneClass,
    /// A head has fewer labels than training needs.
    ThinHead,
    /// A class has fewer labels than its figures need.
    ThinClass,
    /// All comments of an article take the same side.
    OneSidedArticle,
    /// A comment says too little to be labelled by itself.
    ShortText,
    /// A comment is a link or a quotation and nothing else.
    NoOwnWords,
}

impl Kind {
    /// All kinds, the gravest first.
    pub const ALL: [Self; 13] = [
        Self::Leak,
        Self::SharedArticle,
        Self::Conflict,
        Self::RepeatedId,
        Self::LabelError,
        Self::Duplicate,
        Self::NearDuplicate,
        Self::OneClass,
        Self::ThinHead,
        Self::ThinClass,
        Self::OneSidedArticle,
        Self::ShortText,
        Self::NoOwnWords,
    ];

    /// Its name in tables: `near-duplicate`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leak => "leak",
            Self::SharedArticle => "shared-article",
            Self::Conflict => "conflict",
            Self::RepeatedId => "repeated-id",
            Self::LabelError => "label-error",
            Self::Duplicate => "duplicate",
            Self::NearDuplicate => "near-duplicate",
            Self::OneClass => "one-class",
            Self::ThinHead => "thin-head",
            Self::ThinClass => "thin-class",
            Self::OneSidedArticle => "one-sided-article",
            Self::ShortText => "short-text",
            Self::NoOwnWords => "no-own-words",
        }
    }

    /// What it means and what to do, in one line for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Leak => "the same text on two sides of the split; scores on it say nothing: keep it on one",
            Self::SharedArticle => {
                "comments of one article on two sides of the split; scores are those of known articles"
            }
            Self::Conflict => {
                "equal or nearly equal texts with different labels; one of them is wrong, or the guidelines are"
            }
            Self::RepeatedId => "an id given twice; replies and annotators are matched by it",
            Self::LabelError => "a model that has not seen the label is confident of another; look again",
            Self::Duplicate => "a text given before; each copy weighs as much as another opinion",
            Self::NearDuplicate => "a text nearly given before (Jaccard similarity of word 3-grams from 0.5)",
            Self::OneClass => "all labels of the head are the same; nothing can be learnt",
            Self::ThinHead => "fewer labels than the 30 that a head is trained from",
            Self::ThinClass => "fewer than 20 labels of the class; its figures are mostly chance",
            Self::OneSidedArticle => {
                "all comments of the article are labelled alike; a model may learn the article instead"
            }
            Self::ShortText => "one word at most, and no reply; whoever labelled it guessed",
            Self::NoOwnWords => "a link or a quotation and nothing of the writer's own",
        }
    }
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Figures from these data are wrong as long as it stands.
    Error,
    /// It should be looked at.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One thing found. What does not apply is empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// How much it matters.
    pub severity: Severity,
    /// Record of the comment, from 1, in its file.
    pub record: Option<u64>,
    /// Id of the comment as read.
    pub id: String,
    /// Id or headline of its article.
    pub article: String,
    /// Name of the head.
    pub head: String,
    /// The label given.
    pub label: String,
    /// The label that the model or the other comment has, or what else is said of the finding.
    pub suggested: String,
    /// Probability of the label given, by the model.
    pub p: Option<f64>,
    /// Id of the other comment.
    pub other_id: String,
    /// Text of the comment.
    pub text: String,
}

impl Finding {
    /// A finding that concerns no single comment.
    fn general(kind: Kind, severity: Severity) -> Self {
        let none = String::new;
        Self {
            kind,
            severity,
            record: None,
            id: none(),
            article: none(),
            head: none(),
            label: none(),
            suggested: none(),
            p: None,
            other_id: none(),
            text: none(),
        }
    }

    /// A finding about a comment.
    fn about(kind: Kind, severity: Severity, dataset: &Dataset, sample: &Sample) -> Self {
        let section = &dataset.sections[sample.section];
        let comment = &section.comments[sample.comment];
        Self {
            record: Some(sample.record),
            id: comment.id.clone(),
            article: article_name(dataset, sample).unwrap_or_default().to_owned(),
            text: comment.text.clone(),
            ..Self::general(kind, severity)
        }
    }
}

/// Id of a sample's article, or its headline.
fn article_name<'d>(dataset: &'d Dataset, sample: &Sample) -> Option<&'d str> {
    let article = dataset.sections[sample.section].article.as_ref()?;
    article.id.as_deref().or(Some(article.title.as_str())).filter(|name| !name.is_empty())
}

fn text_of<'d>(dataset: &'d Dataset, sample: &Sample) -> &'d str {
    &dataset.sections[sample.section].comments[sample.comment].text
}

/// All findings about the labelled comments: kind by kind in the order of [`Kind::ALL`], each in the order of the comments;
/// likely label errors the worst first. `observed` is what models say that have not seen the comments, if any were asked; see
/// [`label_errors`]. Leaks between the sides of a split are found by [`leaks`].
///
/// Takes time linear in the comments and their texts.
///
/// # Examples
///
/// ```
/// use hustings::audit::{Kind, audit};
/// use hustings::read::{LabelledParams, Source, read_labelled};
/// use hustings::topic::Topic;
///
/// let topic = Topic::from_toml("[[target]]\nname = \"nato\"")?;
/// let text = "They never once kept a promise they made to us in the east";
/// let file = format!("id,text,nato\n1,{text},against\n2,{text}!,favor\n");
/// let source = Source { name: "l.csv", bytes: file.as_bytes() };
/// let dataset = read_labelled(&[source], &topic, &LabelledParams::default())?;
/// let findings = audit(&dataset, &topic, &[]);
/// assert_eq!(findings[0].kind, Kind::Conflict);
/// assert_eq!((&findings[0].id[..], &findings[0].other_id[..]), ("2", "1"));
/// # Ok::<(), hustings::Error>(())
/// ```
pub fn audit(dataset: &Dataset, topic: &Topic, observed: &[HeadObservations]) -> Vec<Finding> {
    let texts: Vec<&str> = dataset.samples.iter().map(|sample| text_of(dataset, sample)).collect();
    let alike = Alike::find(&texts);
    let mut findings = duplicates::conflicts(dataset, topic, &alike);
    findings.extend(ids::repeated(dataset));
    findings.extend(label_errors::findings(dataset, observed));
    findings.extend(duplicates::duplicates(dataset, &alike));
    findings.extend(thin::thin(dataset, topic));
    findings.extend(wording::wording(dataset));
    findings.sort_by_key(|finding| finding.kind);
    findings
}

#[cfg(test)]
mod tests;
