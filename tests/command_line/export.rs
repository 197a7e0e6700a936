//! Contacts as a file, from the shell.

use crate::shell::{failure, folder, output, success};
use std::{fs, path::Path, process::Output};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    output(
        folder,
        &[&["export", "--database", "a.db"], arguments].concat(),
    )
}

fn seeded(folder: &Path) {
    success(output(
        folder,
        &["seed", "--count", "50", "--database", "a.db"],
    ));
}

#[test]
fn the_standard_output_holds_the_file_and_nothing_else() {
    let folder = folder();
    let path = folder.path();
    seeded(path);
    let exported = run(path, &[]);
    // No progress where nobody watches.
    assert!(exported.stderr.is_empty());
    let csv = success(exported);
    let lines: Vec<_> = csv.split("\r\n").collect();
    assert_eq!(lines.len(), 52);
    assert_eq!(
        lines[0],
        "name,contact_id,external_code,channel,language,proactive,reactive,created_at,updated_at"
    );
    let sms = success(run(
        path,
        &[
            "--query",
            "?channel=sms&sort=contact_id&size=25",
            "--columns",
            "channel,contact_id",
            "-",
        ],
    ));
    let mut rows: Vec<_> = sms.lines().skip(1).collect();
    assert!(
        !rows.is_empty() && rows.iter().all(|row| row.starts_with("sms,'+")),
        "{sms}"
    );
    rows.dedup();
    assert!(rows.is_sorted());
    let marked = success(run(path, &["--bom", "--columns", "name"]));
    assert!(marked.starts_with("\u{feff}name\r\n"));
}

#[test]
fn a_file_has_its_name_once_it_is_complete() {
    let folder = folder();
    let path = folder.path();
    seeded(path);
    let told = success(run(path, &["out.ndjson", "--format", "ndjson"]));
    assert_eq!(told, "50 contacts are in out.ndjson\n");
    let written = fs::read_to_string(path.join("out.ndjson")).unwrap();
    assert_eq!(written.lines().count(), 50);
    assert!(written.starts_with("{\"name\":"));
    assert!(!path.join("out.ndjson.part").exists());
    let refused = failure(path, &["export", "nowhere/out.csv", "--database", "a.db"]);
    assert!(
        refused.starts_with("chat-contacts: nowhere/out.csv can't be written: "),
        "{refused}"
    );
}

#[test]
fn what_there_is_not_is_refused_before_there_is_a_database() {
    let folder = folder();
    let path = folder.path();
    for (arguments, told) in [
        (
            ["--query", "chanel=sms"],
            "--query: there is no parameter 'chanel'; there are q, channel, language, proactive, reactive, external_code, sort",
        ),
        (
            ["--query", "channel=pigeon"],
            "--query: the parameter channel has no such value",
        ),
        (
            ["--columns", "name,age"],
            "--columns: there is no such value",
        ),
    ] {
        let all = [&["export", "--database", "a.db"][..], &arguments].concat();
        assert_eq!(failure(path, &all), format!("chat-contacts: {told}\n"));
    }
    assert_eq!(run(path, &["--format", "xlsx"]).status.code(), Some(2));
    assert_eq!(fs::read_dir(path).unwrap().count(), 0);
}
