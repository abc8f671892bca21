//! A look at the Thrift structures of a Parquet file before they are parsed.
//!
//! The parquet crate checks much, but believes the schema: the number of a group's children is allocated as it stands,
//! and groups are followed by recursion. Either would end the process, which no caller can catch; so this is where such
//! files are refused. The same walk tells the sizes that the header of a page states.

use crate::error::{ErrorKind, Result};

/// Levels of groups, and of Thrift structures, at most.
const MAX_DEPTH: usize = 64;

/// Values of a file at most for each of its bytes, and for a file however small: columns of one value repeated are stored
/// in a few bytes.
const VALUES_PER_BYTE: u64 = 256;
const VALUES: u64 = 16 << 20;

/// Bytes that a page may have when it is decompressed.
const MAX_PAGE: i64 = 256 << 20;

/// What the file's last bytes are.
const MAGIC: &[u8] = b"PAR1";

/// Field numbers of the format's structures, from the outermost: <https://github.com/apache/parquet-format>.
const SCHEMA_ELEMENT: &[i16] = &[2];
const NUM_CHILDREN: &[i16] = &[2, 5];
const ROW_GROUP_ROWS: &[i16] = &[4, 3];
const UNCOMPRESSED_PAGE_SIZE: &[i16] = &[2];
const COMPRESSED_PAGE_SIZE: &[i16] = &[3];

/// Checks that a file has a footer whose schema can be parsed, and no more rows than it can hold.
pub(super) fn check(bytes: &[u8]) -> Result<()> {
    let footer = footer(bytes).ok_or_else(|| damaged("its end is missing"))?;
    let mut children: Vec<i64> = Vec::new();
    let mut rows = 0u64;
    walk(footer, |path, event| match event {
        Event::Begin if path == SCHEMA_ELEMENT => children.push(0),
        Event::Number(number) if path == NUM_CHILDREN => {
            if let Some(last) = children.last_mut() {
                *last = number;
            }
        }
        Event::Number(number) if path == ROW_GROUP_ROWS => {
            rows = rows.saturating_add(u64::try_from(number).unwrap_or(u64::MAX));
        }
        _ => {}
    })
    .ok_or_else(|| damaged("its footer breaks off"))?;
    check_schema(&children)?;
    let leaves = children.iter().filter(|children| **children == 0).count() as u64;
    let limit = (bytes.len() as u64).saturating_mul(VALUES_PER_BYTE).max(VALUES);
    if rows.saturating_mul(leaves) > limit {
        return Err(damaged("it claims far more rows than it can hold"));
    }
    Ok(())
}

/// The footer's metadata.
fn footer(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.strip_suffix(MAGIC)?;
    let (rest, length) = bytes.split_last_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    rest.get(rest.len().checked_sub(length)?..)
}

/// Checks the tree that these numbers of children, in the order of a walk from the root, make.
fn check_schema(children: &[i64]) -> Result<()> {
    let mut left: Vec<i64> = Vec::new();
    for (index, n) in children.iter().enumerate() {
        if *n < 0 || *n > children.len() as i64 {
            return Err(damaged("a group of its schema has an impossible number of columns"));
        }
        if let Some(last) = left.last_mut() {
            *last -= 1;
        } else if index > 0 {
            return Err(damaged("its schema has columns outside the root"));
        }
        if *n > 0 {
            left.push(*n);
        }
        while left.last() == Some(&0) {
            left.pop();
        }
        if left.len() > MAX_DEPTH {
            return Err(damaged("its columns are nested too deep"));
        }
    }
    if left.is_empty() { Ok(()) } else { Err(damaged("its schema breaks off")) }
}

/// Checks the pages of a column chunk, of which each states its sizes.
pub(super) fn check_pages(mut chunk: &[u8]) -> Result<()> {
    while !chunk.is_empty() {
        let (mut compressed, mut uncompressed) = (0, 0);
        let length = walk(chunk, |path, event| match event {
            Event::Number(number) if path == UNCOMPRESSED_PAGE_SIZE => uncompressed = number,
            Event::Number(number) if path == COMPRESSED_PAGE_SIZE => compressed = number,
            _ => {}
        })
        .ok_or_else(|| damaged("the header of a page breaks off"))?;
        if !(0..=MAX_PAGE).contains(&uncompressed) {
            return Err(damaged(&format!("a page of it claims {uncompressed} bytes, and {MAX_PAGE} at most are read")));
        }
        let page = usize::try_from(compressed).ok().and_then(|size| length.checked_add(size));
        chunk = page.and_then(|end| chunk.get(end..)).ok_or_else(|| damaged("a page breaks off"))?;
    }
    Ok(())
}

/// The error of a file that is no whole and sane Parquet.
pub(super) fn damaged(what: &str) -> crate::Error {
    ErrorKind::Syntax(format!("the Parquet file cannot be read: {what}; write it anew, or convert it to CSV")).into()
}

