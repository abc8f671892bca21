//! Finds terms by the keys of their n-grams (see [`ngrams`](super::ngrams)), in one flat table.
//!
//! Terms are laid out in rows, the frequent first: nearly all that a text holds then lies close together in memory. What
//! else is kept of each term can lie in the same order.

/// Keys that are looked up at once.
pub const BATCH: usize = 64;

/// Rows that have a small table of their own, which stays close to the processor: in most texts two of three n-grams are
/// among them.
const HOT: usize = 8192;

/// Bits of a slot that hold a row.
const ROW_BITS: u32 = 24;

/// Most terms a block can have, so that a slot holds the row of each.
pub const MAX_TERMS: usize = (1 << ROW_BITS) - 1;

/// Rows of the terms of a block, found by key.
#[derive(Debug, Clone)]
pub struct KeyIndex {
    hot: Table,
    all: Table,
    rare: Filter,
    /// The term of each row.
    terms: Vec<u32>,
}

/// Bits, of which each key of a term that is not among the frequent sets one: nearly all keys of no term are told by one that
/// is not set, in a sixteenth of the memory of the table.
#[derive(Debug, Clone)]
struct Filter {
    /// A power of two in length, with eight bits or more for each key.
    bits: Vec<u64>,
    /// What to shift a key by to get the number of its bit.
    shift: u32,
}

impl Filter {
    fn new(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let length = (keys.len() / 8 + 1).next_power_of_two();
        let mut filter = Self { bits: vec![0; length], shift: u64::BITS - (64 * length).trailing_zeros() };
        for key in keys {
            let bit = key >> filter.shift;
            filter.bits[bit as usize / 64] |= 1 << (bit % 64);
        }
        filter
    }

    /// Whether a key may be that of a term.
    #[inline]
    fn may_hold(&self, key: u64) -> bool {
        let bit = key >> self.shift;
        let word = self.bits[(bit as usize / 64) & (self.bits.len() - 1)];
        (word >> (bit % 64)) & 1 != 0
    }
}

/// Slots, each with 40 bits of a key and one more than a row, 0 if it is empty.
///
/// The rest of a key but few bits is where its slot is: of all n-grams that are no terms, one in some 10^13 is taken for
/// one.
#[derive(Debug, Clone)]
struct Table {
    /// A power of two in length, at most half full.
    slots: Vec<u64>,
    /// What to shift a key by to get its place.
    shift: u32,
}

impl Table {
    fn new(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let length = (2 * (keys.len() + 1)).next_power_of_two().max(16);
        let mut table = Self { slots: vec![0; length], shift: u64::BITS - length.trailing_zeros() };
        for (row, key) in (1..).zip(keys) {
            let mut place = table.place(key);
            while table.slots[place] != 0 {
                place = (place + 1) & (length - 1);
            }
            table.slots[place] = key << ROW_BITS | row;
        }
        table
    }

    #[inline]
    fn place(&self, key: u64) -> usize {
        (key >> self.shift) as usize
    }

    /// The slot where the search for a key begins.
    #[inline]
    fn first(&self, key: u64) -> u64 {
        self.slots[self.place(key) & (self.slots.len() - 1)]
    }

    /// The row of a key, given the slot where its search begins.
    #[inline]
    fn row(&self, key: u64, first: u64) -> Option<u32> {
        let mut slot = first;
        let mut place = self.place(key);
        loop {
            if slot == 0 {
                return None;
            }
            if (slot ^ key << ROW_BITS) >> ROW_BITS == 0 {
                return Some((slot & MAX_TERMS as u64) as u32 - 1);
            }
            place = (place + 1) & (self.slots.len() - 1);
            slot = self.slots[place];
        }
    }
}

