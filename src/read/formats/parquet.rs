//! Parquet: a table stored by columns, as data frames and databases write it.
//!
//! Columns of one value a row are read; those of structures, lists and maps are passed over. Each value becomes text: dates
//! and timestamps as in RFC 3339 (to the second; without a zone if the column has none), decimals with their point,
//! numbers with all their digits. An empty value is an empty cell. Compression: Snappy, Gzip, Zstandard or none.
//!
//! The parquet crate is careful, but not with every damaged file; so the footer and the headers of pages are checked
//! [first](footer), and should it panic nevertheless, that is caught and becomes an error. Rows come in batches, so no
//! more than the file and a batch of each column is held in memory.

mod footer;

use ::parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::DataType;
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use ::parquet::schema::types::Type;
use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::error::Result;
use crate::read::formats::{Format, Likeness};
use crate::read::input::Input;
use crate::read::start::Start;
use crate::read::table::rows::Row;
use crate::read::table::{Names, Rows, TableItem, Tabular};
use footer::damaged;

/// Rows decoded at once.
const BATCH: usize = 1024;

/// Columns read at most.
const MAX_COLUMNS: usize = 1000;

/// Names of columns with their values.
pub(super) type Cells = Vec<(String, String)>;

/// Reads Parquet.
pub(super) struct Parquet;

impl Tabular for Parquet {
    fn format(&self) -> Format {
        Format::Parquet
    }

    /// Strong if the file has the mark of Parquet.
    fn likeness(&self, start: &Start) -> Likeness {
        if start.bytes.starts_with(b"PAR1") { Likeness::Strong } else { Likeness::None }
    }

    fn rows<'a>(&self, input: Input<'a>) -> Result<Rows<'a>> {
        let mut names = Names::default();
        let mut record = 0;
        let items = rows(input.into_whole()?)?.flat_map(move |cells| {
            record += 1;
            let item = match cells {
                Ok(cells) => {
                    let field = |(name, value): (String, String)| Some((names.column(name.trim())?, value));
                    let fields = cells.into_iter().filter_map(field).collect();
                    TableItem::Row(Row { fields, record, line: None })
                }
                Err(error) => TableItem::Problem(error.at(Some(record), None)),
            };
            names.new_columns().into_iter().chain([item])
        });
        Ok(Box::new(items))
    }
}

/// The rows of a file, in its order.
///
/// # Errors
///
/// [`ErrorKind::Syntax`](crate::ErrorKind::Syntax), from here or instead of a row, after which there is none: the file is
/// damaged, encrypted, or compressed in a way that is not read.
pub(super) fn rows(bytes: Vec<u8>) -> Result<impl Iterator<Item = Result<Cells>> + Send> {
    footer::check(&bytes)?;
    let bytes = Bytes::from(bytes);
    let mut rows = caught(|| RowBatches::open(bytes))?;
    let mut failed = false;
    Ok(std::iter::from_fn(move || {
        if failed {
            return None;
        }
        let row = caught(|| rows.next_row()).transpose();
        failed = matches!(row, Some(Err(_)));
        row
    }))
}

/// What this does; an error if it panics.
fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    crate::read::caught::caught(work).unwrap_or_else(|| Err(damaged("its data contradict each other")))
}

fn unreadable(error: ParquetError) -> crate::Error {
    let text: String = error.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    damaged(&text)
}

/// A column that is read.
struct Column {
    /// Its number among all leaves of the schema.
    leaf: usize,
    name: String,
    kind: Kind,
    /// Whether values may be missing.
    optional: bool,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Plain,
    Unsigned,
    Date,
    /// Units in a second, and whether it is UTC.
    Timestamp(i64, bool),
    /// Digits after the point.
    Decimal(usize),
    Uuid,
}

struct RowBatches {
    file: SerializedFileReader<Bytes>,
    bytes: Bytes,
    columns: Vec<Column>,
    /// The next row group.
    group: usize,
    /// RowBatches left of the one that is open.
    left: u64,
    readers: Vec<ColumnReader>,
    batch: std::vec::IntoIter<Cells>,
}

impl RowBatches {
    fn open(bytes: Bytes) -> Result<Self> {
        let file = SerializedFileReader::new(bytes.clone()).map_err(unreadable)?;
        let columns = columns(file.metadata().file_metadata().schema())?;
        let batch = Vec::new().into_iter();
        Ok(Self { file, bytes, columns, group: 0, left: 0, readers: Vec::new(), batch })
    }

