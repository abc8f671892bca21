//! XML exports as a stream of elements, of which the reader of a format takes those it knows.
//!
//! Exports are written by hand as often as by a library: end tags are missing, `&` stands alone, HTML stands where text
//! should. So end tags are not matched, a lone `&` and entities that XML does not define stay as written, and elements
//! within a text are part of it, as markup. No entity is ever expanded, whatever the document type declares; nesting costs
//! nothing; no piece of a file is held that is longer than [`MAX_TEXT`].

mod bytes;
mod walk;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};

use crate::error::{Error, ErrorKind, Position, Result};
use crate::read::entry::Entry;
use crate::read::input::Input;
use crate::read::start::Start;
use crate::read::{Warning, entities};

use bytes::Bytes;
pub(super) use walk::{Walk, Walked};

/// Bytes of a text or tag at most.
pub(super) const MAX_TEXT: usize = 64 << 20;

/// Bytes that the parser may use to remember elements that were opened. It forgets them only as they end, which in many a
/// file they never do; nothing here asks for them.
const MAX_OPENED: usize = 4 << 20;

/// A tag that starts or ends an element. An empty element is one of each.
#[derive(Debug)]
pub(super) enum Tag {
    Open(Open),
    Close(Close),
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Open(BytesStart<'static>);

/// The end of an element.
#[derive(Debug)]
pub(super) struct Close(BytesEnd<'static>);

impl Open {
    /// The name without its prefix.
    pub fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The prefix of the name; empty if there is none.
    pub fn prefix(&self) -> &str {
        self.0.name().prefix().map_or("", |prefix| prefix.into_inner())
    }

    /// The value of an attribute by its name without prefix, white space around it aside; `None` if it is empty.
    pub fn attribute(&self, name: &str) -> Option<String> {
        // Attributes that cannot be read are none.
        let attribute = self
            .0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == name)?;
        let value = entities::decoded(&attribute.value);
        (!value.trim().is_empty()).then(|| value.trim().to_owned())
    }

    /// The namespaces declared here: prefix, which is empty for the default, and address.
    fn namespaces(&self) -> Vec<(String, String)> {
        let declared = |key: &str| match key.split_once(':') {
            Some(("xmlns", prefix)) => Some(prefix.to_owned()),
            None if key == "xmlns" => Some(String::new()),
            _ => None,
        };
        let mut attributes = self.0.attributes();
        let attributes = attributes.with_checks(false).flatten();
        attributes
            .filter_map(|attribute| Some((declared(attribute.key.into_inner())?, attribute.value.into_owned())))
            .collect()
    }
}

impl Close {
    /// The name without its prefix.
    pub fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }
}

/// The elements of a file, one tag after the other.
pub(super) struct Xml<'a> {
    reader: Reader<Bytes<'a>>,
    buffer: Vec<u8>,
    /// Bytes of names of elements opened since the parser was made.
    opened: usize,
    /// Whether the last event was the start of an element.
    at_start: bool,
}

fn parser(bytes: Bytes) -> Reader<Bytes> {
    let mut reader = Reader::from_reader(bytes);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    reader
}

impl<'a> Xml<'a> {
    /// The elements of this input.
    pub fn new(input: Input<'a>) -> Self {
        let reader = parser(Bytes::new(input.into_bytes()));
        Self { reader, buffer: Vec::new(), opened: 0, at_start: false }
    }

