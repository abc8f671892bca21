//! The command line: one file per subcommand, and what they share.
//!
//! Arguments become settings, settings become work. Data go to standard output, all else to standard error.

mod agreement;
mod audit;
mod classify;
mod columns;
mod destination;
mod eval;
mod init;
mod inputs;
mod inspect;
mod interrupt;
mod messages;
mod models;
mod output;
mod progress;
mod section_shares;
mod tally;
mod train;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use messages::Done;

/// Says where each commenter stands: toward the article's thesis, toward each target, and in what tone
///
/// Reads whole comment sections (saved pages, exports, CSV, JSONL) and gives each comment labels with calibrated
/// probabilities. A model for English comments on Pashinyan, NATO and Russia is built in; others are trained from a
/// labelled CSV. Nothing is sent anywhere.
#[derive(Debug, Parser)]
#[command(name = "hustings", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  hustings classify page.txt                              a printed page, as a table
  hustings classify export.csv -o stances.csv             an export, as CSV
  hustings init page.txt                                  a topic file and a labelling sheet to begin with
  hustings train labelled.csv --topic topic.toml -o my.model
  hustings eval labelled.csv --topic topic.toml --cross-validate
  hustings audit labelled.csv --topic topic.toml -o audit.csv

Exit status: 0 done, 1 done but some records could not be read, 2 could not run, 3 less than was
demanded, 130 stopped by Ctrl-C.";

#[derive(Debug, Subcommand)]
enum Command {
    Classify(classify::Args),
    Init(init::Args),
    Train(train::Args),
    Eval(eval::Args),
    Audit(audit::Args),
    Inspect(inspect::Args),
}

/// Runs the program on the arguments it was called with.
pub fn main() -> ExitCode {
    hustings::read::silence_caught_panics();
    let done = match Cli::parse().command {
        Command::Classify(args) => classify::run(args),
        Command::Init(args) => init::run(args),
        Command::Train(args) => train::run(args),
        Command::Eval(args) => eval::run(args),
        Command::Audit(args) => audit::run(args),
        Command::Inspect(args) => inspect::run(args),
    };
    match done {
        Ok(Done::Clean) => ExitCode::SUCCESS,
        Ok(Done::WithBadRecords) => ExitCode::from(1),
        Ok(Done::Failed) => ExitCode::from(3),
        Ok(Done::Interrupted) => ExitCode::from(interrupt::STATUS),
        Err(error) if messages::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            messages::say(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
