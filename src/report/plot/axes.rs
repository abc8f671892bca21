//! The frame that plots stand in: two axes with their ticks.

use super::svg::Svg;

/// A stretch of values and where it is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// Values from `from.0` to `from.1`, drawn from `to.0` to `to.1`.
    pub fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        Self { from, to }
    }

    /// Where a value is drawn; values outside, and what is not a number, at the nearest end.
    pub fn at(&self, value: f64) -> f64 {
        let (low, high) = self.from;
        let value = if value.is_nan() { low } else { value.clamp(low.min(high), high.max(low)) };
        let part = if high == low { 0.5 } else { (value - low) / (high - low) };
        self.to.0 + part * (self.to.1 - self.to.0)
    }
}

/// Two scales with what is written at them.
#[derive(Debug, Clone, Copy)]
pub struct Axes<'a> {
    /// From left to right.
    pub x: Scale,
    /// From bottom to top.
    pub y: Scale,
    /// What x is.
    pub x_name: &'a str,
    /// What y is.
    pub y_name: &'a str,
}

impl Axes<'_> {
    /// Draws them, with lines at these values of y and words at these of both.
    pub fn draw(&self, svg: &mut Svg, x_ticks: &[(f64, String)], y_ticks: &[(f64, String)]) {
        let ((left, right), (bottom, top)) = (self.x.to, self.y.to);
        for (value, words) in y_ticks {
            let y = self.y.at(*value);
            svg.line("grid", (left, y), (right, y));
            svg.text("e tick-t", (left - 6.0, y + 4.0), words);
        }
        for (value, words) in x_ticks {
            let x = self.x.at(*value);
            svg.line("frame", (x, bottom), (x, bottom + 4.0));
            svg.text("m tick-t", (x, bottom + 17.0), words);
        }
        svg.line("frame", (left, bottom), (right, bottom));
        svg.text("m axis", ((left + right) / 2.0, bottom + 33.0), self.x_name);
        svg.upward((12.0, (bottom + top) / 2.0), self.y_name);
    }
}

/// Ticks at equal steps over a stretch, both ends among them where they are multiples of the step.
pub fn ticks(low: f64, high: f64, step: f64, words: impl Fn(f64) -> String) -> Vec<(f64, String)> {
    let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
    (first..=last.min(first + 50)).map(|n| n as f64 * step).map(|value| (value, words(value))).collect()
}

/// A stretch in [0, 1] that holds these fractions, its ends multiples of 0.1, at least 0.3 long.
pub fn stretch(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let mut ends: Option<(f64, f64)> = None;
    for value in values.into_iter().filter(|value| value.is_finite()) {
        let value = value.clamp(0.0, 1.0);
        ends = Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
    }
    let (low, high) = ends.unwrap_or((0.0, 1.0));
    let (mut low, mut high) = ((low * 10.0 + 1e-9).floor(), (high * 10.0 - 1e-9).ceil());
    while high - low < 3.0 {
        if high < 10.0 {
            high += 1.0;
        } else {
            low -= 1.0;
        }
    }
    (low / 10.0, high / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_holds_its_values_and_is_never_empty() {
        let cases: [(&[f64], (f64, f64)); 5] = [
            (&[], (0.0, 1.0)),
            (&[f64::NAN], (0.0, 1.0)),
            (&[0.42, 0.77], (0.4, 0.8)),
            (&[0.5], (0.5, 0.8)),
            (&[1.0, 7.0], (0.7, 1.0)),
        ];
        cases
            .iter()
            .for_each(|(values, expected)| assert_eq!(stretch(values.iter().copied()), *expected, "{values:?}"));
        assert_eq!(ticks(0.0, 0.3, 0.1, |v| format!("{v:.1}")).len(), 4);
        let scale = Scale::new((0.0, 1.0), (10.0, 20.0));
        assert_eq!([0.5, 2.0, f64::NAN].map(|value| scale.at(value)), [15.0, 20.0, 10.0]);
        assert_eq!(Scale::new((1.0, 1.0), (0.0, 4.0)).at(9.0), 2.0);
    }
}
