//! What signing in takes, what it takes from others, and what being signed in costs every request.

use super::{
    figures::{Bar, Report, Table, Timings},
    floor::Floor,
    http::Client,
    server::Operator,
};
use anyhow::anyhow;
use chat_contacts::domain::ContactQuery;
use std::{
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// So many sign in one after the other.
const ONE_BY_ONE: usize = 50;
/// So many do at once, again and again while there is something to be measured beside them.
const AT_ONCE: usize = 50;
/// How often a session is looked up in process.
const LOOKS: usize = 5000;
/// The searches are timed with and without the others in turn, so that whatever else the machine does meets both.
const TURNS: usize = 5;
/// How often each question is asked in a turn.
const ROUNDS: usize = 2;
/// How many times as long a search may take meanwhile.
const SLOWED: f64 = 2.0;

const SIGN_IN: Bar = Bar {
    limit: 300.0,
    unit: "ms",
};
const LOOK_UP: Bar = Bar {
    limit: 0.2,
    unit: "ms",
};

pub fn signing_in(
    report: &mut Report,
    client: &mut Client,
    floor: &Floor,
    somebody: &Operator,
    mix: &[ContactQuery],
) -> anyhow::Result<()> {
    eprintln!("signing in");
    let mut alone = Timings::default();
    let mut sessions = Vec::new();
    for _ in 0..ONE_BY_ONE {
        let (session, took) = client.sign_in(somebody)?;
        alone.add(took);
        sessions.push(session);
    }
    let mut looks = Timings::default();
    for session in sessions.iter().cycle().take(LOOKS) {
        looks.add(floor.timed_session(session)?);
    }

    eprintln!("searching while others sign in");
    let address = client.address().to_owned();
    let mut searches = Timings::default();
    let mut slowed = Timings::default();
    let mut crowd = Timings::default();
    for _ in 0..TURNS {
        ask(client, mix, &mut searches)?;
        let others = beside_others(&address, somebody, || ask(client, mix, &mut slowed))?;
        crowd.extend(&others);
    }

    let mut table = Table::new(
        1,
        &["signing in", "times", "p50, ms", "p95, ms", "bar for p95"],
    );
    let twice = Bar {
        // As it is printed.
        limit: (searches.percentile(95) * SLOWED * 100.0).round() / 100.0,
        unit: "ms",
    };
    for (what, timings, bar) in [
        ("one after the other", &alone, Some(SIGN_IN)),
        ("50 at once", &crowd, None),
        ("a session is looked up, in process", &looks, Some(LOOK_UP)),
        ("a mix of searches, while nobody signs in", &searches, None),
        (
            "the same, while 50 sign in at once: twice that",
            &slowed,
            Some(twice),
        ),
    ] {
        let [p50, p95] = timings.cells();
        let verdict = bar.map(|bar| report.verdict(timings.percentile(95), bar));
        table.row([
            what.to_owned(),
            timings.count().to_string(),
            p50,
            p95,
            verdict.unwrap_or_default(),
        ]);
    }
    table.print("Signing in: POST /sign-in");
    Ok(())
}

fn ask(client: &mut Client, mix: &[ContactQuery], timings: &mut Timings) -> anyhow::Result<()> {
    for _ in 0..ROUNDS {
        for query in mix {
            timings.add(client.timed_search(query)?);
        }
    }
    Ok(())
}

/// Does something while so many sign in at once that one has hardly been let in when it is back; what each of them waited.
fn beside_others(
    address: &str,
    somebody: &Operator,
    measure: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<Timings> {
    let enough = AtomicBool::new(false);
    let together = Barrier::new(AT_ONCE + 1);
    thread::scope(|scope| {
        let others: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| -> anyhow::Result<Timings> {
                    let client = Client::connect(address);
                    // Also without a connection, or the rest would wait for this one.
                    together.wait();
                    let mut client = client?;
                    let mut timings = Timings::default();
                    while !enough.load(Ordering::Relaxed) {
                        timings.add(client.sign_in(somebody)?.1);
                    }
                    Ok(timings)
                })
            })
            .collect();
        together.wait();
        let measured = measure();
        enough.store(true, Ordering::Relaxed);
        let mut waited = Timings::default();
        for other in others {
            let other = other.join().map_err(|_| anyhow!("a thread panicked"))??;
            waited.extend(&other);
        }
        measured.map(|()| waited)
    })
}
