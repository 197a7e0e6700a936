//! Imports and changes in bulk.

use super::*;
use chat_contacts::domain::Actor;

impl Machine {
    /// Sends a file; the job that it became.
    async fn import(&self, query: &str, file: &str) -> Value {
        let answer = self.upload(query, file).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
        value(&answer)
    }

    async fn upload(&self, query: &str, file: &str) -> Answer {
        let path = format!("/imports?{query}");
        let kind = [("content-type", "text/csv")];
        self.send(Method::POST, &path, &kind, file.to_owned()).await
    }

    async fn bulk(&self, body: Value) -> Answer {
        self.json(Method::POST, "/bulk", &[], body).await
    }

    /// The job once nothing is done for it any more.
    async fn over(&self, path: &str, job: &Value) -> Value {
        let jobs = &self.app.state.jobs;
        let id_of_job = id(job).parse().unwrap();
        let (_, live) = jobs.watch(&Actor::system(), id_of_job).await.unwrap();
        if let Some(mut live) = live {
            live.wait_for(|progress| progress.over).await.unwrap();
        }
        let answer = self.get(&format!("{path}/{}", id(job))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        value(&answer)
    }

    async fn step(&self, path: &str, job: &Value, step: &str) -> Answer {
        let path = format!("{path}/{}/{step}", id(job));
        self.send(Method::POST, &path, &[], Body::empty()).await
    }

    async fn total(&self) -> Value {
        value(&self.get("/contacts").await)["total"]["value"].clone()
    }
}

const FILE: &str = "phone_number;nombre;opt_in\r\n34666000001;José;sí\r\n12;Too short;no\r\n34666000002;Ana;no\r\n";

#[test]
fn a_file_is_tried_out_taken_and_undone() {
    block_on(async {
        let crm = Machine::start().await;
        let job = crm
            .import("name=list.csv&dry_run=true&channel=whatsapp", FILE)
            .await;
        assert_eq!(
            (&job["kind"], &job["title"]),
            (&json!("import"), &json!("list.csv"))
        );
        let checked = crm.over("/imports", &job).await;
        assert_eq!(checked["state"], "checked", "{checked}");
        assert_eq!(checked["checked"]["created"], 2);
        assert_eq!(crm.total().await, 0);

        let started = crm.step("/imports", &job, "start").await;
        assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.text());
        let done = crm.over("/imports", &job).await;
        assert_eq!(done["state"], "done");
        assert_eq!(done["counts"], checked["checked"]);
        assert_eq!(crm.total().await, 2);
        let again = crm.step("/imports", &job, "start").await;
        assert_eq!(
            (again.status, problem(&again)),
            (StatusCode::CONFLICT, "job_state".into())
        );

        let refused = value(&crm.get(&format!("/imports/{}/refused", id(&job))).await);
        assert_eq!(refused["data"][0]["line"], 3);
        assert_eq!(
            refused["data"][0]["problems"],
            json!([{ "code": "contact_id_format", "field": "contact_id" }])
        );
        assert_eq!(refused["next_line"], Value::Null);

        let undone = value(&crm.step("/imports", &job, "undo").await);
        assert_eq!(undone["undoes"], job["id"]);
        let undone = crm.over("/imports", &undone).await;
        assert_eq!(undone["counts"]["deleted"], 2);
        assert_eq!(crm.total().await, 0);
        let again = crm.step("/imports", &job, "undo").await;
        assert_eq!(problem(&again), "nothing_to_undo");
        let listed = value(&crm.get("/imports").await);
        assert_eq!(listed["data"][0]["undone_by"], undone["id"]);
    });
}

#[test]
fn what_a_file_can_not_be_is_told() {
    block_on(async {
        let crm = Machine::start().await;
        for (query, file, status, code) in [
            ("", "", 422, "empty"),
            ("", "contact_id,channel\n", 422, "header_only"),
            ("", "PK\u{3}\u{4}xxxxxxxxxx", 422, "spreadsheet"),
            ("", "a,b\n1,2\n", 422, "no_contact_id"),
            ("", "phone,name\n1,2\n", 422, "no_channel"),
            ("policy=everything", FILE, 400, "query"),
            ("map=nowhere%3Dname", FILE, 400, "query"),
            ("map=nombre%3Dnothing", FILE, 400, "query"),
            ("dry_run=maybe", FILE, 400, "query"),
            ("other=1", FILE, 400, "query"),
            ("policy=overwrite&channel=whatsapp", FILE, 403, "forbidden"),
        ] {
            let answer = crm.upload(query, file).await;
            let found = (answer.status.as_u16(), problem(&answer));
            assert_eq!(found, (status, code.to_owned()), "{query} {file}");
        }
        let listed = value(&crm.get("/imports").await);
        assert_eq!(listed["data"], json!([]), "nothing is left of them");
        let nowhere = json!({ "id": "00000000-0000-0000-0000-000000000000" });
        for step in ["start", "cancel", "undo"] {
            let answer = crm.step("/imports", &nowhere, step).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    });
}

#[test]
fn many_contacts_are_changed_at_once() {
    block_on(async {
        let crm = Machine::start().await;
        let ana = crm.contact("Ana", "34666000001").await;
        let bea = crm.contact("Bea", "34666000002").await;
        let dry = crm
            .bulk(json!({ "query": "q=an", "action": "activate_proactive", "dry_run": true }))
            .await;
        assert_eq!(dry.status, StatusCode::ACCEPTED, "{}", dry.text());
        let dry = crm.over("/bulk", &value(&dry)).await;
        assert_eq!(
            (&dry["state"], &dry["total"]),
            (&json!("checked"), &json!(1))
        );
        assert_eq!(dry["checked"]["opened"], 1);
        let cancelled = crm.step("/bulk", &dry, "cancel").await;
        assert_eq!(value(&cancelled)["state"], "cancelled");

        let ids = [id(&ana), id(&bea)];
        let done = crm
            .bulk(json!({ "contacts": ids, "action": "set_language", "value": "es-mx" }))
            .await;
        let done = crm.over("/bulk", &value(&done)).await;
        assert_eq!(
            (&done["state"], &done["counts"]["updated"]),
            (&json!("done"), &json!(2))
        );
        let answer = value(&crm.get(&format!("/contacts/{}", id(&ana))).await);
        assert_eq!(answer["language"], "es-MX");
        // An import's address is none of a change in bulk.
        let wrong = crm.get(&format!("/imports/{}", id(&done))).await;
        assert_eq!(wrong.status, StatusCode::NOT_FOUND);

        for (body, code, pointer) in [
            (json!({ "action": "delete" }), "invalid", ""),
            (
                json!({ "query": "", "contacts": [], "action": "delete" }),
                "invalid",
                "",
            ),
            (
                json!({ "query": "sort=age", "action": "delete" }),
                "invalid",
                "/query",
            ),
            (
                json!({ "query": "", "action": "set_language", "value": "??" }),
                "invalid",
                "/value",
            ),
            (
                json!({ "query": "", "action": "explode" }),
                "invalid",
                "/action",
            ),
        ] {
            let answer = crm.bulk(body.clone()).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            let told = value(&answer);
            assert_eq!(told["code"], code, "{body}");
            assert_eq!(told["errors"][0]["pointer"], pointer, "{body}");
        }
        let nobody = crm
            .bulk(json!({ "query": "q=zzz", "action": "delete" }))
            .await;
        assert_eq!(problem(&nobody), "nothing");
    });
}
