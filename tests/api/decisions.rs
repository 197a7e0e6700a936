//! May I send?

use super::*;

async fn decide(crm: &Machine, body: Value) -> Vec<Value> {
    let answer = crm.json(Method::POST, "/decisions", &[], body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    value(&answer)["data"].as_array().unwrap().clone()
}

fn question(contact_id: &str, intent: &str) -> Value {
    json!({ "channel": "whatsapp", "contact_id": contact_id, "intent": intent })
}

#[test]
fn each_question_is_answered_in_its_place() {
    block_on(async {
        let crm = Machine::start().await;
        let ana = crm
            .create(json!({ "channel": "whatsapp", "contact_id": "34666000001", "proactive": "active", "reactive": "blocked" }))
            .await;
        let jose = crm.contact("José", "34666000002").await;
        crm.permit(
            id(&jose),
            json!({ "proactive": "blocked", "source": "opt-out-message" }),
        )
        .await;
        let last = |events: &Value, permission: &str| {
            let events = events["data"].as_array().unwrap();
            events
                .iter()
                .rfind(|event| event["permission"] == permission)
                .unwrap()["seq"]
                .clone()
        };
        let of_ana = value(&crm.get(&format!("/contacts/{}/events", id(&ana))).await);
        let of_jose = value(&crm.get(&format!("/contacts/{}/events", id(&jose))).await);

        let answers = decide(
            &crm,
            json!([
                question("+34 666 000 001", "proactive"),
                question("34666000001", "reactive"),
                question("34666000002", "proactive"),
                question("34666000002", "reactive"),
                question("34666999999", "proactive"),
                question("34666999999", "reactive"),
                question("nonsense", "reactive"),
            ]),
        )
        .await;
        let expected = [
            ("allow", "permission_active", last(&of_ana, "proactive")),
            ("deny", "permission_blocked", last(&of_ana, "reactive")),
            ("deny", "stopped_by_contact", last(&of_jose, "proactive")),
            ("allow", "permission_active", last(&of_jose, "reactive")),
            ("deny", "unknown_contact", Value::Null),
            ("allow", "unknown_contact", Value::Null),
            ("deny", "contact_id_invalid", Value::Null),
        ];
        assert_eq!(answers.len(), expected.len());
        for (answer, (decision, reason, seq)) in answers.iter().zip(expected) {
            assert_eq!(
                *answer,
                json!({ "decision": decision, "reasons": [reason], "ledger_seq": seq, "retry_at": null })
            );
        }
        let one = value(
            &crm.get("/decisions/whatsapp/34666000001?intent=proactive")
                .await,
        );
        assert_eq!(one, answers[0]);
    });
}

#[test]
fn the_past_is_answered_by_what_was_recorded_then() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        let created = made["created_at"].as_str().unwrap().to_owned();
        while chat_contacts::service::now().to_rfc3339() == created {
            tokio::task::yield_now().await;
        }
        crm.permit(id(&made), json!({ "proactive": "active" }))
            .await;
        let at = async |moment: &str| {
            let path = format!("/decisions/whatsapp/34666123456?intent=proactive&at={moment}");
            value(&crm.get(&path).await)["decision"].clone()
        };
        assert_eq!(at(&created).await, "deny");
        assert_eq!(at("2999-01-01T00:00:00Z").await, "allow");
        let before = value(
            &crm.get("/decisions/whatsapp/34666123456?intent=proactive&at=2020-01-01T00:00:00Z")
                .await,
        );
        assert_eq!(before["reasons"], json!(["unknown_contact"]));
    });
}

#[test]
fn quiet_hours_defer_what_we_send_first_and_nothing_else() {
    block_on(async {
        let crm = Machine::with(&[
            ("QUIET_HOURS__HOURS", "21:00-08:00"),
            ("QUIET_HOURS__ZONE", "Europe/Madrid"),
            ("QUIET_HOURS__REGIONS__MX", "America/Mexico_City"),
        ])
        .await;
        for (number, language) in [("34666000001", "es-ES"), ("34666000002", "es-MX")] {
            crm.create(json!({ "channel": "whatsapp", "contact_id": number, "language": language, "proactive": "active" }))
                .await;
        }
        // In the evening in Madrid, at noon in Mexico.
        let asked = |number: &str, intent: &str| {
            let mut question = question(number, intent);
            question["at"] = json!("2999-07-01T20:00:00Z");
            question
        };
        let answers = decide(
            &crm,
            json!([
                asked("34666000001", "proactive"),
                asked("34666000001", "reactive"),
                asked("34666000002", "proactive"),
            ]),
        )
        .await;
        assert_eq!(answers[0]["decision"], "defer");
        assert_eq!(
            answers[0]["reasons"],
            json!(["permission_active", "quiet_hours"])
        );
        assert_eq!(answers[0]["retry_at"], "2999-07-02T06:00:00.000Z");
        assert_eq!(answers[1]["decision"], "allow");
        assert_eq!(answers[2]["decision"], "allow");
    });
}

#[test]
fn whoever_is_unknown_is_a_matter_of_the_settings() {
    block_on(async {
        let crm = Machine::with(&[
            ("DECISIONS__UNKNOWN_PROACTIVE", "active"),
            ("DECISIONS__UNKNOWN_REACTIVE", "blocked"),
        ])
        .await;
        let answers = decide(
            &crm,
            json!([
                question("34666999999", "proactive"),
                question("34666999999", "reactive")
            ]),
        )
        .await;
        assert_eq!(answers[0]["decision"], "allow");
        assert_eq!(answers[1]["decision"], "deny");
    });
}

#[test]
fn ten_thousand_are_answered_and_not_one_more() {
    block_on(async {
        let crm = Machine::start().await;
        let many: Vec<Value> = (0..10_000)
            .map(|n| question(&format!("34666{n:06}"), "proactive"))
            .collect();
        assert_eq!(decide(&crm, json!(many)).await.len(), 10_000);
        let more: Vec<Value> = (0..10_001)
            .map(|n| question(&format!("34666{n:06}"), "proactive"))
            .collect();
        let answer = crm.json(Method::POST, "/decisions", &[], json!(more)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(decide(&crm, json!([])).await.len(), 0);
    });
}

#[test]
fn a_question_that_is_none_is_refused() {
    block_on(async {
        let crm = Machine::start().await;
        for (path, code) in [
            ("/decisions/whatsapp/34666123456", "query"),
            ("/decisions/whatsapp/34666123456?intent=both", "query"),
            (
                "/decisions/whatsapp/34666123456?intent=proactive&at=now",
                "query",
            ),
            (
                "/decisions/whatsapp/34666123456?intent=proactive&x=1",
                "query",
            ),
            ("/decisions/pigeon/1?intent=proactive", "invalid"),
        ] {
            assert_eq!(problem(&crm.get(path).await), code, "{path}");
        }
        let wrong = json!([question("34666000001", "proactive"), { "channel": "whatsapp", "contact_id": "1" }]);
        let answer = crm.json(Method::POST, "/decisions", &[], wrong).await;
        assert_eq!(value(&answer)["errors"][0]["pointer"], "/1");
    });
}
