//! The evaluation report as Markdown (GitHub's), the twin of the page: the same sentences and figures, plots as tables.

use super::cell;
use super::content::Report;
use super::document::{Block, Figure, Section, ShownText, Style, Table, Text, document};

/// The report as Markdown.
///
/// It holds what [`super::page`] holds, in the same order and rounded alike; plots are their tables. Text from data is
/// escaped, so that it is neither markup nor a link nor a mention.
pub fn markdown(report: &Report) -> String {
    let document = document(report);
    let mut page = format!("# {}\n", escaped(&document.title));
    for section in &document.sections {
        page.push_str(&format!("\n## {}. {}\n", section.number, section.title));
        blocks(&mut page, section);
    }
    page
}

fn blocks(page: &mut String, section: &Section) {
    for block in &section.blocks {
        page.push('\n');
        match block {
            Block::Heading(words) => page.push_str(&format!("### {}\n", escaped(words))),
            Block::Paragraph(text) => page.push_str(&format!("{}\n", opening(&words(text)))),
            Block::Meaning(sentences) => {
                sentences.iter().for_each(|said| page.push_str(&format!("*{}*\n", escaped(said))))
            }
            Block::Verdicts(verdicts) => {
                verdicts.iter().for_each(|(_, text)| page.push_str(&format!("- {}\n", opening(&words(text)))))
            }
            Block::Definitions(defined) => {
                defined
                    .iter()
                    .for_each(|(word, what)| page.push_str(&format!("- **{}**: {}\n", escaped(word), escaped(what))));
            }
            Block::Tables(tables) => page.push_str(&tables.iter().map(table).collect::<Vec<_>>().join("\n")),
            Block::Figures(figures) => page.push_str(&self::figures(figures)),
            Block::Comments(comments) => page.push_str(&comments.iter().map(comment).collect::<Vec<_>>().join("\n")),
        }
    }
}

fn figures(figures: &[Figure]) -> String {
    let tables = figures.iter().map(|figure| match &figure.table {
        Some(of) => table(of),
        None => format!("{}: see the table below.\n", escaped(&figure.title)),
    });
    tables.collect::<Vec<_>>().join("\n")
}

fn table(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut lines = format!("**{}**\n\n", escaped(&table.caption));
    lines.push_str(&line(table.columns.iter().map(|column| escaped(column)).collect()));
    let rules = (0..table.columns.len()).map(|column| if column < table.n_names { "---" } else { "---:" }.to_owned());
    lines.push_str(&line(rules.collect()));
    for row in &table.rows {
        let cells = row.cells.iter().map(|cell| {
            let text = escaped(&cell::beside(cell.text.clone(), cell.small.clone()));
            if cell.strong && !text.is_empty() { format!("**{text}**") } else { text }
        });
        lines.push_str(&line(cells.collect()));
    }
    table.notes.iter().for_each(|note| lines.push_str(&format!("\n{}\n", escaped(note))));
    lines
}

fn comment(comment: &ShownText) -> String {
    let mut lines = format!("{}\n\n> {}\n\n", opening(&words(&comment.heading)), opening(&words(&comment.text)));
    comment.facts.iter().for_each(|fact| lines.push_str(&format!("- {}\n", opening(&words(fact)))));
    lines
}

fn words(text: &Text) -> String {
    let run = |run: &super::document::Run| {
        let words = escaped(&run.text);
        match &run.style {
            Style::Plain | Style::Data => words,
            Style::Strong => format!("**{words}**"),
            Style::Weight(weight, ..) => format!("**{words}** ({weight})"),
        }
    };
    text.0.iter().map(run).collect()
}

/// Text that is neither markup nor a link nor a mention of somebody.
fn escaped(text: &str) -> String {
    cell::markdown(text).replace("://", "\\://").replace("www.", "www\\.").replace('@', "\\@")
}

/// Text at the beginning of a line, where a dash or a number would begin a list.
fn opening(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        Some('-' | '+' | '=') if digits == 0 => format!("\\{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_neither_markup_nor_link_nor_mention() {
        let cases = [
            ("a | `b` <script>", "a \\| \\`b\\` \\<script\\>"),
            ("see https://www.example.org @ann", "see https\\://www\\.example.org \\@ann"),
        ];
        cases.iter().for_each(|(text, expected)| assert_eq!(escaped(text), *expected));
        let cases =
            [("- a", "\\- a"), ("12. b", "12\\. b"), ("12 c", "12 c"), ("---", "\\---"), ("1) d", "1\\) d"), ("", "")];
        cases.iter().for_each(|(text, expected)| assert_eq!(opening(text), *expected));
    }
}
