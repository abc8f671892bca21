//! How long work tells its caller how far it has come. The library draws nothing; callers may.

/// Listens to long work. Calls come from any thread.
pub trait Progress: Sync {
    /// A stretch of work of `total` steps begins; it ends when the next one begins or the work is done.
    fn begin(&self, what: &str, total: usize);

    /// One step is done.
    fn step(&self);
}

/// Hears nothing.
impl Progress for () {
    fn begin(&self, _: &str, _: usize) {}

    fn step(&self) {}
}
