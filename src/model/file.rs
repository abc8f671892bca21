//! The bytes of a model: one safetensors file, the manifest as JSON in its metadata.
//!
//! Nothing in a file is believed before it is checked: safetensors checks the header against the length of the file;
//! here every tensor must be one that is known, of the type and shape that the manifest implies, and hold finite
//! numbers. All that is allocated is bounded by the length of the file.

use std::collections::HashMap;
use std::path::Path;

use half::f16;
use ndarray::Array2;
use safetensors::tensor::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

use super::tensors::{Loaded, Tensors, bytes, chunks, fault};
use super::weights::{FLAGS, TermWeights};
use super::{Answer, HeadModel, Info, KnownArticles, Model};
use crate::comment::ArticleKey;
use crate::error::{Error, Result};
use crate::features::blocks::{BlockParams, Blocks};
use crate::features::context::{self, Question};
use crate::features::log_odds::Layout;
use crate::topic::{STANCES, Topic};

/// Key of the manifest in the metadata.
const KEY: &str = "hustings";

/// Version of the format that this program writes and reads.
pub const FORMAT_VERSION: u32 = 4;

/// What a model file says of itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format_version: u32,
    id: String,
    topic: Topic,
    blocks: BlockParams,
    heads: Vec<ManifestHead>,
    pooled: bool,
    /// Readiness of the thesis under known articles, if any are known.
    known: Option<Vec<f64>>,
    info: Info,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestHead {
    name: String,
    classes: Vec<String>,
    answer: AnswerKind,
    readiness: Vec<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AnswerKind {
    Fitted,
    Pooled,
    Prior,
    Unlabelled,
}

/// Only the version: read first, so that a later format is named as such.
#[derive(Deserialize)]
struct Version {
    format_version: u32,
}

/// Name of the pooled decision among the tensors. No head has it, for it holds a colon.
const POOLED: &str = "any:target";

/// Name of the decision for known articles.
const KNOWN: &str = "thesis:known";

/// Name of what is known of unknown words; no tensor of a head begins so.
const UNKNOWN: &str = "unknown";

impl Model {
    /// The bytes of the model file. The same model gives the same bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if the model is too large for the format.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut tensors = Tensors::default();
        for (name, block) in [("words", &self.blocks.words), ("chars", &self.blocks.chars), ("near", &self.blocks.near)]
        {
            let (text, ends) = block.vocabulary().as_parts();
            tensors.push(format!("{name}.terms"), Dtype::U8, vec![text.len()], text.as_bytes().to_vec());
            tensors.push(
                format!("{name}.ends"),
                Dtype::U32,
                vec![ends.len()],
                bytes(ends.iter().copied(), u32::to_le_bytes),
            );
            let idf = bytes(block.idf().iter().copied(), f32::to_le_bytes);
            tensors.push(format!("{name}.idf"), Dtype::F32, vec![block.idf().len()], idf);
        }
        let weights = &self.weights;
        let n = weights.layout.n_places();
        let text = bytes(weights.text.iter().copied(), f16::to_le_bytes);
        tensors.push("scorer.text".into(), Dtype::F16, vec![weights.text.len() / n, n], text);
        let words = bytes(weights.words.iter().copied(), f16::to_le_bytes);
        tensors.push("scorer.words".into(), Dtype::F16, vec![weights.words.len() / 2, 2], words);
        let near = bytes(weights.near.iter().copied(), f16::to_le_bytes);
        tensors.push("scorer.near".into(), Dtype::F16, vec![weights.n_near(), 2], near);
        tensors.floats("scorer.flags", vec![weights.flags.nrows(), 2], weights.flags.iter());
        tensors.floats("scorer.shared_flags", vec![FLAGS.len(), 2], weights.shared_flags.iter());
        tensors.floats("scorer.bias", vec![n], weights.bias.iter());
        tensors.floats("scorer.stance_bias", vec![2], weights.stance_bias.iter());
        let mut heads = Vec::new();
        for head in &self.heads {
            let name = self.topic.head_name(head.head).to_owned();
            let answer = match &head.answer {
                Answer::Fitted(decision) => {
                    tensors.decision(&name, decision);
                    AnswerKind::Fitted
                }
                Answer::Prior(decision) => {
                    tensors.decision(&name, decision);
                    AnswerKind::Prior
                }
                Answer::Pooled => AnswerKind::Pooled,
                Answer::Unlabelled => AnswerKind::Unlabelled,
            };
            if let Some(held_out) = &head.held_out {
                tensors.held_out(&name, held_out);
            }
            if let Some(errors) = &head.errors {
                tensors.errors(&name, errors);
            }
            let classes = self.topic.classes(head.head).into_iter().map(String::from).collect();
            heads.push(ManifestHead { name, classes, answer, readiness: head.readiness.clone() });
        }
        if let Some(pooled) = &self.pooled {
            tensors.decision(POOLED, pooled);
        }
        if let Some(known) = &self.known {
            let keys = bytes(known.offsets.keys().copied(), |key| key);
            tensors.push("known.keys".into(), Dtype::U8, vec![known.len(), 8], keys);
            tensors.floats("known.offsets", vec![known.len(), 2], known.offsets.values().flatten());
            tensors.decision(KNOWN, &known.decision);
            tensors.held_out(KNOWN, &known.held_out);
            if let Some(errors) = &known.errors {
                tensors.errors(KNOWN, errors);
            }
        }
        if let Some(unknown) = &self.unknown {
            tensors.floats(UNKNOWN, vec![3], unknown.figures().iter());
        }
        let manifest = Manifest {
            format_version: FORMAT_VERSION,
            id: self.id.clone(),
            topic: self.topic.clone(),
            blocks: BlockParams {
                words: self.blocks.words.params().clone(),
                chars: self.blocks.chars.params().clone(),
                near: self.blocks.near.params().clone(),
            },
            heads,
            pooled: self.pooled.is_some(),
            known: self.known.as_ref().map(|known| known.readiness.clone()),
            info: self.info.clone(),
        };
        let manifest = serde_json::to_string(&manifest).expect("a manifest is plain data");
        tensors.serialize(HashMap::from([(KEY.to_owned(), manifest)]))
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read, and those of [`Model::from_bytes`].
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let name = path.as_ref().display().to_string();
        let bytes = std::fs::read(path).map_err(|error| Error::from(error).in_file(&name))?;
        Self::from_bytes(&bytes).map_err(|error| error.in_file(name))
    }

    /// Reads the bytes of a model file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if they are cut short, damaged, not a hustings model, or of a later format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| {
            fault(format!("not a model file, cut short or damaged ({error}); train it again or fetch it anew"))
        })?;
        let manifest = metadata.metadata().as_ref().and_then(|metadata| metadata.get(KEY));
        let manifest = manifest
            .ok_or_else(|| fault("a safetensors file, but not of hustings; give one made by hustings train"))?;
        let damaged =
            |error: serde_json::Error| fault(format!("the manifest is damaged ({error}); train the model again"));
        let Version { format_version } = serde_json::from_str(manifest).map_err(damaged)?;
        if format_version > FORMAT_VERSION {
            return Err(fault(format!(
                "format version {format_version} is newer than this program reads ({FORMAT_VERSION}); update, or retrain with train"
            )));
        }
        if format_version < FORMAT_VERSION {
            return Err(fault(format!(
                "format version {format_version} is older than this program reads ({FORMAT_VERSION}); retrain with train"
            )));
        }
        let manifest: Manifest = serde_json::from_str(manifest).map_err(damaged)?;
        let file = SafeTensors::deserialize(bytes).map_err(|error| fault(format!("damaged ({error})")))?;
        let mut tensors = Loaded(file.tensors().into_iter().collect());
        let model = read(manifest, &mut tensors)?;
        match tensors.0.keys().next() {
            None => Ok(model),
            Some(name) => Err(fault(format!("it holds a tensor {name:?} that this program does not know; update"))),
        }
    }
}

