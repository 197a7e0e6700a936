//! Proves that the calls the browser makes do what they say, over HTTP, and are refused in the right words.
#![cfg(feature = "ssr")]

mod support;

use chat_contacts::domain::{
    AppError, Contact, ContactOptions, Field, FieldError, FieldErrorCode, PermissionState,
    QueryError,
};
use http::StatusCode;
use serde_json::json;
use support::{TestApp, draft};
use uuid::Uuid;

#[test]
fn a_contact_from_its_creation_to_its_end() {
    support::block_on(async {
        let app = TestApp::start().await;

        let created = app.contact("José Pérez", "+34 666 123 456").await;
        assert_eq!(created.fields.contact_id.as_str(), "34666123456");
        assert_eq!(created.version, 1);

        let page = app.list("q=jose").await;
        assert_eq!(page.rows.len(), 1);
        assert_eq!(page.rows[0].contact, created);
        assert!(!page.rows[0].name_marks.is_empty());

        let arguments = json!({ "id": created.id, "version": created.version, "permission": "proactive", "state": "active" });
        let allowed: Contact = app.call("set_permission", arguments).await.success();
        assert_eq!(allowed.fields.proactive, PermissionState::Active);
        assert_eq!(allowed.version, 2);

        let mut edited = draft("Josefa Pérez", "+34 666 123 456");
        edited.proactive = PermissionState::Active;
        let arguments = json!({ "id": created.id, "version": allowed.version, "draft": edited });
        let updated: Contact = app.call("update_contact", arguments).await.success();
        assert_eq!(updated.fields.label(), "Josefa Pérez");
        assert_eq!(app.reload(created.id).await, updated);

        let arguments = json!({ "id": created.id, "version": updated.version });
        app.call("delete_contact", arguments).await.success::<()>();
        assert!(app.list("").await.rows.is_empty());

        let events = app.state.store.events(created.id).await;
        assert!(
            events.is_err() || events.unwrap().is_empty(),
            "nothing in the ledger leads back to the person"
        );
    });
}

#[test]
fn every_change_of_a_permission_is_in_the_ledger_once() {
    support::block_on(async {
        let app = TestApp::start().await;
        let contact = app.contact("Ana", "34600000001").await;
        let mut version = contact.version;
        for state in ["active", "blocked"] {
            let arguments = json!({ "id": contact.id, "version": version, "permission": "proactive", "state": state });
            version = app
                .call("set_permission", arguments)
                .await
                .success::<Contact>()
                .version;
        }
        let states: Vec<_> = app
            .state
            .store
            .events(contact.id)
            .await
            .unwrap()
            .into_iter()
            .map(|event| (event.from, event.to))
            .collect();
        assert_eq!(states.len(), 4, "two when created, two since");
        assert_eq!(
            states[2..],
            [
                (Some(PermissionState::Blocked), PermissionState::Active),
                (Some(PermissionState::Active), PermissionState::Blocked)
            ]
        );
    });
}

#[test]
fn the_options_begin_as_the_settings_say() {
    support::block_on(async {
        let app = TestApp::with(&[
            ("CONTACTS__DEFAULT_PROACTIVE", "active"),
            ("CONTACTS__DEFAULT_REACTIVE", "blocked"),
            ("CONTACTS__DEFAULT_LANGUAGE", "pt-br"),
        ])
        .await;
        let options: ContactOptions = app.call("get_contact_options", json!({})).await.success();
        assert_eq!(options.new_contact.proactive, PermissionState::Active);
        assert_eq!(options.new_contact.reactive, PermissionState::Blocked);
        assert_eq!(options.new_contact.language, "pt-BR");
    });
}

