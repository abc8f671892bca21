//! Aliases as sequences of words, looked up word by word.

use rustc_hash::FxHashMap;

/// An alias of a target.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alias {
    pub(super) target: usize,
    /// Whether only capitals will do.
    pub(super) capitals: bool,
}

/// The aliases of all targets as a trie over the stems of their words. Stems are numbered from 1; what no alias holds is
/// 0, so that a word is looked up but once, wherever it stands.
#[derive(Debug, Clone)]
pub(super) struct AliasTrie {
    names: FxHashMap<String, u32>,
    /// Node after each first word of an alias, by its number; 0, which is the root, if no alias starts so.
    first: Vec<u32>,
    /// Node after a node and one more word.
    next: FxHashMap<(u32, u32), u32>,
    /// Alias that ends at each node.
    ends: Vec<Option<Alias>>,
}

impl Default for AliasTrie {
    fn default() -> Self {
        Self { names: FxHashMap::default(), first: vec![0], next: FxHashMap::default(), ends: vec![None] }
    }
}

impl AliasTrie {
    /// Adds an alias of one word or more.
    pub(super) fn insert(&mut self, stems: &[String], alias: Alias) {
        let mut node = 0;
        for stem in stems {
            let n_names = self.names.len() as u32;
            let name = *self.names.entry(stem.clone()).or_insert(n_names + 1);
            self.first.resize(self.names.len() + 1, 0);
            let place =
                if node == 0 { &mut self.first[name as usize] } else { self.next.entry((node, name)).or_default() };
            if *place == 0 {
                *place = self.ends.len() as u32;
                self.ends.push(None);
            }
            node = *place;
        }
        self.ends[node as usize] = Some(alias);
    }

    /// Number of a stem, 0 if no alias holds it.
    pub(super) fn name(&self, stem: &str) -> u32 {
        let number = |stem: &str| self.names.get(stem).copied().unwrap_or(0);
        match without_stops(stem) {
            Some(stem) => number(&stem),
            None => number(stem),
        }
    }

    /// The longest alias that `names` begin with, and how many of them it takes.
    #[inline]
    pub(super) fn longest(&self, names: impl IntoIterator<Item = u32>) -> Option<(usize, Alias)> {
        let (mut node, mut longest) = (0, None);
        for (index, name) in names.into_iter().enumerate() {
            node = match node {
                _ if name == 0 => break,
                0 => self.first[name as usize],
                node => self.next.get(&(node, name)).copied().unwrap_or(0),
            };
            if node == 0 {
                break;
            }
            longest = self.ends[node as usize].map(|alias| (index + 1, alias)).or(longest);
        }
        longest
    }
}

/// A stem without the stops of an abbreviation, so that `U.S.` is `US`; `None` if it is none.
pub(super) fn without_stops(stem: &str) -> Option<String> {
    let is_abbreviation = stem.len() > 1 && stem.ends_with('.') && !stem.starts_with('.');
    is_abbreviation.then(|| stem.replace('.', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_alias_is_found() {
        let mut trie = AliasTrie::default();
        for (target, alias) in ["the west", "the", "west bank of it", "us"].into_iter().enumerate() {
            let stems: Vec<String> = alias.split(' ').map(str::to_owned).collect();
            trie.insert(&stems, Alias { target, capitals: false });
        }
        let cases = [
            ("the west bank", Some((2, 0))),
            ("the bank", Some((1, 1))),
            ("west bank of", None),
            ("west bank of it all", Some((4, 2))),
            ("bank of it", None),
            ("u.s. of", Some((1, 3))),
            ("east", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let found = trie.longest(text.split(' ').map(|stem| trie.name(stem)));
            assert_eq!(found.map(|(len, alias)| (len, alias.target)), expected, "{text}");
        }
        assert!(AliasTrie::default().longest([0]).is_none());
    }
}
