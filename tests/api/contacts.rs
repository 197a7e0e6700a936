//! Contacts: made, read, changed, upserted, found, erased.

use super::*;

#[test]
fn a_contact_is_made_and_read_back_with_its_version() {
    block_on(async {
        let crm = Machine::start().await;
        let answer = crm
            .json(
                Method::POST,
                "/contacts",
                &[],
                json!({
                    "channel": "sms", "contact_id": "+34 666 123 456", "name": " José ",
                    "external_code": "CRM-7", "language": "ES-es",
                }),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED);
        let made = value(&answer);
        assert_eq!(answer.header(header::ETAG), "\"1\"");
        let path = format!("/contacts/{}", id(&made));
        assert_eq!(answer.header(header::LOCATION), format!("/api/v1{path}"));
        let at = made["created_at"].as_str().unwrap();
        assert!(at.ends_with('Z'), "{at}");
        assert_eq!(
            made,
            json!({
                "id": id(&made), "channel": "sms", "contact_id": "+34666123456", "name": "José",
                "external_code": "CRM-7", "language": "es-ES",
                "permissions": { "proactive": "blocked", "reactive": "active" },
                "stopped_at": null, "version": 1, "created_at": at, "updated_at": at,
            })
        );
        let read = crm.get(&path).await;
        assert_eq!(value(&read), made);
        let again = crm
            .send(Method::GET, &path, &[("if-none-match", "\"1\"")], "")
            .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        for spelling in ["+34666123456", "0034666123456", "+34%20666-123-456"] {
            let read = crm.get(&format!("/contacts/by-id/sms/{spelling}")).await;
            assert_eq!(value(&read), made, "{spelling}");
        }
    });
}

#[test]
fn what_is_refused_is_pointed_at() {
    block_on(async {
        let crm = Machine::start().await;
        let refused = async |body: Value| {
            let answer = crm.json(Method::POST, "/contacts", &[], body).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(problem(&answer), "invalid");
            let errors = value(&answer)["errors"].as_array().unwrap().clone();
            errors
                .iter()
                .map(|error| {
                    let text = |name: &str| error[name].as_str().unwrap().to_owned();
                    (text("pointer"), text("code"))
                })
                .collect::<Vec<_>>()
        };
        let told = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned()))
                .collect()
        };
        assert_eq!(
            refused(json!({
                "channel": "sms", "contact_id": "666123456", "name": "a\nb", "language": "??",
                "reason": "x".repeat(501), "captured_at": "2999-01-01T00:00:00Z",
            }))
            .await,
            told(&[
                ("/name", "control_character"),
                ("/contact_id", "national_number"),
                ("/language", "language_tag"),
                ("/reason", "too_long"),
                ("/captured_at", "not_past"),
            ])
        );
        assert_eq!(
            refused(json!({ "channel": "pigeon", "contact_id": "1" })).await,
            told(&[("/channel", "unknown_channel")])
        );
        let contact = json!({ "channel": "sms", "contact_id": "+34666123456" });
        for (field, wrong) in [("proactive", json!("yes")), ("nickname", json!("Pepe"))] {
            let mut body = contact.clone();
            body[field] = wrong;
            assert_eq!(
                refused(body).await,
                told(&[(&format!("/{field}"), "shape")])
            );
        }
        assert_eq!(value(&crm.get("/contacts").await)["total"]["value"], 0);
        for (kind, text, status, code) in [
            ("application/json", "{", 400, "malformed"),
            ("text/plain", "{}", 415, "not_json"),
        ] {
            let answer = crm
                .send(Method::POST, "/contacts", &[("content-type", kind)], text)
                .await;
            assert_eq!(answer.status.as_u16(), status);
            assert_eq!(problem(&answer), code);
        }
    });
}

