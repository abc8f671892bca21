//! HTML into a tree.

use scraper::Html;

/// The tree of a piece of HTML, as it would stand in the body of a page.
pub(in crate::read) fn parse_fragment(html: &str) -> Html {
    Html::parse_fragment(html)
}
