//! What is read and predicted is written, counted, and noted down from time to time.

use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;

use anyhow::{Result, bail};
use hustings::model::Thresholds;

use super::checkpoint::{Checkpoint, State};
use super::pipeline::{self, Part, Rows, Work};
use crate::cli::destination::Destination;
use crate::cli::interrupt;
use crate::cli::messages::{self, Done, Messages};
use crate::cli::output::{Row, Writer};
use crate::cli::progress::ReadBar;
use crate::cli::tally::Tally;

/// How writing ended.
pub enum Ended {
    AtTheEnd,
    Interrupted,
}

/// All that writing needs.
pub struct Writing {
    /// Names of the inputs.
    pub names: Vec<String>,
    /// Those that cannot be read counted too.
    pub n_inputs: usize,
    /// Whether anything was written.
    pub begun: bool,
    pub strict: bool,
    pub max_error: Option<f64>,
    pub writer: Box<dyn Writer>,
    pub tally: Tally,
    pub messages: Messages,
    /// Input and number of the section written last.
    pub section: Option<(usize, u64)>,
    pub checkpoint: Option<(Checkpoint, State)>,
    pub bar: Arc<ReadBar>,
    pub read_any: bool,
}

impl Writing {
    /// Writes what is read and predicted; an input that cannot be read does not keep the others from it.
    pub fn all(&mut self, work: Work, out: &mut Destination) -> Result<Ended> {
        let parts = pipeline::start(work);
        loop {
            if interrupt::is_asked() {
                return Ok(Ended::Interrupted);
            }
            match parts.recv_timeout(interrupt::PATIENCE) {
                Ok(Part::Rows(rows)) => self.rows(&rows, out)?,
                Ok(Part::Unreadable(error)) => self.unreadable(error)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) if self.read_any => return Ok(Ended::AtTheEnd),
                Err(RecvTimeoutError::Disconnected) => bail!("none of {} inputs could be read", self.n_inputs),
            }
        }
    }

    /// Reports an input that cannot be read, or gives up if it is the only one.
    pub fn unreadable(&mut self, error: anyhow::Error) -> Result<()> {
        if self.strict || self.n_inputs == 1 {
            return Err(error);
        }
        self.bar.suspend(|| self.messages.unreadable(&error));
        Ok(())
    }

    fn rows(&mut self, rows: &Rows, out: &mut Destination) -> Result<()> {
        self.read_any = true;
        if rows.is_first {
            self.bar.suspend(|| {
                self.messages.warnings(&rows.batch.warnings);
                self.messages.bad_records(&rows.batch.problems);
            });
            self.messages.left_out(&rows.batch.left_out);
        }
        if !std::mem::replace(&mut self.begun, true) {
            self.writer.begin(out)?;
        }
        let file = self.names[rows.input].as_str();
        let all: Vec<Row> = rows
            .places
            .iter()
            .zip(&rows.predictions)
            .map(|((section, index), (prediction, explanations))| Row {
                file,
                comment: &rows.batch.sections[*section].comments[*index],
                prediction,
                explanations,
            })
            .collect();
        let mut written = 0;
        let is_grouped = self.writer.is_grouped();
        for group in rows.places.chunk_by(|a, b| !is_grouped || a.0 == b.0) {
            let section = group[0].0;
            let number = (rows.input, rows.batch.section_numbers[section]);
            if is_grouped && self.section.replace(number) != Some(number) {
                self.writer.section(file, number, &rows.batch.sections[section], out)?;
            }
            self.writer.rows(&all[written..written + group.len()], out)?;
            written += group.len();
        }
        all.iter().zip(&rows.notes).for_each(|(row, note)| self.tally.add(row.comment, row.prediction, note));
        self.bar.comments(all.len());
        let comments = self.tally.n_comments();
        if self.checkpoint.as_ref().is_some_and(|(checkpoint, _)| checkpoint.is_due(comments)) {
            self.note_state(out)?;
        }
        Ok(())
    }

    /// Writes down how far the run has come.
    fn note_state(&mut self, out: &mut Destination) -> Result<()> {
        if let Some((checkpoint, state)) = &mut self.checkpoint {
            state.bytes = out.synced_length()?;
            state.tally = self.tally.state();
            state.comments = self.tally.n_comments() as u64;
            checkpoint.write(state)?;
        }
        Ok(())
    }

    /// Ends a run that came to the end.
    pub fn finish(mut self, mut out: Destination, for_people: bool, thresholds: Option<&Thresholds>) -> Result<Done> {
        self.bar.clear();
        self.tally.correct();
        self.writer.finish(&self.tally.totals(self.max_error), &mut out)?;
        let summary = self.tally.summary();
        if for_people {
            write!(out, "\n{summary}")?;
        }
        out.commit()?;
        if let Some((checkpoint, _)) = &self.checkpoint {
            checkpoint.remove()?;
        }
        if !for_people {
            messages::note(&summary);
        }
        if let Some(thresholds) = thresholds {
            messages::note(&format!("\n{}", self.tally.thresholds(thresholds)));
        }
        Ok(self.messages.finish())
    }

    /// Ends a run that was asked to end: what was written is whole records.
    pub fn interrupted(mut self, mut out: Destination) -> Result<Done> {
        self.bar.clear();
        let comments = messages::count(self.tally.n_comments(), "comment");
        if self.checkpoint.is_some() {
            self.note_state(&mut out)?;
            out.keep();
            messages::say(&format!("stopped after {comments}; the same command with --resume goes on"));
        } else {
            out.flush()?;
            out.discard();
            messages::say(&format!("stopped after {comments}"));
        }
        Ok(Done::Interrupted)
    }
}
