//! Panics of a parser on damaged data, caught and made errors.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// What this does; `None` if it panics.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let outer = CATCHING.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(outer);
    done.ok()
}

/// From now on the panic hook hears nothing of panics that are caught and become errors of reading. For programs, which tell
/// of these errors in words of their own; the hook is that of the whole process.
pub fn silence_caught_panics() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !CATCHING.get() {
            hook(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_caught_is_said_to_be() {
        let inner = || {
            assert!(caught(|| assert!(!CATCHING.get())).is_none());
            CATCHING.get()
        };
        assert_eq!(caught(inner), Some(true));
        assert!(!CATCHING.get());
    }
}
