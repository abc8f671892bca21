//! A file is opened: decompressed, decoded to UTF-8, and its start looked at.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;

use super::encoding::{self, Told};
use super::input::Input;
use super::start::START;
use crate::error::{ErrorKind, Result};

/// Bytes that a reader asks for at once.
const BUFFER: usize = 64 * 1024;

/// A compressed file may grow to this many bytes unasked, and beyond it to this many times its size: text shrinks to a
/// tenth, the same line again and again to a hundredth; what grows more is made to fill memories and disks.
const FREE_BYTES: u64 = 256 << 20;
const MAX_RATIO: u64 = 400;

/// Base 2 logarithm of the largest window that a Zstandard file may ask for: that of public dumps, 2 GiB. A file of at most
/// [`SMALL`] bytes may ask for no more than Zstandard grants unasked, 128 MiB: a few bytes shall not claim a memory.
const MAX_WINDOW_LOG: u32 = 31;
const SMALL_WINDOW_LOG: u32 = 27;
const SMALL: usize = 1 << 20;

/// An opened file.
pub(super) struct Opened<'a> {
    /// Its start, in UTF-8.
    pub start: Vec<u8>,
    /// All of it, its start included.
    pub input: Input<'a>,
    /// Its encoding, if it is not UTF-8 and nothing in the file says so.
    pub guessed: Option<&'static Encoding>,
}

/// Opens a file.
///
/// # Errors
///
/// [`ErrorKind::Empty`] if there is nothing but white space at its start and no more; [`ErrorKind::Io`] if it cannot be
/// read or decompressed.
pub(super) fn open<'a>(file: impl Read + Send + 'a) -> Result<Opened<'a>> {
    let bytes = decompressed(file)?;
    let (start, bytes) = peek(bytes)?;
    if encoding::is_blank(encoding::without_bom(&start)) && start.len() < START {
        return Err(ErrorKind::Empty.into());
    }
    if is_parquet(&start) {
        return Ok(Opened { start, input: Input::new(BufReader::with_capacity(BUFFER, bytes)), guessed: None });
    }
    let (encoding, guessed) = match encoding::told(&start) {
        Told::Utf8 => (None, None),
        Told::Said(encoding) => (Some(encoding), None),
        Told::Guessed(encoding) => (Some(encoding), Some(encoding)),
    };
    let Some(encoding) = encoding else {
        let without_mark = encoding::without_bom(&start).len();
        let mark = start.len() - without_mark;
        let mut bytes = BufReader::with_capacity(BUFFER, bytes);
        io::copy(&mut (&mut bytes).take(mark as u64), &mut io::sink())?;
        return Ok(Opened { start: start[mark..].to_vec(), input: Input::new(bytes), guessed });
    };
    let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(bytes);
    let (start, bytes) = peek(decoder)?;
    Ok(Opened { start, input: Input::new(BufReader::with_capacity(BUFFER, bytes)), guessed })
}

/// Whether a file starts as Parquet does, which is no text in any encoding.
pub(super) fn is_parquet(start: &[u8]) -> bool {
    start.starts_with(b"PAR1")
}

/// The first [`START`] bytes, and all bytes.
fn peek<'a>(mut bytes: impl Read + Send + 'a) -> Result<(Vec<u8>, impl Read + Send + 'a)> {
    let mut start = Vec::new();
    (&mut bytes).take(START as u64).read_to_end(&mut start)?;
    Ok((start.clone(), Cursor::new(start).chain(bytes)))
}

