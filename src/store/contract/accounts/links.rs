//! Links that are good once.

use super::*;
use crate::domain::OneTimeLink;

#[tokio::test]
async fn the_setup_link_makes_one_operator() {
    for Fresh { store, .. } in stores().await {
        assert!(store.make_setup_link(&link(1, 100)).await.unwrap());
        assert!(store.make_setup_link(&link(2, 100)).await.unwrap());
        let opens = async |token: u8, now| {
            store
                .link(&[token; 32], Timestamp(now))
                .await
                .unwrap()
                .map(|target| target.link)
        };
        assert_eq!(opens(1, 1).await, None, "another one took its place");
        assert_eq!(opens(2, 99).await, Some(OneTimeLink::Setup));
        assert_eq!(opens(2, 100).await, None);

        let admin = new_operator("ana@example.com", Role::Admin);
        let use_it = async |token: u8, at| {
            store
                .use_setup_link(&[token; 32], &admin, &session(token, at), &[])
                .await
                .unwrap()
        };
        assert!(!use_it(1, 1).await && !use_it(2, 100).await);
        assert!(use_it(2, 99).await);
        assert!(!use_it(2, 99).await);
        assert!(counts(&store, 2, &at(99)).await);
        assert!(!store.make_setup_link(&link(3, 200)).await.unwrap());
        assert_eq!(opens(3, 1).await, None);
    }
}

#[tokio::test]
async fn a_password_link_is_good_once_and_ends_what_was_before() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        start(&store, ana, &session(1, 1)).await.unwrap();
        for token in [2, 3] {
            let link = link(token, 100);
            store
                .reset_operator(ana, None, Some(&link), &[])
                .await
                .unwrap();
        }
        assert!(!counts(&store, 1, &at(1)).await);
        assert!(!store.operator(ana).await.unwrap().has_password);
        assert_eq!(store.link(&[2; 32], Timestamp(1)).await.unwrap(), None);
        let target = store.link(&[3; 32], Timestamp(99)).await.unwrap().unwrap();
        assert_eq!(target.operator.unwrap().id, ana);
        assert_eq!(store.link(&[3; 32], Timestamp(100)).await.unwrap(), None);

        let choose = async |token: u8, at| {
            store
                .use_password_link(&[3; 32], "chosen", &session(token, at), &[])
                .await
                .unwrap()
        };
        assert!(!choose(4, 100).await);
        assert!(choose(4, 99).await);
        assert!(!choose(5, 99).await);
        assert_eq!(
            store.password_hash(ana).await.unwrap().as_deref(),
            Some("chosen")
        );
        assert!(counts(&store, 4, &at(99)).await);
    }
}

#[tokio::test]
async fn a_link_of_somebody_disabled_opens_nothing() {
    for Fresh { store, .. } in stores().await {
        let invited = new_operator("ana@example.com", Role::Viewer);
        let added = event(SecurityEventKind::OperatorAdded);
        store
            .add_operator(&invited, Some(&link(1, 100)), &added)
            .await
            .unwrap();
        let disabled = event(SecurityEventKind::OperatorDisabled);
        store
            .set_disabled(invited.id, Some(Timestamp(2)), &disabled)
            .await
            .unwrap();
        assert_eq!(store.link(&[1; 32], Timestamp(2)).await.unwrap(), None);
        let used = store
            .use_password_link(&[1; 32], HASH, &session(2, 2), &[])
            .await;
        assert!(!used.unwrap());
    }
}
