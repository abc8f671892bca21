//! Progress bars: the library says how far it has come, this draws it.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use hustings::progress::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this shows no bar.
const SHOWN_AFTER: Duration = Duration::from_millis(700);

/// How often a bar that is shown is drawn.
const TICK: Duration = Duration::from_millis(200);

/// A bar on standard error, drawn only on a terminal and once the work has taken a while.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
    allowed: bool,
}

impl Bar {
    /// A bar that is hidden yet, and stays so unless `allowed`.
    pub fn new(allowed: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{spinner} {msg:18} {bar:30} {pos}/{len} {elapsed}");
        bar.set_style(style.expect("the template is well-formed"));
        Self { bar, started: Instant::now(), allowed: allowed && stderr().is_terminal() }
    }

    /// Takes the bar away, so that lines can be printed.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Bar {
    /// Shows the bar if the work has taken a while; from then on it moves by itself, so that slow steps look alive.
    fn show(&self) {
        if self.allowed && self.bar.is_hidden() && self.started.elapsed() >= SHOWN_AFTER {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(TICK);
        }
    }
}

impl Progress for Bar {
    fn begin(&self, what: &str, total: usize) {
        self.show();
        self.bar.reset();
        self.bar.set_length(total as u64);
        self.bar.set_message(what.to_owned());
    }

    fn step(&self) {
        self.show();
        self.bar.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}
