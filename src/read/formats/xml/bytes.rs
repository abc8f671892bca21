//! The bytes of an XML file, made UTF-8 throughout, with a bound on each piece and the number of the line.

use std::io::{self, BufRead, Read};

use super::MAX_TEXT;

/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;

/// Number of places that were not UTF-8, and the line of the first.
pub(super) type Replaced = (u64, u64);

/// Bytes that are always UTF-8; what was not is U+FFFD.
pub(super) struct Bytes<'a> {
    source: Box<dyn BufRead + Send + 'a>,
    /// What was read and made UTF-8; from `at` on it is still to be given.
    chunk: Vec<u8>,
    at: usize,
    /// Start of a character whose other bytes are to come.
    cut: Vec<u8>,
    ended: bool,
    /// Bytes given since the piece was started.
    piece: usize,
    too_long: bool,
    /// Lines that ended in what was given.
    lines_given: u64,
    /// Places that were not UTF-8, and the line of the first.
    replaced: Option<Replaced>,
}

impl<'a> Bytes<'a> {
    pub fn new(source: Box<dyn BufRead + Send + 'a>) -> Self {
        Self {
            source,
            chunk: Vec::new(),
            at: 0,
            cut: Vec::new(),
            ended: false,
            piece: 0,
            too_long: false,
            lines_given: 0,
            replaced: None,
        }
    }

    /// From here on counts what may be [`MAX_TEXT`] long.
    pub fn start_piece(&mut self) {
        self.piece = 0;
    }

    /// Whether a piece was too long.
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// Number of the line, from 1.
    pub fn line(&self) -> u64 {
        self.lines_given + 1
    }

    /// Number of places that were not UTF-8 and line of the first.
    pub fn replaced(&self) -> Option<Replaced> {
        self.replaced
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.cut);
        let read = self.source.fill_buf()?;
        let n_read = read.len().min(CHUNK);
        bytes.extend_from_slice(&read[..n_read]);
        self.source.consume(n_read);
        self.ended = n_read == 0;
        self.at = 0;
        match std::str::from_utf8(&bytes) {
            Ok(_) => self.chunk = bytes,
            Err(_) => self.mend(&bytes),
        }
        Ok(())
    }

    fn mend(&mut self, bytes: &[u8]) {
        self.chunk.clear();
        let mut lines = 0;
        let mut pieces = bytes.utf8_chunks().peekable();
        while let Some(piece) = pieces.next() {
            self.chunk.extend_from_slice(piece.valid().as_bytes());
            if self.replaced.is_none() {
                lines += count_lines(piece.valid().as_bytes());
            }
            let invalid = piece.invalid();
            if invalid.is_empty() {
                continue;
            }
            if pieces.peek().is_none() && !self.ended && is_start_of_character(invalid) {
                self.cut = invalid.to_vec();
                continue;
            }
            self.chunk.extend_from_slice("\u{fffd}".as_bytes());
            let line = self.line() + lines;
            self.replaced.get_or_insert((0, line)).0 += 1;
        }
    }
}

/// Whether these bytes, which are no character, may become one with more.
fn is_start_of_character(bytes: &[u8]) -> bool {
    matches!(std::str::from_utf8(bytes), Err(error) if error.error_len().is_none())
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

impl BufRead for Bytes<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece > MAX_TEXT {
            self.too_long = true;
            return Err(io::Error::other("too long"));
        }
        while self.at >= self.chunk.len() && !self.ended {
            self.refill()?;
        }
        Ok(self.chunk.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        let end = self.at.saturating_add(amount).min(self.chunk.len());
        self.lines_given += self.chunk.get(self.at..end).map_or(0, count_lines);
        self.piece = self.piece.saturating_add(end.saturating_sub(self.at));
        self.at = end;
    }
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.fill_buf()?.read(buffer)?;
        self.consume(n_read);
        Ok(n_read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn what_is_not_utf8_is_replaced_wherever_chunks_end() {
        let cases: [(&[u8], &str, Option<Replaced>); 5] = [
            ("ж\n🚋".as_bytes(), "ж\n🚋", None),
            (b"a\n\xffb\n\xfe", "a\n\u{fffd}b\n\u{fffd}", Some((2, 2))),
            (b"a\xf0\x9f\x9a", "a\u{fffd}", Some((1, 1))),
            (b"\n\xd0\n", "\n\u{fffd}\n", Some((1, 2))),
            (b"", "", None),
        ];
        for (bytes, expected, replaced) in cases {
            for size in 1..6 {
                let mut source = Bytes::new(Box::new(BufReader::with_capacity(size, bytes)));
                let mut text = String::new();
                source.read_to_string(&mut text).unwrap();
                assert_eq!((text.as_str(), source.replaced()), (expected, replaced), "{bytes:?} by {size}");
                assert_eq!(source.line(), count_lines(bytes) + 1);
            }
        }
    }
}
