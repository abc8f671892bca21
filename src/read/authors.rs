//! What becomes of authors' names.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::read::table::columns::is_address;

/// How names of authors are carried on. An e-mail or IP address is never carried on as a name.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Authors {
    /// As read.
    #[default]
    Keep,
    /// As the first 64 bits of HMAC-SHA256 under this key, in hexadecimal: the same name has the same hash, and
    /// nobody without the key can try names against it.
    Hash(Vec<u8>),
    /// Not at all.
    Drop,
}

impl std::fmt::Debug for Authors {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Keep => "Keep",
            Self::Hash(_) => "Hash(..)",
            Self::Drop => "Drop",
        })
    }
}

impl Authors {
    /// What is shown of a name.
    pub(super) fn shown(&self, author: String) -> Option<String> {
        if author.trim().is_empty() || is_address(author.trim()) {
            return None;
        }
        match self {
            Self::Keep => Some(author),
            Self::Hash(key) => {
                let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
                mac.update(author.as_bytes());
                let digest = mac.finalize().into_bytes();
                Some(digest[..8].iter().map(|byte| format!("{byte:02x}")).collect())
            }
            Self::Drop => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_hashed_or_dropped_and_addresses_never_kept() {
        let hash = |key: &str, name: &str| Authors::Hash(key.into()).shown(name.into());
        assert_eq!(Authors::Keep.shown("Ann".into()).as_deref(), Some("Ann"));
        // RFC 4231, test case 2: key "Jefe".
        assert_eq!(hash("Jefe", "what do ya want for nothing?").as_deref(), Some("5bdcc146bf60754e"));
        assert_ne!(hash("a", "Ann"), hash("b", "Ann"));
        assert_eq!(Authors::Drop.shown("Ann".into()), None);
        assert_eq!(Authors::Keep.shown("ann@example.org".into()), None);
        assert_eq!(hash("a", "192.0.2.1"), None);
        assert_eq!(format!("{:?}", Authors::Hash(b"secret".to_vec())), "Hash(..)");
    }
}