fn read(manifest: Manifest, tensors: &mut Loaded<'_>) -> Result<Model> {
    let topic = manifest.topic;
    topic.check().map_err(|error| fault(error.to_string()))?;
    let blocks = Blocks::new(
        tensors.block("words", manifest.blocks.words)?,
        tensors.block("chars", manifest.blocks.chars)?,
        tensors.block("near", manifest.blocks.near)?,
    );
    let layout = Layout::new(&topic);
    let (n, n_flags) = (layout.n_places(), FLAGS.len());
    let matrix = |rows: usize, values: Vec<f64>| Array2::from_shape_vec((rows, 2), values).expect("length was checked");
    let weights = TermWeights {
        layout,
        text: tensors.halves("scorer.text", &[blocks.n_text(), n])?,
        words: tensors.halves("scorer.words", &[blocks.n_words(), 2])?,
        near: tensors.halves("scorer.near", &[blocks.n_near(), 2])?,
        flags: matrix(
            layout.n_targets() * n_flags,
            tensors.floats("scorer.flags", &[layout.n_targets() * n_flags, 2])?,
        ),
        shared_flags: matrix(n_flags, tensors.floats("scorer.shared_flags", &[n_flags, 2])?),
        bias: tensors.floats("scorer.bias", &[n])?,
        stance_bias: tensors.floats("scorer.stance_bias", &[2])?.try_into().expect("length was checked"),
    };
    let expected = topic.heads();
    if manifest.heads.len() != expected.len() {
        return Err(fault(format!("{} heads where the topic has {}", manifest.heads.len(), expected.len())));
    }
    let mut heads = Vec::with_capacity(expected.len());
    for (head, entry) in expected.into_iter().zip(manifest.heads) {
        if entry.name != topic.head_name(head) || entry.classes != topic.classes(head) {
            return Err(fault(format!("head {:?} is not that of the topic", entry.name)));
        }
        let n_classes = entry.classes.len();
        check_readiness(&entry.name, &entry.readiness, n_classes)?;
        let answer = match entry.answer {
            AnswerKind::Fitted => Answer::Fitted(tensors.decision(
                &entry.name,
                context::columns(&topic, Question::Head(head)),
                n_classes,
            )?),
            AnswerKind::Prior => Answer::Prior(tensors.decision(&entry.name, Vec::new(), n_classes)?),
            AnswerKind::Pooled => Answer::Pooled,
            AnswerKind::Unlabelled => Answer::Unlabelled,
        };
        let held_out = match answer {
            Answer::Fitted(_) => Some(tensors.held_out(&entry.name, n_classes)?),
            Answer::Pooled | Answer::Prior(_) | Answer::Unlabelled => None,
        };
        let errors = match answer {
            Answer::Fitted(_) => tensors.errors(&entry.name, n_classes)?,
            Answer::Pooled | Answer::Prior(_) | Answer::Unlabelled => None,
        };
        heads.push(HeadModel { head, answer, readiness: entry.readiness, held_out, errors });
    }
    let pooled = if manifest.pooled {
        let columns = context::columns(&topic, Question::AnyTarget(0));
        Some(tensors.decision(POOLED, columns, 3)?)
    } else {
        None
    };
    let known = match manifest.known {
        Some(readiness) => {
            check_readiness(KNOWN, &readiness, STANCES.len())?;
            let keys = tensors.take("known.keys", Dtype::U8, &[None, Some(8)])?;
            let keys: Vec<ArticleKey> = chunks(keys, |key| key).collect();
            let offsets = tensors.floats("known.offsets", &[keys.len(), 2])?;
            let offsets = offsets.chunks_exact(2).map(|offset| [offset[0], offset[1]]);
            let columns = context::columns(&topic, Question::KnownArticle);
            let decision = tensors.decision(KNOWN, columns, STANCES.len())?;
            let held_out = tensors.held_out(KNOWN, STANCES.len())?;
            let errors = tensors.errors(KNOWN, STANCES.len())?;
            let offsets = keys.into_iter().zip(offsets).collect();
            Some(KnownArticles { offsets, decision, readiness, held_out, errors })
        }
        None => None,
    };
    let unknown = tensors.unknown(UNKNOWN)?;
    let model = Model::new(topic, blocks, weights, heads, pooled, known, manifest.info);
    let model = model.map_err(|error| fault(error.to_string()))?.with_unknown(unknown);
    if model.id != manifest.id {
        return Err(fault(format!(
            "it says it is model {} but its settings make {}; train it again",
            manifest.id, model.id
        )));
    }
    Ok(model)
}

fn check_readiness(name: &str, readiness: &[f64], n_classes: usize) -> Result<()> {
    let usable = readiness.iter().all(|readiness| readiness.is_finite() && *readiness > 0.0);
    if usable && readiness.len() == n_classes {
        return Ok(());
    }
    Err(fault(format!("head {name:?} has no usable readiness")))
}
