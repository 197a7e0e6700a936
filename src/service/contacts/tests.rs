//! What becomes of a change whose request is given up.

use super::*;
use crate::store::SqliteStore;
use std::{pin::pin, task::Poll, time::Duration};
use tokio::time::timeout;

/// Far more than it takes; a test that waits for longer has failed.
const LONG: Duration = Duration::from_secs(20);

async fn service() -> (ContactService, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("a.db").display().to_string();
    let store = SqliteStore::open(&url.parse().unwrap()).await.unwrap();
    let draft = ContactDraft::empty(PermissionState::Blocked, PermissionState::Active);
    (ContactService::new(Store::Sqlite(store), draft), folder)
}

fn named(name: &str) -> ContactDraft {
    ContactDraft {
        name: name.to_owned(),
        contact_id: "34666123456".to_owned(),
        ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
    }
}

/// As a request that took too long is: it has been begun, and nobody asks it to go on.
async fn begin_and_drop<T>(request: impl Future<Output = T>) {
    let mut request = pin!(request);
    let first = std::future::poll_fn(|cx| Poll::Ready(request.as_mut().poll(cx).is_ready()));
    assert!(!first.await, "it is under way");
}

async fn contacts(service: &ContactService) -> Vec<Contact> {
    let query = ContactQuery::default();
    let page = service.list(&Actor::system(), &query).await.unwrap();
    page.rows.into_iter().map(|row| row.contact).collect()
}

/// Looks again and again until this is who there is.
async fn until_there_are(service: &ContactService, names: &[&str]) {
    let looking = async {
        loop {
            let there = contacts(service).await;
            let labels = there.iter().map(|contact| contact.fields.label());
            if labels.eq(names.iter().copied()) {
                break;
            }
        }
    };
    timeout(LONG, looking)
        .await
        .expect("it was done to its end");
}

#[tokio::test]
async fn a_change_is_made_though_nobody_waits_for_it_any_more() {
    let (service, _folder) = service().await;
    let actor = Actor::system();
    let silence = GroundsDraft::default();
    begin_and_drop(service.create(&actor, &named("José"), &silence)).await;
    until_there_are(&service, &["José"]).await;

    let Contact { id, version, .. } = contacts(&service).await.remove(0);
    begin_and_drop(service.update(&actor, id, version, &named("Maria"), &silence)).await;
    until_there_are(&service, &["Maria"]).await;

    let Contact { id, version, .. } = contacts(&service).await.remove(0);
    begin_and_drop(service.delete(&actor, id, Some(version))).await;
    until_there_are(&service, &[]).await;
}
