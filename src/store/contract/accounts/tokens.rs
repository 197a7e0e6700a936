//! API tokens.

use super::*;
use crate::{
    domain::Scope,
    store::{Digest, NewToken},
};

#[tokio::test]
async fn a_token_is_good_until_it_expires_or_is_revoked() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        let new = |token: u8, expires_at| NewToken {
            token: [token; 32],
            id: Uuid::now_v7(),
            name: format!("token {token}"),
            scopes: vec![Scope::ContactsRead, Scope::LedgerRead],
            created_by: (token == 1).then_some(ana),
            created_at: Timestamp(1),
            expires_at,
        };
        let made = event(SecurityEventKind::TokenMade);
        let (lasting, ending) = (new(1, None), new(2, Some(Timestamp(100))));
        let added = store.add_token(&lasting, &made).await.unwrap();
        assert_eq!(added.created_by, Email::parse("ana@example.com"));
        assert_eq!(added.scopes, lasting.scopes);
        store.add_token(&ending, &made).await.unwrap();
        let good = async |token: u8, now| {
            let token: Digest = [token; 32];
            store
                .api_token(&token, Timestamp(now))
                .await
                .unwrap()
                .is_some()
        };
        assert!(good(1, 1_000).await && good(2, 99).await);
        assert!(!good(2, 100).await && !good(3, 1).await);

        store.touch_token(lasting.id, Timestamp(50)).await.unwrap();
        let revoked = event(SecurityEventKind::TokenRevoked);
        for first in [true, false] {
            let done = store
                .revoke_token(lasting.id, Timestamp(60), &revoked)
                .await;
            assert_eq!(done.unwrap(), first);
        }
        assert!(!good(1, 1).await);
        let nobodys = store
            .revoke_token(Uuid::now_v7(), Timestamp(60), &revoked)
            .await;
        assert!(matches!(nobodys, Err(StoreError::NotFound)));
        let all = store.api_tokens().await.unwrap();
        assert_eq!(all.len(), 2, "those that are over are still listed");
        assert_eq!(all[0].id, ending.id, "the newest first");
        assert_eq!(all[1].last_used_at, Some(Timestamp(50)));
        assert_eq!(all[1].revoked_at, Some(Timestamp(60)));
    }
}
