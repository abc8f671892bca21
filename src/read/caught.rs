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

/// Whether a panic of this thread would be caught and become an error of reading. For a panic hook, which should then say
/// nothing.
///
/// ```
/// std::panic::set_hook(Box::new(|panic| {
///     if !hustings::read::panic_is_caught() {
///         eprintln!("{panic}");
///     }
/// }));
/// ```
pub fn panic_is_caught() -> bool {
    CATCHING.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_caught_is_said_to_be() {
        let inner = || {
            assert!(caught(|| assert!(!panic_is_caught())).is_none());
            panic_is_caught()
        };
        assert_eq!(caught(inner), Some(true));
        assert!(!panic_is_caught());
    }
}
