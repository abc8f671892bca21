//! Models put to labelled comments: what they say of them, and what they would say under other conditions.
//!
//! A trial runs models and hands truth and prediction on to [`crate::eval`], which knows nothing of models. Every trial
//! says which comments a model had seen.

mod annotators;
pub mod behaviour;
mod blind;
mod clusters;
mod cross_validate;
mod joined;
mod leakage;
mod learning_curve;
mod lexicon;
mod observe;
mod second;
mod shown;
mod slices;
#[cfg(test)]
mod small_data;
mod uncalibrated;

pub use annotators::ratings;
pub use blind::observe_blind;
pub use clusters::clusters;
pub use cross_validate::{CrossValidated, cross_validate};
pub use leakage::leakage;
pub use learning_curve::learning_curve;
pub use lexicon::observe_lexicon;
pub use observe::observe;
pub use second::{observe_second, second_annotator};
pub use shown::{ShownComment, doubtful, worst};
pub use slices::slices;
pub use uncalibrated::observe_uncalibrated;
