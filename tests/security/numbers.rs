//! Proves that each requirement that we promise to meet has a test, and its line in docs/security.md, which names it.

use std::{collections::BTreeSet, fs, path::Path};

/// Of ASVS 5.0.
const PROMISED: [&str; 41] = [
    "3.2.1", "3.2.2", "3.2.3", "3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.4.1", "3.4.2", "3.4.3",
    "3.4.4", "3.4.5", "3.4.6", "3.5.1", "3.5.3", "4.1.1", "4.1.3", "5.2.1", "6.2.1", "6.2.4",
    "6.2.9", "6.3.1", "6.3.2", "7.2.4", "7.3.1", "7.3.2", "7.4.1", "7.4.2", "7.4.5", "8.2.1",
    "8.2.2", "8.2.3", "13.4.3", "13.4.4", "13.4.5", "14.2.1", "14.3.2", "16.3.1", "16.3.2",
    "16.4.1", "16.5.1",
];

/// The names of the tests, by what stands behind `#[test]`.
fn tests() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/security");
    let mut names = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for rest in text.split("#[test]\nfn ").skip(1) {
            names.insert(rest.split('(').next().unwrap().to_owned());
        }
    }
    names
}

/// `v3_3_1_…` as `3.3.1`.
fn number(test: &str) -> Option<String> {
    let mut parts = test.strip_prefix('v')?.split('_');
    let parts = [parts.next()?, parts.next()?, parts.next()?];
    let digits = |part: &&str| part.chars().all(|c| c.is_ascii_digit());
    parts.iter().all(digits).then(|| parts.join("."))
}

#[test]
fn every_requirement_has_its_test_and_its_line() {
    let tests = tests();
    let tested: BTreeSet<_> = tests.iter().filter_map(|test| number(test)).collect();
    let lacking: Vec<_> = PROMISED
        .iter()
        .filter(|one| !tested.contains(**one))
        .collect();
    assert!(lacking.is_empty(), "no test of {lacking:?}");

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/security.md");
    let document = fs::read_to_string(file).unwrap();
    let mut listed = BTreeSet::new();
    for line in document.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let is_number = cells[0].starts_with(|c: char| c.is_ascii_digit());
        if !is_number || !cells[0].contains('.') {
            continue;
        }
        assert_eq!(cells.len(), 4, "{line}");
        let test = cells[3].split('`').nth(1).unwrap();
        assert!(
            tests.contains(test),
            "{}: there is no test {test}",
            cells[0]
        );
        assert_eq!(number(test).as_deref(), Some(cells[0]));
        assert!(
            listed.insert(cells[0].to_owned()),
            "{} stands there twice",
            cells[0]
        );
    }
    assert_eq!(listed, tested, "docs/security.md and the tests");
}
