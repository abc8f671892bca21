//! Files that appear whole or not at all: written beside their place, synced, then renamed into it.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// A file being written. Until [`WholeFile::commit`] an older file at its place stays as it was; dropped before, it
/// leaves nothing behind. A process killed meanwhile leaves a hidden temporary file, never a half one in its place.
#[derive(Debug)]
pub struct WholeFile {
    temporary: NamedTempFile,
    path: PathBuf,
}

impl WholeFile {
    /// Begins a file in the folder of `path`, so that a folder that is missing or not writable shows before any work.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Io`] with the path, if the folder does not exist or cannot be written, or `path` is a folder, a
    /// device or a pipe: what is there would be replaced by a file.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let named = |error: io::Error| Error::from(error).in_file(path.display().to_string());
        if path.is_dir() {
            return Err(named(io::Error::new(io::ErrorKind::IsADirectory, "this is a folder; name a file in it")));
        }
        if path.exists() && !path.is_file() {
            return Err(named(io::Error::new(io::ErrorKind::InvalidInput, "this is no file; write to it directly")));
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".hustings-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let temporary = builder.tempfile_in(folder).map_err(|error| {
            let text = format!("the folder {} cannot be written: {}", folder.display(), plain(&error));
            named(io::Error::new(error.kind(), text))
        })?;
        Ok(Self { temporary, path })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Io`] if it cannot be synced or renamed; an older file then stays.
    pub fn commit(self) -> Result<()> {
        let named = |error: io::Error| Error::from(error).in_file(self.path.display().to_string());
        self.temporary.as_file().sync_all().map_err(named)?;
        self.temporary.persist(&self.path).map(drop).map_err(|error| named(error.error))
    }

    /// The file being written.
    pub fn file(&mut self) -> &mut File {
        self.temporary.as_file_mut()
    }
}

/// What went wrong, without the name of the temporary file.
fn plain(error: &io::Error) -> String {
    match error.get_ref().and_then(std::error::Error::source) {
        Some(source) => source.to_string(),
        None if error.kind() == io::ErrorKind::NotFound => "there is no such folder".into(),
        None => error.kind().to_string(),
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.temporary.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temporary.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_stays_until_commit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        std::fs::write(&path, "old").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        drop(file);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.commit().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn a_missing_folder_shows_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let error = WholeFile::create(folder.path().join("none/model")).unwrap_err().to_string();
        assert!(error.contains("none/model: the folder"), "{error}");
        assert!(WholeFile::create(folder.path()).unwrap_err().to_string().contains("this is a folder"));
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_not_replaced() {
        assert!(WholeFile::create("/dev/null").unwrap_err().to_string().contains("this is no file"));
    }
}
