//! SVG as text: a few shapes, everything escaped, coordinates with two decimals at most.

use std::fmt::Write;

use askama::filters::{Escaper, Html};

/// A drawing under way.
#[derive(Debug, Clone)]
pub struct Svg {
    width: f64,
    height: f64,
    body: String,
}

/// What a mark looks like; the shapes can be told apart without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A filled disc.
    Disc,
    /// An upright line.
    Tick,
    /// A hollow circle.
    Circle,
    /// A hollow diamond.
    Diamond,
    /// A hollow triangle.
    Triangle,
    /// A hollow square.
    Square,
    /// An upright cross.
    Cross,
}

impl Svg {
    /// An empty drawing of this size.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(number);
        self.add(format_args!("<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"));
    }

    /// A rectangle.
    pub fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(number);
        self.add(format_args!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"));
    }

    /// A line through these points; nothing if there are less than two.
    pub fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() > 1 {
            let points: Vec<String> = points.iter().map(|(x, y)| format!("{} {}", number(*x), number(*y))).collect();
            self.add(format_args!("<path class=\"{class}\" d=\"M{}\"/>", points.join("L")));
        }
    }

    /// A closed shape.
    pub fn area(&mut self, class: &str, points: &[(f64, f64)]) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{} {}", number(*x), number(*y))).collect();
        self.add(format_args!("<path class=\"{class}\" d=\"M{}Z\"/>", points.join("L")));
    }

    /// A mark around this point.
    pub fn mark(&mut self, class: &str, mark: Mark, (x, y): (f64, f64)) {
        let around = |steps: &[(f64, f64)]| steps.iter().map(|(dx, dy)| (x + dx, y + dy)).collect::<Vec<_>>();
        let round = |r: f64| format!("cx=\"{}\" cy=\"{}\" r=\"{}\"", number(x), number(y), number(r));
        match mark {
            Mark::Disc => self.add(format_args!("<circle class=\"{class}\" {}/>", round(4.5))),
            Mark::Circle => self.add(format_args!("<circle class=\"{class} hollow\" {}/>", round(4.2))),
            Mark::Tick => self.line(class, (x, y - 9.0), (x, y + 9.0)),
            Mark::Diamond => {
                self.area(&format!("{class} hollow"), &around(&[(0.0, -5.5), (5.5, 0.0), (0.0, 5.5), (-5.5, 0.0)]))
            }
            Mark::Triangle => self.area(&format!("{class} hollow"), &around(&[(0.0, -5.2), (5.2, 4.2), (-5.2, 4.2)])),
            Mark::Square => {
                self.area(&format!("{class} hollow"), &around(&[(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)]))
            }
            Mark::Cross => {
                self.line(class, (x - 4.0, y - 4.0), (x + 4.0, y + 4.0));
                self.line(class, (x - 4.0, y + 4.0), (x + 4.0, y - 4.0));
            }
        }
    }

    /// Words that begin, end or have their middle there, as the class says (`s`, `e`, `m`).
    pub fn text(&mut self, class: &str, (x, y): (f64, f64), words: &str) {
        let (x, y) = (number(x), number(y));
        self.add(format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(words)));
    }

    /// Words that run upward, their middle there.
    pub fn upward(&mut self, (x, y): (f64, f64), words: &str) {
        let (x, y) = (number(x), number(y));
        self.add(format_args!(
            "<text class=\"m axis\" transform=\"translate({x} {y}) rotate(-90)\">{}</text>",
            escaped(words)
        ));
    }

    /// The drawing, with a title and its numbers for those who do not see it. `id` must be the only such in the page.
    pub fn finish(self, id: &str, title: &str, described: &str) -> String {
        let Self { width, height, body } = self;
        format!(
            "<svg role=\"img\" viewBox=\"0 0 {} {}\" aria-labelledby=\"{id}-t\" aria-describedby=\"{id}-d\" \
             xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>\
             {body}</svg>",
            number(width),
            number(height),
            escaped(title),
            escaped(described)
        )
    }

    fn add(&mut self, shape: std::fmt::Arguments<'_>) {
        self.body.write_fmt(shape).expect("writing to memory cannot fail");
    }
}

/// A coordinate; 0 for what is not a number.
fn number(value: f64) -> String {
    let rounded = if value.is_finite() { (value.clamp(-1e6, 1e6) * 100.0).round() / 100.0 } else { 0.0 };
    // Adding zero turns -0 to 0.
    format!("{}", rounded + 0.0)
}

fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    Html.write_escaped_str(&mut escaped, words).expect("writing to memory cannot fail");
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_always_numbers() {
        let cases =
            [(1.0, "1"), (1.0 / 3.0, "0.33"), (-0.001, "0"), (f64::NAN, "0"), (f64::INFINITY, "0"), (1e300, "1000000")];
        cases.iter().for_each(|(value, expected)| assert_eq!(number(*value), *expected));
    }

    #[test]
    fn words_are_escaped() {
        let mut svg = Svg::new(10.0, 5.0);
        svg.text("s", (1.0, 2.0), "</text><script>");
        svg.mark("a", Mark::Square, (5.0, 2.5));
        insta::assert_snapshot!(svg.finish("x", "a<b", "\"&'"), @r##"<svg role="img" viewBox="0 0 10 5" aria-labelledby="x-t" aria-describedby="x-d" xmlns="http://www.w3.org/2000/svg"><title id="x-t">a&#60;b</title><desc id="x-d">&#34;&#38;&#39;</desc><text class="s" x="1" y="2">&#60;/text&#62;&#60;script&#62;</text><path class="a hollow" d="M1 -1.5L9 -1.5L9 6.5L1 6.5Z"/></svg>"##);
    }
}
