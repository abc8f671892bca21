//! Vectors to labels: the trained model, its two stages, its file, and what it says of a comment and why.

pub mod abstain;
pub mod decision;
mod embedded;
mod error_sketch;
pub mod explain;
mod file;
mod first_stage;
pub mod held_out;
mod known;
mod lattice;
pub mod predict;
mod scored;
pub mod scorer;
mod scratch;
mod tensors;
mod term_table;
mod typical;
pub mod weights;
mod word_sums;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::decision::Decision;
use self::scratch::Scratches;
use self::term_table::TermTables;
use self::weights::TermWeights;
use crate::error::{ErrorKind, Result};
use crate::eval::HeadEvaluation;
use crate::features::blocks::Blocks;
use crate::features::context::{self, Question};
use crate::text::Analyzer;
use crate::topic::{Head, Topic};

pub use abstain::Thresholds;
pub use embedded::EMBEDDED;
pub use error_sketch::{ErrorSketch, MOST_KEPT, Method};
pub use explain::{ContextShare, Explanation, WordShare};
pub use held_out::{HeldOut, Threshold};
pub use known::KnownArticles;
pub use lattice::Lattice;
pub use predict::{HeadPrediction, Prediction, SectionModel};
pub use typical::Typical;

/// A trained model: a value, shared freely between threads.
#[derive(Debug)]
pub struct Model {
    topic: Topic,
    analyzer: Analyzer,
    blocks: Blocks,
    weights: TermWeights,
    tables: TermTables,
    heads: Vec<HeadModel>,
    pooled: Option<Decision>,
    known: Option<KnownArticles>,
    /// Share of unknown words of comments held out.
    unknown: Option<Typical>,
    info: Info,
    id: String,
    scratches: Scratches,
}

/// How a head is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// By a decision fitted on its own labels.
    Fitted(Decision),
    /// By the decision pooled over all targets: its own labels were too few or none.
    Pooled,
    /// By the shares of its labels, which were too few.
    Prior(Decision),
    /// Not at all: it has no labels.
    Unlabelled,
}

/// One head of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadModel {
    /// The head.
    pub head: Head,
    /// How it is answered.
    pub answer: Answer,
    /// How readily it gives each class: the factor on its probability when the label is chosen, 1 for the last (none,
    /// neutral). Shape `(n_classes,)`. Found on the folds of training; the same for all targets.
    pub readiness: Vec<f64>,
    /// How its labels fared on held-out comments, if it was fitted on its own labels; else there were none to count.
    pub held_out: Option<HeldOut>,
    /// The same comments in brief, from which shares are corrected; `None` too where an older program trained.
    pub errors: Option<ErrorSketch>,
}

/// How a model came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Info {
    /// SHA-256 of the training data.
    pub data: String,
    /// Seed of the folds.
    pub seed: u64,
    /// How the folds were made.
    pub folds: String,
    /// All settings of training.
    pub settings: serde_json::Value,
    /// The penalties that cross-validation chose.
    pub penalties: Vec<Penalty>,
    /// Labels of each head.
    pub labels: Vec<LabelCounts>,
    /// Scores of the decisions on the folds.
    pub scores: Vec<HeadScores>,
    /// Version of the program.
    pub version: String,
}

/// A penalty that cross-validation chose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Penalty {
    /// What it was chosen for.
    pub of: String,
    /// Strength of the L2 penalty.
    pub alpha: f64,
}

/// How many comments each class of a head was trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelCounts {
    /// The head.
    pub head: String,
    /// Class and count, in the order of the head's classes.
    pub classes: Vec<(String, usize)>,
}

impl LabelCounts {
    /// Labels in all.
    pub fn total(&self) -> usize {
        self.classes.iter().map(|(_, count)| count).sum()
    }
}

impl Info {
    /// Shares of the classes of a head in the training data, which sum to 1; `None` if it had no labels.
    pub fn shares(&self, head: &str) -> Option<Vec<f64>> {
        let counts = self.labels.iter().find(|counts| counts.head == head)?;
        let total = counts.total();
        (total > 0).then(|| counts.classes.iter().map(|(_, count)| *count as f64 / total as f64).collect())
    }
}

/// Scores of one head on the folds of training, with those of the majority class beside them. Shares in [0, 1].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeadScores {
    /// The head.
    pub head: String,
    /// Labelled comments.
    pub n: usize,
    /// Mean of F1 over the classes.
    pub macro_f1: f64,
    /// Mean of F1 of favor and against, where the head has them.
    pub f_avg: Option<f64>,
    /// Share of comments labelled rightly.
    pub accuracy: f64,
    /// Mean of -ln of the probability given to the truth.
    pub log_loss: f64,
    /// macro-F1 of always predicting the most frequent class.
    pub majority_macro_f1: f64,
}

impl From<HeadEvaluation> for HeadScores {
    /// Figures are rounded to six decimals.
    fn from(evaluation: HeadEvaluation) -> Self {
        let round = |value: f64| (value * 1e6).round() / 1e6;
        Self {
            head: evaluation.name,
            n: evaluation.n,
            macro_f1: round(evaluation.macro_f1),
            f_avg: evaluation.f_avg.map(round),
            accuracy: round(evaluation.accuracy),
            log_loss: round(evaluation.log_loss),
            majority_macro_f1: round(evaluation.baseline.macro_f1),
        }
    }
}

