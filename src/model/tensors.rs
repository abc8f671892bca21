//! The tensors of a model file by name: written from the parts of a model, read back with every type, shape and number
//! checked.

use std::collections::{BTreeMap, HashMap};

use half::f16;
use ndarray::{Array1, Array2};
use safetensors::tensor::{Dtype, TensorView};

use super::decision::Decision;
use super::error_sketch::ErrorSketch;
use super::held_out::{HeldOut, N_STEPS};
use super::typical::Typical;
use crate::error::{Error, ErrorKind, Result};
use crate::features::tfidf::{TfIdf, TfIdfValidParams};
use crate::features::vocabulary::Vocabulary;

pub(super) fn fault(text: impl Into<String>) -> Error {
    ErrorKind::Model(text.into()).into()
}

pub(super) fn bytes<T, const N: usize>(
    values: impl IntoIterator<Item = T>,
    to_bytes: impl Fn(T) -> [u8; N],
) -> Vec<u8> {
    values.into_iter().flat_map(to_bytes).collect()
}

/// Tensors to be written.
#[derive(Default)]
pub(super) struct Tensors(pub(super) BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>);

impl Tensors {
    pub(super) fn push(&mut self, name: String, dtype: Dtype, shape: Vec<usize>, bytes: Vec<u8>) {
        self.0.insert(name, (dtype, shape, bytes));
    }

    pub(super) fn floats<'a>(&mut self, name: &str, shape: Vec<usize>, values: impl Iterator<Item = &'a f64>) {
        self.push(name.to_owned(), Dtype::F32, shape, bytes(values.map(|value| *value as f32), f32::to_le_bytes));
    }

    pub(super) fn decision(&mut self, name: &str, decision: &Decision) {
        let (columns, classes) = decision.weights.dim();
        self.floats(&format!("decision.{name}.mean"), vec![columns], decision.mean.iter());
        self.floats(&format!("decision.{name}.scale"), vec![columns], decision.scale.iter());
        self.floats(&format!("decision.{name}.weights"), vec![columns, classes], decision.weights.iter());
        self.floats(&format!("decision.{name}.intercept"), vec![classes], decision.intercept.iter());
    }

    pub(super) fn held_out(&mut self, name: &str, held_out: &HeldOut) {
        let shape = vec![held_out.n_classes(), N_STEPS, 2];
        self.push(format!("held_out.{name}"), Dtype::U32, shape, bytes(held_out.counts(), u32::to_le_bytes));
    }

    pub(super) fn errors(&mut self, name: &str, errors: &ErrorSketch) {
        let sizes = bytes(errors.sizes().iter().copied(), u32::to_le_bytes);
        self.push(format!("errors.{name}.sizes"), Dtype::U32, vec![errors.sizes().len()], sizes);
        let seen = bytes(errors.seen().iter().copied(), u16::to_le_bytes);
        self.push(format!("errors.{name}.seen"), Dtype::U16, vec![errors.seen().len()], seen);
        self.floats(&format!("errors.{name}.choice"), vec![3], errors.choice().iter());
    }

    pub(super) fn serialize(&self, metadata: HashMap<String, String>) -> Result<Vec<u8>> {
        let too_large = |error: safetensors::SafeTensorError| fault(format!("the model cannot be written: {error}"));
        let views = self.0.iter().map(|(name, (dtype, shape, bytes))| {
            TensorView::new(*dtype, shape.clone(), bytes).map(|view| (name.as_str(), view))
        });
        let views = views.collect::<Result<Vec<_>, _>>().map_err(too_large)?;
        safetensors::serialize(views, Some(metadata)).map_err(too_large)
    }
}

/// Begins the names of the columns, last of all, that models trained before there were these lack.
const REPLY: &str = "reply ";

/// Tensors read and not yet asked for.
pub(super) struct Loaded<'a>(pub(super) BTreeMap<String, TensorView<'a>>);

