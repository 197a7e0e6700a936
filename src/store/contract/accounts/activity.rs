//! The security events.

use super::*;

#[tokio::test]
async fn events_are_read_from_the_newest_with_the_names_of_their_parties() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        let eva = operator(&store, "eva@example.com").await;
        for kind in SecurityEventKind::ALL {
            let one = NewEvent {
                actor: Some(ana),
                subject: Some(eva),
                detail: "editor".to_owned(),
                ..event(kind)
            };
            store.record(&one).await.unwrap();
        }
        let page = store.activity(None, 5).await.unwrap();
        assert_eq!(page.len(), 5);
        let newest = &page[0];
        assert_eq!(newest.kind, *SecurityEventKind::ALL.last().unwrap());
        assert_eq!(newest.actor.as_deref(), Some("ana@example.com"));
        assert_eq!(newest.subject.as_deref(), Some("eva@example.com"));
        assert_eq!(
            (newest.address.as_str(), newest.detail.as_str()),
            ("192.0.2.1", "editor")
        );
        let next = store.activity(Some(page[4].seq), 100).await.unwrap();
        assert_eq!(next[0].seq, page[4].seq - 1);
        assert_eq!(next.len() + 5, SecurityEventKind::ALL.len() + 2);
    }
}
