//! Names of commenters as blogs keep them.

use crate::read::entities;
use crate::read::table::columns::is_address;

/// A name without entities and white space around it; `None` if nothing is left, or if its owner typed an e-mail or IP
/// address in its place.
pub(super) fn name(text: &str) -> Option<String> {
    let name = entities::decoded(text);
    let name = name.trim();
    (!name.is_empty() && !is_address(name)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_decoded_and_addresses_dropped() {
        let cases = [
            (" Tom &amp; Ann ", Some("Tom & Ann")),
            ("@anna", Some("@anna")),
            ("anna@home", Some("anna@home")),
            ("Ann @ example.org", Some("Ann @ example.org")),
            ("ann@example.org", None),
            ("192.0.2.7", None),
            ("2001:db8::1", None),
            (" ", None),
        ];
        for (text, expected) in cases {
            assert_eq!(name(text).as_deref(), expected, "{text:?}");
        }
    }
}
