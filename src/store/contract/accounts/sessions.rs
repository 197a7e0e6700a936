//! Sessions, from their beginning to their end.

use super::*;
use crate::store::Digest;

#[tokio::test]
async fn a_session_is_found_by_its_token_until_it_has_passed() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        let begun = session(1, 100);
        start(&store, ana, &begun).await.unwrap();
        let found = store.session(&[1; 32], &at(100)).await.unwrap().unwrap();
        assert_eq!(
            (found.id, found.operator.id, found.complete),
            (begun.id, ana, true)
        );
        assert_eq!(
            (found.address.as_str(), found.browser.as_str()),
            ("192.0.2.1", "Browser")
        );
        assert_eq!(found.operator.last_seen_at, Some(Timestamp(100)));
        assert!(!counts(&store, 2, &at(100)).await);

        let idle = |moment| Moments {
            idle: Timestamp(moment),
            ..at(200)
        };
        assert!(counts(&store, 1, &idle(99)).await);
        assert!(!counts(&store, 1, &idle(100)).await);
        store.touch_session(begun.id, Timestamp(150)).await.unwrap();
        assert!(counts(&store, 1, &idle(149)).await);
        assert!(!counts(&store, 1, &idle(150)).await);
        let absolute = |moment| Moments {
            absolute: Timestamp(moment),
            ..at(200)
        };
        assert!(counts(&store, 1, &absolute(99)).await);
        assert!(!counts(&store, 1, &absolute(100)).await);

        // What has passed is removed when the next one begins.
        let later = Moments {
            idle: Timestamp(150),
            ..at(200)
        };
        store
            .start_session(ana, HASH, &session(2, 200), &nothing(), &later, &[])
            .await
            .unwrap();
        let left = store.sessions(None, &at(200)).await.unwrap();
        assert_eq!(left.len(), 1);
    }
}

#[tokio::test]
async fn a_disabled_operator_has_no_session_and_gets_none() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        start(&store, ana, &session(1, 1)).await.unwrap();
        let disabled = event(SecurityEventKind::OperatorDisabled);
        store
            .set_disabled(ana, Some(Timestamp(2)), &disabled)
            .await
            .unwrap();
        assert!(!counts(&store, 1, &at(2)).await);
        let refused = start(&store, ana, &session(2, 2)).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        store.set_disabled(ana, None, &disabled).await.unwrap();
        assert!(!counts(&store, 1, &at(2)).await, "it doesn't come back");
        start(&store, ana, &session(2, 2)).await.unwrap();
    }
}

#[tokio::test]
async fn a_session_does_not_begin_with_a_password_that_has_been_replaced() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        store
            .reset_operator(ana, Some("another"), None, &[])
            .await
            .unwrap();
        let refused = start(&store, ana, &session(1, 1)).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }
}

#[tokio::test]
async fn sessions_end_one_by_one_and_together() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        let eva = operator(&store, "eva@example.com").await;
        let first = session(1, 1);
        start(&store, ana, &first).await.unwrap();
        for token in [2, 3] {
            start(&store, ana, &session(token, token.into()))
                .await
                .unwrap();
        }
        start(&store, eva, &session(4, 4)).await.unwrap();
        let ended = event(SecurityEventKind::SessionEnded);

        assert_eq!(store.session_owner(first.id).await.unwrap(), ana);
        store
            .end_sessions(Some(ana), Some(first.id), &ended)
            .await
            .unwrap();
        let of_ana = store.sessions(Some(ana), &at(9)).await.unwrap();
        assert_eq!(
            of_ana.iter().map(|one| one.id).collect::<Vec<_>>(),
            [first.id]
        );
        assert_eq!(store.sessions(None, &at(9)).await.unwrap().len(), 2);
        store.end_session(first.id, &ended).await.unwrap();
        let again = store.end_session(first.id, &ended).await;
        assert!(matches!(again, Err(StoreError::NotFound)));
        store.end_sessions(None, None, &ended).await.unwrap();
        assert!(store.sessions(None, &at(9)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_role_or_a_password_that_changes_ends_the_sessions() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        start(&store, ana, &session(1, 1)).await.unwrap();
        let changed = event(SecurityEventKind::RoleChanged);
        store.set_role(ana, Role::Editor, &changed).await.unwrap();
        assert!(
            counts(&store, 1, &at(1)).await,
            "the same role changes nothing"
        );
        store.set_role(ana, Role::Viewer, &changed).await.unwrap();
        assert!(!counts(&store, 1, &at(1)).await);

        let (old, new) = (session(2, 2), session(3, 3));
        start(&store, ana, &old).await.unwrap();
        let changed = event(SecurityEventKind::PasswordChanged);
        store
            .replace_password(old.id, "another", &new, &nothing(), &changed)
            .await
            .unwrap();
        assert!(!counts(&store, 2, &at(3)).await && counts(&store, 3, &at(3)).await);
        assert_eq!(
            store.password_hash(ana).await.unwrap().as_deref(),
            Some("another")
        );
        let ended = store
            .replace_password(old.id, "third", &session(4, 4), &nothing(), &changed)
            .await;
        assert!(matches!(ended, Err(StoreError::NotFound)));
        assert_eq!(
            store.password_hash(ana).await.unwrap().as_deref(),
            Some("another")
        );
    }
}

#[tokio::test]
async fn a_network_is_known_after_a_complete_sign_in_until_it_is_forgotten() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        let email = Email::parse("ana@example.com").unwrap();
        let known = async |place: u8| {
            let place: Digest = [place; 32];
            let them = store.credentials(&email, &place).await.unwrap().unwrap();
            assert_eq!(them.password_hash.as_deref(), Some(HASH));
            them.known_place
        };
        assert!(!known(9).await);
        start(&store, ana, &session(1, 100)).await.unwrap();
        assert!(known(9).await && !known(8).await);
        let later = Moments {
            places: Timestamp(100),
            ..at(200)
        };
        let elsewhere = NewSession {
            place: [8; 32],
            ..session(2, 200)
        };
        store
            .start_session(ana, HASH, &elsewhere, &nothing(), &later, &[])
            .await
            .unwrap();
        assert!(!known(9).await && known(8).await);
        let nobody = Email::parse("nobody@example.com").unwrap();
        assert!(
            store
                .credentials(&nobody, &[9; 32])
                .await
                .unwrap()
                .is_none()
        );
    }
}