fn decompressed<'a>(file: impl Read + Send + 'a) -> Result<Box<dyn Read + Send + 'a>> {
    let taken = Arc::new(AtomicU64::new(0));
    let mut file = BufReader::with_capacity(BUFFER, Counted { inner: file, taken: Arc::clone(&taken) });
    let start = file.fill_buf()?;
    let is_zstd = start.starts_with(&[0x28, 0xB5, 0x2F, 0xFD])
        || (start.len() > 3 && start[0] & 0xF0 == 0x50 && start[1..4] == [0x2A, 0x4D, 0x18]);
    Ok(if start.starts_with(&[0x1F, 0x8B]) {
        Box::new(Bounded { inner: MultiGzDecoder::new(file), given: 0, taken })
    } else if is_zstd {
        let mut start = Vec::new();
        (&mut file).take(SMALL as u64 + 1).read_to_end(&mut start)?;
        let window_log = if start.len() > SMALL { MAX_WINDOW_LOG } else { SMALL_WINDOW_LOG };
        let mut decoder = zstd::Decoder::with_buffer(Cursor::new(start).chain(file))?;
        decoder.window_log_max(window_log)?;
        Box::new(Bounded { inner: decoder, given: 0, taken })
    } else {
        Box::new(file)
    })
}

/// Counts the bytes that go through.
struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// What is decompressed, as long as it is in proportion to what was compressed.
struct Bounded<R> {
    inner: R,
    given: u64,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer).map_err(|error| {
            io::Error::new(error.kind(), format!("cannot be decompressed further: {error}; fetch the file anew"))
        })?;
        self.given += n as u64;
        let taken = self.taken.load(Ordering::Relaxed);
        if self.given > FREE_BYTES && self.given / MAX_RATIO > taken {
            let text = format!(
                "{taken} compressed bytes have become {} already, more than {MAX_RATIO} times as many; if the file is \
                 meant to be so, decompress it first",
                self.given
            );
            return Err(io::Error::other(text));
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn whole(bytes: &[u8]) -> Result<(String, Option<&'static str>)> {
        let opened = open(bytes)?;
        let guessed = opened.guessed.map(Encoding::name);
        assert!(opened.start.len() <= START);
        Ok((String::from_utf8(opened.input.into_whole()?).unwrap(), guessed))
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn compressed_files_and_other_encodings_become_utf8() {
        let text = "text\nПривет, как дела? Всё хорошо.\n";
        let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode(text);
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let twice = [gz(b"text\n"), gz(&text.as_bytes()[5..])].concat();
        let zst = zstd::encode_all(text.as_bytes(), 3).unwrap();
        let cases: [(&[u8], Option<&str>); 7] = [
            (text.as_bytes(), None),
            (&[b"\xEF\xBB\xBF", text.as_bytes()].concat(), None),
            (&utf16, None),
            (&cyrillic, Some("windows-1251")),
            (&gz(text.as_bytes()), None),
            (&twice, None),
            (&zst, None),
        ];
        for (bytes, guessed) in cases {
            assert_eq!(whole(bytes).unwrap(), (text.to_owned(), guessed));
        }
    }

    #[test]
    fn a_small_file_cannot_ask_for_a_large_window() {
        let with_window = |log: u32| {
            let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
            encoder.window_log(log).unwrap();
            encoder.write_all(b"text\nhello\n").unwrap();
            encoder.finish().unwrap()
        };
        assert_eq!(whole(&with_window(27)).unwrap().0, "text\nhello\n");
        let error = whole(&with_window(30)).unwrap_err().to_string();
        assert!(error.contains("cannot be decompressed further"), "{error}");
    }

    #[test]
    fn a_bomb_is_refused_and_a_cut_file_named() {
        let bomb = zstd::encode_all(io::repeat(b'a').take(FREE_BYTES + 1_000_000), 3).unwrap();
        let error = whole(&bomb).unwrap_err().to_string();
        assert!(error.contains("more than 400 times as many; if the file"), "{error}");
        let cut = gz("a long enough text ".repeat(1000).as_bytes());
        let error = whole(&cut[..cut.len() - 20]).unwrap_err().to_string();
        assert!(error.contains("cannot be decompressed further"), "{error}");
        assert!(matches!(open(&b" \n"[..]).map(|_| ()).unwrap_err().kind(), ErrorKind::Empty));
    }
}
