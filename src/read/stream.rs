//! Files of any size, batch after batch.

use std::io::Read;

use super::formats::{self, Format, reader};
use super::open::{self, Opened};
use super::start::Start;
use super::threads::{Batch, Limits, Threads};
use super::{ReadParams, Warning, encoding};
use crate::error::{Error, ErrorKind, Position, Result};

/// Comments of a batch, and bytes of their texts.
const BATCH: (usize, usize) = (2048, 2 << 20);

/// The window: what is read ahead of a batch, and what is kept behind it.
const WINDOW: Limits =
    Limits { batch: BATCH, ahead: (16_384, 8 << 20), behind: (65_536, 24 << 20), articles: 16 << 20 };

/// The batches of one file, read as they are asked for.
///
/// Memory is bounded whatever the size of the file: comments flow through a window of some thousands. An answer finds
/// the comment it answers among the 65,536 comments (or 24 MB of text) before its batch of 2,048, and the 16,384 (or 8
/// MB) after it; past that it becomes a root comment, with a warning, and a repeated comment is not noticed. Formats that
/// are one document (a page, a JSON answer or array, Parquet) are held whole, up to 1 GiB; Disqus keeps its list of
/// threads, and some bytes for each comment. A record is 64 MB at most. A compressed
/// file may grow to 400 times its size, and Zstandard take the window that the file asks for, 2 GiB at most.
///
/// # Examples
///
/// ```
/// use hustings::read::{ReadParams, Stream};
///
/// let params = ReadParams::default();
/// let file: &[u8] = b"id,parent_id,text\n1,,They left us alone.\n2,1,\"Exactly, as always.\"\n";
/// for batch in Stream::open("export.csv", file, &params)? {
///     let batch = batch?;
///     for (section, index) in batch.order {
///         println!("{}", batch.sections[section].comments[index].text);
///     }
/// }
/// # Ok::<(), hustings::Error>(())
/// ```
pub struct Stream<'a> {
    format: Format,
    threads: Threads<'a>,
    strict: bool,
    /// A warning of how the file was opened.
    warning: Option<Warning>,
    /// What was seen of comments, bad records and entries left out.
    seen: Seen,
    name: &'a str,
}

#[derive(Default)]
struct Seen {
    comments: bool,
    others: bool,
    failed: bool,
}

impl<'a> Stream<'a> {
    /// Opens a file of this name for messages; tells its format from its start unless it is given.
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::Empty`] for a file of white space at most
    /// - [`ErrorKind::Io`] if it cannot be read or decompressed
    /// - [`ErrorKind::UnknownFormat`] if no format is given and none is recognised
    /// - [`ErrorKind::MissingColumn`] if there is no column of text, or none of a name that the settings give
    /// - [`ErrorKind::Syntax`] if the file is one document that cannot be parsed
    /// - [`ErrorKind::NoComments`] if the file has no place where comments stand
    pub fn open(name: &'a str, file: impl Read + Send + 'a, params: &'a ReadParams) -> Result<Self> {
        Self::with_limits(name, file, params, WINDOW)
    }

    pub(super) fn with_limits(
        name: &'a str,
        file: impl Read + Send + 'a,
        params: &'a ReadParams,
        limits: Limits,
    ) -> Result<Self> {
        let open = || {
            let Opened { start, input, guessed } = open::open(file)?;
            let format = format_of(&start, params)?;
            let entries = reader(format).read(input, params)?;
            Ok((format, entries, guessed))
        };
        let (format, entries, guessed) = open().map_err(|error: Error| error.in_file(name))?;
        let warning = guessed.map(|encoding| {
            let at = Position { file: Some(name.to_owned()), ..Position::default() };
            Warning::GuessedEncoding { at, encoding: encoding.name() }
        });
        let threads = Threads::new(name, entries, limits, &params.authors);
        Ok(Self { format, threads, strict: params.strict, warning, seen: Seen::default(), name })
    }

    /// The format of the file.
    pub fn format(&self) -> Format {
        self.format
    }

    fn check(&mut self, batch: &mut Batch) -> Result<()> {
        self.seen.comments |= !batch.order.is_empty();
        self.seen.others |= !batch.problems.is_empty();
        if self.strict && !batch.problems.is_empty() {
            return Err(batch.problems.swap_remove(0));
        }
        batch.warnings.extend(self.warning.take());
        Ok(())
    }
}

impl Iterator for Stream<'_> {
    type Item = Result<Batch>;

    /// The next batch. An error is the last item: the first bad record if the settings are strict, a file that breaks
    /// off, conditions that no record meets, or [`ErrorKind::NoComments`] if there was nothing to read at all.
    fn next(&mut self) -> Option<Result<Batch>> {
        if self.seen.failed {
            return None;
        }
        let checked = match self.threads.next() {
            Some(Ok(mut batch)) => self.check(&mut batch).map(|()| batch),
            Some(Err(error)) => Err(error),
            None if self.seen.comments || self.seen.others => return None,
            None => Err(Error::new(ErrorKind::NoComments).in_file(self.name)),
        };
        self.seen.failed = checked.is_err();
        Some(checked)
    }
}

/// The format that the settings give, or that the start tells.
pub(super) fn format_of(start: &[u8], params: &ReadParams) -> Result<Format> {
    if let Some(format) = params.format {
        return Ok(format);
    }
    let known = match open::is_parquet(start) || !encoding::is_binary(start) {
        true => formats::detect(&Start::of(start)),
        false => None,
    };
    known.ok_or_else(|| ErrorKind::UnknownFormat.into())
}
