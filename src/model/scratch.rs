//! Buffers that predicting needs, kept from one comment to the next, a set for each thread at work.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use super::predict::Seen;
use super::scored::{ScoreScratch, Scored};
use crate::features::context::Context;
use crate::text::QuoteSource;

/// Parents kept: an answer mostly stands close to what it answers, and to the other answers.
const N_PARENTS: usize = 64;

/// One set of buffers.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The comment read last.
    pub seen: Seen,
    pub score: ScoreScratch,
    pub parents: Parents,
    pub context: Context,
    /// One number for each term of words, zero between comments.
    pub dense: Vec<f32>,
}

/// A comment as those that answer it need it.
#[derive(Debug, Default)]
pub struct Parent {
    /// Its words, which answers may repeat.
    pub source: QuoteSource,
    /// Its scores.
    pub scored: Scored,
}

/// Parents read lately, each in the one place its number allows.
#[derive(Debug, Default)]
pub struct Parents(Vec<Option<(Key, Arc<Parent>)>>);

/// Section and index of a comment.
type Key = (u64, usize);

impl Parents {
    /// The parent with this key, read anew if it is not kept.
    pub fn get(&mut self, key: Key, read: impl FnOnce() -> Parent) -> Arc<Parent> {
        self.0.resize(N_PARENTS, None);
        let place = &mut self.0[key.1 % N_PARENTS];
        match place {
            Some((kept, parent)) if *kept == key => parent.clone(),
            _ => place.insert((key, Arc::new(read()))).1.clone(),
        }
    }
}

/// The sets of buffers that are not in use.
#[derive(Debug, Default)]
pub struct Scratches {
    free: Mutex<Vec<Scratch>>,
    sections: AtomicU64,
}

impl Scratches {
    /// Runs with a set of buffers of its own.
    pub fn with<T>(&self, run: impl FnOnce(&mut Scratch) -> T) -> T {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut scratch = free.unwrap_or_default();
        let result = run(&mut scratch);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        result
    }

    /// A number for a section, another each time.
    pub fn next_id(&self) -> u64 {
        self.sections.fetch_add(1, Ordering::Relaxed)
    }
}
