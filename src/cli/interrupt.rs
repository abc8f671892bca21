//! Ctrl-C: the first ends a run between two records, the second at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often waiting work looks whether it is asked to end.
pub const PATIENCE: Duration = Duration::from_millis(100);

/// Exit status of a run that was asked to end, as shells have it.
pub const STATUS: u8 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens from now on. Where that is not possible, Ctrl-C ends the program as it always did.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(STATUS.into());
        }
    });
}

/// Whether the run is asked to end.
pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