impl Model {
    /// Puts a model together.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Topic`] if the topic's language or aliases cannot be used; [`ErrorKind::Model`] if the heads are not
    /// those of the topic.
    pub(crate) fn new(
        topic: Topic,
        blocks: Blocks,
        weights: TermWeights,
        heads: Vec<HeadModel>,
        pooled: Option<Decision>,
        known: Option<KnownArticles>,
        info: Info,
    ) -> Result<Self> {
        let analyzer = Analyzer::new(&topic)?;
        if !heads.iter().map(|head| head.head).eq(topic.heads()) {
            return Err(ErrorKind::Model("the heads are not those of the topic".into()).into());
        }
        let id = id(&info);
        let tables = TermTables::new(&blocks, &weights);
        let scratches = Scratches::default();
        Ok(Self { topic, analyzer, blocks, weights, tables, heads, pooled, known, unknown: None, info, id, scratches })
    }

    /// The topic it was trained on, without its articles.
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// Its id: 12 hexadecimal digits of a hash of data, settings and program version.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How it came about.
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// Its heads, in the order of the topic.
    pub fn heads(&self) -> &[HeadModel] {
        &self.heads
    }

    /// What it remembers of the articles it was trained on, if anything.
    pub fn known(&self) -> Option<&KnownArticles> {
        self.known.as_ref()
    }

    /// The same model with what it knows of unknown words.
    pub(crate) fn with_unknown(self, unknown: Option<Typical>) -> Self {
        Self { unknown, ..self }
    }

    /// Share of the words of a comment that the model does not know, over comments held out from training: of a comment's own
    /// words those that make no term without the comments of its article. `None` where an older program trained.
    pub fn unknown(&self) -> Option<&Typical> {
        self.unknown.as_ref()
    }

    /// The fitted blocks of terms.
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// The weights of the first stage.
    pub fn weights(&self) -> &TermWeights {
        &self.weights
    }

    /// The decision of a head and the question it asks; `None` for a head that is not answered.
    pub(crate) fn decision<'a>(&'a self, head: &'a HeadModel) -> Option<(&'a Decision, Question)> {
        match (&head.answer, head.head) {
            (Answer::Fitted(decision) | Answer::Prior(decision), head) => Some((decision, Question::Head(head))),
            (Answer::Pooled, Head::Stance(target)) => Some((self.pooled.as_ref()?, Question::AnyTarget(target))),
            (Answer::Pooled | Answer::Unlabelled, _) => None,
        }
    }

    /// The same model asked about the targets of another topic. Targets of the same name keep what was learnt of them;
    /// new ones are scored by what holds for any target; what was learnt of targets left out is left out too. The
    /// `target` head, whose classes are the targets, stays only if these are the same in the same order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Topic`] if the topic's language differs from the model's, or its aliases cannot be used.
    pub fn with_topic(&self, topic: &Topic) -> Result<Self> {
        if topic.language != self.topic.language {
            let text = format!(
                "the topic's language is {:?} but the model was trained on {:?}; use a model of that language",
                topic.language, self.topic.language
            );
            return Err(ErrorKind::Topic(text).into());
        }
        let old = |name: &str| self.topic.targets.iter().position(|target| target.name == name);
        let from: Vec<Option<usize>> = topic.targets.iter().map(|target| old(&target.name)).collect();
        let same = self.topic.targets.len() == topic.targets.len()
            && from.iter().enumerate().all(|(target, from)| *from == Some(target));
        let weights = self.weights.with_targets(&from);
        let topic = Topic { articles: Vec::new(), ..topic.clone() };
        let known = |head: Head| {
            let head = match head {
                Head::Stance(target) => Head::Stance(from[target]?),
                Head::Target if !same => return None,
                Head::Target | Head::Thesis | Head::Sentiment => head,
            };
            Some(self.head(head))
        };
        let answer = |head: Head| match known(head) {
            Some(model) => model.answer.clone(),
            None if matches!(head, Head::Stance(_)) && self.pooled.is_some() => Answer::Pooled,
            None => Answer::Unlabelled,
        };
        let stance = self.heads.iter().find(|model| matches!(model.head, Head::Stance(_)));
        let readiness = |head: Head| {
            let own = if matches!(head, Head::Stance(_)) {
                stance
            } else {
                self.heads.iter().find(|model| model.head == head)
            };
            let n_classes = topic.classes(head).len();
            let own = own.map(|model| model.readiness.clone()).filter(|readiness| readiness.len() == n_classes);
            own.unwrap_or_else(|| vec![1.0; n_classes])
        };
        let heads = topic.heads().into_iter().map(|head| HeadModel {
            head,
            answer: answer(head),
            readiness: readiness(head),
            held_out: known(head).and_then(|model| model.held_out.clone()),
            errors: known(head).and_then(|model| model.errors.clone()),
        });
        let heads = heads
            .map(|mut model| {
                if let Answer::Fitted(decision) = &mut model.answer {
                    *decision = decision.with_columns(context::columns(&topic, Question::Head(model.head)));
                }
                model
            })
            .collect();
        let known = self.known.clone().map(|mut known| {
            known.decision = known.decision.with_columns(context::columns(&topic, Question::KnownArticle));
            known
        });
        let model =
            Self::new(topic, self.blocks.clone(), weights, heads, self.pooled.clone(), known, self.info.clone())?;
        Ok(model.with_unknown(self.unknown))
    }

    fn head(&self, head: Head) -> &HeadModel {
        self.heads.iter().find(|model| model.head == head).expect("heads are those of the topic")
    }
}

fn id(info: &Info) -> String {
    let settings = info.settings.to_string();
    let digest = Sha256::new()
        .chain_update(info.data.as_bytes())
        .chain_update([0])
        .chain_update(settings.as_bytes())
        .chain_update([0])
        .chain_update(info.version.as_bytes())
        .finalize();
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
