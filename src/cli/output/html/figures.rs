//! Figures in whole thousandths, so that what is printed adds up, and how they are written.

/// A weight in thousandths of a logit.
pub fn thousandths(weight: f64) -> i64 {
    // Sums of figures within these bounds stay far from those of the type.
    (weight * 1000.0).round().clamp(-1e12, 1e12) as i64
}

/// A weight with its sign and three decimals: `+0.412`, `−1.000`, `0.000`.
pub fn signed(thousandths: i64) -> String {
    let sign = match thousandths {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    let size = thousandths.unsigned_abs();
    format!("{sign}{}.{:03}", size / 1000, size % 1000)
}

/// A share in per cent with one decimal, a dash if there is nothing to share.
pub fn share(part: f64, whole: f64) -> String {
    if whole > 0.0 { format!("{:.1}", 100.0 * part / whole) } else { "–".to_owned() }
}

/// A probability in per cent of two digits: none is so near to 1 that it may be called certain.
pub fn percent(p: f64) -> String {
    format!("{:.0}", (100.0 * p).min(99.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_a_sign_and_three_decimals() {
        let cases = [
            (0.4124, "+0.412"),
            (-1.0, "−1.000"),
            (-0.0004, "0.000"),
            (0.0005, "+0.001"),
            (-12.3456, "−12.346"),
            (f64::NAN, "0.000"),
            (f64::NEG_INFINITY, "−1000000000.000"),
        ];
        for (weight, expected) in cases {
            assert_eq!(signed(thousandths(weight)), expected, "{weight}");
        }
    }

    #[test]
    fn shares_are_per_cent() {
        assert_eq!(share(1.0, 3.0), "33.3");
        assert_eq!(share(0.0, 0.0), "–");
        assert_eq!((percent(0.724), percent(0.9999)), ("72".to_owned(), "99".to_owned()));
    }
}
