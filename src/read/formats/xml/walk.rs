//! The way through a file of elements, which is the same for every export.

use std::collections::VecDeque;

use super::{Tag, Xml};
use crate::error::Result;
use crate::read::entry::Entry;

/// What a reader makes of the elements of its format.
pub(in crate::read::formats) trait Walk {
    /// Takes a tag that nothing before it has taken, and from the file as much behind it as belongs to it; adds what is
    /// found.
    ///
    /// # Errors
    ///
    /// Those of [`Xml::next`] and [`Xml::text`]; the file is not read on.
    fn take(&mut self, tag: Tag, xml: &mut Xml, found: &mut VecDeque<Entry>) -> Result<()>;

    /// The element that is still open, if the file ends here.
    fn open(&self) -> Option<&str>;
}

/// The entries of a file.
pub(in crate::read::formats) struct Walked<'a, W> {
    xml: Xml<'a>,
    walk: W,
    /// Entries found but not yet given.
    found: VecDeque<Entry>,
    is_over: bool,
}

impl<'a, W: Walk> Walked<'a, W> {
    /// What this walk finds in this file.
    pub fn new(xml: Xml<'a>, walk: W) -> Self {
        Self { xml, walk, found: VecDeque::new(), is_over: false }
    }

    /// Reads one tag, or one element.
    fn step(&mut self) -> Result<()> {
        match self.xml.next()? {
            Some(tag) => self.walk.take(tag, &mut self.xml, &mut self.found),
            None => {
                self.is_over = true;
                self.found.extend(self.xml.warning());
                self.found.extend(self.walk.open().map(|open| Entry::Problem(self.xml.cut_off(open))));
                Ok(())
            }
        }
    }
}

impl<W: Walk> Iterator for Walked<'_, W> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        while self.found.is_empty() && !self.is_over {
            if let Err(error) = self.step() {
                self.is_over = true;
                self.found.extend(self.xml.warning());
                self.found.push_back(Entry::Problem(error));
            }
        }
        self.found.pop_front()
    }
}
