//! Contacts as files, in and out, and changes in bulk: how long all of them take, and what others wait for meanwhile.

use super::{
    figures::{Bar, Report, Table, Timings, binary, grouped},
    http::{Answer, Client, Encoding},
    server::{Server, add_token},
};
use anyhow::{Context, bail};
use chat_contacts::domain::ContactQuery;
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

const EXPORT: Bar = seconds(10.0);
const IMPORT: Bar = seconds(60.0);
const AGAIN: Bar = seconds(45.0);
const BULK: Bar = seconds(60.0);
const MEMORY: Bar = Bar {
    limit: 250.0,
    unit: "MB",
};
const SEARCH: Bar = Bar {
    limit: 50.0,
    unit: "ms",
};
const WRITE: Bar = Bar {
    limit: 200.0,
    unit: "ms",
};
/// What others do beside the work comes so often.
const BESIDE: Duration = Duration::from_millis(100);

const fn seconds(limit: f64) -> Bar {
    Bar { limit, unit: "s" }
}

/// What a job took, and what others waited for beside it.
struct Done {
    took: Duration,
    counts: Value,
    beside: Timings,
}

pub fn jobs(
    report: &mut Report,
    filled: &Server,
    token: &str,
    folder: &Path,
    count: u64,
) -> anyhow::Result<()> {
    eprintln!("exporting");
    let mut client = Client::connect(filled.address())?;
    client.present_token(token);
    let exported = client.get(
        "/api/v1/exports?columns=channel,contact_id,name,external_code,language,proactive,reactive",
        Encoding::Plain,
    )?;
    let file = folder.join("contacts.csv");
    fs::write(&file, &exported.body)?;

    eprintln!("importing into an empty database");
    let database = folder.join("imported.db");
    let token = add_token(&database)?;
    let server = Server::start(&database)?;
    let first = import(&server, &token, &exported)?;
    let memory = server.memory()?.peak;
    eprintln!("importing the same again");
    let again = import(&server, &token, &exported)?;
    eprintln!("blocking all of them");
    let bulk = block(&server, &token)?;
    eprintln!("the floor: sqlite3 .import");
    let floor = floor(folder, &file)?;

    let rows = |done: &Done, what: &str| {
        anyhow::ensure!(done.counts[what] == count, "{what}: {}", done.counts);
        anyhow::Ok(())
    };
    rows(&first, "created")?;
    rows(&again, "unchanged")?;
    rows(&bulk, "rows")?;

    let mut table = Table::new(1, &["all of them", "s", "bar"]);
    for (what, took, bar) in [
        ("exported as CSV", exported.took, Some(EXPORT)),
        ("imported into an empty database", first.took, Some(IMPORT)),
        ("imported again, unchanged", again.took, Some(AGAIN)),
        ("blocked in bulk", bulk.took, Some(BULK)),
        (
            "floor: sqlite3 .import, the same indexes but that of the search",
            floor,
            None,
        ),
    ] {
        let took = took.as_secs_f64();
        table.row([
            what.to_owned(),
            format!("{took:.1}"),
            bar.map(|bar| report.verdict(took, bar)).unwrap_or_default(),
        ]);
    }
    table.print(&format!("{} contacts at once", grouped(count)));

    let mut table = Table::new(1, &["beside it", "times", "p50, ms", "p95, ms", "bar"]);
    for (what, beside, bar) in [
        ("a search beside the first import", &first.beside, SEARCH),
        ("a search beside the second", &again.beside, SEARCH),
    ] {
        let [p50, p95] = beside.cells();
        let verdict = report.verdict(beside.percentile(95), bar);
        table.row([
            what.to_owned(),
            beside.count().to_string(),
            p50,
            p95,
            verdict,
        ]);
    }
    let [p50, p95] = bulk.beside.cells();
    let longest = bulk.beside.percentile(100);
    let verdict = report.verdict(longest, WRITE);
    table.row([
        format!("a new contact beside the bulk (longest {longest:.0} ms)"),
        bulk.beside.count().to_string(),
        p50,
        p95,
        verdict,
    ]);
    table.print("What others wait for");

    let memory = binary(memory, 2);
    println!(
        "\nMemory of the server while it imports: {memory:.0} MB at its highest ({}).",
        report.verdict(memory, MEMORY)
    );
    Ok(())
}

