//! Comments that are nearly word for word the same, found by MinHash with banding, each hit verified exactly.

use rustc_hash::FxHashMap;

/// Comments of at least this many words are compared as near-duplicates; shorter ones ("Exactly.", "Source?") recur
/// under every article and would tie them all together.
pub(crate) const MIN_WORDS: usize = 8;

/// Jaccard similarity of word 3-grams from which two comments count as near-duplicates.
const NEAR_DUPLICATE: f64 = 0.5;

/// Bands of two minima each: similarity 0.5 is met in 99.7 % of cases.
pub(in crate::train) const BANDS: u64 = 20;

/// Members of a bucket that a new one is compared with.
pub(in crate::train) const COMPARED: usize = 8;

/// Pairs of near-duplicates, enough to join each to the others. MinHash with banding, each hit verified exactly.
pub(crate) fn near_duplicates(texts: &[&str]) -> Vec<(usize, usize)> {
    let shingles: Vec<Vec<u64>> = texts.iter().map(|text| shingles(text)).collect();
    let mut pairs = Vec::new();
    for band in 0..BANDS {
        let mut buckets: FxHashMap<(u64, u64), Vec<usize>> = FxHashMap::default();
        for (index, set) in shingles.iter().enumerate().filter(|(_, set)| !set.is_empty()) {
            let bucket = buckets.entry(bucket(set, band)).or_default();
            let similar = |other: &&usize| similar(set, &shingles[**other]);
            let found = bucket.iter().rev().take(COMPARED).find(similar).copied();
            match found {
                Some(other) => pairs.push((other, index)),
                None => bucket.push(index),
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Hashes of the word 3-grams of a text, sorted; none if it is short.
pub(crate) fn shingles(text: &str) -> Vec<u64> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if words.len() < MIN_WORDS {
        return Vec::new();
    }
    let hash = |window: &[String]| {
        window
            .iter()
            .flat_map(|word| word.bytes().chain([b' ']))
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    };
    let mut set: Vec<u64> = words.windows(3).map(hash).collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// The bucket of a text in a band.
pub(in crate::train) fn bucket(set: &[u64], band: u64) -> (u64, u64) {
    let minimum = |salt: u64| set.iter().map(|shingle| mix(*shingle ^ mix(salt))).min().expect("set is not empty");
    (minimum(2 * band + 1), minimum(2 * band + 2))
}

/// Whether two texts are near-duplicates.
pub(crate) fn similar(a: &[u64], b: &[u64]) -> bool {
    jaccard(a, b) >= NEAR_DUPLICATE
}

/// Finaliser of SplitMix64 (Steele, Lea and Flood 2014): spreads nearby numbers over all bits.
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    f64::from(both) / (a.len() + b.len() - both as usize) as f64
}