/// What a walk comes by.
enum Event {
    /// A structure begins.
    Begin,
    /// A whole number.
    Number(i64),
}

/// What a walk is inside of.
enum Inside {
    /// The number of the last field.
    Struct(i16),
    /// Elements left, and their type.
    List(u64, u8),
    /// Keys and values left, type of the next and of the one after it.
    Map(u64, u8, u8),
}

/// Walks one Thrift structure in the compact protocol; returns its length, or `None` if it breaks off. The path of an event
/// is that of field numbers, elements of a list having that of the list.
fn walk(bytes: &[u8], mut on: impl FnMut(&[i16], Event)) -> Option<usize> {
    let mut input = Bytes { bytes, at: 0 };
    let mut stack = vec![Inside::Struct(0)];
    let mut path: Vec<i16> = Vec::new();
    while let Some(inside) = stack.last_mut() {
        let kind = match inside {
            Inside::Struct(last) => {
                let byte = input.byte()?;
                if byte == 0 {
                    stack.pop();
                    leave(&stack, &mut path);
                    continue;
                }
                let delta = i16::from(byte >> 4);
                *last = if delta == 0 { i16::try_from(input.signed()?).ok()? } else { last.checked_add(delta)? };
                path.push(*last);
                byte & 0x0F
            }
            Inside::List(0, _) | Inside::Map(0, ..) => {
                stack.pop();
                leave(&stack, &mut path);
                continue;
            }
            Inside::List(left, kind) => {
                *left -= 1;
                // A truth value is a byte of its own in a list.
                if matches!(*kind, 1 | 2) { 3 } else { *kind }
            }
            Inside::Map(left, next, other) => {
                *left -= 1;
                std::mem::swap(next, other);
                if matches!(*other, 1 | 2) { 3 } else { *other }
            }
        };
        let nested = match kind {
            1 | 2 => None,
            3 => {
                input.skip(1)?;
                None
            }
            4..=6 => {
                on(&path, Event::Number(input.signed()?));
                None
            }
            7 => {
                input.skip(8)?;
                None
            }
            8 => {
                let length = input.varint()?;
                input.skip(length)?;
                None
            }
            9 | 10 => {
                let byte = input.byte()?;
                let size = if byte >> 4 == 15 { input.varint()? } else { u64::from(byte >> 4) };
                Some(Inside::List(size, byte & 0x0F))
            }
            11 => {
                let size = input.varint()?;
                let kinds = if size == 0 { 0 } else { input.byte()? };
                Some(Inside::Map(size.checked_mul(2)?, kinds >> 4, kinds & 0x0F))
            }
            12 => {
                on(&path, Event::Begin);
                Some(Inside::Struct(0))
            }
            _ => return None,
        };
        match nested {
            Some(_) if stack.len() >= MAX_DEPTH => return None,
            Some(nested) => stack.push(nested),
            None => leave(&stack, &mut path),
        }
    }
    Some(input.at)
}

/// Ends a value: it was that of a field, unless it was an element.
fn leave(stack: &[Inside], path: &mut Vec<i16>) {
    if matches!(stack.last(), Some(Inside::Struct(_))) {
        path.pop();
    }
}

/// Bytes being read.
struct Bytes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bytes<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, n: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(n).ok()?)?;
        self.at = end;
        (end <= self.bytes.len()).then_some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A number in zigzag: 0, -1, 1, -2.
    fn signed(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_checked_before_they_are_parsed() {
        let deep = vec![1; 100_000];
        let cases: [(&[i64], Option<&str>); 7] = [
            (&[2, 0, 0], None),
            (&[2, 1, 0, 0], None),
            (&[2_000_000_000, 0], Some("impossible number")),
            (&[-1], Some("impossible number")),
            (&[2, 0], Some("schema breaks off")),
            (&[1, 0, 0], Some("outside the root")),
            (&deep, Some("nested too deep")),
        ];
        for (children, expected) in cases {
            let error = check_schema(children).err().map(|error| error.to_string());
            match (error, expected) {
                (Some(error), Some(expected)) => assert!(error.contains(expected), "{error}"),
                (error, expected) => assert_eq!(error.as_deref(), expected),
            }
        }
    }

    #[test]
    fn a_walk_ends_with_its_structure() {
        // Field 1: the number 3; field 2: a list of two structures, each with field 5 = 1; then the stop.
        let bytes = [0x15, 6, 0x19, 0x2C, 0x55, 2, 0, 0x55, 2, 0, 0, 99];
        let mut numbers = Vec::new();
        let length = walk(&bytes, |path, event| {
            if let Event::Number(number) = event {
                numbers.push((path.to_vec(), number));
            }
        });
        assert_eq!(length, Some(11));
        assert_eq!(numbers, [(vec![1], 3), (vec![2, 5], 1), (vec![2, 5], 1)]);
        for end in 0..11 {
            assert_eq!(walk(&bytes[..end], |_, _| {}), None);
        }
        assert_eq!(walk(&[0x1C; 100_000], |_, _| {}), None);
    }
}