#[test]
fn an_unknown_contact_is_not_found() {
    support::block_on(async {
        let app = TestApp::start().await;
        let id = Uuid::nil();
        let draft = draft("Ana", "34600000001");
        for (function, arguments) in [
            ("get_contact", json!({ "id": id })),
            (
                "update_contact",
                json!({ "id": id, "version": 1, "draft": draft }),
            ),
            (
                "set_permission",
                json!({ "id": id, "version": 1, "permission": "reactive", "state": "blocked" }),
            ),
            ("delete_contact", json!({ "id": id, "version": 1 })),
        ] {
            let answer = app.call(function, arguments).await;
            assert_eq!(answer.failure(), AppError::NotFound, "{function}");
        }
    });
}

#[test]
fn a_stale_change_is_refused_with_what_is_there_now() {
    support::block_on(async {
        let app = TestApp::start().await;
        let seen = app.contact("Ana", "34600000001").await;
        let arguments = json!({ "id": seen.id, "version": seen.version, "permission": "reactive", "state": "blocked" });
        let now: Contact = app
            .call("set_permission", arguments.clone())
            .await
            .success();
        let stale = AppError::Stale {
            current: Box::new(now.clone()),
        };

        for (function, arguments) in [
            ("set_permission", arguments),
            (
                "update_contact",
                json!({ "id": seen.id, "version": seen.version, "draft": draft("Eva", "34600000001") }),
            ),
            (
                "delete_contact",
                json!({ "id": seen.id, "version": seen.version }),
            ),
        ] {
            assert_eq!(
                app.call(function, arguments).await.failure(),
                stale,
                "{function}"
            );
        }
        assert_eq!(app.reload(seen.id).await, now, "nothing was changed");
    });
}

#[test]
fn a_duplicate_names_the_contact_that_has_the_id() {
    support::block_on(async {
        let app = TestApp::start().await;
        let first = app.contact("Ana", "34600000001").await;
        let answer = app
            .call(
                "create_contact",
                json!({ "draft": draft("Eva", "+34 600-000-001") }),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        let code = FieldErrorCode::Duplicate {
            id: first.id,
            label: "Ana".to_owned(),
        };
        assert_eq!(
            answer.failure(),
            AppError::Invalid {
                fields: vec![FieldError::new(Field::ContactId, code)]
            }
        );
        assert_eq!(app.list("").await.rows.len(), 1);
    });
}

#[test]
fn invalid_fields_are_told_all_at_once() {
    support::block_on(async {
        let app = TestApp::start().await;
        let mut wrong = draft(&"x".repeat(129), "");
        wrong.language = "??".to_owned();
        let answer = app.call("create_contact", json!({ "draft": wrong })).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let AppError::Invalid { fields } = answer.failure() else {
            panic!("{}", answer.text())
        };
        let fields: Vec<Field> = fields.into_iter().map(|error| error.field).collect();
        assert_eq!(fields, [Field::Name, Field::ContactId, Field::Language]);
    });
}

#[test]
fn a_query_that_can_not_be_read_is_refused_by_what_is_wrong() {
    support::block_on(async {
        let app = TestApp::start().await;
        for (query, expected) in [
            ("q=%FF", QueryError::NotUtf8),
            (
                "size=7",
                QueryError::Value {
                    parameter: "size".to_owned(),
                },
            ),
            ("after=%27", QueryError::Cursor),
            ("after=bm90LW91cnM", QueryError::Cursor),
        ] {
            let answer = app.call("list_contacts", json!({ "query": query })).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(
                answer.failure(),
                AppError::Query { query: expected },
                "{query}"
            );
        }
    });
}

#[test]
fn any_text_can_be_searched_for() {
    support::block_on(async {
        let app = TestApp::start().await;
        app.contact("100% \"O'Neil\" _\\* 😀 محمد 王", "34600000001")
            .await;
        for text in [
            "%",
            "_",
            "\"",
            "'",
            "\\",
            "*",
            "😀",
            "محمد",
            "王",
            "100%",
            "o'neil",
            "AND OR NOT",
            "a\0b",
        ] {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("q", text)
                .finish();
            let answer = app.call("list_contacts", json!({ "query": query })).await;
            assert_eq!(answer.status, StatusCode::OK, "{text}: {}", answer.text());
        }
    });
}
