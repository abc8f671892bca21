//! How a report came about: data, hashes, settings, versions, the command.

use std::path::{Path, PathBuf};

use hustings::model::Model;
use hustings::read::Dataset;
use hustings::report::content::ProvenanceEntry;
use hustings::topic::Topic;
use hustings::train::{TrainParams, data_hash};
use sha2::{Digest, Sha256};

/// Facts in the order in which they are shown.
#[derive(Debug, Default)]
pub struct Provenance(Vec<ProvenanceEntry>);

impl Provenance {
    /// What was typed, and by which version of the program it was run.
    pub fn of_command() -> Self {
        let mut facts = Self::default();
        let arguments = std::env::args_os().skip(1).map(|argument| quoted(&argument.to_string_lossy()));
        let command = std::iter::once("hustings".to_owned()).chain(arguments).collect::<Vec<_>>().join(" ");
        facts.add("command", command);
        facts.add("program", format!("hustings {}", env!("CARGO_PKG_VERSION")));
        facts
    }

    /// One fact.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push(ProvenanceEntry { name: name.to_owned(), value: value.into() });
    }

    /// A file and the hash of its bytes. Standard input, which was read already, is named alone.
    pub fn file(&mut self, name: &str, path: &Path) {
        let value = match std::fs::read(path) {
            Ok(bytes) => format!("{}, {} bytes, SHA-256 {}", path.display(), bytes.len(), hexadecimal(&bytes)),
            Err(_) => path.display().to_string(),
        };
        self.add(name, value);
    }

    /// The labelled comments as read.
    pub fn data(&mut self, name: &str, files: &[PathBuf], dataset: &Dataset, topic: &Topic) {
        files.iter().for_each(|file| self.file(&format!("{name}: file"), file));
        let comments: usize = dataset.sections.iter().map(|section| section.comments.len()).sum();
        let labelled = dataset.samples.len();
        self.add(
            name,
            format!(
                "{labelled} labelled of {comments} comments, SHA-256 of what was read {}",
                data_hash(dataset, topic)
            ),
        );
    }

    /// A model, its training data and settings.
    pub fn model(&mut self, name: &str, path: Option<&Path>, model: &Model) {
        match path {
            Some(path) => self.file(&format!("{name}: file"), path),
            None => self.add(&format!("{name}: file"), "built in"),
        }
        let info = model.info();
        self.add(name, format!("{}, trained by hustings {}", model.id(), info.version));
        self.add(&format!("{name}: training data"), format!("SHA-256 {}", info.data));
        self.add(&format!("{name}: folds"), info.folds.clone());
        self.add(&format!("{name}: settings"), info.settings.to_string());
    }

    /// Settings of training.
    pub fn settings(&mut self, name: &str, params: &TrainParams) {
        let settings = serde_json::to_string(params).expect("settings are plain data");
        self.add(&format!("{name}: settings"), settings);
    }

    /// All facts.
    pub fn into_entries(self) -> Vec<ProvenanceEntry> {
        self.0
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An argument as a shell takes it: in single quotes unless it is plain.
fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_where_a_shell_would_take_them_apart() {
        let cases = [
            ("split=dev", "split=dev"),
            ("my file.csv", "'my file.csv'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
            ("a;rm -rf", "'a;rm -rf'"),
        ];
        for (argument, expected) in cases {
            assert_eq!(quoted(argument), expected);
        }
    }
}
