//! WebDAV's answer about several resources (RFC 4918 §13): which resource, and the properties that
//! were found of it.

use crate::http::{Answer, Url};

use super::super::apart;
use super::super::trouble::SourceTrouble;
use super::xml::{self, Element, Space};

/// What stands in a multistatus and in its responses (RFC 4918 §14.16 and §14.24, RFC 6578 §6.4). What
/// else stands there could be a response that has lost its name, so it is not skipped.
const OF_MULTISTATUS: [&str; 3] = ["response", "responsedescription", "sync-token"];
const OF_RESPONSE: [&str; 6] = [
    "href",
    "propstat",
    "status",
    "error",
    "responsedescription",
    "location",
];

/// What was said of one resource.
pub(super) struct Resource {
    /// Where it lies.
    pub(super) url: Url,
    /// The status of the resource as a whole, where one is given: then there are no properties.
    pub(super) status: Option<u16>,
    /// The `DAV:prop` elements whose status was a success.
    found: Vec<Element>,
}

impl Resource {
    /// Whether it has neither a status nor a property that was found.
    pub(super) fn says_nothing(&self) -> bool {
        self.status.is_none() && self.found.is_empty()
    }

    /// The property of this name, where it was found.
    pub(super) fn property(&self, space: Space, name: &'static str) -> Option<&Element> {
        self.found.iter().find_map(|prop| prop.child(space, name))
    }

    /// The text of the property of this name, where it was found and is not empty.
    pub(super) fn text(&self, space: Space, name: &'static str) -> Option<&str> {
        let text = self.property(space, name)?.text.trim();
        Some(text).filter(|text| !text.is_empty())
    }
}

/// The resources of a 207 answer.
///
/// # Errors
/// [`SourceTrouble::NotACalendar`] where the answer is something else than a multistatus, and
/// [`SourceTrouble::Unforeseen`] where it is one that can't be read in full.
pub(super) async fn read(answer: Answer) -> Result<Vec<Resource>, SourceTrouble> {
    let (resources, _) = read_with_token(answer).await?;
    Ok(resources)
}

/// As [`read`], with the token to ask with the next time, where the answer gives one (RFC 6578
/// §6.2).
pub(super) async fn read_with_token(
    answer: Answer,
) -> Result<(Vec<Resource>, Option<String>), SourceTrouble> {
    apart::run(move || resources(answer.url(), answer.body())).await?
}

/// The resources in a body that came from `base`, and the token.
pub(super) fn resources(
    base: &Url,
    body: &[u8],
) -> Result<(Vec<Resource>, Option<String>), SourceTrouble> {
    let mut root = xml::read(body).map_err(|_| SourceTrouble::Unforeseen)?;
    if root.is(Space::Dav, "multistatus") && !root.holds_only(&OF_MULTISTATUS) {
        return Err(SourceTrouble::Unforeseen);
    }
    if !root.is(Space::Dav, "multistatus") {
        return Err(SourceTrouble::NotACalendar);
    }
    let token = root.child(Space::Dav, "sync-token");
    let token = token.map(|token| token.text.trim().to_owned());
    let responses = root.take_all(Space::Dav, "response");
    let resources: Option<Vec<_>> = responses
        .into_iter()
        .map(|response| resource(base, response))
        .collect();
    Ok((resources.ok_or(SourceTrouble::Unforeseen)?, token))
}

/// Whether an answer of refusal names this condition (RFC 4918 §16). The status says little: for
/// one condition servers use several.
pub(super) fn names_condition(answer: &Answer, name: &'static str) -> bool {
    xml::read(answer.body())
        .is_ok_and(|root| root.is(Space::Dav, "error") && root.child(Space::Dav, name).is_some())
}

/// One response, or nothing where it does not say what it is about or how that went.
fn resource(base: &Url, mut response: Element) -> Option<Resource> {
    // Properties are of one resource: two addresses beside them are two responses run together.
    let several = response.all(Space::Dav, "href").count() > 1;
    if !response.holds_only(&OF_RESPONSE)
        || several && response.child(Space::Dav, "propstat").is_some()
    {
        return None;
    }
    // The fragment-free address within the same origin: an answer speaks of its own server only.
    let url = base.join(response.href()?).ok()?;
    if !url.same_origin(base) {
        return None;
    }
    let status = match response.child(Space::Dav, "status") {
        Some(line) => Some(status_code(&line.text)?),
        None => None,
    };
    let mut found = Vec::new();
    for mut part in response.take_all(Space::Dav, "propstat") {
        let code = status_code(&part.child(Space::Dav, "status")?.text)?;
        if (200..300).contains(&code) {
            found.extend(part.take_all(Space::Dav, "prop"));
        }
    }
    Some(Resource { url, status, found })
}

/// The code in a status line such as `HTTP/1.1 404 Not Found`.
fn status_code(line: &str) -> Option<u16> {
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests;
