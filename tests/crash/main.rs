//! Proves that what was acknowledged is on disk: the server is killed in the middle of writes, again and again, and nothing that
//! it had answered for is lost, half written or at odds with the ledger.
//!
//! `CHAT_CONTACTS_CRASH_ROUNDS=50` kills it more often.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod client;
mod jobs;
#[path = "../command_line/shell.rs"]
mod shell;

use client::{Answer, Client};
use serde_json::{Value, json};
use shell::{Server, command, folder, output, success};
use sqlx::{Connection, SqliteConnection};
use std::{
    collections::hash_map::RandomState,
    env,
    hash::BuildHasher,
    io,
    path::Path,
    sync::mpsc::{Sender, channel},
    thread,
};

const ROUNDS: usize = 5;
/// Clients that write at the same time.
const CLIENTS: usize = 4;
/// As few writes are answered before the server is killed, and as many more.
const FEWEST: u64 = 40;
const MORE: u64 = 120;
/// How often a contact's permissions change before it is left alone or erased.
const CHANGES: usize = 3;

const DATABASE: &str = "contacts.db";

/// Any number below that.
fn random(below: u64) -> u64 {
    RandomState::new().hash_one(0) % below
}

/// A contact, and what the server has answered for.
#[derive(Debug)]
struct Written {
    contact_id: String,
    /// The states of the proactive permission, one a change; empty: not even the creation was answered.
    acknowledged: Vec<&'static str>,
    erased: bool,
    /// Whether something was asked for that was never answered.
    unanswered: bool,
}

impl Written {
    fn path(&self) -> String {
        format!("/contacts/by-id/telegram/{}", self.contact_id)
    }
}

/// Writes contact after contact until the server is gone.
fn write(client: &Client, first: u64, told: &Sender<()>) -> Vec<Written> {
    let mut written = Vec::new();
    for number in first.. {
        let mut one = Written {
            contact_id: number.to_string(),
            acknowledged: Vec::new(),
            erased: false,
            unanswered: false,
        };
        let gone = write_one(client, &mut one, told).is_err();
        one.unanswered = gone;
        written.push(one);
        if gone {
            break;
        }
    }
    written
}

fn write_one(client: &Client, one: &mut Written, told: &Sender<()>) -> io::Result<()> {
    let expect = |answer: Answer, status: u16| {
        assert_eq!(answer.status, status, "{}", answer.body);
        // Nobody listens any more once enough were answered.
        let _ = told.send(());
        answer.body
    };
    let new =
        json!({ "channel": "telegram", "contact_id": one.contact_id, "name": "Somebody Anybody" });
    let created = expect(client.send("POST", "/contacts", "", &new.to_string())?, 201);
    one.acknowledged.push("blocked");
    // The head came without its body: it was answered, and the server is gone.
    let created: Value = serde_json::from_str(&created)?;
    let path = format!("/contacts/{}", created["id"].as_str().unwrap());
    for change in 0..CHANGES {
        let state = if change % 2 == 0 { "active" } else { "blocked" };
        let body = json!({ "proactive": state, "reason": "asked for it", "evidence": "call 7" });
        let version = format!("if-match: \"{}\"\r\n", change + 1);
        let permissions = format!("{path}/permissions");
        expect(
            client.send("PATCH", &permissions, &version, &body.to_string())?,
            200,
        );
        one.acknowledged.push(state);
    }
    if one.contact_id.ends_with('5') {
        expect(client.send("DELETE", &path, "", "")?, 204);
        one.erased = true;
    }
    Ok(())
}

