//! CSV: a row per comment, label and probability of each head side by side; where a head abstains, the probability alone.

use std::io::{self, Write};

use csv::{StringRecord, WriterBuilder};
use hustings::report::plain;

use super::{Frame, Row, Writer, guard};

/// Writes CSV.
pub struct Csv {
    frame: Frame,
}

impl Csv {
    /// A writer of this frame.
    pub fn new(frame: Frame) -> Self {
        Self { frame }
    }

    fn header(&self) -> Vec<String> {
        let mut columns: Vec<String> = self.frame.with_file.then(|| "file".into()).into_iter().collect();
        columns.extend(["id", "parent_id", "author"].map(String::from));
        for head in &self.frame.heads {
            columns
                .extend([guard::cell(&head.name).into_owned(), guard::cell(&format!("{}_p", head.name)).into_owned()]);
            if self.frame.explain.is_some() {
                columns.push(guard::cell(&format!("{}_why", head.name)).into_owned());
            }
        }
        columns.push("model".into());
        columns
    }

    /// Appends the cells of a row to an empty record.
    fn fill(&self, row: &Row<'_>, record: &mut StringRecord) {
        let comment = row.comment;
        if self.frame.with_file {
            record.push_field(&guard::cell(row.file));
        }
        record.push_field(&guard::cell(&comment.id));
        for cell in [&comment.parent_id, &comment.author] {
            record.push_field(&guard::cell(cell.as_deref().unwrap_or("")));
        }
        for (head, predicted, why) in row.heads(&self.frame) {
            record.push_field(&predicted.label.map_or("".into(), |label| guard::cell(&head.classes[label])));
            record.push_field(&predicted.confidence().map_or(String::new(), four_places));
            if let Some(n) = self.frame.explain {
                let words = why.into_iter().flat_map(|why| row.words(why, n));
                let words: Vec<String> = words.map(|(word, weight)| format!("{} {weight:+.2}", plain(word))).collect();
                record.push_field(&guard::cell(&words.join("; ")));
            }
        }
        record.push_field(&self.frame.model);
    }
}

impl Writer for Csv {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let header = self.header();
        if let Some(index) = (1..header.len()).find(|index| header[..*index].contains(&header[*index])) {
            let text = format!("two columns would be named {:?}; rename the target, or use --to jsonl", header[index]);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let mut lines = WriterBuilder::new().from_writer(Vec::new());
        lines.write_record(header)?;
        finish(lines, out)
    }

    fn rows(&mut self, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
        let mut lines = WriterBuilder::new().from_writer(Vec::new());
        let mut record = StringRecord::new();
        for row in rows {
            record.clear();
            self.fill(row, &mut record);
            lines.write_record(&record)?;
        }
        finish(lines, out)
    }
}

fn finish(lines: csv::Writer<Vec<u8>>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&lines.into_inner().map_err(|error| error.into_error())?)
}

/// A probability with four decimals, as `{:.4}` gives it, which takes long over where exactly half a step lies.
fn four_places(p: f64) -> String {
    let steps = p * 10_000.0;
    let near_half = (steps.fract() - 0.5).abs() < 1e-6;
    if near_half || !(0.0..1.0).contains(&p) {
        return format!("{p:.4}");
    }
    let (mut steps, mut digits) = (steps.round() as u32, *b"0.0000");
    for place in [5, 4, 3, 2, 0] {
        digits[place] += (steps % 10) as u8;
        steps /= 10;
    }
    digits.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_have_four_places() {
        let near = [0.0, 1.0, 0.5, 0.00005, 0.00015, 0.12345, 0.99995, 0.999_949_999, 0.99996, 0.049_95, f64::NAN];
        for p in (0..100_000).map(|step| f64::from(step) / 99_999.0).chain(near) {
            assert_eq!(four_places(p), format!("{p:.4}"));
        }
    }
}
