//! Damage to a file, the same for the same seed.

/// Small differences that parsers stumble over.
const PIECES: [&[u8]; 40] = [
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b"<",
    b">",
    b"</",
    b"/>",
    b"&",
    b";",
    b",",
    b"\t",
    b"\n",
    b"\r\n",
    b"\\",
    b"\\u",
    b"\\ud83d",
    b"\0",
    b"\xFF",
    b"\xC3",
    b"\xF0\x9F",
    b"\xEF\xBB\xBF",
    b"<!--",
    b"<![CDATA[",
    b"]]>",
    b"&#0;",
    b"&#x110000;",
    b"&#9999999999999999999;",
    b"<blockquote>",
    b"<script>",
    b"null",
    b"[]",
    b"{}",
    b"\xE2\x80\xA8",
    b"\xC2\xA0",
    b"> ",
    b"https://\xE2\x80\xAE",
    b"<?xml version=\"1.0\" encoding=\"utf-16\"?>",
];

/// Numbers that overflow something.
const NUMBERS: [&str; 12] = [
    "-1",
    "0",
    "-0",
    "1e999",
    "-1e-999",
    "18446744073709551616",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999999",
    "253402300800",
    "-62135596801",
    "0.1",
];

/// A small generator (splitmix64), for the same bytes on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below this one; 0 if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// A short range of a file of this length.
    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let longest = [4, 40, 400, 4000][self.below(4)];
        let start = self.below(length + 1);
        start..(start + self.below(longest + 1)).min(length)
    }
}

/// The file with one to four things done to it.
pub fn damaged(file: &[u8], seed: u64) -> Vec<u8> {
    let mut random = Random(seed);
    let mut bytes = file.to_vec();
    for _ in 0..=random.below(4) {
        damage(&mut bytes, &mut random);
        // Slices copied again and again would make it grow.
        bytes.truncate(2 * file.len() + 1000);
    }
    bytes
}

fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len());
    match random.below(11) {
        0 => bytes.truncate(at),
        1 => {
            for _ in 0..=random.below(8) {
                let at = random.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
        2 => {
            let range = random.range(bytes.len());
            bytes.drain(range);
        }
        3 => {
            let slice = bytes[random.range(bytes.len())].to_vec();
            bytes.splice(at..at, slice);
        }
        4 => {
            let (from, to) = (random.range(bytes.len()), random.range(bytes.len()));
            let slice = bytes[from].to_vec();
            bytes.splice(to, slice);
        }
        5 => number(bytes, at, random),
        6 => {
            for _ in 0..=random.below(4) {
                let at = random.below(bytes.len());
                bytes.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied());
            }
        }
        7 => {
            let piece = PIECES[random.below(PIECES.len())].repeat(random.below(300));
            bytes.splice(at..at, piece);
        }
        8 => {
            for _ in 0..=random.below(8) {
                let at = random.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.next() as u8;
                }
            }
        }
        9 => quoted(bytes, at, random),
        _ => {
            // One value in place of another: ids that answer themselves, a text where a list was.
            let (from, to) = (value(bytes, at), value(bytes, random.below(bytes.len())));
            let slice = bytes[from].to_vec();
            bytes.splice(to, slice);
        }
    }
}

/// Replaces the next number.
fn number(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let Some(start) = bytes[at..].iter().position(is_digit).map(|start| at + start) else { return };
    let end = bytes[start..].iter().position(|byte| !is_digit(byte)).map_or(bytes.len(), |length| start + length);
    bytes.splice(start..end, NUMBERS[random.below(NUMBERS.len())].bytes());
}

/// Replaces what stands between the next two quotes.
fn quoted(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let range = value(bytes, at);
    let other = match random.below(4) {
        0 => Vec::new(),
        1 => NUMBERS[random.below(NUMBERS.len())].into(),
        2 => PIECES[random.below(PIECES.len())].to_vec(),
        _ => vec![b'a'; 1000],
    };
    bytes.splice(range, other);
}

/// What stands between the next two quotes or brackets.
fn value(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_mark = |byte: &u8| matches!(byte, b'"' | b'<' | b'>' | b',' | b'\n');
    let start = bytes[at..].iter().position(is_mark).map_or(bytes.len(), |start| at + start + 1).min(bytes.len());
    let end = bytes[start..].iter().position(is_mark).map_or(bytes.len(), |length| start + length);
    start..end
}
