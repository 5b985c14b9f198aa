//! A search in a FHIR server (R4 §3.1.1): its bundles, one after the other, to the resources in
//! them, all or none.

use std::collections::HashSet;

use serde::Deserialize;

use super::super::paging::{self, Trail};
use super::super::trouble::SourceTrouble;
use super::Fhir;
use crate::http::{Fetcher, Method, Request, Url};

const JSON: &str = "application/fhir+json";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bundle {
    resource_type: String,
    #[serde(rename = "type")]
    kind: String,
    total: Option<u64>,
    #[serde(default)]
    link: Vec<Link>,
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Link {
    relation: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    full_url: Option<String>,
    resource: Option<Found>,
    search: Option<Search>,
}

#[derive(Deserialize)]
struct Search {
    mode: Option<String>,
}

/// A resource, as far as it is of use. There is no field for whom or what it is about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found {
    resource_type: String,
    pub(super) id: Option<String>,
    pub(super) status: Option<String>,
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    #[serde(default)]
    issue: Vec<Issue>,
}

/// Of an OperationOutcome.
#[derive(Deserialize)]
struct Issue {
    severity: String,
}

/// All resources of type `kind` that a search finds.
pub(super) async fn search(
    fetcher: &Fetcher,
    fhir: &Fhir,
    kind: &str,
    parameters: &[(&str, &str)],
) -> Result<Vec<Found>, SourceTrouble> {
    let place = fhir.base.member(kind);
    let mut url: Url = place
        .map_err(|_| SourceTrouble::BadAddress)?
        .with_query(parameters);
    let mut trail = Trail::from(&url);
    let mut found = Vec::new();
    let mut names = HashSet::new();
    let mut total = 0;
    loop {
        let asking = Request::new(Method::Get, url.clone()).header("accept", JSON);
        let answer = fhir.access.ask(fetcher, asking).await?;
        let bundle: Bundle = paging::read(answer).await?;
        trail.count(bundle.entry.len())?;
        let next = bundle.next()?;
        total = total.max(bundle.total.unwrap_or(0));
        for entry in bundle.entry {
            let name = entry.name();
            // A page may repeat what moved while pages were read.
            if let Some(resource) = entry.matching(kind)?
                && name.is_none_or(|name| names.insert(name))
            {
                found.push(resource);
            }
        }
        match next {
            Some(next) => url = trail.next(&url, &next)?,
            None => break,
        }
    }
    // Fewer than the server itself counts: something was left out.
    if u64::try_from(found.len()).map_or(true, |many| many < total) {
        return Err(SourceTrouble::CutShort);
    }
    Ok(found)
}

impl Bundle {
    /// Where the next piece is, of an answer to a search.
    fn next(&self) -> Result<Option<String>, SourceTrouble> {
        if self.resource_type != "Bundle" || self.kind != "searchset" {
            return Err(SourceTrouble::Unforeseen);
        }
        let mut next = self.link.iter().filter(|link| link.relation == "next");
        Ok(next.next().map(|link| link.url.clone()))
    }
}

impl Entry {
    fn name(&self) -> Option<String> {
        let id = self.resource.as_ref().and_then(|found| found.id.clone());
        id.or_else(|| self.full_url.clone())
    }

    /// The resource, where it is what was searched for.
    ///
    /// # Errors
    /// The server tells of trouble (all but mere information), or there is no resource.
    fn matching(self, kind: &str) -> Result<Option<Found>, SourceTrouble> {
        let found = self.resource.ok_or(SourceTrouble::Unforeseen)?;
        if found.resource_type == "OperationOutcome" {
            let mild = |issue: &Issue| issue.severity == "information";
            return if found.issue.iter().all(mild) {
                Ok(None)
            } else {
                Err(SourceTrouble::Partial)
            };
        }
        if found.resource_type == kind {
            return Ok(Some(found));
        }
        match self.search.and_then(|search| search.mode).as_deref() {
            Some("include") => Ok(None),
            _ => Err(SourceTrouble::Unforeseen),
        }
    }
}