impl<'a> Loaded<'a> {
    pub(super) fn take(&mut self, name: &str, dtype: Dtype, shape: &[Option<usize>]) -> Result<&'a [u8]> {
        let view = self.0.remove(name).ok_or_else(|| fault(format!("tensor {name:?} is missing")))?;
        let fits = view.shape().len() == shape.len()
            && view
                .shape()
                .iter()
                .zip(shape)
                .all(|(found, expected)| expected.is_none_or(|expected| expected == *found));
        if view.dtype() != dtype || !fits {
            let expected: Vec<String> =
                shape.iter().map(|size| size.map_or("any".into(), |size| size.to_string())).collect();
            return Err(fault(format!(
                "tensor {name:?} is {:?} of shape {:?}; expected {dtype:?} of shape [{}]",
                view.dtype(),
                view.shape(),
                expected.join(", ")
            )));
        }
        Ok(view.data())
    }

    pub(super) fn floats(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f64>> {
        let shape: Vec<Option<usize>> = shape.iter().copied().map(Some).collect();
        let values = self.take(name, Dtype::F32, &shape)?;
        let values: Vec<f64> = chunks(values, f32::from_le_bytes).map(f64::from).collect();
        finite(name, values.iter().all(|value| value.is_finite()))?;
        Ok(values)
    }

    pub(super) fn halves(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f16>> {
        let shape: Vec<Option<usize>> = shape.iter().copied().map(Some).collect();
        let values: Vec<f16> = chunks(self.take(name, Dtype::F16, &shape)?, f16::from_le_bytes).collect();
        finite(name, values.iter().all(|value| value.is_finite()))?;
        Ok(values)
    }

    pub(super) fn block(&mut self, name: &str, params: TfIdfValidParams) -> Result<TfIdf> {
        let terms = self.take(&format!("{name}.terms"), Dtype::U8, &[None])?;
        let terms = std::str::from_utf8(terms).map_err(|_| fault(format!("the {name} terms are not UTF-8")))?;
        let ends: Vec<u32> =
            chunks(self.take(&format!("{name}.ends"), Dtype::U32, &[None])?, u32::from_le_bytes).collect();
        let n_terms = ends.len();
        let vocabulary = Vocabulary::from_parts(terms.to_owned(), ends)
            .map_err(|reason| fault(format!("the {name} terms {reason}")))?;
        let idf = self.floats(&format!("{name}.idf"), &[n_terms])?;
        let idf = idf.into_iter().map(|idf| idf as f32).collect();
        TfIdf::from_parts(params, vocabulary, idf).map_err(|error| fault(error.to_string()))
    }

    /// A decision on these columns, or without the last of them, those of replies, where an older program trained.
    pub(super) fn decision(&mut self, name: &str, mut columns: Vec<String>, n_classes: usize) -> Result<Decision> {
        let n_without = columns.iter().take_while(|column| !column.starts_with(REPLY)).count();
        let mean = self.0.get(format!("decision.{name}.mean").as_str());
        if mean.is_some_and(|mean| mean.shape() == [n_without]) {
            columns.truncate(n_without);
        }
        let n = columns.len();
        let mean = self.floats(&format!("decision.{name}.mean"), &[n])?;
        let scale = self.floats(&format!("decision.{name}.scale"), &[n])?;
        if scale.iter().any(|scale| *scale < 0.0) {
            return Err(fault(format!("decision {name:?} has a scale below 0")));
        }
        let weights = self.floats(&format!("decision.{name}.weights"), &[n, n_classes])?;
        let intercept = self.floats(&format!("decision.{name}.intercept"), &[n_classes])?;
        let weights = Array2::from_shape_vec((n, n_classes), weights).expect("length was checked");
        Ok(Decision { columns, mean, scale, weights, intercept: Array1::from(intercept) })
    }

    pub(super) fn held_out(&mut self, name: &str, n_classes: usize) -> Result<HeldOut> {
        let tensor = format!("held_out.{name}");
        let counts = self.take(&tensor, Dtype::U32, &[Some(n_classes), Some(N_STEPS), Some(2)])?;
        let counts: Vec<u32> = chunks(counts, u32::from_le_bytes).collect();
        HeldOut::from_counts(n_classes, &counts).ok_or_else(|| {
            fault(format!("tensor {tensor:?} grows from one step to the next, or counts more errors than predictions"))
        })
    }

    /// The held-out comments of a head in brief; `None` where an older program trained.
    pub(super) fn errors(&mut self, name: &str, n_classes: usize) -> Result<Option<ErrorSketch>> {
        let [sizes, seen, choice] = ["sizes", "seen", "choice"].map(|part| format!("errors.{name}.{part}"));
        if ![&sizes, &seen, &choice].into_iter().any(|tensor| self.0.contains_key(tensor.as_str())) {
            return Ok(None);
        }
        let sizes = chunks(self.take(&sizes, Dtype::U32, &[None])?, u32::from_le_bytes).collect();
        let seen = chunks(self.take(&seen, Dtype::U16, &[None])?, u16::from_le_bytes).collect();
        let choice = self.floats(&choice, &[3])?.try_into().expect("length was checked");
        let errors = ErrorSketch::from_parts(n_classes, sizes, seen, choice);
        let errors = errors.ok_or_else(|| fault(format!("the tensors errors.{name} do not fit each other")))?;
        Ok(Some(errors))
    }

    /// What is known of unknown words; `None` where an older program trained.
    pub(super) fn unknown(&mut self, name: &str) -> Result<Option<Typical>> {
        if !self.0.contains_key(name) {
            return Ok(None);
        }
        let figures = self.floats(name, &[3])?.try_into().expect("length was checked");
        let typical = Typical::from_figures(figures);
        Ok(Some(typical.ok_or_else(|| fault(format!("tensor {name:?} holds a variance below 0")))?))
    }
}

pub(super) fn chunks<T, const N: usize>(bytes: &[u8], from_bytes: impl Fn([u8; N]) -> T) -> impl Iterator<Item = T> {
    bytes.as_chunks::<N>().0.iter().map(move |chunk| from_bytes(*chunk))
}

pub(super) fn finite(name: &str, all: bool) -> Result<()> {
    if all { Ok(()) } else { Err(fault(format!("tensor {name:?} holds a number that is not finite"))) }
}

#[cfg(test)]
mod tests {
    use safetensors::tensor::SafeTensors;

    use super::*;

    #[test]
    fn decisions_of_before_replies_are_read_and_others_of_the_wrong_length_refused() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let now = names(&["own lean:a", "shape length", "reply cue", "reply assent"]);
        for (written, read) in [(4, Some(4)), (2, Some(2)), (3, None), (1, None), (5, None)] {
            let decision = Decision {
                columns: vec![String::new(); written],
                mean: vec![0.0; written],
                scale: vec![1.0; written],
                weights: Array2::zeros((written, 3)),
                intercept: Array1::zeros(3),
            };
            let mut tensors = Tensors::default();
            tensors.decision("nato", &decision);
            let bytes = tensors.serialize(HashMap::new()).unwrap();
            let file = SafeTensors::deserialize(&bytes).unwrap();
            let mut loaded = Loaded(file.tensors().into_iter().collect());
            let found = loaded.decision("nato", now.clone(), 3);
            assert_eq!(found.ok().map(|found| found.columns), read.map(|read| now[..read].to_vec()), "{written}");
        }
    }
}
