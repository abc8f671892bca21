//! Parquet: the columns of the CSV, the time of writing, and the probability of each class as a number.
//!
//! Row groups of 65,536 comments, compressed with Zstandard. A group is written out when it is full, so no more than one
//! is held in memory; the file is whole only after [`Writer::finish`]. Where a head does not apply, its cells are null;
//! where it abstains, its label is.

use std::io::{self, Write};
use std::sync::Arc;

use hustings::report::plain;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::{Frame, Row, Totals, Writer};

/// Rows of a row group.
const GROUP: usize = 65_536;

/// Writes Parquet.
pub struct Parquet {
    frame: Frame,
    columns: Vec<Column>,
    /// Rows in the columns.
    rows: usize,
    /// The file; none before it is begun.
    file: Option<SerializedFileWriter<Vec<u8>>>,
}

/// A column of the row group that is filled.
struct Column {
    name: String,
    values: Values,
    /// For each row 1, or 0 where the value is missing.
    levels: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Number(Vec<f64>),
}

/// A value of one cell.
enum Cell {
    Text(Option<String>),
    Number(Option<f64>),
}

impl Parquet {
    /// A writer of this frame.
    pub fn new(frame: Frame) -> Self {
        let text = |name: String| Column { name, values: Values::Text(Vec::new()), levels: Vec::new() };
        let number = |name: String| Column { name, values: Values::Number(Vec::new()), levels: Vec::new() };
        let mut columns: Vec<Column> = frame.with_file.then(|| text("file".into())).into_iter().collect();
        columns.extend(["id", "parent_id", "author", "time"].map(|name| text(name.into())));
        for head in &frame.heads {
            columns.push(text(head.name.clone()));
            columns.push(number(format!("{}_p", head.name)));
            columns.extend(frame.explain.map(|_| text(format!("{}_why", head.name))));
            columns.extend(head.classes.iter().map(|class| number(format!("{}_{class}_p", head.name))));
        }
        columns.push(text("model".into()));
        Self { frame, columns, rows: 0, file: None }
    }

    /// The cells of a comment, in the order of the columns.
    fn cells(&self, row: &Row<'_>) -> Vec<Cell> {
        let comment = row.comment;
        let mut cells: Vec<Cell> =
            self.frame.with_file.then(|| Cell::Text(Some(row.file.into()))).into_iter().collect();
        cells.push(Cell::Text(Some(comment.id.clone())));
        cells.extend([&comment.parent_id, &comment.author, &comment.time].map(|cell| Cell::Text(cell.clone())));
        for (head, predicted, why) in row.heads(&self.frame) {
            cells.push(Cell::Text(predicted.label.map(|label| head.classes[label].clone())));
            cells.push(Cell::Number(predicted.confidence()));
            if let Some(n) = self.frame.explain {
                let words = why.map(|why| row.words(why, n));
                let line = |words: &mut dyn Iterator<Item = (&str, f64)>| {
                    words.map(|(word, weight)| format!("{} {weight:+.2}", plain(word))).collect::<Vec<_>>().join("; ")
                };
                cells.push(Cell::Text(words.map(|mut words| line(&mut words))));
            }
            let probabilities = (0..head.classes.len()).map(|class| predicted.probabilities.get(class).copied());
            cells.extend(probabilities.map(Cell::Number));
        }
        cells.push(Cell::Text(Some(self.frame.model.clone())));
        cells
    }

    fn push(&mut self, row: &Row<'_>) {
        let cells = self.cells(row);
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        self.rows += 1;
    }

    /// Writes the rows held, if any, as one row group.
    fn write_group(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        if self.rows > 0 {
            let mut group = file.next_row_group().map_err(failed)?;
            for column in &mut self.columns {
                column.write(&mut group).map_err(failed)?;
            }
            group.close().map_err(failed)?;
            self.rows = 0;
        }
        file.flush()?;
        out.write_all(&std::mem::take(file.inner_mut()))
    }
}

