//! What other systems follow: events, and the ledger as a whole.

use super::*;
use chat_contacts::store::ledger::hex;
use sha2::{Digest, Sha256};

#[test]
fn what_happens_is_told_in_order() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        let path = format!("/contacts/{}", id(&made));
        crm.json(
            Method::PATCH,
            &path,
            &[("if-match", "*")],
            json!({ "name": "Pepe", "language": "es" }),
        )
        .await;
        crm.permit(id(&made), json!({ "proactive": "active" }))
            .await;
        let events = value(&crm.get("/events").await);
        let told: Vec<_> = events["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| {
                (
                    event["type"].as_str().unwrap(),
                    event["version"].as_i64().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("contact.created", 1),
                ("contact.updated", 2),
                ("permission.changed", 3)
            ]
        );
        let data = &events["data"];
        assert_eq!(data[1]["changed"], json!(["language", "name"]));
        assert_eq!(data[2]["permission"]["to"], "active");
        assert_eq!(data[0]["contact"]["name"], "Pepe", "as it is by now");
        assert_eq!(data[0]["actor"]["kind"], "api");

        crm.send(Method::DELETE, &path, &[], "").await;
        let after = events["last_seq"].as_i64().unwrap();
        let erased = value(&crm.get(&format!("/events?after={after}")).await);
        assert_eq!(erased["data"][0]["type"], "contact.deleted");
        assert_eq!(erased["data"][0]["contact_id"], made["id"]);
        // Nothing of the contact is left in what was told before.
        let all = crm.get("/events").await;
        assert!(
            !all.text().contains("Pepe") && !all.text().contains("34666123456"),
            "{}",
            all.text()
        );
        assert_eq!(value(&all)["data"][0]["contact_id"], made["id"]);
        for query in ["after=-1", "limit=0", "wait=61", "x=1"] {
            assert_eq!(
                problem(&crm.get(&format!("/events?{query}")).await),
                "query"
            );
        }
    });
}

#[test]
fn whoever_waits_is_answered_when_something_happens() {
    block_on(async {
        let crm = Machine::start().await;
        let waiting = crm.get("/events?wait=60");
        let acting = async {
            // The other one looks first, and finds nothing.
            tokio::task::yield_now().await;
            crm.contact("José", "34666123456").await
        };
        let (answer, made) = tokio::join!(waiting, acting);
        assert_eq!(value(&answer)["data"][0]["contact_id"], made["id"]);
    });
}

/// What docs/ledger.md tells others to do.
fn proved(entries: &[Value]) -> bool {
    let mut previous = "0".repeat(64);
    entries.iter().all(|entry| {
        let mut hashed = entry.as_object().unwrap().clone();
        let hash = hashed.remove("hash").unwrap();
        hashed.remove("text");
        hashed.remove("contact_uuid");
        let follows = hashed["prev_hash"] == previous.as_str();
        let digest = Sha256::digest(Value::Object(hashed).to_string());
        let hex = hex(&digest);
        previous.clone_from(&hex);
        follows && hash == hex.as_str()
    })
}

#[test]
fn the_ledger_can_be_proved_by_whoever_reads_it() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        crm.permit(
            id(&made),
            json!({ "proactive": "active", "reason": "sagte „ja“", "legal_basis": "consent" }),
        )
        .await;
        let ledger = value(&crm.get("/ledger").await);
        let entries = ledger["data"].as_array().unwrap();
        assert_eq!(entries.len(), 3);
        assert!(proved(entries));
        assert_eq!(entries[2]["text"]["reason"], "sagte „ja“");
        assert_eq!(entries[2]["contact_uuid"], made["id"]);
        let mut forged = entries.clone();
        forged[1]["to"] = json!("blocked");
        assert!(!proved(&forged));

        let page = value(&crm.get("/ledger?limit=2").await);
        assert_eq!(page["next_after"], 2);
        let rest = value(&crm.get("/ledger?limit=2&after=2").await);
        assert_eq!(
            (&rest["data"][0], &rest["next_after"]),
            (&entries[2], &Value::Null)
        );

        // What was written goes with the contact; the proof stays.
        crm.send(Method::DELETE, &format!("/contacts/{}", id(&made)), &[], "")
            .await;
        let ledger = value(&crm.get("/ledger").await);
        assert!(proved(ledger["data"].as_array().unwrap()));
        assert_eq!(ledger["data"][2]["text"], Value::Null);
        assert_eq!(ledger["data"][2]["contact_uuid"], Value::Null);
    });
}
