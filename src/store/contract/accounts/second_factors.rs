//! Second factors, whose codes count once.

use super::*;
use crate::store::Proof;

/// Somebody with a second factor whose step 5 is taken and whose recovery code is `[7; 32]`.
async fn with_second_factor(store: &Store) -> Uuid {
    let ana = operator(store, "ana@example.com").await;
    let on = event(SecurityEventKind::SecondFactorOn);
    assert!(store.offer_second_factor(ana, b"former").await.unwrap());
    assert!(store.offer_second_factor(ana, b"secret").await.unwrap());
    let confirm = async |offered: &[u8]| {
        store
            .confirm_second_factor(ana, offered, 5, &[[7; 32]], &on)
            .await
            .unwrap()
    };
    assert!(!confirm(b"former").await);
    assert!(confirm(b"secret").await);
    assert!(!confirm(b"secret").await);
    ana
}

#[tokio::test]
async fn a_second_factor_counts_once_it_is_confirmed() {
    for Fresh { store, .. } in stores().await {
        let ana = with_second_factor(&store).await;
        assert!(store.operator(ana).await.unwrap().second_factor);
        assert!(!store.offer_second_factor(ana, b"third").await.unwrap());
        let stored = store.second_factor(ana).await.unwrap();
        assert_eq!(
            (stored.secret.as_deref(), stored.offered),
            (Some(&b"secret"[..]), None)
        );
        let complete = start(&store, ana, &session(1, 1)).await;
        assert!(
            matches!(complete, Err(StoreError::NotFound)),
            "a password is not enough"
        );
        let off = event(SecurityEventKind::SecondFactorOff);
        store
            .remove_second_factor(ana, &nothing(), &off)
            .await
            .unwrap();
        assert!(store.second_factor(ana).await.unwrap().secret.is_none());
        start(&store, ana, &session(1, 1)).await.unwrap();
    }
}

#[tokio::test]
async fn each_proof_completes_one_session() {
    for Fresh { store, .. } in stores().await {
        let ana = with_second_factor(&store).await;
        let mut token = 0;
        let mut complete = async |proof| {
            token += 2;
            let half = NewSession {
                complete: false,
                ..session(token, 1)
            };
            start(&store, ana, &half).await.unwrap();
            let whole = session(token + 1, 1);
            let events = [event(SecurityEventKind::SignedIn)];
            let done = store
                .complete_session(half.id, &whole, proof, &nothing(), &events)
                .await
                .unwrap();
            assert_eq!(counts(&store, token, &at(1)).await, !done);
            assert_eq!(counts(&store, token + 1, &at(1)).await, done);
            done
        };
        assert!(
            !complete(Proof::Step(5)).await,
            "taken when it was confirmed"
        );
        assert!(complete(Proof::Step(6)).await);
        assert!(!complete(Proof::Step(6)).await);
        assert!(!complete(Proof::Step(4)).await, "older ones are over too");
        assert!(!complete(Proof::RecoveryCode([8; 32])).await);
        assert!(complete(Proof::RecoveryCode([7; 32])).await);
        assert!(!complete(Proof::RecoveryCode([7; 32])).await);
    }
}

#[tokio::test]
async fn an_incomplete_session_has_an_end_of_its_own_and_completes_once() {
    for Fresh { store, .. } in stores().await {
        let ana = with_second_factor(&store).await;
        let half = NewSession {
            complete: false,
            ..session(1, 100)
        };
        start(&store, ana, &half).await.unwrap();
        let limit = |moment| Moments {
            incomplete: Timestamp(moment),
            ..at(200)
        };
        assert!(counts(&store, 1, &limit(99)).await);
        assert!(!counts(&store, 1, &limit(100)).await);
        for (step, done) in [(6, true), (7, false)] {
            let completed = store
                .complete_session(
                    half.id,
                    &session(2, 100),
                    Proof::Step(step),
                    &nothing(),
                    &[],
                )
                .await;
            assert_eq!(completed.unwrap(), done);
        }
        assert!(counts(&store, 2, &limit(100)).await);
    }
}
