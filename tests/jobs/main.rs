//! Proves that imports and changes in bulk can be had from their pages, without any script and in both languages: what is
//! selected or sent becomes a job, nothing changes before it was seen, and what was done can be undone.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod bulk;
mod events;
mod import;
#[path = "../support/mod.rs"]
mod support;

use axum::body::Body;
use chat_contacts::{
    domain::{Actor, Job},
    i18n::{JobMessages, Locale},
};
use http::{Method, StatusCode, header};
use support::{
    Answer, TestApp,
    page::{Page, text},
    request,
};
use uuid::Uuid;

const JOBS: &str = "/audiences/chat/contacts/jobs";
const BULK: &str = "/audiences/chat/contacts/bulk";
const IMPORT: &str = "/audiences/chat/contacts/import";
const IMPORTS: &str = "/settings/imports";

const fn words() -> &'static JobMessages {
    Locale::En.job_messages()
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

fn leads_to(answer: &Answer, address: &str) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(answer.header(header::LOCATION), address);
}

/// The job whose page an answer leads to.
fn job_of(answer: &Answer) -> Uuid {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let path = answer.header(header::LOCATION);
    let id = path.strip_prefix(JOBS).unwrap().trim_start_matches('/');
    id.split('?').next().unwrap().parse().unwrap()
}

fn at(id: Uuid, step: &str) -> String {
    format!("{JOBS}/{id}{step}")
}

/// Waits until nothing is being done for it, and says what is known of it then.
async fn settled(app: &TestApp, id: Uuid) -> Job {
    let jobs = &app.state.jobs;
    let (job, live) = jobs.watch(&Actor::system(), id).await.unwrap();
    let Some(mut live) = live else {
        return job;
    };
    // It goes with its sender, where it isn't over before.
    let _over = live.wait_for(|progress| progress.over).await;
    jobs.job(&Actor::system(), id).await.unwrap()
}

/// Takes a step of a job and waits for what it starts.
async fn step(app: &TestApp, id: Uuid, step: &str) -> Job {
    leads_to(&app.submit(&at(id, step), "").await, &at(id, ""));
    settled(app, id).await
}

/// The numbers of a page's report, by what is said of them.
fn counts(page: &Page) -> Vec<(String, String)> {
    page.all(".counts > div")
        .into_iter()
        .map(|line| {
            let mut parts = line.child_elements().map(text);
            (parts.next().unwrap(), parts.next().unwrap())
        })
        .collect()
}

fn count(page: &Page, label: &str) -> Option<String> {
    let found = counts(page).into_iter().find(|(known, _)| known == label);
    found.map(|(_, count)| count)
}

/// What holds of each of these pages.
fn is_whole(page: &Page, locale: Locale, address: &str) {
    assert_eq!(page.root("lang"), locale.code(), "{address}");
    assert!(!text(page.one("h1")).is_empty(), "{address}");
    page.one("main#main");
    let unfilled = page
        .all("main *")
        .into_iter()
        .any(|part| part.text().any(|text| text.contains("{}")));
    assert!(!unfilled, "{address}: a text lacks its value");
    for script in page.all("script") {
        assert!(script.attr("nonce").is_some() && script.attr("src").is_some());
    }
    assert!(page.all("[style], [onclick]").is_empty(), "{address}");
}

/// The page in each language.
async fn in_both_languages(app: &TestApp, address: &str) {
    for locale in Locale::ALL {
        let headers = [("accept-language", locale.code())];
        let answer = app.get_with(address, &headers).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        is_whole(&Page::of(&answer), locale, address);
    }
}

/// Sends a file as the page's form does.
async fn send_file(app: &TestApp, name: &str, content: &[u8]) -> Answer {
    let mut body = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--limit--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=limit")];
    app.send(request(Method::POST, IMPORT, &headers, Body::from(body)))
        .await
}
