//! Where data go: standard output, a file that appears whole or not at all, or a device as it is.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Seek, SeekFrom, StdoutLock, Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use hustings::whole_file::WholeFile;

use super::classify::checkpoint;

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
    /// A file that grows beside its place, and its place.
    Growing {
        file: File,
        path: PathBuf,
        partial: PathBuf,
    },
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
        if Self::is_device(path) {
            let device = OpenOptions::new().write(true).open(path).with_context(|| name.clone())?;
            return Ok(Self::new(name, To::Device(device)));
        }
        refuse_if_read(path, read)?;
        Ok(Self::new(name, To::Whole(WholeFile::create(behind(path))?)))
    }

    /// Opens a file that grows beside `path` until it is whole, after the first `length` bytes of what an earlier run
    /// wrote. A process killed meanwhile leaves it there.
    pub fn resume<'a>(path: &Path, read: impl IntoIterator<Item = &'a Path>, length: u64) -> Result<Self> {
        refuse_if_read(path, read)?;
        let name = path.display().to_string();
        let place = behind(path);
        // The checks of a whole file: a folder that is there and can be written.
        drop(WholeFile::create(&place)?);
        let partial = checkpoint::partial(path);
        let in_place = || partial.display().to_string();
        let mut options = OpenOptions::new();
        let mut file = options.create(true).truncate(false).write(true).open(&partial).with_context(in_place)?;
        let found = file.metadata().with_context(in_place)?.len();
        if found < length {
            bail!("{}: {found} bytes, where an earlier run had written {length}; delete it to start anew", in_place());
        }
        file.set_len(length).with_context(in_place)?;
        file.seek(SeekFrom::End(0)).with_context(in_place)?;
        Ok(Self::new(name, To::Growing { file, path: place, partial }))
    }

    /// Whether a path is something that cannot be replaced by a file.
    pub fn is_device(path: &Path) -> bool {
        path.exists() && !path.is_file() && !path.is_dir()
    }

    /// Bytes of a growing file, all of them on disk.
    pub fn synced_length(&mut self) -> Result<u64> {
        self.flush()?;
        match &mut self.sink.get_mut().to {
            To::Growing { file, .. } => {
                file.sync_data()?;
                Ok(file.stream_position()?)
            }
            To::Stdout(_) | To::Whole(_) | To::Device(_) => Ok(0),
        }
    }

    /// Leaves a growing file where it is.
    pub fn keep(self) {
        drop(self);
    }

    /// Takes a growing file away.
    pub fn discard(self) {
        if let To::Growing { partial, .. } = &self.sink.get_ref().to {
            // Nothing more can be done about a file that cannot be removed.
            let _ = std::fs::remove_file(partial);
        }
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
            To::Growing { file, path, partial } => {
                file.sync_all().with_context(|| partial.display().to_string())?;
                std::fs::rename(&partial, &path).with_context(|| path.display().to_string())
            }
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
            To::Growing { file, .. } | To::Device(file) => file.write(bytes),
        };
        self.named(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.to {
            To::Stdout(stdout) => stdout.flush(),
            To::Whole(file) => file.flush(),
            To::Growing { file, .. } | To::Device(file) => file.flush(),
        };
        self.named(flushed)
    }
}

/// The file behind a link is replaced, not the link.
fn behind(path: &Path) -> PathBuf {
    let behind = if path.is_symlink() { path.canonicalize().ok() } else { None };
    behind.unwrap_or_else(|| path.to_owned())
}

fn refuse_if_read<'a>(path: &Path, read: impl IntoIterator<Item = &'a Path>) -> Result<()> {
    if let Ok(output) = path.canonicalize()
        && read.into_iter().any(|read| read.canonicalize().is_ok_and(|read| read == output))
    {
        bail!("{}: this file is read as well; write to another one", path.display());
    }
    Ok(())
}

/// Whether this argument means standard output.
pub fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}
