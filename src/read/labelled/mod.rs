//! Labelled tables: comments with what people said of them.

mod annotation;
mod labels;
mod votes;

use crate::comment::Section;
use crate::error::{Error, ErrorKind, Result};
use crate::read::entry::Entry;
use crate::read::left_out::LeftOut;
use crate::read::start::Start;
use crate::read::table::collect;
use crate::read::table::entries::{Told, none_meets};
use crate::read::table::rows::Row;
use crate::read::threads::{Batch, Limits, Threads};
use crate::read::{ReadParams, Source, Warning, formats, open, resolve_articles, stream};
use crate::topic::Topic;

use annotation::{Annotated, is_row_per_annotation};
use labels::{Heads, Label, Layout};
use votes::Votes;

/// How to read a labelled file.
#[derive(Debug, Clone, Default)]
pub struct LabelledParams {
    /// As for a file without labels.
    pub read: ReadParams,
    /// Heads whose labels stand in a column of another name: head and column.
    pub maps: Vec<(String, String)>,
}

/// Labelled comments with all that stands around them.
#[derive(Debug, Default)]
pub struct Dataset {
    /// The sections, file by file; sections of two files are never joined, for ids hold within a file.
    pub sections: Vec<Section>,
    /// The comments that have a label, in the order of files and of records.
    pub samples: Vec<Sample>,
    /// Bad records, which were not read, each with its position.
    pub problems: Vec<Error>,
    /// What was read, though not quite as it stands.
    pub warnings: Vec<Warning>,
    /// Entries that are no comments.
    pub left_out: LeftOut,
}

/// A comment with its labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Index into [`Dataset::sections`].
    pub section: usize,
    /// Index into the comments of the section.
    pub comment: usize,
    /// For each of [`Topic::heads`] the label as an index into [`Topic::classes`]; `None` if unlabelled.
    pub labels: Vec<Option<usize>>,
    /// The first record that holds the comment, from 1, in its file.
    pub record: u64,
}

/// Reads labelled CSV and JSONL, wide or long, and joins the articles of the topic.
///
/// A wide table has a column for each head, of its name or mapped to it; not all heads need one. A long table has the
/// columns `target` and `stance`, neither of them mapped: each row labels the head named by `target` (a target's label
/// for people will do as well), and rows with the same id and text label the same comment. Labels are compared without
/// regard to case and to white space around them; an empty cell is no label. A row with an unknown label is a bad
/// record: it is left out and listed.
///
/// # Errors
///
/// - those of [`read`](crate::read::read()), for each source
/// - [`ErrorKind::Settings`] if a map names a head that the topic has not
/// - [`ErrorKind::MissingColumn`] if a map names a column that a source has not
/// - [`ErrorKind::Data`] if a source has no column of labels, is a page, or nothing at all is labelled
///
/// # Examples
///
/// ```
/// use hustings::read::{LabelledParams, Source, read_labelled};
/// use hustings::topic::Topic;
///
/// let topic = Topic::from_toml("[[target]]\nname = \"nato\"")?;
/// let bytes = b"text,nato,sentiment\nThank God for NATO,FAVOR,\nA rainy day,none,neutral\n";
/// let dataset = read_labelled(&[Source { name: "l.csv", bytes }], &topic, &LabelledParams::default())?;
/// // Heads are thesis, target, nato, sentiment.
/// assert_eq!(dataset.samples[0].labels, [None, None, Some(0), None]);
/// assert_eq!(dataset.samples[1].labels, [None, None, Some(2), Some(2)]);
/// # Ok::<(), hustings::Error>(())
/// ```
pub fn read_labelled(sources: &[Source], topic: &Topic, params: &LabelledParams) -> Result<Dataset> {
    let heads = Heads::of(topic);
    heads.check_maps(&params.maps)?;
    let mut dataset = Dataset::default();
    for source in sources {
        read_source(source, &heads, params, &mut dataset)?;
    }
    if dataset.samples.is_empty() && dataset.problems.is_empty() {
        let comments: usize = dataset.sections.iter().map(|section| section.comments.len()).sum();
        let text = format!("none of {comments} comments has a label; fill in the columns of labels");
        let error = Error::new(ErrorKind::Data(text));
        return Err(match sources {
            [source] => error.in_file(source.name),
            _ => error,
        });
    }
    dataset.warnings.extend(resolve_articles(&mut dataset.sections, topic));
    Ok(dataset)
}

/// The rows of a source, with their answers if an annotation tool wrote it.
fn annotated(source: &Source, heads: &Heads, params: &LabelledParams) -> Result<(Annotated, LeftOut)> {
    let opened = open::open(source.bytes)?;
    if params.read.format.is_none()
        && let Some(tool) = annotation::tool(&Start::of(&opened.start), heads, &params.maps)
    {
        let document = opened.input.into_document()?;
        return Ok((annotation::read(tool, source.name, document, heads, &params.maps)?, LeftOut::default()));
    }
    let format = stream::format_of(&opened.start, &params.read)?;
    let Some(tabular) = formats::tabular(format) else {
        let text = format!("the format {} carries no labels; a labelled CSV or JSONL was expected", format.name());
        return Err(ErrorKind::Data(text).into());
    };
    let (table, left_out) = collect(source.name, tabular.rows(opened.input)?);
    Ok((Annotated::of_table(table), left_out))
}

