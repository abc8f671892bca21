//! Numbers for what is met, in the order in which it is met first. What is kept of things by number then lies close
//! together for those that come often, for they are met early: few lines of memory hold most of what is asked for.

/// Places where a thing may be: the one its key says and those after it. However many keys say the same, no search is
/// longer.
const WINDOW: usize = 8;

/// Numbers up to a limit, found by key.
///
/// Neither time nor memory depends on how many things are met: where all places of a new one are taken it takes over the
/// place and the number of another, and when all numbers are given all start anew.
#[derive(Debug)]
pub(crate) struct Numbering {
    /// At each place one more than the number, 0 if it is empty. Twice as many as numbers or more, so that windows are seldom
    /// full; none before the first number is given.
    places: Vec<u16>,
    n_given: usize,
    most: usize,
}

impl Numbering {
    /// Most numbers there can be.
    pub(crate) const MOST: usize = (1 << 15) - 1;

    /// Gives numbers below `most`, which is from 1 to [`Numbering::MOST`].
    pub(crate) fn new(most: usize) -> Self {
        debug_assert!((1..=Self::MOST).contains(&most));
        Self { places: Vec::new(), n_given: 0, most }
    }

    /// The number of the thing with this key, if `is` knows it: it tells whether a number is that of the thing asked for.
    #[inline]
    pub(crate) fn find(&self, key: u64, is: impl Fn(usize) -> bool) -> Option<usize> {
        let window = self.places.get(self.home(key)..)?.first_chunk::<WINDOW>()?;
        for place in window {
            let number = usize::from(*place).checked_sub(1)?;
            if is(number) {
                return Some(number);
            }
        }
        None
    }

    /// A number for a thing that has none. It is at most one more than the largest given before; if it was given before,
    /// what had it has none any more.
    fn give(&mut self, key: u64) -> usize {
        if self.places.is_empty() {
            self.places.resize((2 * self.most).next_power_of_two() + WINDOW - 1, 0);
        }
        let home = self.home(key);
        let empty = self.places[home..home + WINDOW].iter().position(|place| *place == 0);
        let (place, number) = match empty {
            Some(_) if self.n_given == self.most => {
                self.clear();
                (home, 0)
            }
            Some(ahead) => (home + ahead, self.n_given),
            None => {
                let place = home + (key >> 32) as usize % WINDOW;
                (place, usize::from(self.places[place]) - 1)
            }
        };
        self.n_given = self.n_given.max(number + 1);
        self.places[place] = number as u16 + 1;
        number
    }

    /// Gives a number to a thing that has none, and puts what is known of it into `kept`, where it is found by number.
    pub(crate) fn keep<T>(&mut self, key: u64, known: T, kept: &mut Vec<T>) -> usize {
        let number = self.give(key);
        match kept.get_mut(number) {
            Some(other) => *other = known,
            None => kept.push(known),
        }
        number
    }

    /// Takes all numbers back.
    pub(crate) fn clear(&mut self) {
        self.places.fill(0);
        self.n_given = 0;
    }

    /// Where the search for a key begins: by its lowest bits, the best mixed ones of a symbol.
    #[inline]
    fn home(&self, key: u64) -> usize {
        key as usize & self.places.len().saturating_sub(WINDOW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Meets a key, and says its number; `keys` are those of all numbers.
    fn meet(numbering: &mut Numbering, keys: &mut Vec<u64>, key: u64) -> usize {
        numbering.find(key, |number| keys[number] == key).unwrap_or_else(|| {
            let n_kept = keys.len();
            let number = numbering.keep(key, key, keys);
            assert!(number <= n_kept && keys[number] == key);
            number
        })
    }

    #[test]
    fn numbers_are_given_in_order_and_kept() {
        let (mut numbering, mut keys) = (Numbering::new(1000), Vec::new());
        let key = |thing: u64| (thing + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26);
        for _ in 0..2 {
            for thing in 0..1000 {
                assert_eq!(meet(&mut numbering, &mut keys, key(thing)), thing as usize);
            }
        }
        // One too many: all start anew.
        assert_eq!(meet(&mut numbering, &mut keys, key(1000)), 0);
        assert_eq!(numbering.find(key(1), |number| keys[number] == key(1)), None);
        assert_eq!(meet(&mut numbering, &mut keys, key(999)), 1);
    }

    #[test]
    fn things_alike_take_each_others_place() {
        let (mut numbering, mut keys) = (Numbering::new(100), Vec::new());
        // The search begins at the same place for all.
        let key = |thing: u64| thing << 32;
        for thing in 1..1000 {
            let number = meet(&mut numbering, &mut keys, key(thing));
            assert!(number < WINDOW);
            assert_eq!(numbering.find(key(thing), |number| keys[number] == key(thing)), Some(number));
        }
        assert_eq!(keys.len(), WINDOW);
    }
}
