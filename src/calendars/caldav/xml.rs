//! A small tree of an XML document from a stranger: no document type, no entities but the five, and
//! limits on depth and number (threat T8). Size is limited where it is fetched.

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// Deeper than any WebDAV answer.
const DEEPEST: usize = 32;
/// More than an answer of the largest size that is fetched needs.
const MOST_ELEMENTS: usize = 400_000;

/// Not an XML document that may be read. Says no more: what it held stays unsaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotXml;

/// The namespaces that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// `DAV:` (RFC 4918).
    Dav,
    /// `urn:ietf:params:xml:ns:caldav` (RFC 4791).
    CalDav,
    /// `http://calendarserver.org/ns/`, the home of `getctag`.
    CalendarServer,
    /// Any other or none.
    Other,
}

/// One element with what is in it. Of attributes only `name` is kept, which names a component.
pub(super) struct Element {
    space: Space,
    name: String,
    /// The value of the `name` attribute, where there is one.
    pub(super) named: Option<String>,
    /// All text directly in the element.
    pub(super) text: String,
    children: Vec<Element>,
}

impl Element {
    /// Whether it is this element.
    pub(super) fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name == name
    }

    /// All children of this name.
    pub(super) fn all(&self, space: Space, name: &'static str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |c| c.is(space, name))
    }

    /// The first child of this name.
    pub(super) fn child(&self, space: Space, name: &'static str) -> Option<&Element> {
        self.all(space, name).next()
    }

    /// Takes all children of this name out, in order.
    pub(super) fn take_all(&mut self, space: Space, name: &str) -> Vec<Element> {
        let children = std::mem::take(&mut self.children);
        let (taken, left) = children.into_iter().partition(|c| c.is(space, name));
        self.children = left;
        taken
    }

    /// Whether nothing stands in it but `DAV:` elements of these names.
    pub(super) fn holds_only(&self, names: &[&str]) -> bool {
        let known = |child: &Element| names.iter().any(|name| child.is(Space::Dav, name));
        self.children.iter().all(known) && self.text.trim().is_empty()
    }

    /// The text of the first `DAV:href` in it, without the space around it.
    pub(super) fn href(&self) -> Option<&str> {
        Some(self.child(Space::Dav, "href")?.text.trim())
    }
}

/// Reads a whole document.
pub(super) fn read(bytes: &[u8]) -> Result<Element, NotXml> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotXml)?;
    let mut reader = NsReader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut count = 0_usize;
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|_| NotXml)?;
        match event {
            Event::Start(start) => {
                count += 1;
                if root.is_some() || open.len() >= DEEPEST || count > MOST_ELEMENTS {
                    return Err(NotXml);
                }
                open.push(element(&space, &start)?);
            }
            Event::End(_) => {
                let closed = open.pop().ok_or(NotXml)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(closed),
                    None => root = Some(closed),
                }
            }
            Event::Text(text) if open.is_empty() && !text.xml10_content().trim().is_empty() => {
                return Err(NotXml);
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content()),
            Event::CData(text) => add_text(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|_| NotXml)?;
                match character {
                    Some(character) => add_text(&mut open, character.encode_utf8(&mut [0; 4])),
                    None => {
                        let named = resolve_xml_entity(&reference.xml10_content());
                        add_text(&mut open, named.ok_or(NotXml)?);
                    }
                }
            }
            Event::DocType(_) | Event::Empty(_) => return Err(NotXml),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if open.is_empty() => return root.ok_or(NotXml),
            Event::Eof => return Err(NotXml),
        }
    }
}

fn add_text(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn element(space: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<Element, NotXml> {
    let space = match space {
        ResolveResult::Bound(namespace) => match namespace.0 {
            "DAV:" => Space::Dav,
            "urn:ietf:params:xml:ns:caldav" => Space::CalDav,
            "http://calendarserver.org/ns/" => Space::CalendarServer,
            _ => Space::Other,
        },
        ResolveResult::Unbound => Space::Other,
        ResolveResult::Unknown(_) => return Err(NotXml),
    };
    let attribute = start.try_get_attribute("name").map_err(|_| NotXml)?;
    Ok(Element {
        space,
        name: start.local_name().into_inner().to_owned(),
        named: attribute.map(|found| found.value.into_owned()),
        text: String::new(),
        children: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_cdata_and_references_are_read_alike() {
        for document in [
            r#"<d:a xmlns:d="DAV:"><d:href> /x&amp;y&#x20;z </d:href></d:a>"#,
            r#"<a xmlns="DAV:"><href><![CDATA[/x&y z]]></href></a>"#,
        ] {
            let root = read(document.as_bytes()).ok().unwrap();
            assert!(root.is(Space::Dav, "a"));
            assert_eq!(root.href(), Some("/x&y z"));
        }
    }

    #[test]
    fn hostile_documents_are_refused() {
        let deep = format!("{}{}", "<a>".repeat(40), "</a>".repeat(40));
        let many = format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS + 1));
        for bad in [
            "",
            "hei",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<p:a/>",
            "<a/>Fatal error",
            "Warning <a/>",
            "<a>&hemmelig;</a>",
            r#"<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>"#,
            r#"<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>"#,
            &deep,
            &many,
        ] {
            let shown: String = bad.chars().take(40).collect();
            assert!(read(bad.as_bytes()).is_err(), "{shown}");
        }
        assert!(read(b"<a>\xff</a>").is_err());
    }
}
