//! `hustings init`: from comments a topic file and a labelling sheet.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use csv::WriterBuilder;
use hustings::comment::Section;
use hustings::model::Model;
use hustings::propose::{COLUMNS, Proposal, ProposeParams, propose};
use hustings::read::{Format, ReadParams, Source, read};
use hustings::report::plain;

use super::columns::TableArgs;
use super::destination::Destination;
use super::inputs;
use super::messages::{self, Done, Messages};
use super::output::guard;

/// Names of the files written.
const TOPIC: &str = "topic.toml";
const SHEET: &str = "labels.csv";

/// Begin a new topic: propose a topic file and a labelling sheet
///
/// Writes topic.toml, with the names that most comments use as targets and with sentences that may be the thesis of each
/// article, for you to check; and labels.csv, with the comments to label first, duplicates left out. Fill in its empty
/// columns, then train.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, folders of files, or - for standard input: printed pages, CSV or JSONL
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Folder to write topic.toml and labels.csv into
    #[arg(short, long, value_name = "FOLDER", default_value = ".")]
    out: PathBuf,

    /// Replace topic.toml and labels.csv where they exist, labels included
    #[arg(long)]
    force: bool,

    /// Comments in the sheet at most; the first of them are to be labelled first
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    sheet: u32,

    /// Targets to propose at most
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=20))]
    targets: u32,

    /// Seed of the choice of comments: any whole number from 0
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Format of the input [default: told from its content]
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    from: Option<Format>,

    #[command(flatten)]
    table: TableArgs,
}

const EXAMPLES: &str = "\
Examples:
  hustings init page.txt                          topic.toml and labels.csv in this folder
  hustings init exports/ -o trams --sheet 300     of all files of a folder, into the folder trams
  hustings train labels.csv --topic topic.toml -o my.model";

fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| name.parse::<Format>())
}

/// Runs the subcommand.
pub fn run(args: Args) -> Result<Done> {
    let [topic, sheet] = [TOPIC, SHEET].map(|name| place(&args.out, name));
    let mut files = Vec::new();
    for path in [&topic, &sheet] {
        if !args.force && path.symlink_metadata().is_ok() {
            bail!("{}: this file exists; name another folder with -o, or replace it with --force", path.display());
        }
        files.push(Destination::create(path, args.inputs.iter().map(PathBuf::as_path))?);
    }
    let mut messages = Messages::default();
    let sections = read_all(&args, [&topic, &sheet], &mut messages)?;
    let params = ProposeParams { sheet: args.sheet as usize, targets: args.targets as usize, seed: args.seed };
    let proposal = propose(&sections, &params, Some(&Model::embedded()))?;
    let contents = [proposal.topic_file.clone().into_bytes(), table(&proposal)?];
    for (file, content) in files.iter_mut().zip(&contents) {
        file.write_all(content)?;
    }
    files.into_iter().try_for_each(Destination::commit)?;
    messages::note(&account(&proposal, &topic, &sheet));
    Ok(messages.finish())
}

/// The place of a file in a folder; without the folder where it is the current one.
fn place(folder: &Path, name: &str) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) }
}

/// Reads all inputs; one that cannot be read does not keep the others from it. What an earlier run has written is no
/// input, though it may stand in a folder that is.
fn read_all(args: &Args, written: [&Path; 2], messages: &mut Messages) -> Result<Vec<Section>> {
    let mut found = inputs::find(&args.inputs, None)?;
    let written = written.map(|path| path.canonicalize().ok());
    found.inputs.retain(|input| {
        let path = Path::new(&input.name()).canonicalize().ok();
        path.is_none() || !written.contains(&path)
    });
    let params = ReadParams {
        format: args.from,
        columns: args.table.columns(),
        wheres: args.table.wheres.clone(),
        ..ReadParams::default()
    };
    let n = found.inputs.len() + found.errors.len();
    let mut errors = found.errors;
    let mut sections = Vec::new();
    for input in &found.inputs {
        let name = input.name();
        let reading = input
            .read()
            .and_then(|bytes| read(&Source { name: &name, bytes: &bytes }, &params).map_err(anyhow::Error::from));
        match reading {
            Ok(reading) => {
                messages.warnings(&reading.warnings);
                messages.bad_records(&reading.problems);
                messages.left_out(&reading.left_out);
                sections.extend(reading.sections);
            }
            Err(error) => errors.push(error),
        }
    }
    if n == 1
        && let Some(error) = errors.pop()
    {
        return Err(error);
    }
    errors.iter().for_each(|error| messages.unreadable(error));
    if sections.iter().all(|section| section.comments.is_empty()) {
        bail!("none of {} holds a comment", messages::count(n, "input"));
    }
    Ok(sections)
}

/// The sheet as CSV: what is known of each comment, then an empty cell for each head.
fn table(proposal: &Proposal) -> Result<Vec<u8>> {
    let mut lines = WriterBuilder::new().from_writer(Vec::new());
    let heads = proposal.heads.iter().map(String::as_str);
    lines.write_record(COLUMNS.into_iter().chain(heads.clone()).map(|cell| guard::cell(cell).into_owned()))?;
    for row in &proposal.rows {
        let known = row.cells().map(|cell| guard::cell(cell).into_owned());
        lines.write_record(known.into_iter().chain(heads.clone().map(|_| String::new())))?;
    }
    lines.into_inner().context("the sheet could not be written")
}

/// What was made, and what to do next.
fn account(proposal: &Proposal, topic: &Path, sheet: &Path) -> String {
    let [topic, sheet] = [topic, sheet].map(|path| plain(&path.display().to_string()));
    let count = messages::count;
    let targets: Vec<String> = proposal
        .targets
        .iter()
        .map(|candidate| format!("{} ({})", candidate.target.label, candidate.comments))
        .collect();
    let targets = match targets.is_empty() {
        true => "no target proposed: no name is frequent enough".to_owned(),
        false => format!("targets proposed, with the comments that name them: {}", targets.join(", ")),
    };
    let duplicates = match proposal.duplicates {
        0 => String::new(),
        n => format!(", {} left out", count(n, "duplicate")),
    };
    let mut text = format!(
        "{topic}: {}; {targets}\n{sheet}: {} of {}{duplicates}\n",
        count(proposal.articles, "article"),
        proposal.rows.len(),
        count(proposal.n_comments, "comment"),
    );
    let thesis = match proposal.without_thesis {
        0 => String::new(),
        n => format!(" and confirm or write the thesis of {}, for none counts until you do", count(n, "article")),
    };
    text.push_str(&format!(
        "next: check the targets in {topic}{thesis};\n      fill in the columns {} of {sheet};\n      hustings train {sheet} \
         --topic {topic} -o my.model\n",
        proposal.heads.join(", "),
    ));
    text
}
