//! Which panics end a run.

/// libFuzzer's hook ends it at every panic, also at those of a parser that the library catches and makes errors.
pub fn spare_caught() {
    let ends = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !hustings::read::panic_is_caught() {
            ends(panic);
        }
    }));
}
