//! V5: what is sent to us.

use crate::{
    people::{ADMIN, console, is_signed_in, sign_in},
    support::{block_on, request},
};
use axum::body::{Body, Bytes};
use chat_contacts::server::{FUNCTIONS, routes};
use http::{Method, StatusCode};
use http_body_util::Channel;

/// They read nothing of what is sent, so there is nothing to be too large.
const WITHOUT_FIELDS: [&str; 9] = [
    "/sign-out",
    "/account/sessions/end-others",
    "/account/sessions/end-all",
    "/account/second-factor/offer",
    "/settings/operators/end-all-sessions",
    "/audiences/chat/contacts/jobs/{id}/start",
    "/audiences/chat/contacts/jobs/{id}/cancel",
    "/audiences/chat/contacts/jobs/{id}/undo",
    "/audiences/chat/contacts/jobs/{id}/forget",
];
/// Where a file is sent, piece by piece onto the disk.
const UPLOAD: &str = "/audiences/chat/contacts/import";
/// As the settings have it unless they say otherwise.
const LIMIT: usize = 64 * 1024;
/// Takes ten thousand questions at once, from other systems that are known.
const DECISIONS: &str = "/api/v1/decisions";
const LIMIT_OF_DECISIONS: usize = 4 * 1024 * 1024;

#[test]
fn v5_2_1_more_than_its_limit_is_taken_by_nothing() {
    block_on(async {
        let limit_of_files = LIMIT.to_string();
        let (app, _) = console(&[("LIMITS__IMPORT_BYTES", &limit_of_files)]).await;
        let admin = sign_in(&app, ADMIN).await;
        let forms = routes()
            .into_iter()
            .filter(|route| route.method == Method::POST && !route.path.starts_with("/rpc/"))
            .map(|route| {
                let kind = if route.path.starts_with("/api/") {
                    "application/json"
                } else if route.path == UPLOAD {
                    "multipart/form-data; boundary=limit"
                } else {
                    "application/x-www-form-urlencoded"
                };
                (route.path.to_owned(), kind)
            });
        let functions = FUNCTIONS
            .into_iter()
            .map(|(name, _)| (format!("/rpc/{name}"), "application/json"));
        for (address, kind) in forms.chain(functions) {
            let limit = if address == DECISIONS {
                LIMIT_OF_DECISIONS
            } else {
                LIMIT
            };
            let mut large = vec![b'a'; limit + 1];
            if address == UPLOAD {
                let head = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
                large.splice(0..0, head.bytes());
                large.extend_from_slice(b"\r\n--limit--\r\n");
            }
            let large = Bytes::from(large);
            if WITHOUT_FIELDS.contains(&address.as_str()) {
                continue;
            }
            let headers = [("content-type", kind), ("cookie", &admin)];
            // One that says how large it is, and one that doesn't.
            let (mut sender, unmeasured) = Channel::<Bytes>::new(1);
            sender.send_data(large.clone()).await.unwrap();
            drop(sender);
            for body in [Body::from(large.clone()), Body::new(unmeasured)] {
                let request = request(Method::POST, &address, &headers, body);
                let answer = app.send_as_it_is(request).await;
                assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{address}");
            }
        }
        assert!(is_signed_in(&app, &admin).await);
    });
}