#[test]
fn a_collision_names_the_contact_that_is_in_the_way() {
    block_on(async {
        let crm = Machine::start().await;
        let first = crm.contact("José", "34666123456").await;
        let answer = crm
            .json(
                Method::POST,
                "/contacts",
                &[],
                json!({ "channel": "whatsapp", "contact_id": "+34 666 123 456" }),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert_eq!(problem(&answer), "duplicate");
        assert_eq!(
            value(&answer)["conflict"],
            json!({ "id": id(&first), "href": format!("/api/v1/contacts/{}", id(&first)) })
        );
    });
}

#[test]
fn a_patch_names_the_version_it_is_made_for() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        let address = format!("/contacts/{}", id(&made));
        let patch = async |headers: &[(&str, &str)], body: Value| {
            crm.json(Method::PATCH, &address, headers, body).await
        };
        let answer = patch(&[], json!({ "name": "Pepe" })).await;
        assert_eq!(answer.status, StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(problem(&answer), "precondition_required");

        let answer = patch(
            &[("if-match", "\"1\"")],
            json!({ "name": "Pepe", "language": "es" }),
        )
        .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(header::ETAG), "\"2\"");
        assert_eq!(value(&answer)["name"], "Pepe");

        // Somebody else's version: refused with what it is now.
        let answer = patch(&[("if-match", "\"1\"")], json!({ "name": "Josefa" })).await;
        assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(problem(&answer), "stale");
        assert_eq!(value(&answer)["current"]["name"], "Pepe");
        assert_eq!(answer.header(header::ETAG), "\"2\"");
        let weak = patch(&[("if-match", "W/\"2\"")], json!({ "name": "Josefa" })).await;
        assert_eq!(weak.status, StatusCode::PRECONDITION_FAILED);

        // What is left out stays, null is none.
        let answer = patch(&[("if-match", "*")], json!({ "name": null })).await;
        let now = value(&answer);
        assert_eq!(
            (&now["name"], &now["language"]),
            (&Value::Null, &json!("es"))
        );
        // What changes nothing is no new version.
        let answer = patch(&[("if-match", "*")], json!({})).await;
        assert_eq!(answer.header(header::ETAG), "\"3\"");
        let answer = patch(&[("if-match", "*")], json!({ "contact_id": "1" })).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn an_upsert_makes_once_and_then_changes() {
    block_on(async {
        let crm = Machine::start().await;
        let path = "/contacts/by-id/whatsapp/+34%20666%20123%20456";
        let put = async |wanted: Value| crm.json(Method::PUT, path, &[], wanted).await;
        let made = put(json!({ "name": "José", "external_code": "A" })).await;
        assert_eq!(made.status, StatusCode::CREATED);
        assert_eq!(made.header(header::ETAG), "\"1\"");
        let again = put(json!({ "name": "José", "external_code": "A" })).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(
            value(&again),
            value(&made),
            "the same request writes nothing"
        );
        let changed = put(json!({ "external_code": null, "reactive": "blocked" })).await;
        let contact = value(&changed);
        assert_eq!(contact["name"], "José");
        assert_eq!(contact["external_code"], Value::Null);
        assert_eq!(contact["permissions"]["reactive"], "blocked");
        let stale = crm
            .json(
                Method::PUT,
                path,
                &[("if-match", "\"1\"")],
                json!({ "name": "X" }),
            )
            .await;
        assert_eq!(problem(&stale), "stale");
        let answer = crm
            .json(Method::PUT, "/contacts/by-id/sms/666", &[], json!({}))
            .await;
        assert_eq!(value(&answer)["errors"][0]["pointer"], "/contact_id");
    });
}

#[test]
fn trying_again_with_a_key_makes_nothing_twice() {
    block_on(async {
        let crm = Machine::start().await;
        let body = json!({ "channel": "whatsapp", "contact_id": "34666123456" });
        let key = [("idempotency-key", "order-1")];
        let post = async |machine: &Machine, headers: &[(&str, &str)], body: &Value| {
            machine
                .json(Method::POST, "/contacts", headers, body.clone())
                .await
        };
        let first = post(&crm, &key, &body).await;
        let second = post(&crm, &key, &body).await;
        assert_eq!(second.status, StatusCode::CREATED);
        assert_eq!(value(&second), value(&first));
        assert_eq!(second.header("idempotency-replayed"), "true");
        assert_eq!(first.header("idempotency-replayed"), "");
        // Without the key it is a collision, and with the key another contact is not this one.
        assert_eq!(problem(&post(&crm, &[], &body).await), "duplicate");
        let other = json!({ "channel": "whatsapp", "contact_id": "34666999999" });
        let reused = post(&crm, &key, &other).await;
        assert_eq!(reused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(problem(&reused), "idempotency_key_reused");
        // A key belongs to its token.
        let (_, token) = crm.app.token(&[Scope::ContactsWrite]).await;
        let authorization = format!("Bearer {token}");
        let request = request(
            Method::POST,
            "/api/v1/contacts",
            &[
                ("authorization", authorization.as_str()),
                ("content-type", "application/json"),
                ("idempotency-key", "order-1"),
            ],
            other.to_string().into(),
        );
        assert_eq!(
            crm.app.send_as_it_is(request).await.status,
            StatusCode::CREATED
        );
        assert_eq!(
            problem(&post(&crm, &[("idempotency-key", "a b")], &body).await),
            "header"
        );
    });
}

#[test]
fn lists_are_searched_filtered_sorted_and_turned_over() {
    block_on(async {
        let crm = Machine::start().await;
        for (name, number) in [
            ("Ana", "34666000001"),
            ("José", "34666000002"),
            ("Josefa", "34666000003"),
        ] {
            crm.contact(name, number).await;
        }
        let list = async |query: &str| value(&crm.get(&format!("/contacts?{query}")).await);
        let names = |list: &Value| -> Vec<String> {
            let data = list["data"].as_array().unwrap();
            data.iter()
                .map(|contact| contact["name"].as_str().unwrap().to_owned())
                .collect()
        };
        let found = list("q=jose").await;
        assert_eq!(names(&found), ["José", "Josefa"]);
        assert_eq!(found["total"], json!({ "value": 2, "relation": "eq" }));

        let first = list("sort=-name&limit=2").await;
        assert_eq!(names(&first), ["Josefa", "José"]);
        assert_eq!(first["prev_cursor"], Value::Null);
        let next = first["next_cursor"].as_str().unwrap();
        let second = list(&format!("sort=-name&limit=2&cursor={next}")).await;
        assert_eq!(names(&second), ["Ana"]);
        let back = second["prev_cursor"].as_str().unwrap();
        let third = list(&format!("sort=-name&limit=2&cursor={back}")).await;
        assert_eq!(names(&third), names(&first));

        assert_eq!(
            list("channel=sms&channel=whatsapp&reactive=active").await["total"]["value"],
            3
        );
        assert_eq!(list("proactive=active").await["data"], json!([]));
        for query in [
            "limit=0",
            "limit=201",
            "limit=x",
            "cursor=zz",
            "channel=pigeon",
            "sort=luck",
            "page=2",
            "q=%ff",
            &format!("cursor={next}"),
        ] {
            let answer = crm.get(&format!("/contacts?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(problem(&answer), "query", "{query}");
        }
    });
}

#[test]
fn an_external_code_finds_all_that_carry_it() {
    block_on(async {
        let crm = Machine::start().await;
        for (number, code) in [
            ("34666000001", "A 1"),
            ("34666000002", "A 1"),
            ("34666000003", "a 1"),
            ("34666000004", "B"),
        ] {
            crm.create(
                json!({ "channel": "whatsapp", "contact_id": number, "external_code": code }),
            )
            .await;
        }
        let list = async |query: &str| {
            value(
                &crm.get(&format!("/contacts?external_code=A+1&{query}"))
                    .await,
            )
        };
        let first = list("limit=1").await;
        assert_eq!(first["data"][0]["contact_id"], "34666000001");
        assert_eq!(first["total"]["value"], 2);
        let next = first["next_cursor"].as_str().unwrap();
        let second = list(&format!("limit=1&cursor={next}")).await;
        assert_eq!(second["data"][0]["contact_id"], "34666000002");
        assert_eq!(second["next_cursor"], Value::Null);
        let both = crm.get("/contacts?external_code=A&q=x").await;
        assert_eq!(problem(&both), "query");
    });
}

#[test]
fn an_erased_contact_is_gone_and_its_key_with_it() {
    block_on(async {
        let crm = Machine::start().await;
        let made = crm.contact("José", "34666123456").await;
        let path = format!("/contacts/{}", id(&made));
        let stale = crm
            .send(Method::DELETE, &path, &[("if-match", "\"7\"")], "")
            .await;
        assert_eq!(problem(&stale), "stale");
        let gone = crm.send(Method::DELETE, &path, &[], "").await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        assert_eq!(problem(&crm.get(&path).await), "not_found");
        let again = crm.send(Method::DELETE, &path, &[], "").await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        assert_eq!(problem(&crm.get("/contacts/not-an-id").await), "not_found");
    });
}

#[test]
fn whoever_is_signed_in_may_use_it_by_the_rules_of_browsers() {
    block_on(async {
        let app = TestApp::start().await;
        let contact = app.contact("José", "34666123456").await;
        let path = format!("/api/v1/contacts/{}", contact.id);
        assert_eq!(app.get(&path).await.status, StatusCode::OK);
        let forged = request(
            Method::DELETE,
            &path,
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://evil.example"),
            ],
            Body::empty(),
        );
        assert_eq!(app.send(forged).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.get(&path).await.status, StatusCode::OK);
    });
}

#[test]
fn what_can_be_chosen_is_listed() {
    block_on(async {
        let crm = Machine::start().await;
        crm.create(json!({ "channel": "sms", "contact_id": "+34666123456", "language": "es" }))
            .await;
        let channels = value(&crm.get("/channels").await);
        assert_eq!(
            channels["data"][0],
            json!({ "code": "whatsapp", "name": "WhatsApp" })
        );
        let languages = value(&crm.get("/languages").await);
        assert_eq!(languages["data"], json!([{ "tag": "es", "contacts": 1 }]));
    });
}

#[test]
fn every_answer_says_what_is_left_of_the_allowance() {
    block_on(async {
        let crm =
            Machine::with(&[("LIMITS__BURST", "2"), ("LIMITS__REQUESTS_PER_SECOND", "1")]).await;
        let first = crm.get("/me").await;
        assert_eq!(first.header("ratelimit-limit"), "2");
        assert_eq!(first.header("ratelimit-remaining"), "1");
        let second = crm.get("/me").await;
        assert_eq!(second.header("ratelimit-remaining"), "0");
        let third = crm.get("/me").await;
        assert_eq!(third.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(problem(&third), "too_many");
        assert_eq!(third.header("ratelimit-remaining"), "0");
        assert_eq!(
            third.header("ratelimit-reset"),
            third.header(header::RETRY_AFTER)
        );
        assert!(!third.header("x-request-id").is_empty());
    });
}
