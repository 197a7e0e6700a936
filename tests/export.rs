//! Exports as a person meets them: the link, the page, the file; how many at once, and what becomes of one that nobody reads.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod support;

use axum::body::Body;
use chat_contacts::{
    domain::{Actor, ContactQuery, ExportSelection, ExportShape, Role},
    service,
    store::EXPORTS,
};
use http::{Method, StatusCode, header};
use http_body_util::BodyExt;
use support::{
    Answer, LIST, TestApp, block_on,
    page::{Page, text},
    request,
};
use tower::ServiceExt;

const EXPORT: &str = "/audiences/chat/contacts/export";

/// More than an export reads ahead.
const MANY: u64 = 6_000;

async fn some() -> TestApp {
    let app = TestApp::start().await;
    for (name, number) in [
        ("José", "34600000003"),
        ("Ana, la otra", "34600000002"),
        ("=1+1", "34600000001"),
    ] {
        app.contact(name, number).await;
    }
    app
}

async fn file(app: &TestApp, query: &str) -> Answer {
    let answer = app.get(&format!("{EXPORT}/file?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer
}

/// What the browser sends when the form is left as it is.
fn sent(page: &Page) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for input in page.all("form.fields input") {
        let kind = input.attr("type").unwrap();
        if kind == "hidden" || input.attr("checked").is_some() {
            form.append_pair(input.attr("name").unwrap(), input.attr("value").unwrap());
        }
    }
    form.finish()
}

#[test]
fn the_consoles_link_leads_to_a_form_whose_answer_is_the_view() {
    block_on(async {
        let app = some().await;
        let list = Page::at(&app, &format!("{LIST}?q=3460000000&sort=-contact_id")).await;
        let link = list.one(".export-link");
        assert_eq!(text(link), "Export");
        let page = Page::at(&app, link.attr("href").unwrap()).await;
        assert_eq!(text(page.one("h1")), "Export contacts");
        let hints: Vec<_> = page
            .all("input[name=which] + span")
            .into_iter()
            .map(text)
            .collect();
        assert_eq!(
            hints,
            [
                "The present view 3 contacts · “3460000000” · by Contact ID, descending",
                "Everything 3 contacts · the oldest first",
            ]
        );
        assert_eq!(
            page.one("form.fields").attr("action"),
            Some(format!("{EXPORT}/file").as_str())
        );
        let file = file(&app, &sent(&page)).await;
        let rows: Vec<_> = file
            .text()
            .split("\r\n")
            .map(|row| row.split(",whatsapp").next().unwrap())
            .collect();
        assert_eq!(
            rows[1..],
            [
                "José,34600000003,",
                "\"Ana, la otra\",34600000002,",
                "'=1+1,34600000001,",
                "",
            ]
        );
    });
}

#[test]
fn a_view_that_nothing_sorts_has_the_screens_order() {
    block_on(async {
        let app = some().await;
        let page = Page::at(&app, EXPORT).await;
        let view = file(
            &app,
            &format!(
                "{}&columns=name&format=ndjson",
                sent(&page).replace("columns=", "x=")
            ),
        )
        .await;
        let names = "{\"name\":\"=1+1\"}\n{\"name\":\"Ana, la otra\"}\n{\"name\":\"José\"}\n";
        assert_eq!(view.text(), names);
        // Everything, whatever the view is.
        let all = file(
            &app,
            "which=everything&q=ana&sort=name&columns=name&columns=channel",
        )
        .await;
        assert_eq!(
            all.text(),
            "name,channel\r\nJosé,whatsapp\r\n\"Ana, la otra\",whatsapp\r\n'=1+1,whatsapp\r\n"
        );
    });
}

#[test]
fn the_file_says_what_it_is_and_stays_nowhere() {
    block_on(async {
        let app = some().await;
        for (query, kind, begins, end) in [
            (
                "bom=true",
                "text/csv; charset=utf-8; header=present",
                "\u{feff}name,",
                ".csv\"",
            ),
            (
                "format=ndjson&bom=true",
                "application/x-ndjson",
                "{\"name\"",
                ".ndjson\"",
            ),
        ] {
            let file = file(&app, query).await;
            assert_eq!(file.header(header::CONTENT_TYPE), kind);
            assert_eq!(file.header(header::CACHE_CONTROL), "no-store");
            let disposition = file.header(header::CONTENT_DISPOSITION);
            assert!(
                disposition.starts_with("attachment; filename=\"contacts-2"),
                "{disposition}"
            );
            assert!(disposition.ends_with(end), "{disposition}");
            assert!(file.text().starts_with(begins));
        }
    });
}

#[test]
fn a_browser_that_takes_compressed_answers_gets_one_to_its_end() {
    block_on(async {
        let app = filled().await;
        for encoding in ["gzip", "br"] {
            let headers = [("accept-encoding", encoding)];
            let answer = app.get_with(&format!("{EXPORT}/file"), &headers).await;
            assert_eq!(answer.header(header::CONTENT_ENCODING), encoding);
            assert!(answer.body.len() > 10_000);
        }
    });
}

#[test]
fn the_page_speaks_both_languages_and_shows_no_text_of_the_other() {
    block_on(async {
        let app = some().await;
        let answer = app
            .get_with(
                &format!("{EXPORT}?channel=sms&language=none"),
                &[("accept-language", "es")],
            )
            .await;
        let page = Page::of(&answer);
        assert_eq!(page.root("lang"), "es");
        assert_eq!(text(page.one("h1")), "Exportar contactos");
        assert!(
            page.raw.contains(
                "Ningún contacto · Canal: SMS · Idioma: Sin idioma · por Nombre, ascendente"
            ),
            "{}",
            page.raw
        );
        assert_eq!(text(page.one("form.fields button")), "Descargar");
    });
}

#[test]
fn what_an_address_spoils_is_told() {
    block_on(async {
        let app = TestApp::start().await;
        for query in [
            "columns=age",
            "format=xlsx",
            "bom=perhaps",
            "sort=age",
            "q=%FF",
        ] {
            for path in [EXPORT.to_owned(), format!("{EXPORT}/file")] {
                let answer = app.get(&format!("{path}?{query}")).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}?{query}");
                assert!(answer.header(header::CONTENT_DISPOSITION).is_empty());
            }
        }
    });
}

