//! Writes every page to a folder, to be looked at and to be photographed by `tests/browser`.
//! `SAMBAND_PREVIEW=DIR cargo test --lib web::tests::preview -- --ignored`

use std::fs;
use std::path::PathBuf;

use super::samples;

#[test]
#[ignore = "writes files to look at"]
fn pages_as_files() {
    let folder = std::env::var_os("SAMBAND_PREVIEW")
        .map_or_else(|| PathBuf::from("target/preview"), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    for (name, html) in samples::all() {
        let html = html.replace(crate::web::assets::base(), "/a");
        fs::write(folder.join(format!("{name}.html")), html).unwrap();
    }
}
