//! The OpenAPI document: a change of it is a change of what others rely on, so it is kept beside the code.

use super::*;
use chat_contacts::server::routes;
use std::{env, fs, path::Path};

const SNAPSHOT: &str = "docs/openapi.json";

async fn document() -> Value {
    let app = TestApp::start().await;
    app.get("/api/openapi.json").await.success()
}

#[test]
fn the_document_is_the_one_in_docs() {
    block_on(async {
        let written = serde_json::to_string_pretty(&document().await).unwrap() + "\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOT);
        if env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&path, &written).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == written,
            "the document has changed; look at what others will have to do, then run: \
             UPDATE_SNAPSHOTS=1 cargo test --features ssr --test api document"
        );
    });
}

#[test]
fn every_endpoint_is_in_the_document_and_nothing_else_is() {
    block_on(async {
        let document = document().await;
        assert_eq!(document["openapi"], "3.1.0");
        let mut documented: Vec<String> = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                documented.push(format!("{} {path}", method.to_uppercase()));
            }
        }
        let mut there: Vec<String> = routes()
            .into_iter()
            .filter(|route| route.path.starts_with("/api/v1/"))
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        documented.sort_unstable();
        there.sort_unstable();
        assert_eq!(documented, there);
    });
}

#[test]
fn the_reference_loads_from_here_and_from_nowhere_else() {
    block_on(async {
        let app = TestApp::start().await;
        let page = app.get("/api/docs").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains("//cdn") && !page.text().contains("https://"));
        let mut loaded = 0;
        for part in page.text().split('"') {
            if part.starts_with("/api/docs/") {
                let asset = app.get(part).await;
                assert_eq!(asset.status, StatusCode::OK, "{part}");
                assert!(!asset.body.is_empty(), "{part}");
                loaded += 1;
            }
        }
        assert_eq!(loaded, 4);
        let initializer = app.get("/api/docs/swagger-initializer.js").await;
        assert!(initializer.text().contains("/api/openapi.json"));
        assert_eq!(
            app.get("/api/docs/nothing.js").await.status,
            StatusCode::NOT_FOUND
        );
    });
}
