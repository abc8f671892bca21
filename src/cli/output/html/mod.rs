//! HTML: one page that needs nothing else, to look at a classified section.
//!
//! Comments are kept until the end, for the page begins with their shares, and are then written one by one. Whatever
//! comes from the input is hostile: the templates escape all of it, it stands in text and in quoted attributes only,
//! never in style or script, and names of anchors are numbers. The page forbids itself everything but its own style
//! and script, known by their hashes.

mod comment;
mod figures;
mod kept;
mod shares;
mod shown;
mod style;
mod sums;
mod thread;
mod view;

use std::collections::HashMap;
use std::io::{self, Write};

use askama::Template;
use hustings::comment::Section;

use super::{Frame, Row, Totals, Writer};
use kept::{Comment, Kept};
use view::Page;

/// Words and signals that are listed of each sum, if nothing else was asked for.
pub const LISTED: usize = 8;

/// Comments that a page may hold: more than browsers show with comfort.
const MOST: usize = 10_000;

/// Writes the page.
pub struct Html {
    frame: Frame,
    sections: Vec<Kept>,
    /// Where in `sections` the section of a number is.
    places: HashMap<(usize, u64), usize>,
    /// The section whose comments come.
    current: usize,
    n_comments: usize,
}

impl Html {
    /// A writer of this frame.
    pub fn new(frame: Frame) -> Self {
        Self { frame, sections: Vec::new(), places: HashMap::new(), current: 0, n_comments: 0 }
    }
}

impl Writer for Html {
    fn is_grouped(&self) -> bool {
        true
    }

    fn section(&mut self, file: &str, number: (usize, u64), section: &Section, _out: &mut dyn Write) -> io::Result<()> {
        self.current = *self.places.entry(number).or_insert_with(|| {
            let file = self.frame.with_file.then(|| file.to_owned());
            self.sections.push(Kept { file, article: section.article.clone(), comments: Vec::new() });
            self.sections.len() - 1
        });
        Ok(())
    }

    fn rows(&mut self, rows: &[Row<'_>], _out: &mut dyn Write) -> io::Result<()> {
        self.n_comments += rows.len();
        if self.n_comments > MOST {
            return Err(io::Error::other(format!(
                "more than {MOST} comments, which is more than a page for a browser can hold; write them with --to csv, \
                 or choose fewer with --where"
            )));
        }
        if let Some(section) = self.sections.get_mut(self.current) {
            section.comments.extend(rows.iter().map(Comment::new));
        }
        Ok(())
    }

    fn finish(&mut self, totals: &Totals<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.sections.iter_mut().for_each(Kept::join);
        Page::new(&self.frame, &self.sections, totals).write_into(out)?;
        out.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hustings::comment;
    use hustings::model::Prediction;

    #[test]
    fn more_comments_than_a_page_holds_are_an_error_with_a_way_out() {
        let frame = Frame { heads: Vec::new(), model: "x".into(), with_file: false, explain: Some(1) };
        let mut page = Html::new(frame);
        let (section, comment) = (Section::default(), comment::Comment::default());
        let prediction = Prediction { heads: Vec::new() };
        let row = || Row { file: "", comment: &comment, prediction: &prediction, explanations: &[] };
        page.section("", (0, 0), &section, &mut io::sink()).unwrap();
        let rows: Vec<Row<'_>> = (0..MOST).map(|_| row()).collect();
        page.rows(&rows, &mut io::sink()).unwrap();
        let error = page.rows(&[row()], &mut io::sink()).unwrap_err().to_string();
        assert!(error.contains("10000") && error.contains("--to csv") && error.contains("--where"), "{error}");
    }
}
