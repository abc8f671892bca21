//! CSV: a row per comment, label and probability of each head side by side; where a head abstains, the probability alone.

use std::io::{self, Write};

use csv::WriterBuilder;
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

    fn record(&self, row: &Row<'_>) -> Vec<String> {
        let input = |text: &str| guard::cell(text).into_owned();
        let mut record: Vec<String> = self.frame.with_file.then(|| input(row.file)).into_iter().collect();
        let comment = row.comment;
        record.push(input(&comment.id));
        record.extend([&comment.parent_id, &comment.author].map(|cell| input(cell.as_deref().unwrap_or(""))));
        for (head, predicted, why) in row.heads(&self.frame) {
            record.push(predicted.label.map_or(String::new(), |label| input(&head.classes[label])));
            record.push(predicted.confidence().map_or(String::new(), |p| format!("{p:.4}")));
            if let Some(n) = self.frame.explain {
                let words = why.into_iter().flat_map(|why| row.words(why, n));
                let words: Vec<String> = words.map(|(word, weight)| format!("{} {weight:+.2}", plain(word))).collect();
                record.push(input(&words.join("; ")));
            }
        }
        record.push(self.frame.model.clone());
        record
    }
}

impl Writer for Csv {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let header = self.header();
        if let Some(index) = (1..header.len()).find(|index| header[..*index].contains(&header[*index])) {
            let text = format!("two columns would be named {:?}; rename the target, or use --to jsonl", header[index]);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        write(out, [header])
    }

    fn rows(&mut self, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
        write(out, rows.iter().map(|row| self.record(row)))
    }
}

fn write(out: &mut dyn Write, records: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
    let mut lines = WriterBuilder::new().from_writer(Vec::new());
    for record in records {
        lines.write_record(record)?;
    }
    out.write_all(&lines.into_inner().map_err(|error| error.into_error())?)
}
