//! Comments that answer each other in a circle: the first of them in the file becomes a root comment.

use super::window::Window;

/// Where a walk has been that has ended.
const ENDED: u64 = u64::MAX;

impl Window {
    /// Looks for a cycle that the comment at this place leads into, and marks the first of its members. Each comment is
    /// walked over once, for each answers at most one other. A cycle that does not fit into the window is not found,
    /// and does no harm: a comment is read with the text of what it answers, and no further.
    pub fn settle(&mut self, start: u64) {
        let walk = start;
        let mut at = start;
        let mut path = Vec::new();
        loop {
            match self.settled.get(&at) {
                Some(found) if *found == walk => break self.mark_first(at),
                Some(_) => break,
                None => {}
            }
            if at < self.passed() || self[at].is_loop {
                break;
            }
            self.settled.insert(at, walk);
            path.push(at);
            match self.lookup(&self[at]) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        for seq in path {
            self.settled.insert(seq, ENDED);
        }
    }

    /// Marks the first member of the cycle through this place.
    fn mark_first(&mut self, at: u64) {
        let mut first = at;
        let mut next = at;
        while let Some(parent) = self.lookup(&self[next]) {
            first = first.min(parent);
            next = parent;
            if next == at {
                break;
            }
        }
        self.set_loop(first);
    }
}
