//! How far a run has come, so that another can go on where it was ended.
//!
//! Output grows in `OUT.partial`; every few seconds `OUT.partial.state` says how many bytes of it are whole records, how
//! many comments these are and what they sum to. A run that ends puts the output in its place and takes the state away. One
//! that was killed leaves both; with `--resume` the next cuts the output to the bytes the state vouches for, reads the
//! input again from its start, passes over the comments that are done, and goes on.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hustings::whole_file::WholeFile;
use serde::{Deserialize, Serialize};

use crate::cli::tally::TallyState;

/// Time between two states, and comments before the first.
const INTERVAL: Duration = Duration::from_secs(2);
const FIRST: usize = 2048;

/// What a run has done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Hash of all that decides what is written: settings, model, names and sizes of the inputs.
    pub settings: String,
    /// Bytes written, all of them whole records.
    pub bytes: u64,
    /// Comments written.
    pub comments: u64,
    /// What they sum to.
    pub tally: TallyState,
}

/// Writes states from time to time.
#[derive(Debug)]
pub struct Checkpoint {
    path: PathBuf,
    last: Option<Instant>,
}

/// Where output grows.
pub fn partial(out: &Path) -> PathBuf {
    with_suffix(out, ".partial")
}

/// Where its state stands.
pub fn state(out: &Path) -> PathBuf {
    with_suffix(out, ".partial.state")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

impl State {
    /// The state that an earlier run of these settings left, if `resume`; an empty one if there is none.
    ///
    /// # Errors
    ///
    /// If there is one but it must not be used up: without `resume`, or of other settings.
    pub fn earlier(out: &Path, settings: &str, resume: bool) -> Result<Self> {
        let path = state(out);
        let fresh = Self { settings: settings.to_owned(), ..Self::default() };
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(fresh),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        let found: Self = serde_json::from_slice(&bytes)
            .with_context(|| format!("{}: not a state of an earlier run; delete it to start anew", path.display()))?;
        let held = format!("{} holds {} comments of a run that did not end", partial(out).display(), found.comments);
        if !resume {
            bail!("{held}; go on with --resume, or delete it and {} to start anew", path.display());
        }
        if found.settings != settings {
            bail!(
                "{held}, but its inputs, model or options were others; use the same, or delete it and {} to start anew",
                path.display()
            );
        }
        Ok(found)
    }
}

impl Checkpoint {
    /// For an output of this name.
    pub fn new(out: &Path) -> Self {
        Self { path: state(out), last: None }
    }

    /// Whether it is time for a state, after so many comments.
    pub fn is_due(&self, comments: usize) -> bool {
        self.last.map_or(comments >= FIRST, |last| last.elapsed() >= INTERVAL)
    }

    /// Writes a state, whole.
    pub fn write(&mut self, state: &State) -> Result<()> {
        let mut file = WholeFile::create(&self.path)?;
        file.write_all(&serde_json::to_vec(state)?)?;
        file.commit()?;
        self.last = Some(Instant::now());
        Ok(())
    }

    /// Whether a state has been written, by this run or an earlier one.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Takes the state away.
    pub fn remove(&self) -> Result<()> {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| self.path.display().to_string())
            }
            _ => Ok(()),
        }
    }
}
