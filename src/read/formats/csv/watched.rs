//! The bytes of a CSV file, watched on their way to the csv crate: where lines end, whether a quote is open, and how long
//! a record has become. The crate's own count of lines is that of the line end before a record, not of the record.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use memchr::{memchr, memchr2_iter, memchr3};

/// Bytes of a record at most.
const MAX_RECORD: u64 = 64 << 20;

/// Line ends that are remembered: in a record of more lines, its own line is told as a later one.
const MAX_BREAKS: usize = 1 << 20;

/// Bytes on their way.
pub struct Watched<'a> {
    bytes: Box<dyn BufRead + Send + 'a>,
    separator: u8,
    /// Bytes given.
    given: u64,
    /// Where the record being read starts.
    record: u64,
    /// Offsets of carriage returns and line feeds not yet passed, and whether they end a line.
    breaks: VecDeque<(u64, bool)>,
    after_return: bool,
    /// Line of the record read last, from 1.
    pub line: u64,
    state: State,
    at_end: bool,
}

/// Where in a field the bytes have come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// After a quote inside quotes: it closes them, or is the first of two.
    Quote,
}

impl<'a> Watched<'a> {
    pub fn new(bytes: Box<dyn BufRead + Send + 'a>, separator: u8) -> Self {
        Self {
            bytes,
            separator,
            given: 0,
            record: 0,
            breaks: VecDeque::new(),
            after_return: false,
            line: 1,
            state: State::FieldStart,
            at_end: false,
        }
    }

    /// Moves on to the record at or after `start`, which ends before `end`; returns its line.
    pub fn move_to(&mut self, start: u64, end: u64) -> u64 {
        let mut start = start;
        while let Some((offset, ends_line)) = self.breaks.front().copied() {
            if offset > start {
                break;
            }
            self.line += u64::from(ends_line);
            self.breaks.pop_front();
            if offset == start {
                start += 1;
            }
        }
        self.record = end;
        self.line
    }

    /// Whether all bytes have been given and the reader has come to the last.
    pub fn is_at_end(&self, offset: u64) -> bool {
        self.at_end && offset == self.given
    }

    /// Whether a quote is open after the last byte given.
    pub fn in_quotes(&self) -> bool {
        self.state == State::Quoted
    }

    /// Lines from the start of the record read last to the last byte given, empty ones at the end aside.
    pub fn lines_ahead(&self) -> u64 {
        let mut last = self.given;
        let at_end = |(offset, _): &&(u64, bool)| {
            last -= 1;
            *offset == last
        };
        let trailing = self.breaks.iter().rev().take_while(at_end).count();
        let inner = self.breaks.iter().rev().skip(trailing).filter(|(_, ends_line)| *ends_line).count();
        1 + inner as u64
    }

    fn watch(&mut self, bytes: &[u8]) {
        self.watch_lines(bytes);
        self.watch_quotes(bytes);
        self.given += bytes.len() as u64;
    }

    fn watch_lines(&mut self, bytes: &[u8]) {
        let mut after_return = self.after_return.then_some(0);
        for index in memchr2_iter(b'\n', b'\r', bytes) {
            let is_feed = bytes[index] == b'\n';
            if is_feed
                && after_return == Some(index)
                && let Some(last) = self.breaks.back_mut()
            {
                last.1 = false;
            }
            after_return = (!is_feed).then_some(index + 1);
            self.breaks.push_back((self.given + index as u64, true));
            if self.breaks.len() > MAX_BREAKS
                && let Some((_, ends_line)) = self.breaks.pop_front()
            {
                self.line += u64::from(ends_line);
            }
        }
        if let Some(last) = bytes.last() {
            self.after_return = *last == b'\r';
        }
    }

    fn watch_quotes(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(byte) = rest.first() {
            // Within a field, what does not end it is passed over.
            let skipped = match self.state {
                State::Quoted => memchr(b'"', rest),
                State::Plain => memchr3(self.separator, b'\n', b'\r', rest),
                State::FieldStart | State::Quote => {
                    self.state = match byte {
                        b'"' => State::Quoted,
                        byte if *byte == self.separator || matches!(byte, b'\n' | b'\r') => State::FieldStart,
                        _ => State::Plain,
                    };
                    rest = &rest[1..];
                    continue;
                }
            };
            let Some(end) = skipped else { return };
            self.state = if self.state == State::Quoted { State::Quote } else { State::FieldStart };
            rest = &rest[end + 1..];
        }
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given - self.record > MAX_RECORD {
            let text = format!(
                "a record is longer than {} MB, and what follows it cannot be told apart; look for a quote that is opened and \
                 never closed",
                MAX_RECORD >> 20
            );
            return Err(io::Error::other(text));
        }
        let n = self.bytes.read(buffer)?;
        self.watch(&buffer[..n]);
        self.at_end |= n == 0 && !buffer.is_empty();
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_inside_a_field_opens_nothing() {
        let in_quotes = |text: &'static str| {
            let mut watched = Watched::new(Box::new(text.as_bytes()), b',');
            io::copy(&mut watched, &mut io::sink()).unwrap();
            watched.in_quotes()
        };
        for text in ["a 5\" nail", "\"a\"\"b\"", "\"a\" b", "x,\"y\"", "x\n\"y\"\n", ""] {
            assert!(!in_quotes(text), "{text}");
        }
        for text in ["\"a", "x,\"", "\"a\"\"", "\"a,b\nc", "x\n\"y"] {
            assert!(in_quotes(text), "{text}");
        }
    }

    #[test]
    fn a_record_without_end_is_refused() {
        let endless = Box::new(io::BufReader::new(io::repeat(b'x')));
        let error = io::copy(&mut Watched::new(endless, b','), &mut io::sink()).unwrap_err().to_string();
        assert!(error.starts_with("a record is longer than 64 MB"), "{error}");
    }
}
