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
const WITHOUT_FIELDS: [&str; 5] = [
    "/sign-out",
    "/account/sessions/end-others",
    "/account/sessions/end-all",
    "/account/second-factor/offer",
    "/settings/operators/end-all-sessions",
];
/// Nor do the steps of jobs.
const STEPS: [&str; 4] = ["/{id}/start", "/{id}/cancel", "/{id}/undo", "/{id}/forget"];
/// Where a file is sent, piece by piece onto the disk.
const UPLOAD: &str = "/audiences/chat/contacts/import";
/// The same for other systems, whom a code tells that it is the file.
const API_UPLOAD: &str = "/api/v1/imports";
/// As the settings have it unless they say otherwise.
const LIMIT: usize = 64 * 1024;
/// What takes ten thousand questions or contacts at once, from other systems that are known.
const LARGER: [(&str, usize); 2] = [
    ("/api/v1/decisions", 4 * 1024 * 1024),
    ("/api/v1/bulk", 1024 * 1024),
];

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
            let larger = LARGER.into_iter().find(|(path, _)| *path == address);
            let limit = larger.map_or(LIMIT, |(_, limit)| limit);
            let mut large = vec![b'a'; limit + 1];
            if address == UPLOAD {
                let head = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
                large.splice(0..0, head.bytes());
                large.extend_from_slice(b"\r\n--limit--\r\n");
            }
            let large = Bytes::from(large);
            let is_step = STEPS.iter().any(|step| address.ends_with(step));
            if is_step || WITHOUT_FIELDS.contains(&address.as_str()) {
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
                if address == API_UPLOAD {
                    assert!(answer.text().contains("too_large"), "{}", answer.text());
                }
                assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{address}");
            }
        }
        assert!(is_signed_in(&app, &admin).await);
    });
}
