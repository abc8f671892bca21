//! The shipped model, inside the program: trained on the corpus in `training/`, see `models/README.md`.

use super::Model;

/// The bytes of the shipped model.
pub const EMBEDDED: &[u8] = include_bytes!("../../models/default.safetensors");

impl Model {
    /// The shipped model: stance toward Pashinyan, NATO and Russia, in English.
    ///
    /// # Panics
    ///
    /// If the program was built around a damaged model file.
    pub fn embedded() -> Self {
        Self::from_bytes(EMBEDDED).expect("the shipped model is read by a test")
    }
}
