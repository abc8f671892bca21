//! What a page may do: use its own style and script and nothing else.

use sha2::{Digest, Sha256};

/// The content security policy (CSP level 2) under which only this style and this script, if there is one, take effect,
/// known by their hashes; nothing is loaded or sent.
pub fn policy(style: &str, script: Option<&str>) -> String {
    let hash = |source: &str| format!("'sha256-{}'", base64(&Sha256::digest(source)));
    let script = script.map_or("'none'".to_owned(), hash);
    format!("default-src 'none'; style-src {}; script-src {script}; base-uri 'none'; form-action 'none'", hash(style))
}

/// Base64 with padding, the notation of hashes in policies.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: [char; 64] = {
        let mut digits = ['+'; 64];
        let mut n = 0;
        while n < 62 {
            let first = match n {
                0..26 => b'A',
                26..52 => b'a' - 26,
                _ => b'0'.wrapping_sub(52),
            };
            digits[n] = first.wrapping_add(n as u8) as char;
            n += 1;
        }
        digits[63] = '/';
        digits
    };
    let mut encoded = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| usize::from(chunk.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..4 {
            encoded.push(if n > chunk.len() { '=' } else { DIGITS[bits >> (18 - 6 * n) & 63] });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        let cases: [(&[u8], &str); 8] = [
            (b"", ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg=="),
            (b"fooba", "Zm9vYmE="),
            (b"foobar", "Zm9vYmFy"),
            (b"\xfb\xff\xfe\x00\x10\x83", "+//+ABCD"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(base64(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn the_policy_names_the_hashes() {
        let empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
        let start = format!("default-src 'none'; style-src {empty}; script-src ");
        assert!(policy("", Some("")).starts_with(&format!("{start}{empty};")));
        assert!(policy("", None).starts_with(&format!("{start}'none';")));
    }
}