/// Puts problems in the order of the file; the first is the error if `strict`.
fn check_problems(problems: &mut Vec<Error>, strict: bool) -> Result<()> {
    problems.sort_by_key(|problem| (problem.position().record, problem.position().line));
    match problems.is_empty() {
        false if strict => Err(problems.swap_remove(0)),
        _ => Ok(()),
    }
}

fn read_source(source: &Source, heads: &Heads, params: &LabelledParams, dataset: &mut Dataset) -> Result<()> {
    let in_file = |error: Error| error.in_file(source.name);
    let (Annotated { mut table, answers, several, .. }, left_out) =
        annotated(source, heads, params).map_err(in_file)?;
    if table.rows.is_empty() && table.problems.is_empty() {
        return Err(in_file(ErrorKind::NoComments.into()));
    }
    if table.is_void() {
        check_problems(&mut table.problems, params.read.strict)?;
        dataset.problems.append(&mut table.problems);
        return Ok(());
    }
    let layout = match &answers {
        Some(answers) => heads.check_questions(answers, &params.maps).map(|()| Layout::Beside),
        None => heads.layout(&table, &params.maps),
    };
    let layout = layout.map_err(in_file)?;
    let several = several || (answers.is_none() && is_row_per_annotation(&table.columns));
    let mut told = Told::new(&table.columns, &params.read, &layout.columns()).map_err(in_file)?;
    told.see_dates(&table.rows);
    let mut taken: Vec<bool> = table.rows.iter().map(|row| told.meets(row, &params.read)).collect();
    if !table.rows.is_empty() && !taken.contains(&true) {
        return Err(in_file(none_meets(&params.read, table.rows.len())));
    }

    let mut problems = table.problems;
    let mut labels: Vec<Vec<Label>> = Vec::with_capacity(table.rows.len());
    for (index, row) in table.rows.iter().enumerate() {
        let answers = answers.as_ref().map_or(&[][..], |answers| &answers[index]);
        let found = if taken[index] { labels_of(row, &layout, answers, heads, &params.maps) } else { Ok(Vec::new()) };
        let error = match found {
            Ok(found) => {
                labels.push(found);
                continue;
            }
            Err(error) => in_file(error).at(Some(row.record), row.line),
        };
        // Which head is meant concerns all records, and the user has to say it.
        if matches!(error.kind(), ErrorKind::Data(_)) {
            return Err(error);
        }
        taken[index] = false;
        labels.push(Vec::new());
        problems.push(error);
    }

    let is_long = several || matches!(layout, Layout::Long { .. });
    let entries = table.rows.iter().zip(&taken).enumerate().flat_map(|(index, (row, taken))| {
        let mut comment = told.comment(row, told.section(row), !taken);
        comment.may_repeat = is_long;
        comment.row = Some(index);
        let article = told.article(row).filter(|_| *taken);
        let article = article.map(|article| Entry::Article { section: comment.section.clone(), article });
        article.into_iter().chain([Entry::Comment(Box::new(comment))])
    });
    let mut threads = Threads::new(source.name, Box::new(entries), Limits::NONE, &params.read.authors);
    let Batch { mut sections, order, mut warnings, rows, .. } = threads.next().transpose()?.unwrap_or_default();
    let mut place_of: Vec<Option<(usize, usize)>> = vec![None; table.rows.len()];
    for (row, place) in rows.of_comments.into_iter().zip(order) {
        place_of[row] = Some(place);
    }
    for (row, first) in rows.repeated {
        place_of[row] = place_of[first];
    }
    // The sample of each comment, section by section.
    let mut sample_of: Vec<Vec<Option<usize>>> =
        sections.iter().map(|section| vec![None; section.comments.len()]).collect();
    let mut samples: Vec<Sample> = Vec::new();
    let mut votes = Votes::default();
    for ((row, place), labels) in table.rows.iter().zip(&place_of).zip(labels) {
        let Some((section, comment)) = *place else { continue };
        if labels.is_empty() {
            continue;
        }
        let sample = *sample_of[section][comment].get_or_insert_with(|| {
            let none = vec![None; heads.len()];
            let section = dataset.sections.len() + section;
            samples.push(Sample { section, comment, labels: none, record: row.record });
            samples.len() - 1
        });
        if several {
            labels.into_iter().for_each(|label| votes.cast(sample, label, heads));
            continue;
        }
        let sample = &mut samples[sample];
        match labels.iter().find(|(head, class)| sample.labels[*head].is_some_and(|earlier| earlier != *class)) {
            Some(label) => {
                let error = contradiction(heads, *label, sample);
                problems.push(in_file(error).at(Some(row.record), row.line));
            }
            None => labels.into_iter().for_each(|(head, class)| sample.labels[head] = Some(class)),
        }
    }
    check_problems(&mut problems, params.read.strict)?;
    let divided = votes.settle(source.name, &mut samples, (&sections, dataset.sections.len()), heads);
    samples.retain(|sample| sample.labels.iter().any(Option::is_some));
    dataset.warnings.extend(divided);
    dataset.sections.append(&mut sections);
    dataset.samples.append(&mut samples);
    dataset.problems.append(&mut problems);
    dataset.warnings.extend(table.warnings);
    dataset.warnings.append(&mut warnings);
    dataset.left_out.join(&left_out);
    Ok(())
}

