//! Mail leaves through a real SMTP server: encrypted, logged in, and with a failure that says
//! whether trying again can help.

use std::time::Duration;

use samband::domain::Instant;
use samband::mail::{
    Calendar, Letter, MailCarrier, MailTrouble, Mailer, Method, SmtpSettings, SmtpTls, read,
};

use crate::support::mail_server::MailServer;

const ICS: &[u8] = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";

fn letter(to: &str) -> Letter {
    let calendar = Calendar {
        method: Method::Request,
        bytes: ICS.to_vec(),
    };
    Letter {
        from: "samband@nav.test".parse().unwrap(),
        from_name: None,
        to: to.parse().unwrap(),
        subject: "Samarbeidsmøte torsdag 5. mars kl. 09.00".parse().unwrap(),
        text: ".\nDu er invitert til et møte.\n.".to_owned(),
        calendar: Some(calendar),
        message_id: "booking-1@nav-nordfjell.samband".parse().unwrap(),
        date: Instant::from_seconds(1_900_000_000),
    }
}

fn mailer(settings: SmtpSettings) -> Mailer {
    Mailer::new(&MailCarrier::Smtp(settings)).unwrap()
}

#[tokio::test]
async fn an_invitation_arrives_whole_over_each_kind_of_connection() {
    for tls in [SmtpTls::StartTls, SmtpTls::Tls, SmtpTls::None] {
        let server = MailServer::start(tls);
        let mailer = mailer(server.settings());
        assert_eq!(mailer.probe().await, Ok(()), "{tls:?}");
        assert!(server.mails().is_empty(), "a probe sends nothing");

        let letter = letter("siri@dps.test");
        assert_eq!(mailer.send(&letter).await, Ok(()), "{tls:?}");
        assert_eq!(mailer.send(&letter).await, Ok(()), "{tls:?}");
        let mails = server.mails();
        assert_eq!(mails.len(), 2);
        let mail = read(&mails[0]).unwrap();
        assert_eq!(mail.to.as_deref(), Some("siri@dps.test"));
        assert_eq!(mail.subject.as_deref(), Some(letter.subject.as_str()));
        assert_eq!(mail.text, letter.text);
        assert_eq!(mail.calendar.unwrap().bytes, ICS);
        assert_eq!(mail.message_id, read(&mails[1]).unwrap().message_id);
    }
}

#[tokio::test]
async fn a_wrong_password_is_permanent_and_says_so() {
    let server = MailServer::start(SmtpTls::StartTls);
    let mut settings = server.settings();
    settings.login.as_mut().unwrap().password = "gal hest".into();
    let mailer = mailer(settings);
    for outcome in [
        mailer.probe().await,
        mailer.send(&letter("siri@dps.test")).await,
    ] {
        let trouble = outcome.unwrap_err();
        assert_eq!(trouble, MailTrouble::Login { status: 535 });
        assert!(!trouble.is_temporary());
        assert_eq!(trouble.code(), "login");
    }
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn no_login_where_one_is_wanted_is_the_same() {
    let server = MailServer::start(SmtpTls::StartTls);
    let settings = SmtpSettings {
        login: None,
        ..server.settings()
    };
    let outcome = mailer(settings).send(&letter("siri@dps.test")).await;
    assert_eq!(outcome, Err(MailTrouble::Login { status: 530 }));
}

#[tokio::test]
async fn a_refused_receiver_is_permanent_and_a_busy_one_is_not() {
    let server = MailServer::start(SmtpTls::StartTls);
    let mailer = mailer(server.settings());
    let refused = mailer.send(&letter("refused@dps.test")).await.unwrap_err();
    assert_eq!(refused, MailTrouble::Refused { status: 550 });
    assert!(!refused.is_temporary());
    assert!(!format!("{refused} {refused:?}").contains("dps.test"));
    let later = mailer.send(&letter("later@dps.test")).await.unwrap_err();
    assert_eq!(later, MailTrouble::Later { status: 451 });
    assert!(later.is_temporary());
    assert_eq!(mailer.send(&letter("siri@dps.test")).await, Ok(()));
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_down_is_temporary() {
    let mut server = MailServer::start(SmtpTls::StartTls);
    let mailer = mailer(server.settings());
    assert_eq!(mailer.send(&letter("siri@dps.test")).await, Ok(()));
    server.kill();
    for _ in 0..2 {
        let trouble = mailer.send(&letter("siri@dps.test")).await.unwrap_err();
        assert_eq!(trouble, MailTrouble::Unreachable);
        assert!(trouble.is_temporary());
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_temporary() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = SmtpSettings {
        host: "localhost".to_owned(),
        port: listener.local_addr().unwrap().port(),
        tls: SmtpTls::None,
        login: None,
        trusted: None,
        patience: Duration::from_millis(300),
    };
    let trouble = mailer(settings).send(&letter("siri@dps.test")).await;
    assert_eq!(trouble, Err(MailTrouble::TimedOut));
    assert!(MailTrouble::TimedOut.is_temporary());
}

#[tokio::test]
async fn a_stranger_with_another_certificate_gets_no_mail() {
    for tls in [SmtpTls::StartTls, SmtpTls::Tls] {
        let stranger = MailServer::start(tls);
        let settings = SmtpSettings {
            trusted: MailServer::start(tls).settings().trusted,
            ..stranger.settings()
        };
        let outcome = mailer(settings).send(&letter("siri@dps.test")).await;
        assert_eq!(outcome, Err(MailTrouble::Untrusted), "{tls:?}");
        assert!(stranger.mails().is_empty());
    }
}

#[tokio::test]
async fn no_password_is_sent_where_encryption_is_wanted_and_not_offered() {
    let server = MailServer::start(SmtpTls::None);
    let settings = SmtpSettings {
        tls: SmtpTls::StartTls,
        login: MailServer::start(SmtpTls::StartTls).settings().login,
        ..server.settings()
    };
    let outcome = mailer(settings).send(&letter("siri@dps.test")).await;
    assert_eq!(outcome, Err(MailTrouble::NotOffered));
    assert!(server.mails().is_empty());
}
