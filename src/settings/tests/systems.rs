//! The systems of the organisation that calendars lie in: what each way in needs.

use super::{LEAST, Written};

/// The keys that are wrong in a file with this after the least.
fn wrong_keys(written: &Written) -> Vec<String> {
    let problems = written.load(&[]);
    problems.map_or_else(
        |problems| problems.all().iter().map(|p| p.key.clone()).collect(),
        |_| Vec::new(),
    )
}

#[test]
fn an_application_in_microsoft_365_needs_all_of_its_keys_and_one_proof() {
    let with = |text: &str| {
        Written::new(&format!("{LEAST}[graph]\n{text}"))
            .and("secret", "hemmelig-1\n")
            .and("x", "not a key")
    };
    let whole = "tenant = \"a.test\"\nclient_id = \"b\"\n";
    let good = with(&format!("{whole}client_secret_file = \"secret\"\n"));
    let settings = good.load(&[]).unwrap();
    assert!(settings.graph.is_some() && settings.fhir.is_none());
    assert!(!format!("{settings:?}").contains("hemmelig"));
    for (text, wrong) in [
        ("", &[][..]),
        ("graph_url = \"https://graph.microsoft.us/v1.0\"\n", &[]),
        ("graph_url = \"http://graph.test/\"\n", &["graph.graph_url"]),
        (whole, &["graph.client_secret_file"]),
        (
            "client_secret_file = \"secret\"\n",
            &["graph.tenant", "graph.client_id"],
        ),
        ("private_key_file = \"x\"\n", &["graph.certificate_file"]),
        ("certificate_file = \"x\"\n", &["graph.private_key_file"]),
        (
            "certificate_file = \"x\"\nprivate_key_file = \"x\"\n",
            &["graph.certificate_file"],
        ),
        (
            "client_secret = \"y\"\nprivate_key_file = \"x\"\n",
            &["graph.client_secret"],
        ),
        ("tenant = \"a/b\"\n", &["graph.tenant"]),
    ] {
        assert_eq!(wrong_keys(&with(text)), wrong, "{text}");
    }
}

#[test]
fn each_way_in_to_a_fhir_server_needs_its_own_keys() {
    let p384 = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let with = |text: &str| {
        Written::new(&format!("{LEAST}[fhir]\n{text}"))
            .and("secret", "hemmelig-1\n")
            .and("key", &p384.serialize_pem())
    };
    let base = "base_url = \"https://fhir.test/r4\"\n";
    let client = "auth = \"client\"\ntoken_url = \"https://login.test/\"\nclient_id = \"b\"\n";
    for (text, wrong) in [
        ("", &[][..]),
        (base, &[]),
        ("auth = \"token\"\n", &["fhir.base_url", "fhir.token_file"]),
        ("user = \"a\"\n", &["fhir.base_url", "fhir.auth"]),
        (
            &format!("{base}auth = \"basic\"\n"),
            &["fhir.user", "fhir.password_file"],
        ),
        (
            &format!("{base}auth = \"basic\"\nuser = \"a\"\npassword_file = \"secret\"\n"),
            &[],
        ),
        (
            &format!("{base}{client}client_secret_file = \"secret\"\n"),
            &[],
        ),
        (
            &format!("{base}{client}private_key_file = \"key\"\nkey_id = \"k\"\n"),
            &[],
        ),
        (&format!("{base}{client}"), &["fhir.private_key_file"]),
        (
            &format!("{base}{client}private_key_file = \"key\"\n"),
            &["fhir.key_id"],
        ),
        (
            &format!("{base}{client}private_key_file = \"secret\"\nkey_id = \"k\"\n"),
            &["fhir.private_key_file"],
        ),
        (&format!("{base}auth = \"oauth\"\n"), &["fhir.auth"]),
        (&format!("{base}longest_days = 0\n"), &["fhir.longest_days"]),
    ] {
        assert_eq!(wrong_keys(&with(text)), wrong, "{text}");
    }
    let good = with(&format!(
        "{base}auth = \"token\"\ntoken_file = \"secret\"\n"
    ));
    let settings = good.load(&[]).unwrap();
    assert!(settings.fhir.is_some() && !format!("{settings:?}").contains("hemmelig"));
}
