//! The lexicon of VADER, as a package carries it, looked up when a word is first met.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Valence of each word of the lexicon in tenths, from -40 (most negative) to 40. The lexicon gives one decimal.
static LEXICON: LazyLock<FxHashMap<String, i8>> = LazyLock::new(|| {
    let entries = vader_sentiment::LEXICON.iter();
    entries.map(|(word, valence)| (word.into_inner().to_lowercase(), (valence * 10.0).round() as i8)).collect()
});

/// Valence of a word in its normal form, in tenths; 0 if the lexicon does not hold it.
pub(super) fn tenths(norm: &str) -> i8 {
    LEXICON.get(norm).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_the_very_values_of_the_paper() {
        assert_eq!((tenths("great"), tenths("horrible"), tenths("tram")), (31, -25, 0));
        for (word, valence) in vader_sentiment::LEXICON.iter() {
            let tenths = tenths(&word.into_inner().to_lowercase());
            assert_eq!((f64::from(tenths) / 10.0).to_bits(), valence.to_bits(), "{word}");
        }
    }
}