    /// The next tag; `None` at the end of the file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read on: it is cut off within a tag, or a tag or text is too long.
    pub fn next(&mut self) -> Result<Option<Tag>> {
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(Some(Tag::Open(Open(start.into_owned())))),
                Event::End(end) => return Ok(Some(Tag::Close(Close(end.into_owned())))),
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// The text of the element that was just opened, up to its end. Elements within it stay as markup.
    ///
    /// # Errors
    ///
    /// Those of [`Xml::next`], and if the file ends within the text.
    pub fn text(&mut self, open: &Open) -> Result<String> {
        let mut text = String::new();
        loop {
            match self.event()? {
                Event::Text(piece) => text.push_str(&piece.xml10_content()),
                Event::CData(piece) => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(entity) => push_entity(&entity, &mut text),
                Event::Start(start) => {
                    text.push('<');
                    text.push_str(&start);
                    text.push('>');
                }
                Event::End(end) if end.local_name().into_inner() == open.name() => return Ok(text),
                Event::End(end) => {
                    text.push_str("</");
                    text.push_str(&end);
                    text.push('>');
                }
                Event::Eof => return Err(self.cut_off(open.name())),
                _ => {}
            }
            if text.len() > MAX_TEXT {
                return Err(self.too_long());
            }
        }
    }

    /// Passes over the element that was just opened, up to its end.
    ///
    /// # Errors
    ///
    /// Those of [`Xml::text`].
    pub fn skip(&mut self, open: &Open) -> Result<()> {
        let mut levels = 1u64;
        loop {
            match self.event()? {
                Event::Start(start) if start.local_name().into_inner() == open.name() => levels += 1,
                Event::End(end) if end.local_name().into_inner() == open.name() => levels -= 1,
                Event::Eof => return Err(self.cut_off(open.name())),
                _ => {}
            }
            if levels == 0 {
                return Ok(());
            }
        }
    }

    /// The error of a file that ends too early.
    pub fn cut_off(&self, within: &str) -> Error {
        let text = format!(
            "the file ends within <{within}>, before the end of the export; what stands before was read, but export it again"
        );
        self.error(text)
    }

    /// A warning, if anything so far was not UTF-8.
    pub fn warning(&self) -> Option<Entry> {
        let (count, line) = self.reader.get_ref().replaced()?;
        let at = Position { file: None, record: None, line: Some(line) };
        Some(Entry::Warning(Warning::InvalidUtf8Replaced { at, count }))
    }

    fn event(&mut self) -> Result<Event<'_>> {
        // Behind the start of an element a new parser reads on as the old one would, unless the element is empty and
        // its end is still to be given.
        if self.opened > MAX_OPENED && self.at_start && !self.buffer.ends_with(b"/>") {
            let none = Bytes::new(Box::new(std::io::empty()));
            let old = std::mem::replace(&mut self.reader, parser(none));
            self.reader = parser(old.into_inner());
            self.opened = 0;
        }
        self.reader.get_mut().start_piece();
        self.buffer.clear();
        // The borrow of an event that is returned would last for the error as well.
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => {
                self.at_start = matches!(event, Event::Start(_));
                if let Event::Start(start) = &event {
                    self.opened += start.name().as_ref().len() + size_of::<usize>();
                }
                Ok(event)
            }
            Err(error) => Err(error_at(error, self.reader.get_ref())),
        }
    }

    fn too_long(&self) -> Error {
        too_long(self.reader.get_ref().line())
    }

    fn error(&self, text: String) -> Error {
        Error::new(ErrorKind::Syntax(text)).at(None, Some(self.reader.get_ref().line()))
    }
}

fn error_at(error: quick_xml::Error, bytes: &Bytes) -> Error {
    match error {
        quick_xml::Error::Io(_) if bytes.is_too_long() => too_long(bytes.line()),
        quick_xml::Error::Io(error) => std::io::Error::new(error.kind(), error.to_string()).into(),
        error => {
            let text = format!("not XML: {error}; what stands before was read, but export it again");
            Error::new(ErrorKind::Syntax(text)).at(None, Some(bytes.line()))
        }
    }
}

fn too_long(line: u64) -> Error {
    let text = format!("a text or tag is longer than {} MB, and the rest was not read; check the file", MAX_TEXT >> 20);
    Error::new(ErrorKind::Syntax(text)).at(None, Some(line))
}

/// Adds what an entity of XML stands for, or the entity as it stands.
fn push_entity(entity: &BytesRef, text: &mut String) {
    let known = match entity.resolve_char_ref() {
        Ok(Some(character)) => {
            text.push(character);
            return;
        }
        Ok(None) => resolve_xml_entity(entity),
        Err(_) => None,
    };
    match known {
        Some(known) => text.push_str(known),
        None => {
            text.push('&');
            text.push_str(entity);
            text.push(';');
        }
    }
}

