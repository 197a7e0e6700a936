//! A contact's history as a person meets it: the drawer's content, the reasons that are added there, the receipt on paper.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod support;

use chat_contacts::domain::{AppError, Contact, ContactDraft, QueryError, Role};
use http::{StatusCode, header};
use scraper::{Html, Selector};
use serde_json::json;
use support::{Answer, LIST, TestApp, block_on, draft};
use uuid::Uuid;

async fn history(app: &TestApp, query: &str) -> Answer {
    app.call("get_history", json!({ "query": query })).await
}

/// The texts of the elements that a selector finds, with single spaces.
fn texts(html: &str, selector: &str) -> Vec<String> {
    let document = Html::parse_fragment(html);
    let selector = Selector::parse(selector).unwrap();
    document
        .select(&selector)
        .map(|found| {
            let text: String = found.text().collect();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

async fn edited(app: &TestApp) -> Contact {
    let made = app.contact("José", "34666123456").await;
    let changed = ContactDraft {
        language: "es".to_owned(),
        proactive: chat_contacts::domain::PermissionState::Active,
        reason: "Asked at the <counter>".to_owned(),
        evidence: "ticket 7".to_owned(),
        ..draft("Pepe", "34666123456")
    };
    app.call(
        "update_contact",
        json!({ "id": made.id, "version": made.version, "draft": changed }),
    )
    .await
    .success()
}

#[test]
fn the_newest_comes_first_with_who_and_why() {
    block_on(async {
        let app = TestApp::start().await;
        let contact = edited(&app).await;
        let html: String = history(&app, &format!("q=pe&history={}", contact.id))
            .await
            .success();
        let what = texts(&html, ".timeline .what");
        assert_eq!(
            what,
            [
                "Proactive messages: Blocked → Active",
                "Changed",
                "Reactive messages: Active",
                "Proactive messages: Blocked",
                "Created",
            ]
            .map(str::to_owned)
            .to_vec(),
        );
        let said = texts(&html, ".timeline .said");
        assert!(
            said.contains(&"Reason Asked at the <counter>".to_owned()),
            "{said:?}"
        );
        assert!(said.contains(&"Evidence ticket 7".to_owned()), "{said:?}");
        assert!(said.contains(&"Name José → Pepe".to_owned()), "{said:?}");
        assert!(
            said.contains(&"Language (empty) → Spanish (es)".to_owned()),
            "{said:?}"
        );
        let who = texts(&html, ".timeline .who");
        assert!(
            who[0].contains("by admin-") && who[0].ends_with("· Console"),
            "{who:?}"
        );
        assert_eq!(texts(&html, ".states dd"), ["Active", "Active"]);
    });
}

#[test]
fn as_of_a_moment_it_is_what_was_recorded_by_then() {
    block_on(async {
        let app = TestApp::start().await;
        let contact = edited(&app).await;
        let query = |as_of: &str| format!("history={}&as_of={as_of}", contact.id);
        let html: String = history(&app, &query("2020-01-01T00:00")).await.success();
        assert!(html.contains("The contact was not here yet."));
        assert!(texts(&html, ".timeline li").is_empty());
        // Nobody adds a reason to the past.
        assert!(texts(&html, ".explain").is_empty());
        let html: String = history(&app, &query("2999-01-01T00:00:00Z"))
            .await
            .success();
        assert_eq!(texts(&html, ".states dd"), ["Active", "Active"]);
        let refused = history(&app, &query("then")).await.failure();
        let parameter = "as_of".to_owned();
        assert_eq!(refused, AppError::from(QueryError::Value { parameter }));
    });
}

#[test]
fn whose_history_there_is_none_of_is_told() {
    block_on(async {
        let app = TestApp::start().await;
        for query in ["", "history=x", &format!("history={}", Uuid::nil())] {
            assert_eq!(
                history(&app, query).await.failure(),
                AppError::NotFound,
                "{query}"
            );
        }
    });
}

#[test]
fn a_reason_is_added_and_leads_back() {
    block_on(async {
        let app = TestApp::start().await;
        let contact = app.contact("José", "34666123456").await;
        let id = contact.id.to_string();
        let next = format!("{LIST}?q=jo&history={id}");
        let explain = async |pairs: &[(&str, &str)]| {
            let mut all = vec![("contact", id.as_str()), ("next", next.as_str())];
            all.extend_from_slice(pairs);
            app.submit(&format!("{LIST}/explain"), &form(&all)).await
        };
        let answer = explain(&[
            ("permission", "reactive=active"),
            ("reason", "They write to us"),
            ("evidence", ""),
            ("source", "offline"),
            ("legal_basis", "legitimate-interests"),
        ])
        .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.header(header::LOCATION), next);
        assert_eq!(
            app.reload(contact.id).await,
            contact,
            "it changes nothing that others see"
        );
        let html: String = history(&app, &format!("history={id}")).await.success();
        assert_eq!(
            texts(&html, ".timeline .what")[0],
            "Reactive messages stays Active"
        );
        assert!(texts(&html, ".timeline .who")[0].ends_with("· Offline · Legitimate interests"));

        // It is something else by now, nothing is said, or no form of ours says it.
        for (pairs, status) in [
            (
                &[("permission", "reactive=blocked"), ("reason", "r")][..],
                StatusCode::CONFLICT,
            ),
            (
                &[("permission", "reactive=active"), ("reason", " ")],
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (
                &[("permission", "both=active"), ("reason", "r")],
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (
                &[
                    ("permission", "reactive=active"),
                    ("reason", "r"),
                    ("source", "hearsay"),
                ],
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
        ] {
            assert_eq!(explain(pairs).await.status, status, "{pairs:?}");
        }
        assert_eq!(app.state.store.events(contact.id).await.unwrap().len(), 3);
    });
}

#[test]
fn a_viewer_reads_and_adds_nothing() {
    block_on(async {
        let app = TestApp::start().await;
        let contact = app.contact("José", "34666123456").await;
        let app = app.signed_in_as(Role::Viewer).await;
        let html: String = history(&app, &format!("history={}", contact.id))
            .await
            .success();
        assert_eq!(texts(&html, ".timeline li").len(), 3);
        assert!(texts(&html, ".explain").is_empty());
    });
}

#[test]
fn the_receipt_has_every_entry_with_its_hash() {
    block_on(async {
        let app = TestApp::start().await;
        let contact = edited(&app).await;
        let page = app.get(&format!("{LIST}/{}/receipt", contact.id)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(texts(page.text(), "h1"), ["Receipt of permissions"]);
        let proofs = texts(page.text(), ".proof code");
        assert_eq!(proofs.len(), 3);
        assert!(proofs.iter().all(|hash| hash.len() == 64));
        let states = texts(page.text(), ".states dd");
        assert!(states.contains(&"Pepe".to_owned()) && states.contains(&"34666123456".to_owned()));
        for address in ["nobody/receipt", &format!("{}/receipt", Uuid::nil())] {
            let page = app.get(&format!("{LIST}/{address}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        }
    });
}
