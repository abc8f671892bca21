//! Arguments as checked, and what of them decides what is written.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use hustings::read::{Authors, ReadParams};
use sha2::{Digest, Sha256};

use super::Args;
use crate::cli::inputs::Found;
use crate::cli::output::{LISTED, OutputFormat};

/// What becomes of authors' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum AuthorsArg {
    /// Names as read
    Keep,
    /// A keyed hash instead: the same for the same name
    Hash,
    /// No names
    Drop,
}

impl AuthorsArg {
    fn settle(self, key: Option<&Path>) -> Result<Authors> {
        match (self, key) {
            (Self::Hash, Some(path)) => {
                let key = std::fs::read(path).with_context(|| format!("--key {}", path.display()))?;
                if key.is_empty() {
                    bail!("--key {}: the file is empty; 32 random bytes make a good key", path.display());
                }
                Ok(Authors::Hash(key))
            }
            (Self::Hash, None) => {
                let mut key = vec![0; 32];
                getrandom::fill(&mut key).context("no random key could be had; name one with --key")?;
                Ok(Authors::Hash(key))
            }
            (_, Some(_)) => bail!("--key is for --authors hash"),
            (Self::Keep, None) => Ok(Authors::Keep),
            (Self::Drop, None) => Ok(Authors::Drop),
        }
    }
}

/// Arguments as checked.
pub struct Settings {
    pub read: ReadParams,
    pub to: OutputFormat,
    pub explain: Option<usize>,
    pub strict: bool,
}

impl Settings {
    /// Checks arguments; opens nothing but the key.
    pub fn new(args: &Args) -> Result<Self> {
        let extension = args.out.as_deref().and_then(Path::extension).map(|extension| extension.to_ascii_lowercase());
        let by_name = match extension.as_deref().and_then(|extension| extension.to_str()) {
            Some("csv") => OutputFormat::Csv,
            Some("jsonl") => OutputFormat::Jsonl,
            Some("html" | "htm") => OutputFormat::Html,
            Some("parquet") => OutputFormat::Parquet,
            _ => OutputFormat::Table,
        };
        let to = args.to.unwrap_or(by_name);
        if args.resume && args.authors == AuthorsArg::Hash && args.key.is_none() {
            bail!(
                "--resume with --authors hash needs the same --key as before; without one each run has a key of its own"
            );
        }
        if args.resume && !to.is_resumable() {
            bail!("--resume is for CSV and JSONL, which grow record by record; write one of them");
        }
        let read = ReadParams {
            format: args.from,
            columns: args.table.columns(),
            wheres: args.table.wheres.clone(),
            strict: args.strict,
            authors: args.authors.settle(args.key.as_deref())?,
        };
        let explain = args.explain.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        // A page always explains its labels.
        let explain = explain.or_else(|| (to == OutputFormat::Html).then_some(LISTED));
        Ok(Self { read, to, explain, strict: args.strict })
    }
}

/// Hash of all that decides what is written.
pub fn fingerprint(args: &Args, settings: &Settings, model: &str, found: &Found) -> String {
    let mut all = String::new();
    let inputs: Vec<(String, u64)> = found.inputs.iter().map(|input| (input.name(), input.size())).collect();
    let Settings { read, to, explain, .. } = settings;
    let _ = write!(all, "{} {model} {read:?} {to:?} {explain:?} {inputs:?}", env!("CARGO_PKG_VERSION"));
    let _ = write!(all, "{:?} {:?} {:?} {:?}", args.article, args.topic, (args.max_error, &args.audit), args.inputs);
    let mut digest = Sha256::new_with_prefix(&all);
    for path in
        args.topic.iter().chain(&args.key).chain(&args.audit).cloned().chain(args.article.as_ref().map(PathBuf::from))
    {
        digest.update(std::fs::read(path).unwrap_or_default());
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
