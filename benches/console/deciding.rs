//! What another system waits for when it asks whether it may send.

use super::{
    figures::{Bar, Report, Table, Timings},
    floor::Floor,
    http::{Client, Encoding},
    sample::{contacts, spread},
};
use anyhow::{Context, ensure};
use chat_contacts::{
    domain::{Contact, Permission},
    service::{Decision, DecisionService, Question},
};
use serde_json::{Value, json};

/// Those who are asked about one by one, each so often.
const SINGLE: usize = 100;
const ROUNDS: usize = 5;
/// How often all are asked about at once.
const BATCHES: usize = 20;
/// Pages of 200 contacts that make up the most that can be asked at once.
const PAGES: usize = DecisionService::MOST / 200;
/// One in so many is somebody whom nobody knows.
const STRANGERS: usize = 20;

const ONE: Bar = Bar {
    limit: 2.0,
    unit: "ms",
};
const MANY: Bar = Bar {
    limit: 150.0,
    unit: "ms",
};

fn question(at: usize, contact: &Contact) -> Question {
    let mut contact_id = contact.fields.contact_id.as_str().to_owned();
    if at.is_multiple_of(STRANGERS) {
        contact_id.push('9');
    }
    Question {
        channel: contact.fields.channel,
        contact_id,
        intent: Permission::ALL[at % 2],
        at: None,
    }
}

/// As JSON has it.
fn as_json(question: &Question) -> Value {
    json!({
        "channel": question.channel.code(),
        "contact_id": question.contact_id,
        "intent": question.intent.code(),
    })
}

fn path_of(question: &Question) -> String {
    // What has a slash or a percent sign in it would end there.
    let contact_id: String = form_urlencoded::byte_serialize(question.contact_id.as_bytes())
        .map(|part| part.replace('+', "%20"))
        .collect();
    format!(
        "/api/v1/decisions/{}/{contact_id}?intent={}",
        question.channel.code(),
        question.intent.code()
    )
}

/// A fast wrong answer would be worth nothing.
fn check(served: &Value, decided: &Decision) -> anyhow::Result<()> {
    let reasons: Vec<&str> = decided.reasons.iter().map(|reason| reason.code()).collect();
    ensure!(
        served["decision"] == decided.verdict.code()
            && served["reasons"] == json!(reasons)
            && served["ledger_seq"] == json!(decided.seq),
        "the server and the service decide differently: {served}, {decided:?}"
    );
    Ok(())
}

/// One decision, and as many as can be asked for at once, with the same question to the service in process beside them.
pub fn decisions(
    report: &mut Report,
    address: &str,
    token: &str,
    floor: &Floor,
) -> anyhow::Result<()> {
    eprintln!("deciding");
    let mut client = Client::connect(address)?;
    client.present_token(token);
    let known = contacts(floor, PAGES)?;
    let questions: Vec<Question> = known
        .iter()
        // A small database has fewer.
        .cycle()
        .take(DecisionService::MOST)
        .enumerate()
        .map(|(at, contact)| question(at, contact))
        .collect();

    let (mut one, mut one_floor) = (Timings::default(), Timings::default());
    for _ in 0..ROUNDS {
        for question in spread(&questions, SINGLE) {
            let answer = client.get(&path_of(&question), Encoding::Plain)?;
            one.add(answer.took);
            let (decided, took) = floor.timed_decisions(&[question])?;
            one_floor.add(took);
            check(&serde_json::from_slice(&answer.body)?, &decided[0])?;
        }
    }

    let (mut many, mut many_floor) = (Timings::default(), Timings::default());
    let body: Value = questions.iter().map(as_json).collect();
    for _ in 0..BATCHES {
        let answer = client.post("/api/v1/decisions", &body, Encoding::Plain)?;
        many.add(answer.took);
        let (decided, took) = floor.timed_decisions(&questions)?;
        many_floor.add(took);
        let served: Value = serde_json::from_slice(&answer.body)?;
        let answers = served["data"].as_array().context("no decisions came")?;
        ensure!(answers.len() == decided.len(), "some decisions are missing");
        for (served, decided) in answers.iter().zip(&decided) {
            check(served, decided)?;
        }
    }

    let mut table = Table::new(
        1,
        &[
            "decisions",
            "times",
            "p50, ms",
            "p95, ms",
            "bar for p95",
            "in process p50",
            "in process p95",
        ],
    );
    for (what, timings, in_process, bar) in [
        ("one: GET", one, one_floor, ONE),
        ("ten thousand: POST", many, many_floor, MANY),
    ] {
        let [p50, p95] = timings.cells();
        let [floor_p50, floor_p95] = in_process.cells();
        table.row([
            what.to_owned(),
            timings.count().to_string(),
            p50,
            p95,
            report.verdict(timings.percentile(95), bar),
            floor_p50,
            floor_p95,
        ]);
    }
    table.print("May I send? /api/v1/decisions");
    Ok(())
}
