//! Valence of words by the lexicon of VADER, with its rule for negation and its scaling.
//!
//! # References
//!
//! Hutto and Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text".

use crate::text::Token;

/// What a negation makes of a valence (VADER's constant).
const NEGATION: f64 = -0.74;

/// Brings sums of valences into (-1, 1): `s / sqrt(s^2 + 15)` (VADER's constant).
const SCALING: f64 = 15.0;

/// Valence of a token, from -4 to 4; 0 if the lexicon does not hold it. Turned and dampened in the scope of a negation.
pub fn valence(token: &Token) -> f64 {
    let valence = f64::from(token.valence_tenths()) / 10.0;
    if token.negated { NEGATION * valence } else { valence }
}

/// Sum of valences, scaled into (-1, 1).
pub fn compound(valences: impl Iterator<Item = f64>) -> f64 {
    let sum: f64 = valences.sum();
    sum / (sum * sum + SCALING).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analysis, Analyzer};
    use crate::topic::Topic;

    fn of(text: &str) -> f64 {
        let mut analysis = Analysis::default();
        Analyzer::new(&Topic::from_toml("").unwrap()).unwrap().analyze(text, &[], &mut analysis);
        compound(analysis.tokens().iter().map(valence))
    }

    #[test]
    fn good_is_good_and_not_good_is_not() {
        assert!(of("a great idea") > 0.5);
        assert!(of("a HORRIBLE idea") < -0.4);
        assert!(of("not a great idea") < 0.0);
        assert_eq!(of("a tram in Lyon"), 0.0);
        assert_eq!(of(""), 0.0);
    }
}
