//! What a list says of its length, beside what of it is in the file.

/// How many comments a list counts, and how many of them are in the file.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub total: u64,
    pub given: u64,
}

impl Counted {
    /// Keeps the larger count: each page of a list repeats it.
    pub fn count(&mut self, total: u64) {
        self.total = self.total.max(total);
    }
}

/// The comments of all these lists that are not in the file.
pub(super) fn missing<'a>(lists: impl IntoIterator<Item = &'a Counted>) -> u64 {
    lists.into_iter().map(|list| list.total.saturating_sub(list.given)).fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_list_does_not_make_up_for_another() {
        let list = |total, given| Counted { total, given };
        let cases: [(&[Counted], u64); 4] = [
            (&[], 0),
            (&[list(3, 1), list(0, 5)], 2),
            (&[list(3, 1), list(4, 4), list(2, 1)], 3),
            (&[list(u64::MAX, 0), list(u64::MAX, 1)], u64::MAX),
        ];
        for (lists, expected) in cases {
            assert_eq!(missing(lists), expected, "{lists:?}");
        }
        let mut pages = list(4, 0);
        pages.count(3);
        assert_eq!(pages.total, 4);
    }
}
