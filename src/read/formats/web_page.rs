//! What all readers of HTML pages share: the article of a page, names without addresses, totals that headings state.

use scraper::{ElementRef, Html, Selector};

use crate::comment::Article;
use crate::read::formats::markup::{has_class, text_of_element, text_without};
use crate::read::start::Start;
use crate::read::table::columns::is_address;

/// Where an article's text may stand, the likeliest first.
const BODIES: [&str; 9] = [
    "[itemprop=articleBody]",
    ".entry-content",
    ".post-content",
    ".article-content",
    ".article-body",
    ".entry-body",
    ".wp-block-post-content",
    "article",
    "main",
];

/// Classes and ids of what stands among an article's text and is none of it. A class counts if it has one of these in it.
const FURNITURE: [&str; 18] = [
    "addtoany",
    "author-bio",
    "breadcrumb",
    "byline",
    "comment",
    "entry-footer",
    "entry-header",
    "entry-meta",
    "jp-post",
    "newsletter",
    "post-meta",
    "post-nav",
    "related",
    "respond",
    "sd-block",
    "share",
    "sharing",
    "social",
];

/// What parts the title of a page from the name of its site.
const TITLE_MARKS: [&str; 6] = [" | ", " » ", " « ", " – ", " — ", " - "];

/// Whether a file starts as an HTML page, or a piece of one, does.
pub(super) fn is_html(start: &Start) -> bool {
    let pieces =
        ["html", "head", "body", "meta", "title", "script", "main", "article", "section", "div", "ol", "ul", "li"];
    start.is_markup(&pieces)
}

/// The first element that a selector finds.
pub(super) fn first<'a>(html: &'a Html, selector: &str) -> Option<ElementRef<'a>> {
    html.select(&parsed(selector)).next()
}

/// A selector of this program.
pub(super) fn parsed(selector: &str) -> Selector {
    Selector::parse(selector).expect("the selector is well-formed")
}

/// The article of a page: empty where it has none.
pub(super) fn article(html: &Html) -> Article {
    let element = BODIES.iter().find_map(|body| html.select(&parsed(body)).find(|element| !in_comments(*element)));
    let text = element.map(|element| text_without(element, &is_furniture).text).unwrap_or_default();
    let title = title(html).unwrap_or_default();
    // A theme may put the headline into the body as well.
    let text = text.strip_prefix(title.as_str()).map_or(text.as_str(), |rest| rest.trim_start()).to_owned();
    Article { title, text, ..Article::default() }
}

/// The headline: as the page shows it, as it tells it to others, or as the window shows it, less the site's name.
fn title(html: &Html) -> Option<String> {
    let shown = ["h1.entry-title", "h1.post-title", "[itemprop=headline]", "h1.wp-block-post-title", "h3.entry-header"];
    let shown = shown.iter().find_map(|selector| {
        let text = text_of_element(first(html, selector)?).text;
        (!text.is_empty()).then_some(text)
    });
    if shown.is_some() {
        return shown;
    }
    let meta = |name: &str| {
        let content = first(html, &format!("meta[property=\"{name}\"]"))?.value().attr("content")?.trim();
        (!content.is_empty()).then(|| content.to_owned())
    };
    let site = meta("og:site_name");
    if let Some(title) = meta("og:title") {
        return Some(site.and_then(|site| without_site(&title, &site)).unwrap_or(title));
    }
    let title: String = first(html, "title")?.text().collect();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(title) = site.and_then(|site| without_site(&title, &site)) {
        return Some(title);
    }
    let cut = TITLE_MARKS.iter().find_map(|mark| title.rfind(mark)).filter(|cut| *cut > 0);
    let title = cut.map_or(title.as_str(), |cut| title[..cut].trim());
    (!title.is_empty()).then(|| title.to_owned())
}