/// The labels of a row, from its columns and its answers.
fn labels_of(
    row: &Row,
    layout: &Layout,
    answers: &[annotation::Answer],
    heads: &Heads,
    maps: &[(String, String)],
) -> Result<Vec<Label>> {
    let mut labels = heads.labels(row, layout)?;
    for answer in answers {
        for (head, class) in heads.answer(answer, maps)? {
            match labels.iter().find(|(labelled, _)| *labelled == head) {
                Some((_, earlier)) if *earlier != class => {
                    let (name, earlier) = (heads.name(head), heads.class((head, *earlier)));
                    let text = format!(
                        "{name} is labelled {earlier:?} and {:?} at once; keep one",
                        heads.class((head, class))
                    );
                    return Err(ErrorKind::Syntax(text).into());
                }
                Some(_) => {}
                None => labels.push((head, class)),
            }
        }
    }
    Ok(labels)
}

fn contradiction(heads: &Heads, label: Label, sample: &Sample) -> Error {
    let (head, _) = label;
    let earlier = sample.labels[head].map_or("", |class| heads.class((head, class)));
    ErrorKind::Data(format!(
        "{} {:?} contradicts {earlier:?}, which the comment has since record {}; keep one of them",
        heads.name(head),
        heads.class(label),
        sample.record
    ))
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = "[[target]]\nname = \"nato\"\nlabel = \"the Alliance\"\n[[target]]\nname = \"name\"";

    fn dataset(text: &str, maps: &[(&str, &str)]) -> Result<Dataset> {
        let topic = Topic::from_toml(TOPIC).unwrap();
        let maps = maps.iter().map(|(head, column)| ((*head).to_owned(), (*column).to_owned())).collect();
        let params = LabelledParams { maps, ..LabelledParams::default() };
        read_labelled(&[Source { name: "l.csv", bytes: text.as_bytes() }], &topic, &params)
    }

    /// Labels as one character per head: index of the class, or `.`.
    fn labels(dataset: &Dataset) -> Vec<String> {
        let show = |label: &Option<usize>| label.map_or(".".into(), |class| class.to_string());
        dataset.samples.iter().map(|sample| sample.labels.iter().map(show).collect()).collect()
    }

    #[test]
    fn labels_are_read_wide_and_long() {
        // Heads: thesis, target, nato, name, sentiment.
        type Maps<'a> = &'a [(&'a str, &'a str)];
        let cases: [(&str, Maps, &[&str]); 8] = [
            ("text,thesis,nato\na,favor,\nb,, NONE \nc,,", &[], &["0....", "..2.."]),
            (
                "text,target,sentiment\na,nato,positive\nb,None,Negative\nc,name,neutral",
                &[],
                &[".0..0", ".2..1", ".1..2"],
            ),
            ("text,gold\na,against", &[("name", "gold")], &["...1."]),
            ("text,name\na,against", &[], &["...1."]),
            (
                "id,text,target,stance\n1,a,thesis,favor\n1,a,NATO,against\n2,b,sentiment,neutral\n1,a,name,none",
                &[],
                &["0.12.", "....2"],
            ),
            ("text,target,stance\na,The alliance,favor\nb,,favor\nc,nato,", &[], &["..0.."]),
            ("text,target,stance\na,nato,favor", &[("thesis", "stance")], &["00..."]),
            ("id,text,target,stance\n1,a,nato,favor\n1,b,nato,none", &[], &["..0..", "..2.."]),
        ];
        for (text, maps, expected) in cases {
            assert_eq!(labels(&dataset(text, maps).unwrap()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_row_with_a_bad_label_is_left_out_but_lends_its_text() {
        let dataset = dataset("id,parent_id,text,nato\n1,,a,favour\n2,1,b,none", &[]).unwrap();
        assert_eq!(dataset.problems.len(), 1);
        assert_eq!(dataset.sections[0].comments.len(), 1);
        assert_eq!(dataset.sections[0].parent_text(0), Some("a"));
        assert_eq!(dataset.samples[0].record, 2);
        assert!(dataset.warnings.is_empty());
    }

    #[test]
    fn sections_of_several_files_stay_apart() {
        let topic = Topic::from_toml("").unwrap();
        let source = |name| Source { name, bytes: b"text,thesis\na,favor" };
        let dataset = read_labelled(&[source("a"), source("b")], &topic, &LabelledParams::default()).unwrap();
        let places: Vec<(usize, usize)> =
            dataset.samples.iter().map(|sample| (sample.section, sample.comment)).collect();
        assert_eq!(places, [(0, 0), (1, 0)]);
    }
}
