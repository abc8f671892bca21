//! The table for people: a row per comment, fitted into the width of the terminal.
//!
//! The widths of a section's columns are set from all its comments before the first is written, so rows can be written
//! as they come. Labels that do not fit stand above their per cent.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table as Cells, Width, presets};
use hustings::comment::Section;
use hustings::model::HeadPrediction;

use super::{Frame, HeadFrame, Row, Writer, guard};

/// Columns of characters where the terminal does not say.
const WIDTH: u16 = 100;

/// Characters of a comment's text that are shown.
const TEXT: usize = 60;

/// Characters of a word in an explanation that are shown.
const WORD: usize = 24;

/// Least and most columns for the text.
const TEXT_WIDTHS: (usize, usize) = (24, 62);

/// Columns for the text from which labels and per cent stand side by side.
const ROOMY: usize = 40;

/// Most columns for ids and authors.
const ID_WIDTH: usize = 10;
const AUTHOR_WIDTH: usize = 14;

/// Shown where a head abstains.
const ABSTAINED: &str = "-";

/// Blanks between columns.
const GAP: usize = 1;

/// Names of the columns before those of the heads.
const COLUMNS: [&str; 4] = ["#", "reply to", "author", "comment"];

/// Writes tables.
pub struct Table {
    frame: Frame,
    width: usize,
    widths: Vec<usize>,
    /// Stands between label and per cent.
    before_percent: char,
    /// Whether the section's header is still to be written.
    header_due: bool,
    n_sections: usize,
}

impl Table {
    /// A writer of this frame, for a terminal of this width if it is known.
    pub fn new(frame: Frame, width: Option<u16>) -> Self {
        let width = width.unwrap_or(WIDTH).into();
        Self { frame, width, widths: Vec::new(), before_percent: ' ', header_due: false, n_sections: 0 }
    }

    fn fit(&mut self, section: &Section) {
        let longest = |cells: &mut dyn Iterator<Item = &str>| {
            cells.map(|cell| cell.chars().take(AUTHOR_WIDTH).count()).max().unwrap_or(0)
        };
        let comments = &section.comments;
        let id = longest(&mut comments.iter().map(|comment| comment.id.as_str())).clamp(1, ID_WIDTH);
        let parent = longest(&mut comments.iter().filter_map(|comment| comment.parent_id.as_deref()));
        let author = longest(&mut comments.iter().filter_map(|comment| comment.author.as_deref()));
        let before = [id, parent.clamp("reply".len(), ID_WIDTH), author.clamp("author".len(), AUTHOR_WIDTH)];
        let label = |head: &HeadFrame, percent: usize| {
            let longest = head.classes.iter().map(|class| class.chars().count() + percent).max().unwrap_or(0);
            longest.max(head.name.chars().count())
        };
        let text = |heads: &[usize]| {
            let taken: usize = before.iter().chain(heads).map(|width| width + GAP).sum();
            self.width.saturating_sub(taken + GAP)
        };
        let labels = |percent: usize| self.frame.heads.iter().map(|head| label(head, percent)).collect::<Vec<_>>();
        let (side_by_side, stacked) = (labels(" 99".len()), labels(0));
        let roomy = text(&side_by_side) >= ROOMY;
        let heads = if roomy { side_by_side } else { stacked };
        let text = text(&heads).clamp(TEXT_WIDTHS.0, TEXT_WIDTHS.1);
        self.before_percent = if roomy { ' ' } else { '\n' };
        self.widths = before.into_iter().chain([text]).chain(heads).collect();
    }

    fn cells(&self, row: &Row<'_>) -> Vec<String> {
        let comment = row.comment;
        let shown = |cell: &Option<String>| guard::line(cell.as_deref().unwrap_or(""), TEXT);
        let mut cells = vec![
            guard::line(&comment.id, TEXT),
            shown(&comment.parent_id),
            shown(&comment.author),
            guard::line(&comment.text, TEXT),
        ];
        cells.extend(row.heads(&self.frame).map(|(head, predicted, _)| self.label(head, predicted)));
        cells
    }

    fn label(&self, head: &HeadFrame, predicted: &HeadPrediction) -> String {
        match (predicted.label, predicted.confidence()) {
            (Some(label), Some(p)) => {
                // Two digits: no probability is so near to 1 that it may be called certain.
                let percent = (100.0 * p).min(99.0);
                format!("{}{}{percent:.0}", guard::line(&head.classes[label], TEXT), self.before_percent)
            }
            _ if predicted.withheld.is_some() => ABSTAINED.to_owned(),
            _ => String::new(),
        }
    }

    fn write(&mut self, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
        let mut cells = Cells::new();
        cells.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        cells.set_width(u16::try_from(self.width.max(self.widths.iter().sum::<usize>() * 2)).unwrap_or(u16::MAX));
        if std::mem::take(&mut self.header_due) {
            let heads = self.frame.heads.iter().map(|head| guard::line(&head.name, TEXT));
            cells.add_row(COLUMNS.map(String::from).into_iter().chain(heads));
        }
        for row in rows {
            cells.add_row(self.cells(row));
        }
        for (column, width) in cells.column_iter_mut().zip(&self.widths) {
            column.set_padding((0, GAP as u16)).set_cell_alignment(CellAlignment::Left);
            let width = u16::try_from(width + GAP).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
        writeln!(out, "{}", cells.trim_fmt())
    }
}

impl Writer for Table {
    fn is_grouped(&self) -> bool {
        true
    }

    fn section(&mut self, file: &str, _number: (usize, u64), section: &Section, out: &mut dyn Write) -> io::Result<()> {
        self.fit(section);
        self.header_due = true;
        if self.n_sections > 0 {
            writeln!(out)?;
        }
        self.n_sections += 1;
        let title = section.article.as_ref().map_or("", |article| article.title.trim());
        let file = self.frame.with_file.then(|| guard::line(file, usize::MAX));
        let title = (!title.is_empty()).then(|| guard::line(title, self.width));
        let line: Vec<String> = file.into_iter().chain(title).collect();
        if line.is_empty() { Ok(()) } else { writeln!(out, "{}\n", line.join(": ")) }
    }

    fn rows(&mut self, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
        let Some(n) = self.frame.explain else {
            return self.write(rows, out);
        };
        for row in rows {
            self.write(std::slice::from_ref(row), out)?;
            for (head, predicted, why) in row.heads(&self.frame) {
                let (Some(label), Some(why)) = (predicted.label, why) else { continue };
                let words = row.words(why, n);
                let words: Vec<String> =
                    words.map(|(word, weight)| format!("{} {weight:+.2}", guard::line(word, WORD))).collect();
                let words = if words.is_empty() { "no known words".into() } else { words.join(", ") };
                writeln!(out, "    {} {}: {words}", guard::line(&head.name, TEXT), head.classes[label])?;
            }
        }
        Ok(())
    }
}
