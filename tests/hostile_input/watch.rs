//! One input is read under watch: its time, its memory, what comes of it, and whether it panics.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use hustings::comment::{Comment, Parent};
use hustings::read::{Format, LabelledParams, ReadParams, Reading, Source, read, read_labelled};
use hustings::topic::Topic;

use crate::MEMORY;

/// Time at most for one input; the largest takes a second.
const LONGEST: Duration = Duration::from_secs(10);

/// Memory at most: what any file takes, and what it takes for each of its bytes. A page that is all tags has an element
/// for three bytes, and may be given eight for each that it writes.
const MEMORY_OF_ANY: usize = 16 << 20;
const MEMORY_PER_BYTE: usize = 1000;

/// Memory that a Zstandard file may ask for beside it: the window that its head declares.
const WINDOW: usize = 129 << 20;

/// Text at most that comes out, for each byte that goes in. A byte that is not UTF-8 becomes three, and a comment that
/// is answered by text alone lends it.
const TEXT_OF_ANY: usize = 1000;
const TEXT_PER_BYTE: usize = 8;

/// Problems and warnings at most, for each byte.
const MESSAGES_OF_ANY: usize = 10;

/// Only one input is read at a time, for the memory of all threads is counted together.
static ONE: Mutex<()> = Mutex::new(());

/// What is being read, and since when; for the thread that looks after it.
static NOW: Mutex<Option<(Instant, PathBuf)>> = Mutex::new(None);

/// The right to read an input.
pub struct Watch {
    _one: MutexGuard<'static, ()>,
    topic: Topic,
    worst: Cell<(usize, usize)>,
}

impl Watch {
    pub fn start() -> Self {
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        static LOOKS_AFTER: Once = Once::new();
        LOOKS_AFTER.call_once(|| {
            look_after();
            // What a backtrace needs would be taken for memory of the reader.
            std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
            hustings::read::silence_caught_panics();
        });
        let topic =
            Topic::from_toml("[[target]]\nname = \"tram\"\n[[article]]\nid = \"1\"\ntext = \"Rails.\"").unwrap();
        Self { _one: one, topic, worst: Cell::default() }
    }

    /// Reads an input, with and without labels, and fails if a bound is broken.
    pub fn check(&self, name: &str, bytes: &[u8], format: Option<Format>) {
        let params = ReadParams { format, ..ReadParams::default() };
        let source = Source { name: "in", bytes };
        self.measured(name, bytes, format, || {
            if let Ok(reading) = read(&source, &params) {
                check_output(&reading, bytes.len());
            }
        });
        if format.is_none_or(|format| matches!(format, Format::Csv | Format::Jsonl | Format::Parquet)) {
            let params = LabelledParams { read: params, ..LabelledParams::default() };
            let topic = &self.topic;
            self.measured(name, bytes, format, || {
                let _ = read_labelled(&[source], topic, &params);
            });
        }
    }

    fn measured(&self, name: &str, bytes: &[u8], format: Option<Format>, read: impl FnOnce()) {
        let format = format.map_or("detection", Format::name);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{format}"));
        // Written before it is read where it may end the process: a stack may overflow.
        if bytes.len() > 100_000 {
            std::fs::write(&path, bytes).unwrap();
        }
        *NOW.lock().unwrap() = Some((Instant::now(), path.clone()));
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let since = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(read));
        let (took, memory) = (since.elapsed(), MEMORY.peak_usage().saturating_sub(before));
        *NOW.lock().unwrap() = None;
        let window = if bytes.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) { WINDOW } else { 0 };
        let allowed = MEMORY_OF_ANY + MEMORY_PER_BYTE * bytes.len() + window;
        let failure = match outcome {
            Err(_) => "panics".to_owned(),
            Ok(()) if took > LONGEST => format!("takes {took:?}"),
            Ok(()) if memory > allowed => format!("takes {memory} bytes of memory, of {allowed}"),
            Ok(()) => {
                let per_byte = memory.saturating_sub(MEMORY_OF_ANY) / bytes.len().max(1);
                if std::env::var_os("HOSTILE_VERBOSE").is_some()
                    && (memory > self.worst.get().0 || per_byte > self.worst.get().1)
                {
                    let worst = self.worst.get();
                    self.worst.set((memory.max(worst.0), per_byte.max(worst.1)));
                    eprintln!(
                        "{name} as {format}: {} bytes, {took:?}, {memory} of memory, {per_byte} a byte",
                        bytes.len()
                    );
                }
                return;
            }
        };
        std::fs::write(&path, bytes).unwrap();
        panic!("{name}, {} bytes, read as {format}, {failure}; it is kept as {}", bytes.len(), path.display());
    }
}

/// Ends the process if an input is read without end, for a thread cannot be ended.
fn look_after() {
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_millis(500));
            let now = NOW.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, path)) = now.as_ref().filter(|(since, _)| since.elapsed() > 3 * LONGEST) {
                eprintln!("{} is read without end", path.display());
                std::process::exit(101);
            }
        }
    });
}

fn check_output(reading: &Reading, input: usize) {
    let mut text = 0;
    for section in &reading.sections {
        text += section.article.as_ref().map_or(0, |article| article.title.len() + article.text.len());
        for comment in &section.comments {
            text += length(comment);
            // Quotations are ranges of the text, in order.
            let mut end = 0;
            for quoted in &comment.quoted {
                assert!(
                    quoted.start >= end && comment.text.get(quoted.clone()).is_some(),
                    "{quoted:?} is no quotation"
                );
                end = quoted.end;
            }
            if let Some(Parent::Comment(parent)) = comment.parent {
                assert!(parent < section.comments.len(), "there is no comment {parent}");
            }
        }
        check_chains(&section.comments);
    }
    let most = TEXT_OF_ANY + TEXT_PER_BYTE * input;
    assert!(text <= most, "{text} bytes of text, of {most}");
    let messages = reading.problems.len() + reading.warnings.len();
    assert!(messages <= MESSAGES_OF_ANY + input, "{messages} messages");
    for problem in reading.problems.iter().take(100) {
        assert!(!problem.to_string().is_empty());
    }
}

fn length(comment: &Comment) -> usize {
    let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let parent = match &comment.parent {
        Some(Parent::Text(text)) => text.len(),
        _ => 0,
    };
    let ids = comment.id.len() + optional(&comment.parent_id);
    comment.text.len() + parent + ids + optional(&comment.author) + optional(&comment.time)
}

/// Comments answer each other in no circle. Each is walked over once.
fn check_chains(comments: &[Comment]) {
    const UNSEEN: usize = usize::MAX;
    let mut seen = vec![UNSEEN; comments.len()];
    for start in 0..comments.len() {
        let mut at = start;
        while seen[at] == UNSEEN {
            seen[at] = start;
            match comments[at].parent {
                Some(Parent::Comment(parent)) => {
                    assert!(seen[parent] != start, "comment {parent} answers itself in the end");
                    at = parent;
                }
                _ => break,
            }
        }
    }
}
