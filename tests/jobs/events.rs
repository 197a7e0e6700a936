//! How a job goes on is told while it does.

use crate::{
    BULK, at, form, job_of, settled,
    support::{TestApp, block_on},
};
use http::{StatusCode, header};
use serde_json::Value;

/// The events of an answer that has come to its end.
fn events(text: &str) -> Vec<Value> {
    text.lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

#[test]
fn the_last_event_says_that_it_is_over() {
    block_on(async {
        let app = TestApp::start().await;
        let contact = app.contact("Ana", "34600000001").await;
        let fields = [
            ("contact", contact.id.to_string()),
            ("do", "block_reactive".to_owned()),
        ];
        let fields = fields
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let id = job_of(&app.submit(BULK, &form(&fields)).await);
        settled(&app, id).await;
        assert!(
            app.submit(&at(id, "/start"), "")
                .await
                .status
                .is_redirection()
        );
        let answer = app.get(&at(id, "/events")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/event-stream");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-cache");
        let told = events(answer.text());
        let last = told.last().unwrap();
        assert_eq!(last["over"], true);
        assert!(last["counts"]["rows"].is_u64() && last["fraction"].is_number());

        // Of one that is over, that alone.
        settled(&app, id).await;
        let answer = app.get(&at(id, "/events")).await;
        let told = events(answer.text());
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["state"], "done");
        assert_eq!(told[0]["over"], true);
    });
}
