//! The measures, one a table.

use super::{
    figures::{Bar, Report, Table, Timings, binary, grouped},
    floor::Floor,
    http::{Client, Encoding},
    questions::Class,
    sample::{Sample, spread},
    server::Server,
};
use anyhow::ensure;
use chat_contacts::domain::{Contact, ContactPage, ContactQuery, Permission};
use serde_json::json;
use std::{fs, path::Path, time::Duration};

/// At least so many requests of a class are timed.
const REQUESTS: usize = 200;
/// Each question is asked at least so many times.
const ROUNDS: usize = 7;
/// The address of the page.
const LIST: &str = "/audiences/chat/contacts";

const SEEDING: Bar = Bar {
    limit: 60.0,
    unit: "s",
};
const PAGE: Bar = Bar {
    limit: 20.0,
    unit: "ms",
};
const MEMORY: Bar = Bar {
    limit: 150.0,
    unit: "MB",
};
const DOWNLOAD: Bar = Bar {
    limit: 250.0,
    unit: "KiB",
};

/// What the seeding of `count` contacts took; the bar is for a million.
pub fn seeding(
    report: &mut Report,
    count: u64,
    took: Duration,
    database: &Path,
) -> anyhow::Result<()> {
    let mut table = Table::new(1, &["seeding", "s", "bar", "database, MB"]);
    table.row([
        format!("{} contacts", grouped(count)),
        format!("{:.1}", took.as_secs_f64()),
        report.verdict(took.as_secs_f64(), SEEDING),
        format!("{:.0}", megabytes(fs::metadata(database)?.len())),
    ]);
    table.print("Seeding");
    Ok(())
}

/// Every class of search over HTTP, with the floor beside it.
pub fn searches(
    report: &mut Report,
    client: &mut Client,
    floor: &Floor,
    classes: &[Class],
) -> anyhow::Result<()> {
    let mut table = Table::new(
        1,
        &[
            "search",
            "questions",
            "p50, ms",
            "p95, ms",
            "bar",
            "SQLite p50",
            "SQLite p95",
            "slowest question",
        ],
    );
    for class in classes {
        eprintln!("searching: {}", class.name);
        check(client, floor, class)?;
        let served = timed(&class.questions, |query| client.timed_search(query))?;
        let in_process = timed(&class.questions, |query| floor.timed_find(query))?;
        let [p50, p95] = served.all.cells();
        let [floor_p50, floor_p95] = in_process.all.cells();
        table.row([
            class.name.to_owned(),
            class.questions.len().to_string(),
            p50,
            p95,
            report.verdict(served.all.percentile(95), class.bar),
            floor_p50,
            floor_p95,
            served.slowest,
        ]);
    }
    table.print("Search: POST /rpc/list_contacts");
    Ok(())
}

/// The first answer to each question is looked at: a fast wrong one would be worth nothing. It also warms up.
fn check(client: &mut Client, floor: &Floor, class: &Class) -> anyhow::Result<()> {
    for query in &class.questions {
        let text = query.to_query_string();
        let arguments = json!({ "query": text });
        let answer = client.call("list_contacts", &arguments, Encoding::Plain)?;
        let served: ContactPage = serde_json::from_slice(&answer.body)?;
        ensure!(
            served == floor.find(query)?,
            "the server and the store answer '{text}' differently"
        );
    }
    Ok(())
}

/// What a class took.
struct Timed {
    all: Timings,
    /// The question with the highest median, and that.
    slowest: String,
}

/// Asks the questions in turn, again and again.
fn timed(
    questions: &[ContactQuery],
    mut ask: impl FnMut(&ContactQuery) -> anyhow::Result<Duration>,
) -> anyhow::Result<Timed> {
    let mut each = vec![Timings::default(); questions.len()];
    for _ in 0..REQUESTS.div_ceil(questions.len()).max(ROUNDS) {
        for (query, timings) in questions.iter().zip(&mut each) {
            timings.add(ask(query)?);
        }
    }
    let mut all = Timings::default();
    let mut slowest = (0.0, String::new());
    for (query, timings) in questions.iter().zip(&each) {
        all.extend(timings);
        let median = timings.percentile(50);
        if median > slowest.0 {
            slowest = (median, described(query));
        }
    }
    let (median, question) = slowest;
    Ok(Timed {
        all,
        slowest: format!("{median:.2}: {question}"),
    })
}

/// A question in a few words; where a page is, its cursor says to nobody.
fn described(query: &ContactQuery) -> String {
    let conditions: Vec<String> = query
        .conditions()
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if conditions.is_empty() {
        "everything".to_owned()
    } else {
        format!("`{}`", conditions.join(" "))
    }
}

