//! Finds terms by the keys of their n-grams (see [`ngrams`](super::ngrams)), in one flat table.
//!
//! Terms are laid out in rows, the frequent first: nearly all that a text holds then lies close together in memory. What
//! else is kept of each term can lie in the same order.

/// Keys that are looked up at once.
pub const BATCH: usize = 64;

/// Rows of the terms of a block, found by key.
#[derive(Debug, Clone)]
pub struct KeyIndex {
    /// One more than a row, 0 where there is none; a power of two in length, at most half full.
    table: Vec<u32>,
    /// What to shift a key by to get its place in the table.
    shift: u32,
    /// The key of each row.
    keys: Vec<u64>,
    /// The term of each row.
    terms: Vec<u32>,
}

impl KeyIndex {
    /// Indexes terms by key, those with a small idf first. Of terms with equal keys only one would be found, but that is a
    /// chance of one in ten thousand million for a hundred thousand terms.
    pub fn new(keys: &[u64], idf: &[f32]) -> Self {
        let order = by_idf(idf);
        let length = (2 * (keys.len() + 1)).next_power_of_two().max(16);
        let mut index = Self {
            table: vec![0; length],
            shift: u64::BITS - length.trailing_zeros(),
            keys: order.iter().map(|term| keys[*term as usize]).collect(),
            terms: order,
        };
        for row in 0..index.keys.len() {
            let mut place = index.place(index.keys[row]);
            while index.table[place] != 0 {
                place = (place + 1) & (length - 1);
            }
            index.table[place] = row as u32 + 1;
        }
        index
    }

    #[inline]
    fn place(&self, key: u64) -> usize {
        (key >> self.shift) as usize
    }

    /// The row of a key, if a term has it.
    #[inline]
    pub fn row(&self, key: u64) -> Option<u32> {
        let mask = self.table.len() - 1;
        let mut place = self.place(key);
        loop {
            let row = self.table[place & mask].checked_sub(1)?;
            if self.keys[row as usize] == key {
                return Some(row);
            }
            place += 1;
        }
    }

    /// Calls `sink` with the row of each of at most [`BATCH`] keys that a term has. The table is read for all keys before the
    /// first is compared: so the reads, most of which have to wait, wait together.
    #[inline]
    pub fn rows(&self, keys: &[u64], mut sink: impl FnMut(u32)) {
        let mask = self.table.len() - 1;
        let mut rows = [0_u32; BATCH];
        let mut found = [0_u64; BATCH];
        for (row, key) in rows.iter_mut().zip(keys) {
            *row = self.table[self.place(*key) & mask];
        }
        for (found, row) in found.iter_mut().zip(&rows[..keys.len()]) {
            *found = self.keys.get((*row as usize).wrapping_sub(1)).copied().unwrap_or(0);
        }
        for ((key, row), found) in keys.iter().zip(rows).zip(found) {
            if row == 0 {
                continue;
            }
            if found == *key {
                sink(row - 1);
            } else if let Some(row) = self.row(*key) {
                sink(row);
            }
        }
    }

    /// The term of each row.
    pub fn terms(&self) -> &[u32] {
        &self.terms
    }
}

/// Terms by idf, as finely as memory can tell; of like ones, in their own order.
fn by_idf(idf: &[f32]) -> Vec<u32> {
    /// Steps that the idf, at most some 20, is told apart by.
    const STEPS: usize = 2048;
    let step = |idf: f32| ((idf * 100.0) as usize).min(STEPS - 1);
    let mut next = vec![0_u32; STEPS + 1];
    idf.iter().for_each(|idf| next[step(*idf) + 1] += 1);
    (1..=STEPS).for_each(|index| next[index] += next[index - 1]);
    let mut order = vec![0; idf.len()];
    for (term, idf) in idf.iter().enumerate() {
        let place = &mut next[step(*idf)];
        order[*place as usize] = term as u32;
        *place += 1;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_their_terms_the_frequent_first() {
        let keys: Vec<u64> = (1..=1000_u64).map(|key| key.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
        let idf: Vec<f32> = (0..1000).map(|term| 9.0 - 0.005 * term as f32).collect();
        let index = KeyIndex::new(&keys, &idf);
        for (term, key) in keys.iter().enumerate() {
            assert_eq!(index.terms()[index.row(*key).unwrap() as usize], term as u32);
            let mut rows = Vec::new();
            index.rows(&[1, *key, keys[0]], |row| rows.push(row));
            assert_eq!(rows, [index.row(*key).unwrap(), index.row(keys[0]).unwrap()]);
        }
        assert!(index.row(keys[999]).unwrap() < 2 && index.row(keys[0]).unwrap() > 990);
        assert_eq!(index.row(12345), None);
        assert_eq!(KeyIndex::new(&[], &[]).row(0), None);
        // Keys that all belong in the last place go on from the first.
        let last = KeyIndex::new(&[u64::MAX, u64::MAX - 1, u64::MAX - 2], &[1.0, 1.0, 1.0]);
        assert_eq!(
            [u64::MAX, u64::MAX - 1, u64::MAX - 2, u64::MAX - 3].map(|key| last.row(key)),
            [Some(0), Some(1), Some(2), None]
        );
    }
}
