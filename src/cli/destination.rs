//! Where data go: standard output, a file that appears whole or not at all, or a device as it is.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write, stdout};
use std::path::Path;

use anyhow::{Context, Result, bail};
use hustings::whole_file::WholeFile;

/// Something opened for writing. What was written counts once [`Destination::commit`] has returned.
#[derive(Debug)]
pub struct Destination {
    sink: BufWriter<Sink>,
}

#[derive(Debug)]
struct Sink {
    name: String,
    to: To,
}

#[derive(Debug)]
enum To {
    Stdout(StdoutLock<'static>),
    Whole(WholeFile),
    Device(File),
}

impl Destination {
    /// Opens standard output.
    pub fn stdout() -> Self {
        Self::new("standard output".into(), To::Stdout(stdout().lock()))
    }

    /// Opens the file at `path`, which is none of those `read`; `-` is standard output. A device or a pipe is written
    /// directly, for a rename would replace it.
    pub fn create<'a>(path: &Path, read: impl IntoIterator<Item = &'a Path>) -> Result<Self> {
        if is_stdout(path) {
            return Ok(Self::stdout());
        }
        let name = path.display().to_string();
        if path.exists() && !path.is_file() && !path.is_dir() {
            let device = OpenOptions::new().write(true).open(path).with_context(|| name.clone())?;
            return Ok(Self::new(name, To::Device(device)));
        }
        if let Ok(output) = path.canonicalize()
            && read.into_iter().any(|read| read.canonicalize().is_ok_and(|read| read == output))
        {
            bail!("{name}: this file is read as well; write to another one");
        }
        // The file behind a link is replaced, not the link.
        let behind = if path.is_symlink() { path.canonicalize().ok() } else { None };
        Ok(Self::new(name, To::Whole(WholeFile::create(behind.as_deref().unwrap_or(path))?)))
    }

    fn new(name: String, to: To) -> Self {
        Self { sink: BufWriter::with_capacity(1 << 16, Sink { name, to }) }
    }

    /// Whether people read along.
    pub fn is_terminal(&self) -> bool {
        matches!(&self.sink.get_ref().to, To::Stdout(stdout) if stdout.is_terminal())
    }

    /// Finishes: flushes, and puts a file in its place.
    pub fn commit(self) -> Result<()> {
        let mut sink = self.sink.into_inner().map_err(io::IntoInnerError::into_error)?;
        sink.flush()?;
        match sink.to {
            To::Whole(file) => Ok(file.commit()?),
            To::Stdout(_) | To::Device(_) => Ok(()),
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

impl Sink {
    /// The same error with the name of the place; its kind stays.
    fn named<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", self.name)))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.to {
            To::Stdout(stdout) => stdout.write(bytes),
            To::Whole(file) => file.write(bytes),
            To::Device(file) => file.write(bytes),
        };
        self.named(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.to {
            To::Stdout(stdout) => stdout.flush(),
            To::Whole(file) => file.flush(),
            To::Device(file) => file.flush(),
        };
        self.named(flushed)
    }
}

/// Whether this argument means standard output.
pub fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}
