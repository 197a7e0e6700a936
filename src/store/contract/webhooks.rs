//! Webhooks and their deliveries.

use super::{Fresh, accounts, contacts, stores};
use crate::{
    domain::{
        Contact, ContactEventKind, DeliveryProblem, DeliveryState, Outcome, SecurityEventKind,
        Timestamp, Webhook,
    },
    store::{DueDelivery, NewWebhook, Settled, SigningKey, Store, StoreError},
};
use uuid::Uuid;

const NOW: Timestamp = Timestamp(10_000);
const LATER: Timestamp = Timestamp(20_000);
const MANY: u32 = 100;

async fn add(store: &Store, kinds: &[ContactEventKind]) -> Webhook {
    let id = Uuid::now_v7();
    let webhook = NewWebhook {
        id,
        url: format!("https://example.com/{id}"),
        key: SigningKey::new(vec![7; 32]),
        kinds: kinds.to_vec(),
        created_by: None,
        created_at: NOW,
    };
    let made = accounts::event(SecurityEventKind::WebhookMade);
    store.add_webhook(&webhook, &made).await.unwrap()
}

async fn contact(store: &Store, number: u32) -> Contact {
    contacts::add(store, &contacts::numbered(number)).await
}

/// Makes deliveries of all events and answers what is due.
async fn due(store: &Store) -> Vec<DueDelivery> {
    while store.expand(NOW).await.unwrap() {}
    store.due_deliveries(NOW, MANY).await.unwrap()
}

