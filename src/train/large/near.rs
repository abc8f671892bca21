//! Held-out comments that recur elsewhere, nearly word for word.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::train::folds::{BANDS, COMPARED, bucket, shingles, similar};

/// Which of the held-out texts have a near-duplicate in the rest. Memory is that of the held-out texts, time linear in all.
pub fn recurring<'a>(held_out: &[&str], rest: impl ParallelIterator<Item = &'a str>) -> Vec<bool> {
    let sets: Vec<Vec<u64>> = held_out.par_iter().map(|text| shingles(text)).collect();
    let bands: Vec<FxHashMap<(u64, u64), Vec<u32>>> = (0..BANDS)
        .into_par_iter()
        .map(|band| {
            let mut buckets: FxHashMap<(u64, u64), Vec<u32>> = FxHashMap::default();
            for (index, set) in (0..).zip(&sets).filter(|(_, set)| !set.is_empty()) {
                let bucket = buckets.entry(bucket(set, band)).or_default();
                if bucket.len() < COMPARED {
                    bucket.push(index);
                }
            }
            buckets
        })
        .collect();
    let recurs: Vec<AtomicBool> = sets.iter().map(|_| AtomicBool::new(false)).collect();
    rest.for_each(|text| {
        let set = shingles(text);
        if set.is_empty() {
            return;
        }
        for (band, buckets) in (0..).zip(&bands) {
            for index in buckets.get(&bucket(&set, band)).into_iter().flatten() {
                let recurs = &recurs[*index as usize];
                if !recurs.load(Ordering::Relaxed) && similar(&set, &sets[*index as usize]) {
                    recurs.store(true, Ordering::Relaxed);
                }
            }
        }
    });
    recurs.into_iter().map(AtomicBool::into_inner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_recurs_with_one_word_changed_is_found() {
        let held_out = [
            "the alliance has never once kept a promise it made to us in the east",
            "of trains that run on time there are few, and of those that do not there are many",
            "short one",
        ];
        let rest = vec!["short one", "the alliance has never once kept a promise it made to us in the west"];
        assert_eq!(recurring(&held_out, rest.into_par_iter()), [true, false, false]);
    }
}
