//! The export that another system fetches.

use super::*;
use chat_contacts::{
    domain::{Actor, ContactQuery, ExportSelection, ExportShape},
    service,
    store::EXPORTS,
};

/// Three contacts, the last one without a name.
async fn some() -> Machine {
    let machine = Machine::start().await;
    machine.contact("José", "34600000002").await;
    machine.contact("Ana", "34600000001").await;
    machine
        .create(json!({ "channel": "sms", "contact_id": "+34600000003", "language": "es" }))
        .await;
    machine
}

async fn lines(machine: &Machine, query: &str) -> Vec<String> {
    let answer = machine.get(&format!("/exports{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.text().lines().map(str::to_owned).collect()
}

#[test]
fn what_matches_comes_in_the_columns_and_the_order_that_are_asked_for() {
    block_on(async {
        let machine = some().await;
        assert_eq!(
            lines(&machine, "?columns=contact_id,name").await,
            [
                "contact_id,name",
                "34600000002,José",
                "34600000001,Ana",
                "'+34600000003,"
            ]
        );
        assert_eq!(
            lines(&machine, "?columns=name&channel=whatsapp&sort=name").await,
            ["name", "Ana", "José"]
        );
        assert_eq!(
            lines(
                &machine,
                "?columns=name&q=jose&has_external_code=false&bom=true"
            )
            .await,
            ["\u{feff}name", "José"]
        );
    });
}

#[test]
fn a_line_of_ndjson_has_the_values_of_the_contact() {
    block_on(async {
        let machine = some().await;
        let contacts = value(&machine.get("/contacts?sort=created").await);
        let exported = lines(&machine, "?format=ndjson").await;
        for (line, contact) in exported.iter().zip(contacts["data"].as_array().unwrap()) {
            let line: Value = serde_json::from_str(line).unwrap();
            for (name, value) in line.as_object().unwrap() {
                let expected = match name.as_str() {
                    "proactive" | "reactive" => &contact["permissions"][name],
                    _ => &contact[name],
                };
                assert_eq!(value, expected, "{name}");
            }
            assert_eq!(line.as_object().unwrap().len(), 9);
        }
        assert_eq!(exported.len(), 3);
    });
}

#[test]
fn it_is_a_file() {
    block_on(async {
        let machine = some().await;
        let answer = machine.get("/exports").await;
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "text/csv; charset=utf-8; header=present"
        );
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        assert!(
            answer
                .header(header::CONTENT_DISPOSITION)
                .starts_with("attachment;")
        );
    });
}

#[test]
fn what_there_is_not_is_refused() {
    block_on(async {
        let machine = Machine::start().await;
        for query in [
            "format=xlsx",
            "columns=name,age",
            "bom=1",
            "limit=5",
            "cursor=a",
            "external_code=X",
            "colums=name",
            "sort=age",
        ] {
            let answer = machine.get(&format!("/exports?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(problem(&answer), "query", "{query}");
        }
    });
}

#[test]
fn too_many_at_once_are_told_when_to_come_again() {
    block_on(async {
        let machine = Machine::start().await;
        let state = &machine.app.state;
        // More than an export reads ahead.
        service::seed(&state.store, &Actor::system(), 6_000, 1, |_| {})
            .await
            .unwrap();
        let mut under_way = Vec::new();
        for _ in 0..EXPORTS {
            let actor = Actor::system();
            let everything = ExportSelection::Matching(ContactQuery::default());
            let export = state
                .exports
                .export(&actor, &everything, ExportShape::default());
            under_way.push(export.await.unwrap());
        }
        let answer = machine.get("/exports").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(problem(&answer), "unavailable");
        assert_eq!(answer.header(header::RETRY_AFTER), "30");
    });
}
