//! What several subcommands load and set up the same way: models, topics, threads.

use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;
use hustings::model::Model;
use hustings::topic::Topic;

/// How many threads work.
#[derive(Debug, Clone, Args)]
pub struct ThreadArgs {
    /// Threads to work with; 0 is one per core. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=512))]
    threads: u16,
}

impl ThreadArgs {
    /// Sets up the threads of the whole program; once.
    pub fn start(&self) -> Result<()> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.into())
            .build_global()
            .context("the threads could not be started; try fewer with --threads")
    }
}

/// The model at `path`, or the embedded one.
pub fn load(path: Option<&Path>) -> Result<Model> {
    match path {
        Some(path) => Ok(Model::from_path(path)?),
        None => Ok(Model::embedded()),
    }
}

/// The model as asked by a topic: about its targets, if it has any.
pub fn load_for(path: Option<&Path>, topic: Option<&Topic>) -> Result<Model> {
    let model = load(path)?;
    match topic {
        Some(topic) if !topic.targets.is_empty() => {
            model.with_topic(topic).context("the model cannot be asked about this topic")
        }
        _ => Ok(model),
    }
}

/// The topic at `path`, if one is given.
pub fn topic(path: Option<&Path>) -> Result<Option<Topic>> {
    Ok(path.map(Topic::from_path).transpose()?)
}
