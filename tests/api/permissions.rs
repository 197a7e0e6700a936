//! Permissions by another system: what they rest on, the contact's own stop, and what the ledger keeps.

use super::*;
use chat_contacts::domain::{AppError, Contact, Role};

async fn events(crm: &Machine, id: &str) -> Vec<Value> {
    let answer = crm.get(&format!("/contacts/{id}/events")).await;
    value(&answer)["data"].as_array().unwrap().clone()
}

#[test]
fn a_permission_carries_what_it_rests_on() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        let answer = crm
            .permit(
                id(&made),
                json!({
                    "proactive": "active", "source": "website", "legal_basis": "consent",
                    "reason": "Newsletter", "evidence": "form 7", "captured_at": "2026-01-02T03:04:05+01:00",
                }),
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(value(&answer)["version"], 2);
        let events = events(&crm, id(&made)).await;
        assert_eq!(events.len(), 3);
        let last = &events[2];
        assert_eq!(last["permission"], "proactive");
        assert_eq!(
            (&last["from"], &last["to"]),
            (&json!("blocked"), &json!("active"))
        );
        assert_eq!(last["actor"]["kind"], "api");
        assert_eq!(last["actor"]["name"], "test");
        assert_eq!(last["source"], "website");
        assert_eq!(last["legal_basis"], "consent");
        assert_eq!(
            (&last["reason"], &last["evidence"]),
            (&json!("Newsletter"), &json!("form 7"))
        );
        assert_eq!(last["captured_at"], "2026-01-02T02:04:05.000Z");
        assert_eq!(last["hash"].as_str().unwrap().len(), 64);

        // Renewed: nothing changes, but it is written down. Without anything to say it is not.
        let renewed = json!({ "proactive": "active", "evidence": "form 8" });
        assert_eq!(value(&crm.permit(id(&made), renewed).await)["version"], 2);
        crm.permit(id(&made), json!({ "proactive": "active" }))
            .await;
        assert_eq!(self::events(&crm, id(&made)).await.len(), 4);
    });
}

#[test]
fn the_contacts_own_stop_outranks_the_operator() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm
            .create(json!({ "channel": "whatsapp", "contact_id": "34666123456", "proactive": "active" }))
            .await;
        let stop = json!({
            "proactive": "blocked", "source": "opt-out-message", "evidence": "wamid.1",
            "captured_at": "2026-03-01T10:00:00Z",
        });
        let stopped = value(&crm.permit(id(&made), stop).await);
        assert_eq!(stopped["stopped_at"], "2026-03-01T10:00:00.000Z");
        assert_eq!(events(&crm, id(&made)).await[2]["actor"]["kind"], "contact");

        // Another system that says nothing, says something else, or says it of a time before, does not open it.
        for body in [
            json!({ "proactive": "active" }),
            json!({ "proactive": "active", "source": "website", "reason": "r", "evidence": "e" }),
            json!({ "proactive": "active", "source": "opt-in-message", "captured_at": "2026-03-01T09:59:59Z" }),
        ] {
            let answer = crm.permit(id(&made), body).await;
            assert_eq!(answer.status, StatusCode::CONFLICT);
            assert_eq!(problem(&answer), "stopped");
            assert_eq!(
                value(&answer)["current"]["stopped_at"],
                stopped["stopped_at"]
            );
        }
        let upsert = crm
            .json(
                Method::PUT,
                "/contacts/by-id/whatsapp/34666123456",
                &[],
                json!({ "proactive": "active" }),
            )
            .await;
        assert_eq!(problem(&upsert), "stopped");

        // What they write later does.
        let opted_in =
            json!({ "proactive": "active", "source": "opt-in-message", "evidence": "wamid.2" });
        let opened = value(&crm.permit(id(&made), opted_in).await);
        assert_eq!(opened["permissions"]["proactive"], "active");
        assert_eq!(opened["stopped_at"], Value::Null);
    });
}

#[test]
fn a_stop_of_what_is_blocked_already_locks_it_too() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        let stop = json!({ "proactive": "blocked", "source": "provider-preference" });
        let stopped = value(&crm.permit(id(&made), stop).await);
        assert_ne!(stopped["stopped_at"], Value::Null);
        assert_eq!(stopped["version"], 2);
        let last = events(&crm, id(&made)).await.pop().unwrap();
        assert_eq!(
            (&last["from"], &last["to"]),
            (&json!("blocked"), &json!("blocked"))
        );
    });
}

