//! A file on its way to a reader: decompressed, decoded, and read as far as its format needs.

use std::io::{self, BufRead, Read};

use super::Warning;
use super::encoding;
use super::entry::Entry;
use crate::error::{Error, ErrorKind, Position, Result};

/// Bytes of a file at most where its format is one document that has to be read whole.
pub(super) const MAX_DOCUMENT: u64 = 1 << 30;

/// Bytes of a line at most.
pub(super) const MAX_LINE: usize = 64 << 20;

/// The content of a file, decompressed, in UTF-8 as far as its encoding could be told, without byte order mark.
pub(super) struct Input<'a> {
    bytes: Box<dyn BufRead + Send + 'a>,
}

/// A file read whole.
#[derive(Debug)]
pub(super) struct Document {
    /// The text; what was not UTF-8 is U+FFFD.
    pub text: String,
    /// An entry with a warning, if anything was not UTF-8.
    pub warning: Option<Entry>,
}

/// One line of a file.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its bytes without the line end; an error if it is too long, after which the next line comes.
    pub bytes: Result<Vec<u8>>,
}

impl<'a> Input<'a> {
    /// An input of these bytes.
    pub fn new(bytes: impl BufRead + Send + 'a) -> Self {
        Self { bytes: Box::new(bytes) }
    }

    /// The bytes as they come.
    pub fn into_bytes(self) -> Box<dyn BufRead + Send + 'a> {
        self.bytes
    }

    /// All bytes.
    ///
    /// # Errors
    ///
    /// If there are more than [`MAX_DOCUMENT`], or they cannot be read.
    pub fn into_whole(self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.bytes.take(MAX_DOCUMENT + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_DOCUMENT {
            return Err(ErrorKind::Syntax(format!(
                "the file is one document of over {} MB, which would have to be held in memory; split it, or convert it \
                 to JSONL with one comment per line",
                MAX_DOCUMENT >> 20
            ))
            .into());
        }
        Ok(bytes)
    }

    /// The whole text.
    ///
    /// # Errors
    ///
    /// Those of [`Input::into_whole`].
    pub fn into_document(self) -> Result<Document> {
        let bytes = self.into_whole()?;
        let decoded = encoding::decode(&bytes);
        let warning = (decoded.replaced > 0).then(|| {
            let at = Position { file: None, record: None, line: Some(decoded.line) };
            Entry::Warning(Warning::InvalidUtf8Replaced { at, count: decoded.replaced })
        });
        match decoded.text {
            std::borrow::Cow::Owned(text) => Ok(Document { text, warning }),
            std::borrow::Cow::Borrowed(_) => {
                Ok(Document { text: String::from_utf8(bytes).expect("nothing had to be replaced"), warning })
            }
        }
    }

    /// Line after line; ends with an error that is not a line's own.
    pub fn into_lines(self) -> impl Iterator<Item = Result<Line>> + Send + 'a {
        let mut bytes = self.bytes;
        let mut number = 0;
        std::iter::from_fn(move || {
            number += 1;
            read_line(&mut bytes, number).transpose()
        })
    }
}

fn read_line(bytes: &mut (impl BufRead + ?Sized), number: u64) -> Result<Option<Line>> {
    let mut line = Vec::new();
    let limit = MAX_LINE as u64 + 1;
    if bytes.take(limit).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    let ended = line.pop_if(|byte| *byte == b'\n').is_some();
    if ended {
        line.pop_if(|byte| *byte == b'\r');
    }
    if !ended && line.len() > MAX_LINE {
        drop(line);
        skip_line(bytes)?;
        let text = format!("the line is longer than {} MB; one record per line was expected", MAX_LINE >> 20);
        let error = Error::new(ErrorKind::Syntax(text));
        return Ok(Some(Line { number, bytes: Err(error) }));
    }
    Ok(Some(Line { number, bytes: Ok(line) }))
}

fn skip_line(bytes: &mut (impl BufRead + ?Sized)) -> io::Result<()> {
    loop {
        let buffer = bytes.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        match buffer.iter().position(|byte| *byte == b'\n') {
            Some(end) => {
                bytes.consume(end + 1);
                return Ok(());
            }
            None => {
                let length = buffer.len();
                bytes.consume(length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_numbers_and_no_ends() {
        let lines: Vec<(u64, Vec<u8>)> = Input::new(&b"a\r\n\nb"[..])
            .into_lines()
            .map(|line| line.map(|line| (line.number, line.bytes.unwrap())).unwrap())
            .collect();
        assert_eq!(lines, [(1, b"a".to_vec()), (2, Vec::new()), (3, b"b".to_vec())]);
    }

    #[test]
    fn a_line_too_long_is_named_and_the_next_read() {
        let long = vec![b'x'; MAX_LINE + 1];
        let bytes = [long.as_slice(), b"\nnext\n"].concat();
        let mut lines = Input::new(bytes.as_slice()).into_lines().map(Result::unwrap);
        assert!(lines.next().unwrap().bytes.unwrap_err().to_string().starts_with("the line is longer than 64 MB"));
        assert_eq!(lines.next().unwrap().bytes.unwrap(), b"next");
    }
}