/// The name, without prefix, and the namespaces of the first element of a file that starts so.
pub(super) fn root(start: &Start) -> Option<(String, Vec<(String, String)>)> {
    if !start.text.trim_start().starts_with('<') {
        return None;
    }
    let mut xml = Xml::new(Input::new(start.text.as_bytes()));
    match xml.next() {
        Ok(Some(Tag::Open(open))) => Some((open.name().to_owned(), open.namespaces())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of the elements `t` of a file, and the error that ends it.
    fn texts(bytes: &[u8]) -> (Vec<String>, Option<String>) {
        let mut xml = Xml::new(Input::new(bytes));
        let mut texts = Vec::new();
        loop {
            let text = match xml.next() {
                Ok(Some(Tag::Open(open))) if open.name() == "t" => xml.text(&open),
                Ok(Some(Tag::Open(open))) if open.name() == "skipped" => xml.skip(&open).map(|()| String::new()),
                Ok(Some(_)) => continue,
                Ok(None) => return (texts, None),
                Err(error) => return (texts, Some(error.to_string())),
            };
            match text {
                Ok(text) => texts.push(text),
                Err(error) => return (texts, Some(error.to_string())),
            }
        }
    }

    #[test]
    fn elements_without_end_are_forgotten_and_nothing_is_lost() {
        let item = format!("<a><br/><{}><t>a &amp; b</t><t/>", "b".repeat(1000));
        let n = 3 * MAX_OPENED / item.len();
        let (texts, error) = texts(item.repeat(n).as_bytes());
        assert_eq!((texts.len(), error), (2 * n, None));
        assert!(texts.chunks(2).all(|pair| *pair == ["a & b", ""]));
    }

    #[test]
    fn texts_are_read_as_they_are_meant() {
        let bomb = "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><r><t>&b; &amp;</t></r>";
        let cases: [(&str, &[&str]); 11] = [
            ("<r><t>a &lt;b&gt; &amp;amp; &#1078;&#x1F68B;</t></r>", &["a <b> &amp; ж🚋"]),
            ("<t><![CDATA[<p>a & b</p>]]></t>", &["<p>a & b</p>"]),
            ("<t><![CDATA[a ]]]]><![CDATA[> b]]></t>", &["a ]]> b"]),
            ("<x:t>1</x:t><t/><y:t a='>'>2</y:t>", &["1", "", "2"]),
            ("<t>AT&T & so &nbsp; on &#xFFFFFFFF; &#0;</t>", &["AT&T & so &nbsp; on &#xFFFFFFFF; &#0;"]),
            ("<t><p>hi<br>there <b c=\"d\">x</b></t><t>y</t>", &["<p>hi<br>there <b c=\"d\">x</b>", "y"]),
            ("<skipped><skipped><t>no</t></skipped><t>no</t></skipped><t>yes</t>", &["", "yes"]),
            ("</a></b><t>a</t></c>", &["a"]),
            ("\u{feff}<?xml version=\"1.0\"?><!-- <t>no</t> --><t>a<!-- b -->c<?d?></t>", &["ac"]),
            (bomb, &["&b; &"]),
            ("no markup", &[]),
        ];
        for (xml, expected) in cases {
            assert_eq!(
                texts(xml.as_bytes()),
                (expected.iter().map(|text| (*text).to_owned()).collect(), None),
                "{xml}"
            );
        }
    }

    #[test]
    fn errors_say_where() {
        let cases = [
            ("<r>\n<t>a", "line 2: the file ends within <t>, before the end of the export"),
            ("<r>\n\n<skipped>", "line 3: the file ends within <skipped>"),
            ("<r>\n<t><![CDATA[a\n]", "line 3: not XML: "),
            ("<t a='", "line 1: not XML: "),
        ];
        for (xml, expected) in cases {
            let error = texts(xml.as_bytes()).1.unwrap();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn long_texts_are_refused_whole_or_in_pieces() {
        let long = "x".repeat(MAX_TEXT + 1);
        let half = &long[..MAX_TEXT / 2 + 1];
        for xml in [
            format!("<t>a</t><t>{long}</t>"),
            format!("<t>a</t><t><![CDATA[{half}]]><![CDATA[{half}]]></t>"),
            format!("<t>a</t><other b='{long}{half}'/>"),
        ] {
            let (texts, error) = texts(xml.as_bytes());
            assert_eq!(texts, ["a"]);
            assert!(error.unwrap().contains("longer than 64 MB"));
        }
    }

    #[test]
    fn nesting_costs_nothing() {
        let deep = "<a>".repeat(100_000);
        let ends = "</a>".repeat(100_000);
        assert_eq!(texts(format!("{deep}<t>x</t>{ends}").as_bytes()).0, ["x"]);
        assert_eq!(texts(format!("<t>{deep}x{ends}</t>").as_bytes()).0[0].len(), deep.len() + ends.len() + 1);
        assert_eq!(texts(format!("<skipped>{deep}{ends}</skipped>").as_bytes()).0, [""]);
    }
}
