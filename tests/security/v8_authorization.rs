//! V8: who may do what, to what, and to which part of it. Each route with each visitor is in tests/access.rs.

use crate::{
    people::{
        ADMIN, EDITOR, PASSWORD, add, ask, console, get, is_signed_in, operator, post, session,
        sign_in,
    },
    support::{TestApp, block_on, caller, draft, page::Page, request},
};
use axum::body::Body;
use chat_contacts::{
    domain::{Action, Actor, Contact, Grant, GroundsDraft, Role, Scope},
    server::{Access, FUNCTIONS, routes},
};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

const VIEWER: &str = "vera@example.com";

/// Everything that takes a permission, with which.
fn guarded() -> Vec<(Method, String, Action)> {
    let functions = FUNCTIONS
        .into_iter()
        .map(|(name, access)| (Method::POST, format!("/rpc/{name}"), access));
    routes()
        .into_iter()
        .map(|route| (route.method, route.path.to_owned(), route.access))
        .chain(functions)
        .filter_map(|(method, address, access)| match access {
            Access::May(action) => Some((method, address, action)),
            Access::Anyone | Access::HalfSignedIn | Access::SignedIn => None,
        })
        .collect()
}

#[test]
fn v8_2_1_a_function_is_for_those_who_may() {
    block_on(async {
        let (app, _) = console(&[]).await;
        add(&app, VIEWER, Role::Viewer).await;
        let (_, every_scope) = app.token(&Scope::ALL).await;
        let bearer = format!("Bearer {every_scope}");
        let guarded = guarded();
        assert!(guarded.len() > 25);
        let mut refused = 0;
        for (method, address, action) in guarded {
            for (email, role) in [(VIEWER, Role::Viewer), (EDITOR, Role::Editor)] {
                if Grant::Role(role).allows(action) {
                    continue;
                }
                let cookie = sign_in(&app, email).await;
                let answer = ask(&app, &cookie, method.clone(), &address, "").await;
                let status = StatusCode::FORBIDDEN;
                assert_eq!(answer.status, status, "{method} {address} for {role:?}");
                refused += 1;
            }
            // Nobody is asked to sign in first; a token is nobody outside the REST API.
            for headers in [&[][..], &[("authorization", bearer.as_str())]] {
                if !headers.is_empty() && address.starts_with("/api/") {
                    continue;
                }
                let request = request(method.clone(), &address, headers, Body::empty());
                let answer = app.send_as_it_is(request).await;
                let turned_away = [StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED];
                assert!(turned_away.contains(&answer.status), "{method} {address}");
                assert!(answer.header("location").is_empty() || answer.body.is_empty());
            }
        }
        assert!(refused >= 30, "{refused}");
    });
    // The use cases ask again, whoever calls them.
    block_on(async {
        let (app, _) = console(&[]).await;
        let viewer = Actor::operator(Uuid::now_v7(), Role::Viewer);
        let contacts = &app.state.contacts;
        let new = draft("Ana", "34600000001");
        assert!(
            contacts
                .create(&viewer, &new, &GroundsDraft::default())
                .await
                .is_err()
        );
        let accounts = &app.state.accounts;
        assert!(accounts.operators(&viewer).await.is_err());
        assert!(accounts.tokens(&viewer).await.is_err());
        assert!(accounts.activity(&viewer, None, 1).await.is_err());
        let scopes = Actor::token(Uuid::now_v7(), Scope::ALL.to_vec());
        assert!(accounts.operators(&scopes).await.is_err());
    });
}

/// The ids of somebody's own sessions, as their page names them.
async fn session_ids(app: &TestApp, email: &str) -> Vec<Uuid> {
    let id = operator(app, email).await.id;
    let accounts = &app.state.accounts;
    let sessions = accounts.sessions_of(&Actor::system(), id).await.unwrap();
    sessions.into_iter().map(|session| session.id).collect()
}

