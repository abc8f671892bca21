//! Files written by the parquet crate itself, read whole, damaged, and cut off.

use std::sync::Arc;

use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::parser::parse_message_type;

use super::*;

const SCHEMA: &str = "message comments {
    required binary id (UTF8);
    optional binary text (UTF8);
    optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }
    optional group user { optional binary name (UTF8); optional int32 age; }
    optional int64 created_at (TIMESTAMP(MICROS,true));
    optional int64 local (TIMESTAMP(NANOS,false));
    optional int32 day (DATE);
    optional boolean edited;
    optional double score;
    optional int64 price (DECIMAL(10,2));
    optional fixed_len_byte_array(4) big (DECIMAL(9,3));
    optional int32 likes (INTEGER(32,false));
    optional binary raw;
}";

fn column<T: DataType>(group: &mut SerializedRowGroupWriter<Vec<u8>>, values: &[T::T], levels: Option<&[i16]>) {
    let mut column = group.next_column().unwrap().unwrap();
    let repetition = levels.map(|levels| vec![0; levels.len()]);
    // Levels of repetition are asked for in the list only, and passed over elsewhere.
    column.typed::<T>().write_batch(values, levels, repetition.as_deref()).unwrap();
    column.close().unwrap();
}

fn text(text: &str) -> ByteArray {
    ByteArray::from(text.as_bytes().to_vec())
}

/// A file of three rows in two groups.
fn file(compression: Compression) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    for (ids, comment) in [(&["1", "2"][..], "Мост 🌉"), (&["3"], "Never.")] {
        let n = ids.len();
        let first_only: Vec<i16> = (0..n).map(|row| i16::from(row == 0)).collect();
        let none = vec![0i16; n];
        let mut group = file.next_row_group().unwrap();
        column::<ByteArrayType>(&mut group, &ids.iter().map(|id| text(id)).collect::<Vec<_>>(), None);
        column::<ByteArrayType>(&mut group, &[text(comment)], Some(&first_only));
        column::<ByteArrayType>(&mut group, &[], Some(&none));
        column::<ByteArrayType>(&mut group, &[], Some(&none));
        column::<Int32Type>(&mut group, &[], Some(&none));
        column::<Int64Type>(&mut group, &[1_695_561_960_999_999], Some(&first_only));
        column::<Int64Type>(&mut group, &[1_695_561_960_000_000_000], Some(&first_only));
        column::<Int32Type>(&mut group, &[19_624], Some(&first_only));
        column::<BoolType>(&mut group, &[true], Some(&first_only));
        column::<DoubleType>(&mut group, &[12.0], Some(&first_only));
        column::<Int64Type>(&mut group, &[-5], Some(&first_only));
        let big = FixedLenByteArray::from(ByteArray::from((-1234i32).to_be_bytes().to_vec()));
        column::<FixedLenByteArrayType>(&mut group, &[big], Some(&first_only));
        column::<Int32Type>(&mut group, &[-1], Some(&first_only));
        column::<ByteArrayType>(&mut group, &[ByteArray::from(b"caf\xE9".to_vec())], Some(&first_only));
        group.close().unwrap();
    }
    file.into_inner().unwrap()
}

fn read_all(bytes: Vec<u8>) -> Result<Vec<Cells>> {
    rows(bytes)?.collect()
}

#[test]
fn values_become_text() {
    let compressions = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ];
    for compression in compressions {
        let rows = read_all(file(compression)).unwrap();
        assert_eq!(rows.len(), 3);
        let expected = [
            ("id", "1"),
            ("text", "Мост 🌉"),
            ("created_at", "2023-09-24T13:26:00Z"),
            ("local", "2023-09-24T13:26:00"),
            ("day", "2023-09-24"),
            ("edited", "true"),
            ("score", "12"),
            ("price", "-0.05"),
            ("big", "-1.234"),
            ("likes", "4294967295"),
            ("raw", "caf\u{FFFD}"),
        ];
        let shown = |row: &Cells| row.iter().map(|(n, v)| (n.clone(), v.clone())).collect::<Vec<_>>();
        let expected: Vec<(String, String)> = expected.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
        assert_eq!(shown(&rows[0]), expected, "{compression:?}");
        assert!(rows[1].iter().skip(1).all(|(_, value)| value.is_empty()), "{:?}", rows[1]);
        assert_eq!((rows[2][0].1.as_str(), rows[2][1].1.as_str()), ("3", "Never."));
    }
}

#[test]
fn what_is_no_whole_parquet_file_is_an_error() {
    let whole = file(Compression::UNCOMPRESSED);
    let without_start = [b"PAR0", &whole[4..]].concat();
    let foreign: [&[u8]; 5] = [b"", b"PAR1", b"PAR1PAR1", b"PAR1\xff\xff\xff\xffPAR1", &whole[..whole.len() - 1]];
    for bytes in foreign {
        let error = rows(bytes.to_vec()).err().unwrap().to_string();
        assert!(error.starts_with("the Parquet file cannot be read: "), "{error}");
    }
    let _ = read_all(without_start);
}

/// Damaged files are read or refused, but never end the process.
#[test]
fn damage_is_survived() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % n as u64).unwrap()
    };
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())] {
        let whole = file(compression);
        for round in 0..4000 {
            let mut bytes = whole.clone();
            for _ in 0..=round % 4 {
                let at = random(bytes.len());
                bytes[at] = match random(4) {
                    0 => 0,
                    1 => 0xFF,
                    2 => bytes[at] ^ (1 << random(8)),
                    _ => u8::try_from(random(256)).unwrap(),
                };
            }
            let _ = read_all(bytes);
        }
        for end in (0..whole.len()).step_by(13) {
            assert!(read_all(whole[..end].to_vec()).is_err(), "{end}");
        }
    }
}
