//! The ledger, proved from the shell: by the binary, and by thirty lines of Python that know nothing of it.

use crate::shell::{Server, ask, command, failure, folder, output, success};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

const DATABASE: &str = "a.db";

fn ledger(arguments: &[&str]) -> Vec<String> {
    let all = [&["ledger"], arguments, &["--database", DATABASE]].concat();
    all.into_iter().map(str::to_owned).collect()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let arguments = ledger(arguments);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    output(folder, &arguments)
}

fn export(folder: &Path) -> Vec<String> {
    let exported = success(run(folder, &["export"]));
    exported.lines().map(str::to_owned).collect()
}

/// What the script says of these lines.
fn python(lines: &[String]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify_ledger.py");
    let mut child = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 is installed");
    let text = lines.join("\n") + "\n";
    // It may have stopped reading at what is wrong.
    let _unread = child.stdin.take().unwrap().write_all(text.as_bytes());
    child.wait_with_output().unwrap()
}

fn refusal(lines: &[String]) -> String {
    let output = python(lines);
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

/// Two contacts by seed and two by API: one explained in words that are awkward to write, one explained and erased.
fn written(folder: &Path) {
    let two = ["seed", "--count", "2", "--database", DATABASE];
    success(output(folder, &two));
    let create = ["token", "create", "--name", "CRM", "--scope"];
    let rest = ["contacts:read,contacts:write", "--database", DATABASE];
    let token = success(output(folder, &[&create[..], &rest].concat()));
    let mut serve = command(folder);
    serve.args(["serve", "--listen", "127.0.0.1:0", "--database", DATABASE]);
    let server = Server::start(serve);
    let send = |method: &str, path: &str, body: &str| {
        let request = format!(
            "{method} /api/v1/contacts{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             authorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            token.trim_end(),
            body.len()
        );
        let answer = ask(server.address(), &request).unwrap();
        assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
        answer
    };
    for (number, reason) in [("1", "sagte „ja“ 😀\u{2028} \\ \"here\""), ("2", "another")] {
        let new = json!({
            "channel": "telegram", "contact_id": number, "reason": reason, "evidence": "café №7",
            "legal_basis": "consent", "captured_at": "2026-07-01T12:30:00Z",
        });
        let made = send("POST", "", &new.to_string());
        if number == "2" {
            let body = made.split_once("\r\n\r\n").unwrap().1;
            let made: Value = serde_json::from_str(body).unwrap();
            let path = format!("/{}", made["id"].as_str().unwrap());
            send("DELETE", &path, "");
        }
    }
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn the_binary_and_the_script_prove_the_same_ledger() {
    let folder = folder();
    let path = folder.path();
    written(path);
    let told = success(run(path, &["verify"]));
    assert!(
        told.starts_with("The ledger holds: 8 entries explain 3 contacts. Entry 8 has the hash "),
        "{told}"
    );
    let hash = told.trim_end().rsplit(' ').next().unwrap();
    let lines = export(path);
    assert_eq!(lines.len(), 8);
    assert!(lines[4].contains("😀") && lines[6].contains("\"text\":null"));
    let by_script = success(python(&lines));
    assert_eq!(
        by_script,
        format!("8 entries hold; the last hash is {hash}\n")
    );
    let last: Value = serde_json::from_str(&lines[7]).unwrap();
    assert_eq!(last["hash"], hash);
}

#[test]
fn the_script_finds_what_was_changed() {
    let folder = folder();
    written(folder.path());
    let lines = export(folder.path());
    for (from, to) in [
        ("\"to\":\"active\"", "\"to\":\"blocked\""),
        ("\"source\":\"api\"", "\"source\":\"website\""),
        ("café", "cafe"),
        (
            "\"legal_basis\":\"consent\"",
            "\"legal_basis\":\"contract\"",
        ),
        ("\"captured_at\":1", "\"captured_at\":2"),
    ] {
        let mut changed = lines.clone();
        let at = changed
            .iter()
            .rposition(|line| line.contains(from))
            .unwrap();
        changed[at] = changed[at].replacen(from, to, 1);
        let told = refusal(&changed);
        assert!(told.starts_with(&format!("entry {}: ", at + 1)), "{told}");
    }
    let mut missing = lines.clone();
    missing.remove(2);
    assert!(refusal(&missing).starts_with("entry 4: "));
    let mut swapped = lines.clone();
    swapped.swap(0, 1);
    assert!(refusal(&swapped).starts_with("entry 2: "));
    let mut speechless = lines.clone();
    let mut entry: Value = serde_json::from_str(&lines[4]).unwrap();
    entry["text"] = Value::Null;
    speechless[4] = entry.to_string();
    assert!(refusal(&speechless).starts_with("entry 5: its texts are missing"));
}

#[test]
fn an_export_goes_on_after_an_entry() {
    let folder = folder();
    let path = folder.path();
    written(path);
    let lines = export(path);
    let rest = success(run(path, &["export", "--after", "5"]));
    assert_eq!(rest.lines().collect::<Vec<_>>(), lines[5..]);
    for after in ["8", "1000"] {
        assert_eq!(success(run(path, &["export", "--after", after])), "");
    }
}

#[test]
fn a_file_that_somebody_changed_is_told_with_the_entry() {
    let folder = folder();
    let path = folder.path();
    written(path);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite://{}", path.join(DATABASE).display());
        let mut file = SqliteConnection::connect(&url).await.unwrap();
        for statement in [
            "DROP TRIGGER permission_events_never_change",
            "UPDATE permission_events SET source = 'website' WHERE seq = 3",
        ] {
            sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
                .execute(&mut file)
                .await
                .unwrap();
        }
        file.close().await.unwrap();
    });
    let arguments = ledger(&["verify"]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert_eq!(
        failure(path, &arguments),
        "chat-contacts: the ledger does not hold: entry 3: its content is not what was hashed\n"
    );
}

#[test]
fn an_empty_ledger_holds_and_a_wrong_command_line_makes_no_file() {
    let folder = folder();
    let path = folder.path();
    for wrong in [&["ledger"][..], &["ledger", "export", "--after", "x"]] {
        assert_eq!(output(path, wrong).status.code(), Some(2));
    }
    assert_eq!(fs::read_dir(path).unwrap().count(), 0);
    let told = success(run(path, &["verify"]));
    assert!(told.starts_with("The ledger holds: 0 entries"), "{told}");
    assert_eq!(success(run(path, &["export"])), "");
}