impl Column {
    fn push(&mut self, cell: Cell) {
        let is_there = match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(Some(text))) => {
                values.push(ByteArray::from(text.into_bytes()));
                true
            }
            (Values::Number(values), Cell::Number(Some(number))) => {
                values.push(number);
                true
            }
            _ => false,
        };
        self.levels.push(i16::from(is_there));
    }

    /// Writes the values and forgets them.
    fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, Vec<u8>>) -> Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.levels);
        match &mut self.values {
            Values::Text(values) => write::<ByteArrayType>(group, &std::mem::take(values), &levels),
            Values::Number(values) => write::<DoubleType>(group, &std::mem::take(values), &levels),
        }
    }

    fn schema(&self) -> Result<Type, ParquetError> {
        let (physical, logical) = match self.values {
            Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Values::Number(_) => (Physical::DOUBLE, None),
        };
        let column = Type::primitive_type_builder(&self.name, physical).with_logical_type(logical);
        column.with_repetition(Repetition::OPTIONAL).build()
    }
}

fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
    levels: &[i16],
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(values, Some(levels), None)?;
    column.close()
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

impl Writer for Parquet {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        if let Some(index) = (1..names.len()).find(|index| names[..*index].contains(&names[*index])) {
            let text = format!("two columns would be named {:?}; rename the target, or use --to jsonl", names[index]);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let columns: Result<Vec<_>, ParquetError> = self.columns.iter().map(|c| c.schema().map(Arc::new)).collect();
        let schema = Type::group_type_builder("comments").with_fields(columns.map_err(failed)?).build();
        let compression = Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let schema = Arc::new(schema.map_err(failed)?);
        self.file = Some(SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).map_err(failed)?);
        Ok(())
    }

    fn rows(&mut self, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
        for row in rows {
            self.push(row);
            if self.rows == GROUP {
                self.write_group(out)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, _totals: &Totals<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.write_group(out)?;
        match self.file.take() {
            Some(file) => out.write_all(&file.into_inner().map_err(failed)?),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::HeadFrame;
    use hustings::comment::Comment;
    use hustings::model::{HeadPrediction, Prediction};
    use parquet::file::reader::{FileReader, SerializedFileReader};

    fn frame() -> Frame {
        let classes = ["favor", "against"].map(String::from).to_vec();
        let head = HeadFrame { name: "nato".into(), classes };
        Frame { heads: vec![head], model: "m1".into(), with_file: false, explain: None }
    }

    fn written(n: usize) -> Vec<u8> {
        let mut writer = Parquet::new(frame());
        let mut out = Vec::new();
        writer.begin(&mut out).unwrap();
        let comments: Vec<Comment> = (0..n)
            .map(|index| Comment {
                id: index.to_string(),
                author: (index == 0).then(|| "=Ann".to_owned()),
                time: (index == 0).then(|| "2023-09-24T13:26:00Z".to_owned()),
                ..Comment::default()
            })
            .collect();
        for (index, comment) in comments.iter().enumerate() {
            let head = match index {
                0 => HeadPrediction { label: Some(1), probabilities: vec![0.25, 0.75], ..HeadPrediction::default() },
                _ => HeadPrediction::default(),
            };
            let prediction = Prediction { heads: vec![head] };
            writer.rows(&[Row { file: "f", comment, prediction: &prediction, explanations: &[] }], &mut out).unwrap();
        }
        writer
            .finish(
                &Totals {
                    heads: &[],
                    n_comments: 0,
                    max_error: None,
                    notes: &hustings::report::SectionNotes::default(),
                },
                &mut out,
            )
            .unwrap();
        out
    }

    #[test]
    fn what_is_written_can_be_read() {
        let reader = SerializedFileReader::new(bytes::Bytes::from(written(2))).unwrap();
        let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(
            rows,
            [
                "{id: \"0\", parent_id: null, author: \"=Ann\", time: \"2023-09-24T13:26:00Z\", nato: \"against\", \
                 nato_p: 0.75, nato_favor_p: 0.25, nato_against_p: 0.75, model: \"m1\"}",
                "{id: \"1\", parent_id: null, author: null, time: null, nato: null, nato_p: null, nato_favor_p: null, \
                 nato_against_p: null, model: \"m1\"}"
            ]
        );
    }

    #[test]
    fn groups_are_written_as_they_fill() {
        let reader = SerializedFileReader::new(bytes::Bytes::from(written(GROUP + 1))).unwrap();
        let rows: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(rows, [GROUP as i64, 1]);
        assert_eq!(reader.get_row_iter(None).unwrap().count(), GROUP + 1);
        assert_eq!(SerializedFileReader::new(bytes::Bytes::from(written(0))).unwrap().num_row_groups(), 0);
    }
}
