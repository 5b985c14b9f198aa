//! Letters made, carried to a folder and to memory, and read back. The SMTP server is in
//! `tests/stories/smtp.rs`.

use super::*;
use crate::domain::Instant;

const ICS: &[u8] =
    b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Samarbeidsm\xc3\xb8te\r\nEND:VCALENDAR\r\n";

fn letter() -> Letter {
    Letter {
        from: "samband@nav.test".parse().unwrap(),
        from_name: Some("Bjørgvin, samarbeid".parse().unwrap()),
        to: "siri.dahl@dps.test".parse().unwrap(),
        subject: "Samarbeidsmøte tirsdag 3. mars kl. 10.15".parse().unwrap(),
        text: "Hei\n\nDu er invitert til et møte. Åpne det her:\nhttps://samband.nav.test/m/1=2\n\n--\nSamband".to_owned(),
        calendar: None,
        message_id: "booking-00ff.1@nav-nordfjell.samband".parse().unwrap(),
        date: Instant::from_seconds(1_900_000_000),
    }
}

fn invitation(method: Method) -> Letter {
    let calendar = Calendar {
        method,
        bytes: ICS.to_vec(),
    };
    Letter {
        calendar: Some(calendar),
        ..letter()
    }
}

async fn carried(letter: &Letter) -> Vec<u8> {
    let (mailer, sent) = Mailer::memory();
    mailer.send(letter).await.unwrap();
    sent.all().remove(0)
}

#[tokio::test]
async fn a_letter_reads_back_as_it_was_written() {
    let letter = letter();
    let read = read(&carried(&letter).await).unwrap();
    assert_eq!(read.from.as_deref(), Some("samband@nav.test"));
    assert_eq!(read.to.as_deref(), Some("siri.dahl@dps.test"));
    assert_eq!(read.subject.as_deref(), Some(letter.subject.as_str()));
    assert_eq!(read.date, Some(letter.date));
    assert_eq!(read.message_id.as_deref(), Some(letter.message_id.as_str()));
    assert_eq!(read.text, letter.text);
    assert_eq!(read.calendar, None);
}

#[tokio::test]
async fn an_invitation_is_what_calendar_programs_look_for() {
    for method in [Method::Request, Method::Cancel, Method::Publish] {
        let eml = carried(&invitation(method)).await;
        let text = String::from_utf8(eml.clone()).unwrap();
        assert!(text.contains("Content-Type: multipart/alternative;"));
        let plain = text
            .find("Content-Type: text/plain; charset=utf-8")
            .unwrap();
        let kind = format!("text/calendar; charset=utf-8; method={}", method.as_str());
        assert!(text.find(&kind).unwrap() > plain, "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated"));
        let read = read(&eml).unwrap();
        assert_eq!(read.text, letter().text);
        let calendar = read.calendar.unwrap();
        assert_eq!(calendar.method, Some(method));
        assert_eq!(calendar.bytes, ICS);
    }
}

#[tokio::test]
async fn the_same_letter_gives_the_same_bytes() {
    let letter = invitation(Method::Request);
    assert_eq!(carried(&letter).await, carried(&letter).await);
}

#[tokio::test]
async fn no_line_of_a_mail_is_too_long_or_not_ascii() {
    let long = Letter {
        text: "æ".repeat(5_000),
        ..invitation(Method::Request)
    };
    let eml = carried(&long).await;
    assert!(eml.is_ascii());
    assert!(
        eml.split(|byte| *byte == b'\n')
            .all(|line| line.len() <= 998)
    );
}

#[test]
fn what_could_break_a_header_is_not_a_subject_or_an_identifier() {
    for bad in [
        "",
        "a\r\nBcc: x@y.test",
        "a\nb",
        "a\rb",
        "a\0",
        "a\u{85}b",
        "a\u{2028}b",
    ] {
        assert_eq!(
            bad.parse::<Subject>(),
            Err(WordingError::Subject),
            "{bad:?}"
        );
    }
    assert!("x".repeat(151).parse::<Subject>().is_err());
    for bad in [
        "",
        "a",
        "a@",
        "@b",
        "a b@c",
        "a@b>\r\nX: y",
        "a@b@c",
        "../a@b",
        "a/b@c",
        "a@.b",
    ] {
        assert_eq!(
            bad.parse::<MessageId>(),
            Err(WordingError::MessageId),
            "{bad:?}"
        );
    }
}

#[tokio::test]
async fn a_name_with_odd_letters_stays_a_name() {
    let odd = Letter {
        from_name: Some("\"Nav\" <x@y.test>, A".parse().unwrap()),
        ..letter()
    };
    let read = read(&carried(&odd).await).unwrap();
    assert_eq!(read.from.as_deref(), Some("samband@nav.test"));
}

#[tokio::test]
async fn text_that_looks_like_a_boundary_ends_nothing() {
    let boundary = format!("--=_{}", letter().message_id.as_str());
    let tricky = Letter {
        text: format!("before\n{boundary}\nContent-Type: text/html\n\nafter\n{boundary}--"),
        ..invitation(Method::Request)
    };
    let read = read(&carried(&tricky).await).unwrap();
    assert_eq!(read.text, tricky.text);
    assert_eq!(read.calendar.unwrap().bytes, ICS);
}

#[tokio::test]
async fn a_folder_keeps_each_letter_once() {
    let folder = tempfile::tempdir().unwrap();
    let mails = folder.path().join("mails");
    let mailer = Mailer::new(&MailCarrier::Folder(mails.clone())).unwrap();
    mailer.send(&letter()).await.unwrap();
    mailer.send(&letter()).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(&mails)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    assert_eq!(
        files,
        [mails.join("booking-00ff.1@nav-nordfjell.samband.eml")]
    );
    assert_eq!(
        read(&std::fs::read(&files[0]).unwrap()).unwrap().text,
        letter().text
    );
}

#[tokio::test]
async fn a_folder_that_can_not_be_is_temporary_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let mailer = Mailer::new(&MailCarrier::Folder(file.join("mails"))).unwrap();
    let trouble = mailer.send(&letter()).await.unwrap_err();
    assert_eq!(trouble, MailTrouble::NotWritten);
    assert!(trouble.is_temporary());
    assert_eq!(mailer.probe().await, Err(MailTrouble::NotWritten));
}

#[test]
fn debug_shows_no_personal_data() {
    let text = format!("{:?}", invitation(Method::Request));
    for secret in ["siri", "dahl", "Samarbeid", "invitert", "VCALENDAR"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn bytes_that_are_no_mail_are_none_or_empty() {
    for bytes in [&b""[..], b"\0\xff\xfe", b"no header here"] {
        let text = read(bytes).map(|letter| (letter.subject, letter.calendar));
        assert!(matches!(text, None | Some((None, None))), "{text:?}");
    }
}
