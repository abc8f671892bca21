//! Names of commenters as blogs keep them.

use crate::read::entities;

/// A name without entities and white space around it; `None` if nothing is left, or if its owner typed an e-mail or IP
/// address in its place.
pub(super) fn name(text: &str) -> Option<String> {
    let name = entities::decoded(text);
    let name = name.trim();
    let is_address = is_mail(name) || name.parse::<std::net::IpAddr>().is_ok();
    (!name.is_empty() && !is_address).then(|| name.to_owned())
}

/// Whether the text is one word with `@` and then a point inside.
fn is_mail(text: &str) -> bool {
    let domain = text.split_once('@').map(|(local, domain)| (!local.is_empty()).then_some(domain));
    matches!(domain, Some(Some(domain)) if domain.trim_matches('.').contains('.'))
        && !text.contains(char::is_whitespace)
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