#[tokio::test]
async fn a_webhook_is_told_what_it_asked_for_from_when_it_was_made() {
    for Fresh { store, .. } in stores().await {
        let before = contact(&store, 1).await;
        let everything = add(&store, &ContactEventKind::ALL).await;
        let deletions = add(&store, &[ContactEventKind::Deleted]).await;
        assert!(due(&store).await.is_empty());

        contact(&store, 2).await;
        store
            .delete(before.id, before.version, &contacts::at(1))
            .await
            .unwrap();
        let due = due(&store).await;
        let of = |webhook: &Webhook| due.iter().filter(|due| due.webhook == webhook.id).count();
        assert_eq!((of(&everything), of(&deletions)), (2, 1));
        let first = &due[0];
        assert_eq!(
            (first.attempts, first.key.expose(), &first.url),
            (0, &[7; 32][..], &everything.url)
        );
        let log = store.deliveries(deletions.id, None, 10).await.unwrap();
        assert_eq!(log[0].kind, Some(ContactEventKind::Deleted));
        assert_eq!(log[0].state, DeliveryState::Waiting);
        // What has become a delivery becomes none again.
        assert!(!store.expand(LATER).await.unwrap());
        assert_eq!(store.due_deliveries(LATER, MANY).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn many_events_become_deliveries_one_part_after_the_other() {
    for Fresh { store, .. } in stores().await {
        add(&store, &[ContactEventKind::Created]).await;
        let contacts: Vec<_> = (0..700)
            .map(|number| (Uuid::now_v7(), contacts::numbered(number), NOW))
            .collect();
        store
            .create_many(&contacts, &contacts::at(1))
            .await
            .unwrap();
        assert!(store.expand(NOW).await.unwrap());
        assert!(!store.expand(NOW).await.unwrap());
        let due = store.due_deliveries(NOW, 1_000).await.unwrap();
        assert_eq!(due.len(), 700);
        let events: Vec<_> = due.iter().map(|due| due.event).collect();
        assert!(events.is_sorted(), "in the order in which they happened");
    }
}

#[tokio::test]
async fn no_webhook_stands_in_the_way_of_another() {
    for Fresh { store, .. } in stores().await {
        let busy = add(&store, &[ContactEventKind::Created]).await;
        for number in 0..5 {
            contact(&store, number).await;
        }
        due(&store).await;
        let other = add(&store, &[ContactEventKind::Created]).await;
        contact(&store, 9).await;
        due(&store).await;
        let due = store.due_deliveries(NOW, 2).await.unwrap();
        let webhooks: Vec<_> = due.iter().map(|due| due.webhook).collect();
        assert_eq!(webhooks, [busy.id, busy.id, other.id]);
    }
}

#[tokio::test]
async fn an_attempt_is_written_down_with_what_is_left_to_do() {
    for Fresh { store, .. } in stores().await {
        let webhook = add(&store, &[ContactEventKind::Created]).await;
        for number in 0..3 {
            contact(&store, number).await;
        }
        let due = due(&store).await;
        let failed = Outcome::Failed(DeliveryProblem::TimedOut);
        for (due, outcome, settled) in [
            (&due[0], Outcome::Answered(204), Settled::Delivered),
            (&due[1], failed, Settled::Again(LATER)),
            (&due[2], Outcome::Answered(500), Settled::GivenUp),
        ] {
            store.settle(due.id, outcome, settled, NOW).await.unwrap();
        }
        let log = store.deliveries(webhook.id, None, 10).await.unwrap();
        let states: Vec<_> = log
            .iter()
            .rev()
            .map(|delivery| (delivery.state, delivery.attempts, delivery.outcome))
            .collect();
        assert_eq!(
            states,
            [
                (DeliveryState::Delivered, 1, Some(Outcome::Answered(204))),
                (DeliveryState::Waiting, 1, Some(failed)),
                (DeliveryState::GivenUp, 1, Some(Outcome::Answered(500))),
            ]
        );
        assert_eq!(store.next_due(NOW).await.unwrap(), Some(LATER));
        assert_eq!(store.next_due(LATER).await.unwrap(), None);
        assert!(store.due_deliveries(NOW, MANY).await.unwrap().is_empty());
        let again = store.due_deliveries(LATER, MANY).await.unwrap();
        assert_eq!((again.len(), again[0].id), (1, due[1].id));
        let last = store.webhook(webhook.id).await.unwrap().last.unwrap();
        assert_eq!(last.outcome, Outcome::Answered(500));

        let page = store.deliveries(webhook.id, None, 2).await.unwrap();
        let rest = store.deliveries(webhook.id, Some(page[1].seq), 2).await;
        assert_eq!(rest.unwrap()[0].id, due[0].id, "the oldest comes last");
    }
}

#[tokio::test]
async fn whoever_is_gone_is_sent_nothing_more() {
    for Fresh { store, .. } in stores().await {
        let webhook = add(&store, &[ContactEventKind::Created]).await;
        contact(&store, 1).await;
        contact(&store, 2).await;
        let waiting = due(&store).await;
        let gone = Outcome::Answered(410);
        store
            .settle(waiting[0].id, gone, Settled::Gone, LATER)
            .await
            .unwrap();
        let disabled = store.webhook(webhook.id).await.unwrap();
        assert_eq!(disabled.disabled_at, Some(LATER));
        let log = store.deliveries(webhook.id, None, 10).await.unwrap();
        assert_eq!(log[1].state, DeliveryState::Delivered);
        assert_eq!(log[0].state, DeliveryState::GivenUp);
        assert_eq!(
            log[0].outcome,
            Some(Outcome::Failed(DeliveryProblem::Disabled))
        );
        // One that was under way meanwhile is not tried again.
        let failed = Outcome::Answered(500);
        store
            .settle(waiting[1].id, failed, Settled::Again(LATER), LATER)
            .await
            .unwrap();
        let log = store.deliveries(webhook.id, None, 10).await.unwrap();
        assert_eq!(log[0].state, DeliveryState::GivenUp);
        contact(&store, 3).await;
        assert!(due(&store).await.is_empty());
    }
}

#[tokio::test]
async fn one_that_is_enabled_again_hears_of_what_comes() {
    for Fresh { store, .. } in stores().await {
        let webhook = add(&store, &[ContactEventKind::Created]).await;
        store.disable_webhook(webhook.id, NOW).await.unwrap();
        store.disable_webhook(webhook.id, LATER).await.unwrap();
        let disabled = store.webhook(webhook.id).await.unwrap();
        assert_eq!(disabled.disabled_at, Some(NOW));
        contact(&store, 1).await;
        store.enable_webhook(webhook.id).await.unwrap();
        assert!(due(&store).await.is_empty());
        contact(&store, 2).await;
        // Enabling what is enabled skips nothing.
        store.enable_webhook(webhook.id).await.unwrap();
        assert_eq!(due(&store).await.len(), 1);
        let nobodys = store.enable_webhook(Uuid::now_v7()).await;
        assert!(matches!(nobodys, Err(StoreError::NotFound)));
    }
}

#[tokio::test]
async fn a_delivery_can_be_sent_again_and_a_test_without_an_event() {
    for Fresh { store, .. } in stores().await {
        let webhook = add(&store, &[ContactEventKind::Created]).await;
        let other = add(&store, &[ContactEventKind::Deleted]).await;
        let test = Uuid::now_v7();
        assert!(store.add_test(webhook.id, test, NOW).await.unwrap());
        let tested = &due(&store).await[0];
        assert_eq!((tested.id, tested.event), (test, None));
        let failed = Outcome::Answered(500);
        store
            .settle(test, failed, Settled::GivenUp, NOW)
            .await
            .unwrap();
        assert!(store.replay(webhook.id, test, NOW).await.unwrap());
        let again = &due(&store).await[0];
        assert_eq!((again.id, again.attempts), (test, 0), "the same id");
        for (webhook, delivery) in [
            (other.id, test),
            (webhook.id, Uuid::now_v7()),
            (Uuid::now_v7(), test),
        ] {
            let replayed = store.replay(webhook, delivery, NOW).await;
            assert!(matches!(replayed, Err(StoreError::NotFound)));
        }
        store.disable_webhook(webhook.id, NOW).await.unwrap();
        assert!(!store.replay(webhook.id, test, NOW).await.unwrap());
        let refused = store.add_test(webhook.id, Uuid::now_v7(), NOW).await;
        assert!(!refused.unwrap());
        let log = store.deliveries(webhook.id, None, 10).await.unwrap();
        assert_eq!((log.len(), log[0].state), (1, DeliveryState::GivenUp));
    }
}

#[tokio::test]
async fn what_is_finished_is_forgotten_in_the_end() {
    for Fresh { store, .. } in stores().await {
        let webhook = add(&store, &[ContactEventKind::Created]).await;
        contact(&store, 1).await;
        contact(&store, 2).await;
        let due = due(&store).await;
        let taken = Outcome::Answered(200);
        store
            .settle(due[0].id, taken, Settled::Delivered, NOW)
            .await
            .unwrap();
        assert!(!store.prune_deliveries(NOW).await.unwrap());
        assert_eq!(
            store.deliveries(webhook.id, None, 10).await.unwrap().len(),
            2
        );
        store.prune_deliveries(LATER).await.unwrap();
        let log = store.deliveries(webhook.id, None, 10).await.unwrap();
        assert_eq!((log.len(), log[0].id), (1, due[1].id), "what waits stays");
    }
}

#[tokio::test]
async fn one_that_is_removed_takes_its_deliveries_along() {
    for Fresh { store, .. } in stores().await {
        let webhook = add(&store, &ContactEventKind::ALL).await;
        contact(&store, 1).await;
        let due = due(&store).await;
        let removed = accounts::event(SecurityEventKind::WebhookRemoved);
        store.remove_webhook(webhook.id, &removed).await.unwrap();
        assert!(store.webhooks().await.unwrap().is_empty());
        assert!(
            store
                .deliveries(webhook.id, None, 10)
                .await
                .unwrap()
                .is_empty()
        );
        // An attempt that was under way has nowhere to be written.
        let taken = Outcome::Answered(200);
        let settled = store.settle(due[0].id, taken, Settled::Delivered, NOW);
        settled.await.unwrap();
        let again = store.remove_webhook(webhook.id, &removed).await;
        assert!(matches!(again, Err(StoreError::NotFound)));
        assert_eq!(
            accounts::kinds(&store).await,
            [
                SecurityEventKind::WebhookMade,
                SecurityEventKind::WebhookRemoved
            ]
        );
    }
}
