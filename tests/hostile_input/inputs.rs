//! The files to be damaged, and those that are damaged already.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use hustings::read::{Format, Source, detect};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// A file.
pub struct Sample {
    pub name: String,
    pub bytes: Vec<u8>,
    pub format: Format,
}

/// The fixtures of all formats, some of them compressed or in other encodings as well, and a Parquet file.
pub fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut add = |name: String, bytes: Vec<u8>| {
        // What annotation tools write has a reader of its own, and may look like no format else.
        let format = detect(&Source { name: &name, bytes: &bytes }).unwrap_or(Format::Jsonl);
        samples.push(Sample { name, bytes, format });
    };
    for folder in [".", "exports", "annotation"] {
        files(folder).into_iter().for_each(|(name, bytes)| add(name, bytes));
    }
    let (_, export) = files(".").into_iter().find(|(name, _)| name == "export.csv").unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&export).unwrap();
    add("export.csv.gz".into(), gzip.finish().unwrap());
    add("export.csv.zst".into(), zstd::encode_all(&*export, 3).unwrap());
    let text = String::from_utf8(export).unwrap();
    add("export.csv in UTF-16".into(), text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    add("comments.parquet".into(), parquet());
    samples
}

/// What failed once, and small inputs written by hand.
pub fn saved() -> Vec<Sample> {
    let format = Format::Jsonl;
    files("hostile").into_iter().map(|(name, bytes)| Sample { name, bytes, format }).collect()
}

/// The files of a folder of fixtures, in order.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file() && entry.file_name() != "README.md")
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

fn parquet() -> Vec<u8> {
    let schema = "message comments { required binary id (UTF8); optional binary text (UTF8); required int64 time; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let compression = parquet::basic::Compression::SNAPPY;
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    let bytes = |text: &str| ByteArray::from(text.as_bytes().to_vec());
    for (first, texts) in [("1", ["Build it now.", "Мост 🌉"]), ("3", ["Never.", "Why not?"])] {
        let mut group = file.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&[bytes(first), bytes("9")], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let texts = texts.map(bytes);
        column.typed::<ByteArrayType>().write_batch(&texts, Some(&[1, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[1_700_000_000, -5], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    file.into_inner().unwrap()
}