    fn next_row(&mut self) -> Result<Option<Cells>> {
        loop {
            if let Some(row) = self.batch.next() {
                return Ok(Some(row));
            }
            if self.left == 0 {
                if self.group == self.file.num_row_groups() {
                    return Ok(None);
                }
                self.open_group()?;
                continue;
            }
            let n = usize::try_from(self.left).map_or(BATCH, |left| left.min(BATCH));
            let mut rows: Vec<Cells> = vec![Vec::with_capacity(self.columns.len()); n];
            for (column, reader) in self.columns.iter().zip(&mut self.readers) {
                for (row, value) in rows.iter_mut().zip(values(reader, column, n)?) {
                    row.push((column.name.clone(), value.unwrap_or_default()));
                }
            }
            self.left -= n as u64;
            self.batch = rows.into_iter();
        }
    }

    fn open_group(&mut self) -> Result<()> {
        let group = self.file.get_row_group(self.group).map_err(unreadable)?;
        self.readers.clear();
        for column in &self.columns {
            let chunk = group.metadata().column(column.leaf);
            if !matches!(
                chunk.compression(),
                Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::ZSTD(_)
            ) {
                let text = format!("column {:?} is compressed with {}", column.name, chunk.compression());
                return Err(damaged(&format!("{text}, and Snappy, Gzip, Zstandard or none are read")));
            }
            // The crate takes it for granted.
            let numbers =
                [chunk.compressed_size(), chunk.data_page_offset(), chunk.dictionary_page_offset().unwrap_or(0)];
            if numbers.iter().any(|number| *number < 0) {
                return Err(damaged("a column lies before the file"));
            }
            let (start, length) = chunk.byte_range();
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let held = self.bytes.len() as u64;
            if start.checked_add(length as u64).is_none_or(|end| end > held) {
                return Err(damaged("a column lies outside the file"));
            }
            footer::check_pages(&self.bytes.get_bytes(start, length).map_err(unreadable)?)?;
            self.readers.push(group.get_column_reader(column.leaf).map_err(unreadable)?);
        }
        let rows = group.metadata().num_rows();
        self.left = u64::try_from(rows).map_err(|_| damaged("a number of rows is below zero"))?;
        self.group += 1;
        Ok(())
    }
}

/// The columns that can be read: one value a row, of a type that can be written as text.
fn columns(schema: &Type) -> Result<Vec<Column>> {
    let mut columns = Vec::new();
    let mut leaf = 0;
    for field in schema.get_fields() {
        let repetition = field.get_basic_info().repetition();
        if field.is_primitive()
            && repetition != Repetition::REPEATED
            && let Some(kind) = kind(field)
        {
            let (name, optional) = (field.name().to_owned(), repetition == Repetition::OPTIONAL);
            columns.push(Column { leaf, name, kind, optional });
        }
        leaf += n_leaves(field);
    }
    if columns.len() > MAX_COLUMNS {
        let n = columns.len();
        return Err(damaged(&format!("it has {n} columns, and {MAX_COLUMNS} at most are read")));
    }
    Ok(columns)
}

/// Leaves of a column, groups followed. Groups are nested no deeper than [`footer::check`] allows.
fn n_leaves(field: &Type) -> usize {
    let mut todo = vec![field];
    let mut n = 0;
    while let Some(field) = todo.pop() {
        match field.is_primitive() {
            true => n += 1,
            // A group without columns is read as a column without a type, of which there is nothing stored.
            false => todo.extend(field.get_fields().iter().map(AsRef::as_ref)),
        }
    }
    n
}

/// What a column holds; `None` if it is passed over.
fn kind(field: &Type) -> Option<Kind> {
    let (info, physical) = (field.get_basic_info(), field.get_physical_type());
    let scale = || Kind::Decimal(usize::try_from(field.get_scale()).unwrap_or(0));
    let in_second = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    let whole = matches!(physical, Physical::INT32 | Physical::INT64);
    let kind = match info.logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => Kind::Timestamp(in_second(&time.unit), time.is_adjusted_to_u_t_c),
        Some(LogicalType::Date) => Kind::Date,
        Some(LogicalType::Decimal(_)) => scale(),
        Some(LogicalType::Uuid) => Kind::Uuid,
        Some(LogicalType::Integer(integer)) if !integer.is_signed => Kind::Unsigned,
        Some(LogicalType::Time(_)) => return None,
        _ => match info.converted_type() {
            ConvertedType::TIMESTAMP_MILLIS => Kind::Timestamp(1_000, true),
            ConvertedType::TIMESTAMP_MICROS => Kind::Timestamp(1_000_000, true),
            ConvertedType::DATE => Kind::Date,
            ConvertedType::DECIMAL => scale(),
            ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS | ConvertedType::INTERVAL => return None,
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64
                if whole =>
            {
                Kind::Unsigned
            }
            _ => Kind::Plain,
        },
    };
    // Other arrays of fixed length are hashes, half floats, pictures.
    let fits = physical != Physical::FIXED_LEN_BYTE_ARRAY || matches!(kind, Kind::Decimal(_) | Kind::Uuid);
    fits.then_some(kind)
}