#[test]
fn v8_2_2_a_thing_is_for_those_whose_it_is() {
    block_on(async {
        let (app, _) = console(&[]).await;
        add(&app, VIEWER, Role::Viewer).await;
        let admin = sign_in(&app, ADMIN).await;
        let editor = sign_in(&app, EDITOR).await;
        let viewer = sign_in(&app, VIEWER).await;
        let theirs = session_ids(&app, ADMIN).await[0].to_string();

        // Somebody else's session can't be ended by its id, nor seen.
        for cookie in [&viewer, &editor] {
            let answer = post(&app, cookie, "/account/sessions/end", &[("id", &theirs)]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            let page = get(&app, cookie, "/account").await;
            assert!(!page.text().contains(&theirs) && !page.text().contains(ADMIN));
        }
        assert!(is_signed_in(&app, &admin).await);
        // An id that isn't one of ours says nothing about others.
        let nobodys = Uuid::now_v7().to_string();
        let answer = post(&app, &viewer, "/account/sessions/end", &[("id", &nobodys)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);

        // Whatever id a form of one's own account names, it is about whoever sent it.
        let id = operator(&app, ADMIN).await.id.to_string();
        let fields = [
            ("current", PASSWORD),
            ("new", "another wombat"),
            ("id", &id),
        ];
        let answer = post(&app, &viewer, "/account/password", &fields).await;
        assert!(session(&answer).is_some());
        assert!(is_signed_in(&app, &sign_in(&app, ADMIN).await).await);

        // A one-time link is for whom it was made, and for what.
        let (system, caller) = (Actor::system(), caller());
        let accounts = &app.state.accounts;
        let (_, link) = accounts
            .invite(&caller, &system, "new@example.com", Role::Viewer)
            .await
            .unwrap();
        let fields = [
            ("token", link.expose()),
            ("email", ADMIN),
            ("password", "another wombat"),
        ];
        assert_eq!(
            post(&app, "", "/setup", &fields).await.status,
            StatusCode::GONE
        );
        let answer = post(&app, "", "/password", &fields).await;
        let page = Page::of(&get(&app, &session(&answer).unwrap(), "/account").await);
        assert!(page.raw.contains("new@example.com"));
        assert!(is_signed_in(&app, &sign_in(&app, ADMIN).await).await);
    });
}

#[test]
fn v8_2_3_a_field_is_for_those_who_may_change_or_read_it() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let editor = sign_in(&app, EDITOR).await;
        let call = async |function: &str, arguments: Value| {
            let address = format!("/rpc/{function}");
            ask(
                &app,
                &editor,
                Method::POST,
                &address,
                &arguments.to_string(),
            )
            .await
        };
        // What the server gives a contact is not the editor's to choose.
        let mut new = json!(draft("Ana", "34600000001"));
        let chosen = Uuid::now_v7();
        for (field, value) in [
            ("id", json!(chosen)),
            ("version", json!(7)),
            ("created_at", json!(0)),
            ("updated_at", json!(0)),
        ] {
            new[field] = value;
        }
        let created: Contact = call("create_contact", json!({ "draft": new }))
            .await
            .success();
        assert_ne!(created.id, chosen);
        assert_eq!(created.version, 1);
        assert!(created.created_at.0 > 0);
        // Channel and contact ID are permanent, and a switch is one of the two permissions.
        let mut edited = draft("Ana", "34699999999");
        edited.channel = "sms".to_owned();
        let arguments = json!({ "id": created.id, "version": 1, "draft": edited });
        let _whatever_it_says = call("update_contact", arguments).await;
        let now: Contact = call("get_contact", json!({ "id": created.id }))
            .await
            .success();
        assert_eq!(now.fields.channel, created.fields.channel);
        assert_eq!(now.fields.contact_id, created.fields.contact_id);
        let version = now.version;
        for field in ["version", "channel", "contact_id", "name"] {
            let arguments = json!({ "id": created.id, "version": version, "permission": field, "state": "active" });
            let answer = call("set_permission", arguments).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}");
        }

        // Nobody gives themselves a role.
        let role = [
            ("current", PASSWORD),
            ("new", "another wombat"),
            ("role", "admin"),
        ];
        let answer = post(&app, &editor, "/account/password", &role).await;
        let editor = session(&answer).unwrap();
        assert_eq!(operator(&app, EDITOR).await.role, Role::Editor);
        let (system, caller) = (Actor::system(), caller());
        let (_, link) = app
            .state
            .accounts
            .invite(&caller, &system, VIEWER, Role::Viewer)
            .await
            .unwrap();
        let role = [
            ("token", link.expose()),
            ("password", PASSWORD),
            ("role", "admin"),
        ];
        post(&app, "", "/password", &role).await;
        assert_eq!(operator(&app, VIEWER).await.role, Role::Viewer);

        // What proves who somebody is is read by nobody, not even an admin.
        let admin = sign_in(&app, ADMIN).await;
        app.token(&[Scope::ContactsRead]).await;
        for (cookie, address) in [
            (&editor, "/account"),
            (&editor, "/api/v1/me"),
            (&admin, "/settings/operators"),
            (&admin, "/settings/tokens"),
            (&admin, "/settings/activity"),
        ] {
            let answer = get(&app, cookie, address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            for secret in ["$argon2id$", "cct_", "password_hash", "token_hash"] {
                assert!(!answer.text().contains(secret), "{address}: {secret}");
            }
        }
    });
}
