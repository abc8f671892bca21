//! The printed text of a page: lines until a footer are a comment.

use super::Post;
use super::footer::Footer;
use crate::comment::Article;
use crate::read::entry::Text;

/// The article and the comments of a text.
pub(super) fn page(text: &str) -> (Article, Vec<Post>) {
    let mut posts: Vec<Post> = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    let mut article: Option<Vec<&str>> = None;
    let mut last_number = None;
    for line in text.lines() {
        let line = line.trim_end();
        let number = |footer: &Footer| footer.number.or(Some(0)).filter(|n| *n > 0);
        // A number seen before is a reference.
        let footer = Footer::of(line).filter(|footer| number(footer).is_none() || number(footer) > last_number);
        if let Some(footer) = footer {
            if posts.is_empty() && article.is_none() {
                article = Some(without_last_paragraph(&mut above));
            }
            last_number = footer.number.or(last_number);
            posts.push(Post { id: None, text: Text::from(paragraphs(&above)), footer });
            above.clear();
        } else if is_page_links(line) && !posts.is_empty() {
            break;
        } else if posts.is_empty() && (is_page_links(line) || is_start(line)) {
            let lines = std::mem::take(&mut above);
            // The first mark parts article and comments; what stands between it and another is neither.
            article.get_or_insert(lines);
        } else {
            above.push(line);
        }
    }
    (headed(&article.unwrap_or_default()), posts)
}

/// `« previous page | next page »`, or one of them.
fn is_page_links(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    line.len() < 60 && (line.starts_with("« previous page") || line.ends_with("next page »"))
}

/// Whether comments start after this line.
fn is_start(line: &str) -> bool {
    let line = line.trim();
    let is_permalink = line.starts_with("Posted by ") && line.contains("| Permalink");
    is_permalink || ["Comments", "Comments:"].iter().any(|heading| line.eq_ignore_ascii_case(heading))
}

/// Takes away all but the last paragraph.
fn without_last_paragraph<'a>(lines: &mut Vec<&'a str>) -> Vec<&'a str> {
    let end = lines.iter().rposition(|line| !line.trim().is_empty()).unwrap_or(0);
    let start = lines[..end].iter().rposition(|line| line.trim().is_empty()).map_or(0, |blank| blank + 1);
    let last = lines.split_off(start);
    std::mem::replace(lines, last)
}

/// Lines as text: blank ones around it left out, several in a row made one.
fn paragraphs(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut gap = "";
    for line in lines.iter().map(|line| line.trim()) {
        if line.is_empty() {
            gap = if text.is_empty() { "" } else { "\n\n" };
        } else {
            text.push_str(gap);
            text.push_str(line);
            gap = "\n";
        }
    }
    text
}

/// An article whose first line is its headline.
fn headed(lines: &[&str]) -> Article {
    let text = paragraphs(lines);
    let (title, text) = text.split_once('\n').unwrap_or((&text, ""));
    Article { title: title.to_owned(), text: text.trim_start().to_owned(), ..Article::default() }
}