impl KeyIndex {
    /// Indexes terms by key, those with a small idf first.
    ///
    /// # Panics
    ///
    /// If there are more than [`MAX_TERMS`].
    pub fn new(keys: &[u64], idf: &[f32]) -> Self {
        assert!(keys.len() <= MAX_TERMS, "{} terms", keys.len());
        let terms = by_idf(idf);
        let key = |term: &u32| keys[*term as usize];
        let (frequent, rare) = terms.split_at(terms.len().min(HOT));
        let (hot, rare) = (Table::new(frequent.iter().map(key)), Filter::new(rare.iter().map(key)));
        Self { hot, rare, all: Table::new(terms.iter().map(key)), terms }
    }

    /// The row of a key, if a term has it.
    pub fn row(&self, key: u64) -> Option<u32> {
        self.hot.row(key, self.hot.first(key)).or_else(|| self.all.row(key, self.all.first(key)))
    }

    /// Calls `sink` with the number and the row of each of at most [`BATCH`] keys that a term has. A table is read for all keys before the
    /// first is compared: so the reads, most of which have to wait, wait together.
    #[inline]
    pub fn rows(&self, keys: &[u64], mut sink: impl FnMut(usize, u32)) {
        let mut slots = [0_u64; BATCH];
        let mut rest = [0_usize; BATCH];
        let mut n_rest = 0;
        slots.iter_mut().zip(keys).for_each(|(slot, key)| *slot = self.hot.first(*key));
        for (at, (slot, key)) in slots.iter().zip(keys).enumerate() {
            match self.hot.row(*key, *slot) {
                Some(row) => sink(at, row),
                None => {
                    rest[n_rest] = at;
                    n_rest += usize::from(self.rare.may_hold(*key));
                }
            }
        }
        slots.iter_mut().zip(&rest[..n_rest]).for_each(|(slot, at)| *slot = self.all.first(keys[*at]));
        for (slot, at) in slots.iter().zip(&rest[..n_rest]) {
            if let Some(row) = self.all.row(keys[*at], *slot) {
                sink(*at, row);
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
    use crate::features::ngrams::key_of_words;

    #[test]
    fn keys_lead_to_their_terms_the_frequent_first() {
        let n = 3 * HOT;
        let keys: Vec<u64> = (1..=n as u64).map(|key| key.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
        let idf: Vec<f32> = (0..n).map(|term| 9.0 - 0.0003 * term as f32).collect();
        let index = KeyIndex::new(&keys, &idf);
        for (term, key) in keys.iter().enumerate() {
            assert_eq!(index.terms()[index.row(*key).unwrap() as usize], term as u32);
            let mut rows = Vec::new();
            index.rows(&[1, *key, keys[0]], |_, row| rows.push(row));
            rows.sort_unstable();
            let mut expected = [index.row(*key).unwrap(), index.row(keys[0]).unwrap()];
            expected.sort_unstable();
            assert_eq!(rows, expected);
        }
        assert!((index.row(keys[n - 1]).unwrap() as usize) < n / 50);
        assert!(index.row(keys[0]).unwrap() as usize > n - n / 50);
        assert_eq!(index.row(12345), None);
        assert_eq!(KeyIndex::new(&[], &[]).row(0), None);
    }

    #[test]
    fn most_keys_of_no_term_are_told_at_once() {
        let key = |number: u32| key_of_words(&format!("w{number}"));
        let filter = Filter::new((0..1000).map(key));
        assert!((0..1000).all(|number| filter.may_hold(key(number))));
        let taken = (1000..2000).filter(|number| filter.may_hold(key(*number))).count();
        assert!((1..200).contains(&taken), "{taken}");
        assert!(!Filter::new(std::iter::empty()).may_hold(7));
    }

    #[test]
    fn keys_of_the_last_place_go_on_from_the_first() {
        let table = Table::new([u64::MAX, u64::MAX - 1, u64::MAX - 2].into_iter());
        let row = |key: u64| table.row(key, table.first(key));
        assert_eq!([u64::MAX, u64::MAX - 1, u64::MAX - 2, u64::MAX - 3].map(row), [Some(0), Some(1), Some(2), None]);
    }
}
