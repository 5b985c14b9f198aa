//! The section `[mail]`: who sends mail, and what carries it.

use std::time::Duration;

use super::section::Section;
use crate::mail::{MailCarrier, MailSettings, SmtpLogin, SmtpSettings, SmtpTls};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Smtp,
    Folder,
}

const TLS: [(&str, SmtpTls); 3] = [
    ("starttls", SmtpTls::StartTls),
    ("tls", SmtpTls::Tls),
    ("none", SmtpTls::None),
];

pub(super) fn mail(section: &mut Section<'_>) -> Option<MailSettings> {
    let want = "the address that invitations come from, as name@domain";
    let from = section.must("from", want, |text| text.parse().ok());
    let kinds = [("smtp", Kind::Smtp), ("folder", Kind::Folder)];
    let kind = section.choice("kind", Kind::Smtp, &kinds);
    let wanted_folder = "the path of the folder that mails are written to";
    let folder = section.path("folder", wanted_folder);
    let smtp = smtp(section, kind == Some(Kind::Smtp));
    let carrier = match kind? {
        Kind::Smtp => MailCarrier::Smtp(smtp?),
        Kind::Folder => {
            let folder = section.present("folder", wanted_folder, folder?)?;
            MailCarrier::Folder(folder)
        }
    };
    Some(MailSettings {
        from: from?,
        carrier,
    })
}

/// The server; its host is needed only where it is `wanted`.
fn smtp(section: &mut Section<'_>, wanted: bool) -> Option<SmtpSettings> {
    let want = "the mail server's name, as its certificate has it";
    let host = section.optional("host", want, host_name);
    let tls = section.choice("tls", SmtpTls::StartTls, &TLS);
    let usual = match tls {
        Some(SmtpTls::Tls) => 465,
        Some(SmtpTls::None) => 25,
        _ => 587,
    };
    let port = section.whole("port", usual, 1..=65_535);
    let login = login(section, tls);
    let trusted = section.certificates("ca_file");
    let patience = section.whole("patience_seconds", 60, 5..=600);
    if !wanted {
        return None;
    }
    let host = host.and_then(|host| section.present("host", want, host));
    Some(SmtpSettings {
        host: host?,
        port: u16::try_from(port?).ok()?,
        tls: tls?,
        login: login?,
        trusted: trusted?,
        patience: Duration::from_secs(patience?.into()),
    })
}

fn login(section: &mut Section<'_>, tls: Option<SmtpTls>) -> Option<Option<SmtpLogin>> {
    let read = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let user = section.optional("user", "the user's name at the mail server", read);
    let password = section.secret("password", "password_file");
    match (user?, password?) {
        (None, None) => Some(None),
        (Some(_), Some(_)) if tls == Some(SmtpTls::None) => {
            let what = "\"none\" would send the password in clear";
            section.refuse("tls", what, "write \"starttls\" or \"tls\"");
            None
        }
        (Some(user), Some(password)) => Some(Some(SmtpLogin { user, password })),
        (Some(_), None) => {
            let want = "the path of the file that holds the user's password";
            section.present("password_file", want, None)
        }
        (None, Some(_)) => section.present("user", "the user that the password is for", None),
    }
}

/// A host's name or address, without scheme and port.
pub(super) fn host_name(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    (!text.is_empty() && text.chars().all(plain)).then(|| text.to_owned())
}
