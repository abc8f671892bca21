//! The terms that a fitted block knows, numbered in sorted order.

/// Sorted terms, laid end to end in one string.
///
/// # Examples
///
/// ```
/// use hustings::features::vocabulary::Vocabulary;
///
/// let vocabulary = Vocabulary::new(["nato", "nato is", "war"]);
/// assert_eq!((vocabulary.id("war"), vocabulary.id("wa")), (Some(2), None));
/// assert_eq!(vocabulary.term(1), "nato is");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    text: String,
    ends: Vec<u32>,
}

impl Vocabulary {
    /// Numbers terms in the order given, which must be that of their bytes, none twice.
    ///
    /// # Panics
    ///
    /// If the terms are over 4 GiB together.
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut vocabulary = Self::default();
        for term in terms {
            vocabulary.text.push_str(term);
            vocabulary.ends.push(u32::try_from(vocabulary.text.len()).expect("terms are under 4 GiB"));
        }
        debug_assert!(vocabulary.iter().is_sorted_by(|a, b| a < b));
        vocabulary
    }

    /// Puts together what a model file holds.
    ///
    /// # Errors
    ///
    /// What is wrong if `ends` do not cut `text` into terms that are sorted, none twice.
    pub(crate) fn from_parts(text: String, ends: Vec<u32>) -> Result<Self, &'static str> {
        let mut previous = "";
        let mut start = 0;
        for end in &ends {
            let end = *end as usize;
            let term = text.get(start..end).filter(|term| !term.is_empty()).ok_or("are not where their ends say")?;
            if term <= previous {
                return Err("are not in order");
            }
            (previous, start) = (term, end);
        }
        if start == text.len() { Ok(Self { text, ends }) } else { Err("are not in order") }
    }

    /// Number of the term, if it is known. Takes a binary search.
    pub fn id(&self, term: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.term(middle as u32).cmp(term) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle as u32),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The term with this number.
    ///
    /// # Panics
    ///
    /// If `id` is not below [`Vocabulary::len`].
    pub fn term(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.text[start as usize..self.ends[id] as usize]
    }

    /// Number of terms.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The terms in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|id| self.term(id))
    }

    /// All terms laid end to end, and where each ends, in bytes.
    pub(crate) fn as_parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_no_sorted_terms_are_refused() {
        let parts = |text: &str, ends: &[u32]| Vocabulary::from_parts(text.to_owned(), ends.to_vec());
        assert_eq!(parts("abé", &[1, 4]).unwrap().iter().collect::<Vec<_>>(), ["a", "bé"]);
        for (text, ends) in
            [("ab", &[1][..]), ("ab", &[1, 3]), ("ba", &[1, 2]), ("aa", &[1, 2]), ("a", &[0, 1]), ("é", &[1, 2])]
        {
            assert!(parts(text, ends).is_err(), "{text} {ends:?}");
        }
    }
}
