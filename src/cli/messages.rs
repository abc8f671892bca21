//! What the program says on standard error, and how it ends.

use std::io::{self, Write, stderr};
use std::mem::{Discriminant, discriminant};

use hustings::read::{LeftOut, Warning};
use hustings::report::plain;
use hustings::{Error, ErrorKind};

/// Warnings of one kind that are printed; the rest are counted.
const WARNINGS_SHOWN: usize = 10;

/// Bad records that are named; the rest are counted.
const RECORDS_SHOWN: usize = 20;

/// How the work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Everything was read: exit status 0.
    Clean,
    /// Some records or inputs could not be read, the others were: exit status 1.
    WithBadRecords,
    /// Done, and found to be less than was demanded: exit status 3.
    Failed,
    /// Stopped when asked to: exit status 130.
    Interrupted,
}

/// Collects what went wrong over a run, saying the first of it at once.
#[derive(Debug, Default)]
pub struct Messages {
    warnings: Vec<Seen>,
    bad_records: usize,
    unreadable: usize,
    left_out: LeftOut,
}

/// Warnings of one kind.
#[derive(Debug)]
struct Seen {
    kind: Discriminant<Warning>,
    count: usize,
    /// The first that was not printed.
    next: Option<String>,
}

impl Messages {
    /// Takes the warnings of a file.
    pub fn warnings(&mut self, warnings: &[Warning]) {
        for warning in warnings {
            let kind = discriminant(warning);
            let place = self.warnings.iter().position(|seen| seen.kind == kind).unwrap_or_else(|| {
                self.warnings.push(Seen { kind, count: 0, next: None });
                self.warnings.len() - 1
            });
            let seen = &mut self.warnings[place];
            seen.count += 1;
            if seen.count <= WARNINGS_SHOWN {
                warn(&warning.to_string());
            } else {
                seen.next.get_or_insert_with(|| warning.to_string());
            }
        }
    }

    /// Takes the bad records of a file.
    pub fn bad_records(&mut self, problems: &[Error]) {
        for problem in problems {
            self.bad_records += 1;
            if self.bad_records <= RECORDS_SHOWN {
                say(&problem.to_string());
            }
        }
    }

    /// Takes what of a file was left out, for it is no comment.
    pub fn left_out(&mut self, left_out: &LeftOut) {
        self.left_out.join(left_out);
    }

    /// Takes an input that could not be read at all.
    pub fn unreadable(&mut self, error: &anyhow::Error) {
        self.unreadable += 1;
        say(&format!("{error:#}"));
    }

    /// Says what was counted only, and how the run ended.
    pub fn finish(self) -> Done {
        for seen in self.warnings {
            if let Some(next) = seen.next {
                warn(&format!("and {} more such: {next}", seen.count - WARNINGS_SHOWN));
            }
        }
        if !self.left_out.is_empty() {
            say(&self.left_out.to_string());
        }
        if self.unreadable > 0 {
            say(&format!("{} could not be read", count(self.unreadable, "input")));
        }
        if self.bad_records > 0 {
            let named = match self.bad_records > RECORDS_SHOWN {
                true => format!("; the first {RECORDS_SHOWN} are named above"),
                false => String::new(),
            };
            say(&format!("{} could not be read{named}", count(self.bad_records, "record")));
        }
        if self.unreadable + self.bad_records == 0 { Done::Clean } else { Done::WithBadRecords }
    }
}

/// A number with its noun.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// Prints a warning.
pub fn warn(text: &str) {
    say(&format!("warning: {text}"));
}

/// Prints one line under the program's name.
pub fn say(text: &str) {
    let line = text.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    note(&format!("hustings: {}\n", plain(&line)));
}

/// Prints text as it is. Nobody can be told if standard error is closed.
pub fn note(text: &str) {
    let _ = stderr().lock().write_all(text.as_bytes());
}

/// Whether the reader of the output has gone, which is no failure.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(closed)
            || cause
                .downcast_ref::<Error>()
                .is_some_and(|error| matches!(error.kind(), ErrorKind::Io(error) if closed(error)))
    })
}