/// The title without the site's name and what parts them, if it ends or starts so.
fn without_site(title: &str, site: &str) -> Option<String> {
    TITLE_MARKS.iter().find_map(|mark| {
        let rest = title.strip_suffix(site).and_then(|rest| rest.strip_suffix(mark));
        let rest = rest.or_else(|| title.strip_prefix(site).and_then(|rest| rest.strip_prefix(mark)))?;
        (!rest.trim().is_empty()).then(|| rest.trim().to_owned())
    })
}

fn is_furniture(element: ElementRef) -> bool {
    let value = element.value();
    let has = |name: &str| FURNITURE.iter().any(|part| name.to_ascii_lowercase().contains(part));
    matches!(value.name(), "nav" | "aside" | "footer" | "form" | "figcaption")
        && !value.classes().any(|class| class == "quote")
        || value.classes().any(has)
        || value.id().is_some_and(has)
}

/// Whether an element is a comment or stands among comments.
fn in_comments(element: ElementRef) -> bool {
    let is_comment = |element: ElementRef| {
        has_class(element, "comment") || has_class(element, "comment-body") || element.value().id() == Some("comments")
    };
    is_comment(element) || element.ancestors().filter_map(ElementRef::wrap).any(is_comment)
}

/// A name as shown; `None` if it is empty, an e-mail address or an IP address.
pub(super) fn name(shown: &str) -> Option<String> {
    let name = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty() && !is_address(&name)).then_some(name)
}

/// The number of comments that a heading states: `37 thoughts on`, `1,204 Comments`, `Comments (12)`, `Comments: 12`.
pub(super) fn stated_total(heading: &str) -> Option<u64> {
    let heading = heading.trim();
    let number = |text: &str| {
        let is_digit = |c: char| c.is_ascii_digit();
        let text = text.trim();
        let end =
            text.find(|c: char| !(is_digit(c) || matches!(c, ',' | '.' | '\u{a0}' | '\u{202f}'))).unwrap_or(text.len());
        let digits: String = text[..end].chars().filter(|c| is_digit(*c)).collect();
        digits.parse::<u64>().ok()
    };
    number(heading).or_else(|| {
        let last = heading.rsplit(['(', ':']).next().filter(|last| last.len() < heading.len())?;
        let rest = last.trim().trim_end_matches(')');
        rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).then(|| number(rest))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::markup::parse_page;

    #[test]
    fn the_article_is_found_and_its_furniture_left() {
        let cases = [
            ("<title>A bridge | The Post</title><main><p>a</p><nav>b</nav></main>", "A bridge", "a"),
            (
                "<title>x</title><h1 class=entry-title>A <i>bridge</i></h1><article>a<div class=sharedaddy>b",
                "A bridge",
                "a",
            ),
            (
                "<meta property=og:title content='A bridge - Post'><meta property=og:site_name content=Post>\
                 <article class='comment'>b</article><div class='entry-content'><p>a<p>c</div>",
                "A bridge",
                "a\n\nc",
            ),
            ("<title>Twenty - one</title>", "Twenty", ""),
            ("", "", ""),
        ];
        for (html, title, text) in cases {
            let article = article(&parse_page(html).unwrap());
            assert_eq!((article.title.as_str(), article.text.as_str()), (title, text), "{html}");
        }
    }

    #[test]
    fn totals_are_read_from_headings() {
        let cases = [
            ("37 thoughts on “Ten bridges”", Some(37)),
            ("1,204 Comments", Some(1204)),
            ("Comments (12)", Some(12)),
            ("Комментарии: 8", Some(8)),
            ("One thought on “10 bridges”", None),
            ("Comments", None),
            ("", None),
        ];
        for (heading, expected) in cases {
            assert_eq!(stated_total(heading), expected, "{heading}");
        }
    }

    #[test]
    fn addresses_are_no_names() {
        let cases = [
            (" Ann\n Lee ", Some("Ann Lee")),
            ("ann@example.org", None),
            ("@ann", Some("@ann")),
            ("192.0.2.7", None),
            ("  ", None),
        ];
        for (shown, expected) in cases {
            assert_eq!(name(shown).as_deref(), expected, "{shown}");
        }
    }
}
