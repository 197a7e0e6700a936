//! Contacts from a file, from the shell.

use crate::shell::{failure, folder, output, success};
use std::{fs, path::Path, process::Output};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    output(
        folder,
        &[&["import", "--database", "a.db"], arguments].concat(),
    )
}

const FILE: &str = "Teléfono;Nombre\r\n34666000001;José\r\n12;Too short\r\n34666000002;Ana\r\n";

#[test]
fn a_file_is_tried_out_and_taken() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("list.csv"), FILE).unwrap();
    let tried = run(path, &["list.csv", "--channel", "whatsapp", "--dry-run"]);
    // No progress where nobody watches.
    assert!(tried.stderr.is_empty());
    let told = success(tried);
    assert!(
        told.starts_with(
            "3 rows: 2 would be created, 0 would be updated, 0 unchanged, 1 refused\n"
        ),
        "{told}"
    );
    let taken = [
        "list.csv",
        "--channel",
        "whatsapp",
        "--refused",
        "refused.csv",
    ];
    let told = success(run(path, &taken));
    assert!(
        told.starts_with("3 rows: 2 created, 0 updated, 0 unchanged, 1 refused\n"),
        "{told}"
    );
    let refused = fs::read_to_string(path.join("refused.csv")).unwrap();
    assert_eq!(
        refused.trim_end(),
        "Teléfono,Nombre,line,reason\n12,Too short,3,contact_id: contact_id_format"
    );
    let again = success(run(path, &["list.csv", "--channel", "whatsapp"]));
    assert!(
        again.starts_with("3 rows: 0 created, 0 updated, 2 unchanged, 1 refused\n"),
        "{again}"
    );
    let left = fs::read_dir(path.join("a.imports")).unwrap().count();
    assert_eq!(left, 0, "no copy of the file is kept");
}

#[test]
fn what_is_exported_is_what_is_imported() {
    let folder = folder();
    let path = folder.path();
    let seed = ["seed", "--count", "300", "--database", "a.db"];
    success(output(path, &seed));
    success(output(path, &["export", "all.csv", "--database", "a.db"]));
    let told = success(run(path, &["all.csv"]));
    assert!(
        told.starts_with("300 rows: 0 created, 0 updated, 300 unchanged, 0 refused\n"),
        "{told}"
    );
    let other = ["import", "all.csv", "--database", "b.db"];
    let told = success(output(path, &other));
    assert!(told.starts_with("300 rows: 300 created, "), "{told}");
    success(output(path, &["export", "again.csv", "--database", "b.db"]));
    // All but the times, and those of the ledger: the same.
    let people = |name: &str| {
        let file = fs::read_to_string(path.join(name)).unwrap();
        let mut rows: Vec<String> = file
            .lines()
            .map(|line| line.rsplitn(3, ',').last().unwrap().to_owned())
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(people("again.csv"), people("all.csv"));
}

#[test]
fn what_can_not_be_is_told_in_a_line() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("list.csv"), FILE).unwrap();
    fs::write(path.join("empty.csv"), "").unwrap();
    for (arguments, told) in [
        (&["nowhere.csv"][..], "nowhere.csv can't be read"),
        (&["empty.csv"], "the file can't be imported: empty"),
        (&["list.csv"], "the file can't be imported: no_channel"),
        (
            &["list.csv", "--map", "Phone=contact_id"],
            "there is no column 'Phone'; there are Teléfono, Nombre",
        ),
    ] {
        let whole = [&["import", "--database", "a.db"], arguments].concat();
        let refused = failure(path, &whole);
        assert!(refused.contains(told), "{refused}");
    }
    let wrong = run(path, &["list.csv", "--policy", "everything"]);
    assert_eq!(wrong.status.code(), Some(2));
}
