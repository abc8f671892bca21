//! The topic file as a person will read it: values by the rules of TOML, remarks between them.

use std::fmt::{self, Display, Write};

use toml::Value;

use super::targets::Candidate;
use crate::comment::Article;
use crate::report::plain;
use crate::topic::Target;

/// All that goes into the file.
pub(super) struct TopicFile<'a> {
    pub language: &'a str,
    /// Whether the language was told from the words of the comments.
    pub guessed: bool,
    pub n_comments: usize,
    pub proposed: &'a [Candidate],
    pub further: &'a [Candidate],
    /// Each with the sentences proposed as its thesis.
    pub articles: &'a [(&'a Article, Vec<String>)],
    /// Articles that are left out.
    pub left_out: usize,
}

impl Display for TopicFile<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(
            "# A topic: what is asked about comments. All of it is proposed by rule and waits for you to check it.\n\n",
        )?;
        match self.guessed {
            true => remark(out, "Language of the comments, guessed from their words; chooses the stemmer.")?,
            false => remark(out, "Language of the comments; no other was recognised. Chooses the stemmer.")?,
        }
        writeln!(out, "language = {}\n", string(self.language))?;
        remark(
            out,
            "What stances are toward: the names that most comments use. `aliases` are the spellings by which comments \
             name a target; case, plural and possessive need none. Take out what is no target of yours, here and in the \
             sheet; a target that you add needs a column of its `name` there.",
        )?;
        if self.language == "de" {
            remark(out, "German writes all nouns large, so what is proposed may be a common word.")?;
        }
        if self.proposed.is_empty() {
            remark(out, "No name is frequent enough to be proposed.")?;
        }
        for candidate in self.proposed {
            writeln!(out)?;
            out.write_str(&self.target(candidate))?;
        }
        if !self.further.is_empty() {
            writeln!(out)?;
            remark(out, "Less frequent names. To ask about one, take the # from its lines.")?;
        }
        for candidate in self.further {
            writeln!(out)?;
            for line in self.target(candidate).lines() {
                writeln!(out, "{}{line}", if line.starts_with('#') { "" } else { "# " })?;
            }
        }
        for (article, theses) in self.articles {
            writeln!(out)?;
            write_article(out, article, theses)?;
        }
        if self.left_out > 0 {
            let text = format!("Articles of which no comment is in the sheet are left out: {}.", self.left_out);
            writeln!(out)?;
            remark(out, &text)?;
        }
        Ok(())
    }
}

impl TopicFile<'_> {
    fn target(&self, candidate: &Candidate) -> String {
        let Target { name, label, aliases } = &candidate.target;
        let mut entry = format!("# Named in {} of {} comments.", candidate.comments, self.n_comments);
        if let Some(whole) = &candidate.part_of {
            let _ = write!(entry, " Perhaps an alias of {}.", plain(whole));
        }
        let aliases: Vec<String> = aliases.iter().map(|alias| string(alias)).collect();
        let (name, label, aliases) = (string(name), string(label), aliases.join(", "));
        let _ = write!(entry, "\n[[target]]\nname = {name}\nlabel = {label}\naliases = [{aliases}]\n");
        entry
    }
}

fn write_article(out: &mut fmt::Formatter<'_>, article: &Article, theses: &[String]) -> fmt::Result {
    writeln!(out, "[[article]]\nid = {}", string(article.id.as_deref().unwrap_or("")))?;
    writeln!(out, "title = {}", string(&article.title))?;
    match (&article.thesis, theses) {
        (Some(thesis), _) => writeln!(out, "thesis = {}", string(thesis))?,
        (None, []) => {
            remark(out, "THESIS: no sentence looks like one. Write what the article argues, without the #:")?;
            writeln!(out, "# thesis = \"\"")?;
        }
        (None, theses) => {
            remark(
                out,
                "THESIS, proposed: confirm or rewrite. None counts until you take the # from one line, the one that says \
                 what the article argues, or write your own.",
            )?;
            theses.iter().try_for_each(|thesis| writeln!(out, "# thesis = {}", string(&plain(thesis))))?;
        }
    }
    if !article.text.is_empty() {
        writeln!(out, "text = {}", string(&article.text))?;
    }
    Ok(())
}

/// A string as TOML writes it.
fn string(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// Writes a remark in lines of some 110 letters.
fn remark(out: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() > 110 {
            writeln!(out, "{line}")?;
            line.truncate(1);
        }
        line.push(' ');
        line.push_str(word);
    }
    writeln!(out, "{line}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::Topic;

    const HOSTILE: [&str; 6] = [
        "\"\"\"\n[[target]]\nname = \"x\"",
        "'''",
        "a\r\nb\u{1b}[0m\u{0}",
        "\\u0000 \\",
        "\u{202e}abc",
        "line\n# x = 1\n",
    ];

    fn candidate(text: &str) -> Candidate {
        let target = Target { name: text.into(), label: text.into(), aliases: vec![text.into(), "b".into()] };
        Candidate { target, comments: 3, in_articles: 0, part_of: Some(text.into()) }
    }

    #[test]
    fn hostile_text_stays_in_its_place() {
        for text in HOSTILE {
            let article = Article { id: Some(text.into()), title: text.into(), thesis: None, text: text.into() };
            let written = TopicFile {
                language: "en",
                guessed: true,
                n_comments: 10,
                proposed: &[candidate(text)],
                further: &[candidate("c")],
                articles: &[(&article, vec![text.to_owned()])],
                left_out: 2,
            };
            let written = written.to_string();
            let topic = Topic::from_toml(&written).unwrap_or_else(|error| panic!("{text:?}: {error}\n{written}"));
            assert_eq!(topic.targets, [candidate(text).target], "{written}");
            // TOML makes one line feed of a line end.
            assert_eq!(topic.articles[0].text.replace('\r', ""), text.replace('\r', ""), "{written}");
            assert_eq!(topic.articles[0].thesis, None);
        }
    }

    #[test]
    fn what_is_commented_out_is_valid_without_the_marks() {
        let article = Article { id: Some("a".into()), title: "A \"b\"".into(), ..Article::default() };
        let file = TopicFile {
            language: "en",
            guessed: false,
            n_comments: 10,
            proposed: &[],
            further: &[candidate("it's \"so\"")],
            articles: &[(&article, vec!["It \"should\" be.".to_owned()])],
            left_out: 0,
        };
        let taken: Vec<String> = file
            .to_string()
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(entry) if entry.starts_with('[') || entry.contains(" = ") => entry.to_owned(),
                _ => line.to_owned(),
            })
            .collect();
        let topic = Topic::from_toml(&taken.join("\n")).unwrap();
        assert_eq!(topic.targets, [candidate("it's \"so\"").target]);
        assert_eq!(topic.articles[0].thesis.as_deref(), Some("It \"should\" be."));
    }
}