#[test]
fn an_upsert_with_a_stop_locks_what_is_blocked_already_and_once_is_enough() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        assert_eq!(made["permissions"]["proactive"], "blocked");
        let stop =
            json!({ "proactive": "blocked", "source": "opt-out-message", "evidence": "wamid.7" });
        let path = "/contacts/by-id/whatsapp/34666123456";
        for _ in 0..2 {
            let stopped = crm.json(Method::PUT, path, &[], stop.clone()).await;
            assert_eq!(stopped.status, StatusCode::OK);
            assert_ne!(value(&stopped)["stopped_at"], Value::Null);
            assert_eq!(value(&stopped)["version"], 2);
        }
        let events = crm.get(&format!("/contacts/{}/events", id(&made))).await;
        assert_eq!(value(&events)["data"].as_array().unwrap().len(), 3);
        let open = json!({ "proactive": "active" });
        let refused = crm.json(Method::PUT, path, &[], open).await;
        assert_eq!(problem(&refused), "stopped");
    });
}

#[test]
fn in_the_console_an_admin_opens_it_with_a_reason_and_evidence_and_nobody_else() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        crm.permit(
            id(&made),
            json!({ "proactive": "blocked", "source": "opt-out-message" }),
        )
        .await;
        let Machine { app, .. } = crm;
        let contact_id = id(&made);
        let update = async |app: &TestApp, version: i64, grounds: Value| {
            let mut draft = serde_json::to_value(support::draft("José", "34666123456")).unwrap();
            draft["proactive"] = json!("active");
            for name in ["reason", "evidence"] {
                draft[name] = grounds[name].as_str().unwrap_or_default().into();
            }
            let arguments = json!({ "id": contact_id, "version": version, "draft": draft });
            app.call("update_contact", arguments).await
        };
        let switch = async |app: &TestApp, version: i64| {
            let arguments = json!({ "id": contact_id, "version": version, "permission": "proactive", "state": "active" });
            app.call("set_permission", arguments).await
        };
        let explained = json!({ "reason": "They asked at the counter", "evidence": "ticket 7" });

        let app = app.signed_in_as(Role::Editor).await;
        for answer in [
            switch(&app, 2).await,
            update(&app, 2, explained.clone()).await,
        ] {
            assert!(matches!(answer.failure(), AppError::Stopped { .. }));
        }
        let app = app.signed_in_as(Role::Admin).await;
        assert!(matches!(
            switch(&app, 2).await.failure(),
            AppError::Stopped { .. }
        ));
        let alone = update(&app, 2, json!({ "reason": "They asked" })).await;
        assert!(matches!(alone.failure(), AppError::Stopped { .. }));
        let opened: Contact = update(&app, 2, explained).await.success();
        assert_eq!((opened.version, opened.stopped_at), (3, None));
        // What has changed since is told as that, not as a stop.
        assert!(matches!(
            switch(&app, 2).await.failure(),
            AppError::Stale { .. }
        ));
    });
}

#[test]
fn a_receipt_says_what_was_so_at_a_moment_and_why() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        let path = format!("/contacts/{}/receipt", id(&made));
        let before = made["created_at"].as_str().unwrap().to_owned();
        // The clock of the ledger has milliseconds: the next entry is to have a later one.
        while chat_contacts::service::now().to_rfc3339() == before {
            tokio::task::yield_now().await;
        }
        crm.permit(id(&made), json!({ "proactive": "active", "reason": "r" }))
            .await;

        let now = value(&crm.get(&path).await);
        assert_eq!(
            now["permissions"],
            json!({ "proactive": "active", "reactive": "active" })
        );
        assert_eq!(now["events"].as_array().unwrap().len(), 3);
        assert_eq!(now["events"][2]["reason"], "r");

        let then = value(&crm.get(&format!("{path}?as_of={before}")).await);
        assert_eq!(then["permissions"]["proactive"], "blocked");
        assert_eq!(then["events"].as_array().unwrap().len(), 2);
        assert_eq!(then["as_of"], before);
        let earlier = value(&crm.get(&format!("{path}?as_of=2020-01-01T00:00:00Z")).await);
        assert_eq!(earlier["permissions"], Value::Null);
        assert_eq!(
            problem(&crm.get(&format!("{path}?as_of=then")).await),
            "query"
        );
    });
}
