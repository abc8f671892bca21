//! What is read: files, folders and standard input.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use hustings::read::{
    Annotators, Dataset, LabelledParams, ReadParams, Sample, Source, Where, column_values, read_annotators,
    read_labelled,
};
use hustings::topic::Topic;
use hustings::{Error, ErrorKind};
use walkdir::{DirEntry, WalkDir};

use super::classify::checkpoint;
use super::columns::TableArgs;

/// Name of standard input.
const STDIN: &str = "-";

/// One file to be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Input(PathBuf);

impl Input {
    /// Its name for messages; `-` for standard input.
    pub fn name(&self) -> String {
        self.0.display().to_string()
    }

    /// Opens it.
    pub fn open(&self) -> Result<Box<dyn Read + Send>> {
        if self.0 == Path::new(STDIN) {
            return Ok(Box::new(stdin()));
        }
        let file = File::open(&self.0).map_err(|error| Error::from(error).in_file(self.name()))?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            bail!("{}: this is a folder", self.name());
        }
        Ok(Box::new(file))
    }

    /// Its size in bytes; 0 where that is not known.
    pub fn size(&self) -> u64 {
        std::fs::metadata(&self.0).map_or(0, |metadata| metadata.len())
    }

    /// The whole content.
    pub fn read(&self) -> Result<Vec<u8>> {
        if self.0 != Path::new(STDIN) {
            return Ok(std::fs::read(&self.0).map_err(|error| Error::from(error).in_file(self.name()))?);
        }
        let mut bytes = Vec::new();
        stdin().lock().read_to_end(&mut bytes).context("standard input")?;
        Ok(bytes)
    }
}

/// The files behind the arguments.
#[derive(Debug, Default)]
pub struct Found {
    /// In the order of the arguments, those of a folder sorted by path.
    pub inputs: Vec<Input>,
    /// What in the folders cannot be entered.
    pub errors: Vec<anyhow::Error>,
}

/// Resolves files, folders and `-`. Of a folder all files are taken, those of folders in it too, hidden ones and the
/// file at `output` left out.
pub fn find(arguments: &[PathBuf], output: Option<&Path>) -> Result<Found> {
    let written = |path: &Path| [path.to_owned(), checkpoint::partial(path), checkpoint::state(path)];
    let outputs: Vec<PathBuf> =
        output.into_iter().flat_map(written).filter_map(|path| path.canonicalize().ok()).collect();
    let mut found = Found::default();
    for argument in arguments {
        if argument == Path::new(STDIN) && found.inputs.contains(&Input(argument.clone())) {
            bail!("standard input (-) is named twice, but it can be read only once");
        }
        if !argument.is_dir() {
            found.inputs.push(Input(argument.clone()));
            continue;
        }
        let hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
        let mut paths = Vec::new();
        for entry in WalkDir::new(argument).follow_links(true).into_iter().filter_entry(|entry| !hidden(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => paths.push(entry.into_path()),
                Ok(_) => {}
                Err(error) => found.errors.push(error.into()),
            }
        }
        paths.retain(|path| path.canonicalize().map_or(true, |path| !outputs.contains(&path)));
        if paths.is_empty() && found.errors.is_empty() {
            bail!("{}: the folder has no files to read; hidden ones are left out", argument.display());
        }
        paths.sort();
        found.inputs.extend(paths.into_iter().map(Input));
    }
    Ok(found)
}

/// Labelled files and how to read them.
#[derive(Debug, Args)]
pub struct LabelledArgs {
    /// Labelled tables: CSV or JSONL with a column for each head, or with the columns target and stance; exports of Label
    /// Studio, Prodigy and doccano, files of fastText and SemEval; - is standard input
    #[arg(required = true, value_name = "LABELLED.csv")]
    pub files: Vec<PathBuf>,

    /// The labels of this head stand in this column [default: the column of the head's name]
    ///
    /// Heads are thesis, target, each target's name, and sentiment. Labels of annotation tools that name no question are
    /// taken to stand in the column label. May be given several times.
    #[arg(long = "map", value_name = "HEAD=COLUMN", value_parser = head_and_column)]
    maps: Vec<(String, String)>,

    #[command(flatten)]
    table: TableArgs,
}

impl LabelledArgs {
    /// Reads all files for this topic.
    pub fn read(&self, topic: &Topic) -> Result<Dataset> {
        let contents = self.contents()?;
        Ok(read_labelled(&sources(&contents), topic, &self.params())?)
    }

    /// The labelled comments by their values of a column, in the order of the files.
    pub fn sides(&self, topic: &Topic, column: &str) -> Result<Vec<(String, Dataset)>> {
        let mut sides: Vec<(String, Dataset)> = Vec::new();
        let contents = self.contents()?;
        for source in sources(&contents) {
            for value in column_values(&source, column, &ReadParams::default())? {
                let mut params = self.params();
                params.read.wheres.push(Where { column: column.into(), values: vec![value.clone()] });
                let dataset = match read_labelled(&[source], topic, &params) {
                    // No labelled comment has this value and meets the other conditions.
                    Err(error) if matches!(error.kind(), ErrorKind::Data(_)) => continue,
                    read => read?,
                };
                match sides.iter_mut().find(|(name, _)| *name == value) {
                    Some((_, side)) => append(side, dataset),
                    None => sides.push((value, dataset)),
                }
            }
        }
        Ok(sides)
    }

    /// The same reading of another file.
    pub fn with_file(&self, file: PathBuf) -> Self {
        Self { files: vec![file], maps: self.maps.clone(), table: self.table.clone() }
    }

    /// The same reading of other files, but for the rows that are taken.
    pub fn with_files(&self, files: &[PathBuf], wheres: &[Where]) -> Self {
        let mut table = self.table.clone();
        table.wheres = wheres.to_vec();
        Self { files: files.to_vec(), maps: self.maps.clone(), table }
    }

    /// Reads all files as those of annotators.
    pub fn read_annotators(&self, topic: Option<&Topic>) -> Result<Annotators> {
        let contents = self.contents()?;
        Ok(read_annotators(&sources(&contents), topic, &self.params())?)
    }

    fn params(&self) -> LabelledParams {
        let read =
            ReadParams { columns: self.table.columns(), wheres: self.table.wheres.clone(), ..ReadParams::default() };
        LabelledParams { read, maps: self.maps.clone() }
    }

    /// Name and content of each file.
    fn contents(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let inputs = self.files.iter().map(|file| Input(file.clone()));
        inputs.map(|input| Ok((input.name(), input.read()?))).collect()
    }
}

/// Adds the sections and samples of another data set.
fn append(to: &mut Dataset, other: Dataset) {
    let offset = to.sections.len();
    to.sections.extend(other.sections);
    to.samples.extend(other.samples.into_iter().map(|sample| Sample { section: offset + sample.section, ..sample }));
}

fn sources(contents: &[(String, Vec<u8>)]) -> Vec<Source<'_>> {
    contents.iter().map(|(name, bytes)| Source { name, bytes }).collect()
}

fn head_and_column(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((head, column)) if !head.trim().is_empty() && !column.trim().is_empty() => {
            Ok((head.trim().to_owned(), column.trim().to_owned()))
        }
        _ => Err("write head=column, for instance thesis=stance".to_owned()),
    }
}