/// What was answered for is there; of what was not, at most the one step that was under way.
fn check(client: &Client, one: &Written) {
    let (status, contact) = client.get(&one.path());
    if one.erased || (status == 404 && one.unanswered && one.acknowledged.len() > CHANGES) {
        assert_eq!(status, 404, "{one:?}: {contact}");
        return;
    }
    if one.acknowledged.is_empty() && status == 404 {
        return;
    }
    assert_eq!(status, 200, "{one:?}: {contact}");
    let id = contact["id"].as_str().unwrap();
    let (_, events) = client.get(&format!("/contacts/{id}/events"));
    let changes: Vec<&str> = events["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["permission"] == "proactive")
        .map(|event| event["to"].as_str().unwrap())
        .collect();
    let more = usize::from(one.unanswered);
    assert!(
        changes.starts_with(&one.acknowledged) && changes.len() <= one.acknowledged.len() + more,
        "{one:?}: {changes:?}"
    );
    assert_eq!(
        contact["permissions"]["proactive"],
        *changes.last().unwrap(),
        "{one:?}"
    );
    assert_eq!(contact["version"], changes.len(), "{one:?}");
}

/// Asks SQLite itself whether the file, the search index and the filter codes are whole.
async fn inspect(path: &Path) {
    let url = format!("sqlite://{}", path.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let told: String = sqlx::query_scalar("PRAGMA quick_check")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(told, "ok");
    sqlx::query(
        "INSERT INTO contacts_search (contacts_search, rank) VALUES ('integrity-check', 1)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    let differing: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM filter_codes known FULL JOIN filter_codes_of_contacts own USING (block)
         WHERE rtrim(coalesce(known.codes, '')) <> rtrim(coalesce(own.codes, ''))",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(differing, 0);
    connection.close().await.unwrap();
}

fn start(folder: &Path) -> Server {
    let mut serve = command(folder);
    serve
        .args(["serve", "--listen", "127.0.0.1:0", "--database", DATABASE])
        .env("CHAT_CONTACTS__LIMITS__REQUESTS_PER_SECOND", "1000000")
        .env("CHAT_CONTACTS__LIMITS__BURST", "1000000");
    Server::start(serve)
}

/// Writes until the server is killed.
fn round(server: Server, token: &str, first: u64) -> Vec<Written> {
    let client = Client {
        address: server.address().to_owned(),
        token: token.to_owned(),
    };
    let (told, answered) = channel();
    let clients: Vec<_> = (0..CLIENTS as u64)
        .map(|number| {
            let (client, told) = (client.clone(), told.clone());
            thread::spawn(move || write(&client, first + number * 1_000_000, &told))
        })
        .collect();
    drop(told);
    let enough = FEWEST + random(MORE);
    for _ in 0..enough {
        answered
            .recv()
            .expect("the clients stopped before the server did");
    }
    server.kill();
    clients
        .into_iter()
        .flat_map(|client| client.join().unwrap())
        .collect()
}

#[test]
fn a_server_that_is_killed_has_kept_every_promise() {
    let rounds = env::var("CHAT_CONTACTS_CRASH_ROUNDS").map_or(ROUNDS, |rounds| {
        rounds
            .parse()
            .expect("CHAT_CONTACTS_CRASH_ROUNDS is a number")
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = folder();
    let path = folder.path();
    let database = ["--database", DATABASE];
    let create = [
        "token",
        "create",
        "--name",
        "writer",
        "--scope",
        "contacts:read,contacts:write",
    ];
    let token = success(output(path, &[&create[..], &database].concat()));
    let token = token.trim_end();

    let mut written: Vec<Written> = Vec::new();
    let mut server = start(path);
    for number in 1..=rounds {
        let new = round(server, token, number as u64 * 10_000_000 + 1);
        let verify = [&["ledger", "verify"][..], &database].concat();
        let told = success(output(path, &verify));
        assert!(told.starts_with("The ledger holds"), "{told}");
        runtime.block_on(inspect(&path.join(DATABASE)));

        server = start(path);
        let client = Client {
            address: server.address().to_owned(),
            token: token.to_owned(),
        };
        for one in &new {
            check(&client, one);
        }
        written.extend(new);
        if number == rounds {
            // Later crashes took nothing from what earlier ones had left.
            for one in &written {
                check(&client, one);
            }
        }
    }
    let answered: usize = written.iter().map(|one| one.acknowledged.len()).sum();
    assert!(
        answered as u64 >= rounds as u64 * FEWEST / 2,
        "only {answered}"
    );
    assert!(written.iter().any(|one| one.erased));
}
