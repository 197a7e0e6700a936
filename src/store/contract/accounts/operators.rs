//! Operators, and the admin who must stay.

use super::*;

#[tokio::test]
async fn an_address_has_one_account() {
    for Fresh { store, .. } in stores().await {
        let ana = operator(&store, "ana@example.com").await;
        let again = new_operator(" ANA@example.com", Role::Admin);
        let refused = store
            .add_operator(&again, None, &event(SecurityEventKind::OperatorAdded))
            .await;
        assert!(matches!(refused, Err(StoreError::EmailTaken)));
        assert_eq!(kinds(&store).await.len(), 1, "what is refused is no event");
        operator(&store, "abel@example.com").await;
        let emails: Vec<_> = store.operators().await.unwrap();
        assert_eq!(emails[0].email.as_str(), "abel@example.com");
        let email = Email::parse("ana@example.com").unwrap();
        let found = store.operator_by_email(&email).await.unwrap().unwrap();
        assert_eq!(found, store.operator(ana).await.unwrap());
        assert!(found.has_password && !found.disabled && !found.second_factor);
        assert!(matches!(
            store.operator(Uuid::now_v7()).await,
            Err(StoreError::NotFound)
        ));
    }
}

#[tokio::test]
async fn the_last_admin_stays() {
    for Fresh { store, .. } in stores().await {
        let ana = add(&store, "ana@example.com", Role::Admin).await;
        let invited = NewOperator {
            password_hash: None,
            ..new_operator("invited@example.com", Role::Admin)
        };
        let added = event(SecurityEventKind::OperatorAdded);
        store.add_operator(&invited, None, &added).await.unwrap();

        let changed = event(SecurityEventKind::RoleChanged);
        let refused = [
            store.set_role(ana, Role::Editor, &changed).await,
            store.set_disabled(ana, Some(Timestamp(2)), &changed).await,
            store.reset_operator(ana, None, None, &[]).await,
        ];
        for refused in refused {
            assert!(matches!(refused, Err(StoreError::LastAdmin)));
        }
        // Who can't sign in yet is no loss; with another one who can, both may go.
        store
            .set_disabled(invited.id, Some(Timestamp(2)), &changed)
            .await
            .unwrap();
        add(&store, "eva@example.com", Role::Admin).await;
        store.set_role(ana, Role::Viewer, &changed).await.unwrap();
    }
}

#[tokio::test]
async fn two_admins_can_not_remove_each_other() {
    for Fresh { store, .. } in stores().await {
        let ana = add(&store, "ana@example.com", Role::Admin).await;
        let eva = add(&store, "eva@example.com", Role::Admin).await;
        let changed = event(SecurityEventKind::RoleChanged);
        let (one, other) = tokio::join!(
            store.set_role(ana, Role::Viewer, &changed),
            store.set_disabled(eva, Some(Timestamp(2)), &changed),
        );
        assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
    }
}