/// The document, with the list and with a search in it.
pub fn pages(
    report: &mut Report,
    client: &mut Client,
    floor: &Floor,
    sample: &Sample,
) -> anyhow::Result<()> {
    eprintln!("loading pages");
    let words = spread(&sample.words, 8);
    let searched: Vec<ContactQuery> = words
        .into_iter()
        .map(|word| ContactQuery {
            search: word.text,
            ..ContactQuery::default()
        })
        .collect();
    let mut table = Table::new(
        1,
        &[
            "page",
            "p50, ms",
            "p95, ms",
            "bar",
            "SQLite p50",
            "SQLite p95",
            "KiB compressed",
        ],
    );
    for (name, questions) in [
        (LIST.to_owned(), vec![ContactQuery::default()]),
        (format!("{LIST}?q=…"), searched),
    ] {
        let mut bytes = 0;
        let served = timed(&questions, |query| {
            let path = format!("{LIST}?{}", query.to_query_string());
            let answer = client.get(path.trim_end_matches('?'), Encoding::Browser)?;
            bytes = bytes.max(answer.body.len());
            Ok(answer.took)
        })?;
        let in_process = timed(&questions, |query| floor.timed_page(query))?;
        let [p50, p95] = served.all.cells();
        let [floor_p50, floor_p95] = in_process.all.cells();
        table.row([
            name,
            p50,
            p95,
            report.verdict(served.all.percentile(95), PAGE),
            floor_p50,
            floor_p95,
            format!("{:.1}", binary(u64::try_from(bytes)?, 1)),
        ]);
    }
    table.print("The page's HTML");
    Ok(())
}

/// A switch of several contacts, back and forth: on disk before it is answered.
pub fn switches(client: &mut Client, floor: &Floor, sample: &Sample) -> anyhow::Result<()> {
    eprintln!("switching");
    let mut contacts = spread(&sample.contacts, 20);
    let mut served = Timings::default();
    let mut in_process = Timings::default();
    for _ in 0..REQUESTS / contacts.len() {
        for contact in &mut contacts {
            let answer = client.call(
                "set_permission",
                &json!({
                    "id": contact.id,
                    "version": contact.version,
                    "permission": Permission::Proactive,
                    "state": contact.fields.proactive.flipped(),
                }),
                Encoding::Plain,
            )?;
            served.add(answer.took);
            let switched: Contact = serde_json::from_slice(&answer.body)?;
            ensure!(
                switched.version == contact.version + 1,
                "a switch was not written"
            );
            let (contact_now, took) = floor.timed_flip(&switched)?;
            in_process.add(took);
            *contact = contact_now;
        }
    }
    let mut table = Table::new(
        1,
        &["switch", "p50, ms", "p95, ms", "SQLite p50", "SQLite p95"],
    );
    let [p50, p95] = served.cells();
    let [floor_p50, floor_p95] = in_process.cells();
    table.row(["one click".to_owned(), p50, p95, floor_p50, floor_p95]);
    table.print("A switch: POST /rpc/set_permission");
    Ok(())
}

/// What the server holds after all that was asked of it.
pub fn memory(report: &mut Report, server: &Server) -> anyhow::Result<()> {
    let memory = server.memory()?;
    let mut table = Table::new(1, &["resident memory", "MB", "bar"]);
    let (now, peak) = (megabytes(memory.now), megabytes(memory.peak));
    table.row([
        "after all of the above".to_owned(),
        format!("{now:.0}"),
        report.verdict(now, MEMORY),
    ]);
    table.row([
        "at its highest".to_owned(),
        format!("{peak:.0}"),
        report.verdict(peak, MEMORY),
    ]);
    table.print("The server's memory");
    Ok(())
}

/// What a browser loads once beside the page, as this server serves it.
pub fn download(report: &mut Report, client: &mut Client) -> anyhow::Result<()> {
    let mut table = Table::new(1, &["file", "KiB in brotli", "bar"]);
    let mut sum = 0.0;
    for kind in ["wasm", "js", "css"] {
        let path = format!("/pkg/chat-contacts.{kind}");
        let answer = client.get(&path, Encoding::Browser)?;
        ensure!(answer.encoding == "br", "{path} is not served in brotli");
        let size = binary(u64::try_from(answer.body.len())?, 1);
        sum += size;
        table.row([path, format!("{size:.1}"), String::new()]);
    }
    table.row([
        "together".to_owned(),
        format!("{sum:.1}"),
        report.verdict(sum, DOWNLOAD),
    ]);
    table.print("The download");
    Ok(())
}

fn megabytes(bytes: u64) -> f64 {
    binary(bytes, 0) / 1e6
}
