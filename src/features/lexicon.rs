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

/// Valences by their tenths, as numbers of 8 bits without sign: quicker to look up than to divide.
static VALENCES: [f64; 256] = {
    let mut valences = [0.0; 256];
    let mut index = 0;
    while index < valences.len() {
        valences[index] = (index as u8 as i8) as f64 / 10.0;
        index += 1;
    }
    valences
};

/// Valence of a token, from -4 to 4; 0 if the lexicon does not hold it. Turned and dampened in the scope of a negation.
pub fn valence(token: &Token) -> f64 {
    let valence = VALENCES[token.valence_tenths() as u8 as usize];
    if token.negated { NEGATION * valence } else { valence }
}

/// Sum of valences in the making.
#[derive(Debug, Clone, Copy)]
pub struct Sum(f64);

impl Default for Sum {
    /// The neutral element of addition, which is -0 and not 0.
    fn default() -> Self {
        Self(-0.0)
    }
}

impl Sum {
    /// Adds the valence of one more token.
    pub fn add(&mut self, valence: f64) {
        self.0 += valence;
    }

    /// The sum, scaled into (-1, 1).
    pub fn compound(self) -> f64 {
        self.0 / (self.0 * self.0 + SCALING).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analysis, Analyzer};
    use crate::topic::Topic;

    fn of(text: &str) -> f64 {
        let mut analysis = Analysis::default();
        Analyzer::new(&Topic::from_toml("").unwrap()).unwrap().analyze(text, &[], &mut analysis);
        let mut sum = Sum::default();
        analysis.tokens().iter().for_each(|token| sum.add(valence(token)));
        sum.compound()
    }

    #[test]
    fn good_is_good_and_not_good_is_not() {
        assert!(of("a great idea") > 0.5);
        assert!(of("a HORRIBLE idea") < -0.4);
        assert!(of("not a great idea") < 0.0);
        assert_eq!(of("a tram in Lyon"), 0.0);
        assert_eq!(of(""), 0.0);
    }

    #[test]
    fn tenths_are_valences() {
        assert_eq!((VALENCES[31], VALENCES[-25_i8 as u8 as usize], VALENCES[0]), (3.1, -2.5, 0.0));
    }

    #[test]
    fn a_sum_is_that_of_the_iterator() {
        for valences in [vec![], vec![-0.0], vec![-0.0, 0.0], vec![3.1, -2.5, 0.7]] {
            let mut sum = Sum::default();
            valences.iter().for_each(|valence| sum.add(*valence));
            assert_eq!(sum.0.to_bits(), valences.iter().sum::<f64>().to_bits());
        }
    }
}
