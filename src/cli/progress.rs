//! Progress bars: the library says how far it has come, this draws it.

use std::io::{IsTerminal, Read, stderr};
use std::sync::atomic::{AtomicU64, Ordering};
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

/// A bar over the bytes of the inputs, with comments a second; as [`Bar`] it is drawn only on a terminal and after a
/// while.
#[derive(Debug)]
pub struct ReadBar {
    bar: Bar,
    comments: AtomicU64,
}

impl ReadBar {
    /// A bar over this many bytes, 0 if that is not known; it stays hidden unless `allowed`.
    pub fn new(allowed: bool, bytes: u64) -> Self {
        let bar = Bar::new(allowed);
        let known = "{spinner} {bar:30} {percent}% {msg}, {eta} left";
        let template = if bytes > 0 { known } else { "{spinner} {bytes} {msg}, {elapsed}" };
        bar.bar.set_style(ProgressStyle::with_template(template).expect("the template is well-formed"));
        if bytes > 0 {
            bar.bar.set_length(bytes);
        }
        Self { bar, comments: AtomicU64::new(0) }
    }

    /// What is read through it is counted.
    pub fn counted<'a>(&self, file: impl Read + Send + 'a) -> impl Read + Send + 'a {
        self.bar.bar.wrap_read(file)
    }

    /// So many comments more are done.
    pub fn comments(&self, n: usize) {
        self.bar.show();
        let n = self.comments.fetch_add(n as u64, Ordering::Relaxed) + n as u64;
        let seconds = self.bar.started.elapsed().as_secs_f64().max(0.001);
        self.bar.bar.set_message(format!("{n} comments, {:.0}/s", n as f64 / seconds));
    }

    /// Prints with the bar out of the way.
    pub fn suspend(&self, print: impl FnOnce()) {
        self.bar.bar.suspend(print);
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.clear();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}