fn json(answer: &Answer) -> anyhow::Result<Value> {
    serde_json::from_slice(&answer.body).context("not JSON")
}

/// Waits for the job, doing something else in between.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever works beside it pauses; nothing is proved by that"
)]
fn finish(
    client: &mut Client,
    kind: &str,
    job: &Value,
    started: Instant,
    mut beside: impl FnMut(&mut Timings) -> anyhow::Result<()>,
) -> anyhow::Result<Done> {
    let id = job["id"].as_str().context("no job")?;
    let mut timings = Timings::default();
    loop {
        let job = json(&client.get(&format!("/api/v1/{kind}/{id}"), Encoding::Plain)?)?;
        match job["state"].as_str() {
            Some("running") => {}
            Some("done") => {
                return Ok(Done {
                    took: started.elapsed(),
                    counts: job["counts"].clone(),
                    beside: timings,
                });
            }
            state => bail!("the job is {state:?}: {job}"),
        }
        beside(&mut timings)?;
        thread::sleep(BESIDE);
    }
}

fn import(server: &Server, token: &str, file: &Answer) -> anyhow::Result<Done> {
    let mut client = Client::connect(server.address())?;
    client.present_token(token);
    let started = Instant::now();
    let job = json(&client.send("POST", "/api/v1/imports", "text/csv", &file.body)?)?;
    let mut other = Client::connect(server.address())?;
    other.present_token(token);
    let query = ContactQuery {
        search: "mar".to_owned(),
        ..ContactQuery::default()
    };
    let path = format!("/api/v1/contacts?{}", query.to_query_string());
    finish(&mut client, "imports", &job, started, |timings| {
        timings.add(other.get(&path, Encoding::Plain)?.took);
        Ok(())
    })
}

fn block(server: &Server, token: &str) -> anyhow::Result<Done> {
    let mut client = Client::connect(server.address())?;
    client.present_token(token);
    let request = json!({ "query": "", "action": "block_reactive" });
    let started = Instant::now();
    let answer = client.send(
        "POST",
        "/api/v1/bulk",
        "application/json",
        request.to_string().as_bytes(),
    )?;
    let job = json(&answer)?;
    let mut other = Client::connect(server.address())?;
    other.present_token(token);
    let mut number = 0;
    finish(&mut client, "bulk", &job, started, |timings| {
        number += 1;
        let contact = json!({ "channel": "webchat", "contact_id": format!("beside-{number}") });
        let body = contact.to_string();
        timings.add(
            other
                .send(
                    "POST",
                    "/api/v1/contacts",
                    "application/json",
                    body.as_bytes(),
                )?
                .took,
        );
        Ok(())
    })
}

/// What SQLite's own shell takes for the same file into a table with the same indexes.
fn floor(folder: &Path, file: &Path) -> anyhow::Result<Duration> {
    let script = format!(
        "PRAGMA journal_mode = WAL; PRAGMA cache_size = -98304;
         CREATE TABLE c (channel TEXT, contact_id TEXT, name TEXT, external_code TEXT, language TEXT, proactive TEXT,
                         reactive TEXT, UNIQUE (channel, contact_id));
         CREATE INDEX c1 ON c (name, channel, language, proactive, reactive);
         CREATE INDEX c2 ON c (contact_id);
         CREATE INDEX c3 ON c (external_code);
         CREATE INDEX c4 ON c (channel);
         CREATE INDEX c5 ON c (language, name);
         CREATE INDEX c6 ON c (channel, language, proactive, reactive);
         .mode csv\n.import --skip 1 {} c\n",
        file.display()
    );
    let path = folder.join("floor.sql");
    fs::write(&path, script.replace("         .mode", ".mode"))?;
    let started = Instant::now();
    let status = Command::new("sqlite3")
        .arg(folder.join("floor.db"))
        .stdin(fs::File::open(&path)?)
        .stdout(std::process::Stdio::null())
        .status()
        .context("sqlite3 can't be started")?;
    anyhow::ensure!(status.success(), "sqlite3 failed: {status}");
    Ok(started.elapsed())
}
