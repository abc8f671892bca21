//! Caches of words for several threads.

use std::sync::Mutex;

use super::word_cache::WordCache;

/// Caches for as many threads as run at once. They belong to one analyzer, for what is known of a word depends on its
/// language and its aliases.
pub(super) struct WordCaches {
    caches: Box<[Mutex<WordCache>]>,
}

impl WordCaches {
    pub(super) fn new() -> Self {
        let n_caches = std::thread::available_parallelism().map_or(1, usize::from);
        Self { caches: (0..n_caches).map(|_| Mutex::default()).collect() }
    }

    /// Runs something with a cache of its own: the same one each time on a thread of a pool, as long as it is free.
    pub(super) fn with<R>(&self, run: impl FnOnce(&mut WordCache) -> R) -> R {
        let first = rayon::current_thread_index().unwrap_or(0) % self.caches.len();
        let (before, from) = self.caches.split_at(first);
        match from.iter().chain(before).find_map(|cache| cache.try_lock().ok()) {
            Some(mut cache) => run(&mut cache),
            None => run(&mut WordCache::with_words(1 << 8)),
        }
    }
}

impl Clone for WordCaches {
    /// As many caches, all empty.
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for WordCaches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WordCaches").field("caches", &self.caches.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::word_cache::Word;

    #[test]
    fn a_cache_in_use_is_given_to_nobody_else() {
        let caches = WordCaches::new();
        let kept = |caches: &WordCaches| caches.with(|cache| cache.text_len());
        caches.with(|cache| {
            cache.get(0, "a", |_| Word::default());
            assert_eq!(kept(&caches), 0);
        });
        assert_eq!((kept(&caches), kept(&caches.clone())), (1, 0));
    }
}