async fn filled() -> TestApp {
    let app = TestApp::start().await;
    service::seed(&app.state.store, &Actor::system(), MANY, 1, |_| {})
        .await
        .unwrap();
    app
}

#[test]
fn too_many_at_once_are_asked_to_come_again() {
    block_on(async {
        let app = filled().await;
        let mut under_way = Vec::new();
        for _ in 0..EXPORTS {
            let actor = Actor::system();
            let everything = ExportSelection::Matching(ContactQuery::default());
            let export = app
                .state
                .exports
                .export(&actor, &everything, ExportShape::default());
            under_way.push(export.await.unwrap());
        }
        let refused = app.get(&format!("{EXPORT}/file?columns=name&q=a")).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(refused.header(header::RETRY_AFTER), "30");
        let page = Page::of(&refused);
        assert_eq!(
            text(page.one("[role=alert]")),
            "Other exports are under way. Please try again in a moment."
        );
        // It is still filled in.
        assert_eq!(page.all("input[name=columns][checked]").len(), 1);
        assert_eq!(page.one("input[name=q]").attr("value"), Some("a"));
        drop(under_way);
        assert_eq!(file(&app, "").await.text().lines().count() as u64, MANY + 1);
    });
}

#[test]
fn a_download_that_is_given_up_makes_room() {
    block_on(async {
        let app = filled().await;
        for _ in 0..=EXPORTS {
            let cookie = app.session.clone().unwrap();
            let download = request(
                Method::GET,
                &format!("{EXPORT}/file"),
                &[("cookie", &cookie)],
                Body::empty(),
            );
            let answer = app.router.clone().oneshot(download).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
            let mut body = answer.into_body();
            assert!(body.frame().await.unwrap().unwrap().is_data());
        }
    });
}

#[test]
fn one_that_is_cut_short_is_not_taken_for_the_whole() {
    block_on(async {
        let app = filled().await;
        let cookie = app.session.clone().unwrap();
        let download = request(
            Method::GET,
            &format!("{EXPORT}/file"),
            &[("cookie", &cookie)],
            Body::empty(),
        );
        let answer = app.router.clone().oneshot(download).await.unwrap();
        app.state.store.close().await;
        assert!(answer.into_body().collect().await.is_err());
    });
}

#[test]
fn a_long_download_is_not_cut_by_the_limit_of_a_request() {
    block_on(async {
        let app = TestApp::with(&[("LIMITS__REQUEST_SECONDS", "2")]).await;
        service::seed(&app.state.store, &Actor::system(), MANY, 1, |_| {})
            .await
            .unwrap();
        let cookie = app.session.clone().unwrap();
        let download = request(
            Method::GET,
            &format!("{EXPORT}/file"),
            &[("cookie", &cookie)],
            Body::empty(),
        );
        let answer = app.router.clone().oneshot(download).await.unwrap();
        // Each waits for an event until a second before its own limit: together as long as the limit of the download, which began before.
        for _ in 0..2 {
            let waiting = app.get("/api/v1/events?after=999999999&wait=30").await;
            assert_eq!(waiting.status, StatusCode::OK);
        }
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body.split(|byte| *byte == b'\n').count() as u64, MANY + 2);
    });
}

#[test]
fn a_viewer_exports_too() {
    block_on(async {
        let app = some().await.signed_in_as(Role::Viewer).await;
        assert_eq!(file(&app, "columns=name").await.text().lines().count(), 4);
    });
}