/// The next `n` values of a column.
fn values(reader: &mut ColumnReader, column: &Column, n: usize) -> Result<Vec<Option<String>>> {
    let kind = column.kind;
    match reader {
        ColumnReader::BoolColumnReader(reader) => read(reader, column, n, |value| Some(value.to_string())),
        ColumnReader::Int32ColumnReader(reader) => read(reader, column, n, |value| match kind {
            Kind::Unsigned => Some((*value as u32).to_string()),
            _ => whole(i64::from(*value), kind),
        }),
        ColumnReader::Int64ColumnReader(reader) => read(reader, column, n, |value| whole(*value, kind)),
        ColumnReader::Int96ColumnReader(reader) => {
            read(reader, column, n, |value| whole(value.to_seconds(), Kind::Timestamp(1, true)))
        }
        ColumnReader::FloatColumnReader(reader) => read(reader, column, n, |value| Some(value.to_string())),
        ColumnReader::DoubleColumnReader(reader) => read(reader, column, n, |value| Some(value.to_string())),
        ColumnReader::ByteArrayColumnReader(reader) => read(reader, column, n, |value| text(value.data(), kind)),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            read(reader, column, n, |value| text(value.data(), kind))
        }
    }
}

fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    column: &Column,
    n: usize,
    text: impl Fn(&T::T) -> Option<String>,
) -> Result<Vec<Option<String>>> {
    let (mut levels, mut found, mut rows) = (Vec::new(), Vec::new(), 0);
    while rows < n {
        let levels = column.optional.then_some(&mut levels);
        let (read, ..) = reader.read_records(n - rows, levels, None, &mut found).map_err(unreadable)?;
        if read == 0 {
            return Err(damaged(&format!("column {:?} has fewer values than the file has rows", column.name)));
        }
        rows += read;
    }
    let mut found = found.iter();
    let values: Vec<Option<String>> = match column.optional {
        true => levels.iter().map(|level| if *level > 0 { found.next().and_then(&text) } else { None }).collect(),
        false => found.map(text).collect(),
    };
    Ok(values)
}

/// A whole number as what it stands for.
fn whole(value: i64, kind: Kind) -> Option<String> {
    match kind {
        Kind::Plain | Kind::Uuid => Some(value.to_string()),
        Kind::Unsigned => Some((value as u64).to_string()),
        Kind::Decimal(scale) => Some(decimal(i128::from(value), scale)),
        Kind::Date => {
            let start = Date::constant(1970, 1, 1);
            let date = start.checked_add(jiff::SignedDuration::from_hours(value.checked_mul(24)?)).ok()?;
            Some(date.to_string())
        }
        Kind::Timestamp(in_second, utc) => {
            let time = Timestamp::from_second(value.div_euclid(in_second)).ok()?.to_string();
            Some(if utc { time } else { time.trim_end_matches('Z').to_owned() })
        }
    }
}

/// Bytes as what they stand for; what is not UTF-8 in them is U+FFFD.
fn text(bytes: &[u8], kind: Kind) -> Option<String> {
    match kind {
        Kind::Decimal(scale) => {
            let sign = if bytes.first()? & 0x80 == 0 { 0 } else { 0xFF };
            let mut wide = [sign; 16];
            let start = wide.len().checked_sub(bytes.len())?;
            wide[start..].copy_from_slice(bytes);
            Some(decimal(i128::from_be_bytes(wide), scale))
        }
        Kind::Uuid => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let parts = [hex.get(..8)?, hex.get(8..12)?, hex.get(12..16)?, hex.get(16..20)?, hex.get(20..)?];
            Some(parts.join("-"))
        }
        _ => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// A number with so many digits after the point.
fn decimal(number: i128, scale: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    // 38 digits are what the format allows.
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale.min(38) + 1);
    match digits.split_at_checked(digits.len() - scale.min(38)) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
        None => digits,
    }
}

#[cfg(test)]
mod tests;
