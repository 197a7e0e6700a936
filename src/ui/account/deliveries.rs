//! Settings / Webhooks: what was sent to one of them, and what came of it.

use super::{
    Done, Frame, Refusal,
    frame::Tab,
    parts::{Cell, DoneNotice, RefusalNotice, account_messages, actions_column, column, hidden},
    time::moment,
};
use crate::{
    domain::{Delivery, DeliveryState, Outcome, Webhook},
    i18n::{AccountMessages, filled},
    ui::{
        paths,
        preferences::{locale, messages},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// Where a webhook's deliveries are.
#[must_use]
pub fn deliveries_path(webhook: Uuid) -> String {
    format!("{}?webhook={webhook}", paths::DELIVERIES)
}

/// What came of an attempt; what failed stands out.
pub(super) fn outcome(outcome: Outcome) -> AnyView {
    let text = locale().outcome(outcome);
    if outcome.is_success() {
        text.into_any()
    } else {
        view! { <strong>{text}</strong> }.into_any()
    }
}

#[derive(Debug)]
pub struct DeliveriesPage {
    pub webhook: Webhook,
    /// The newest first.
    pub deliveries: Vec<Delivery>,
    /// Whether there are newer ones.
    pub newer: bool,
    /// The number of the last one shown, where there are older ones.
    pub older: Option<i64>,
    pub done: Option<Done>,
    pub refusal: Option<Refusal>,
}

impl DeliveriesPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self {
            webhook,
            deliveries,
            newer,
            older,
            done,
            refusal,
        } = self;
        frame.settings(Tab::Webhooks, move || {
            let m = account_messages();
            let path = deliveries_path(webhook.id);
            let older = older.map(|seq| {
                let href = format!("{path}&before={seq}");
                view! { <a class="button" href=href>{m.older}</a> }
            });
            let newest =
                newer.then(|| view! { <a class="button" href=path.clone()>{m.newest}</a> });
            view! {
                <DoneNotice done/>
                <RefusalNotice refusal/>
                <h2 class="record-url">{filled(m.deliveries_to, &webhook.url)}</h2>
                <p class="lead">{m.deliveries_text}</p>
                <div class="pager-links">
                    <a class="button" href=paths::WEBHOOKS>{m.back}</a>
                    <a class="button" href=path.clone()>{m.refresh}</a>
                </div>
                {table(&webhook, deliveries)}
                <nav class="pager-links" aria-label=messages().pages>{newest} {older}</nav>
            }
            .into_any()
        })
    }
}

fn table(webhook: &Webhook, deliveries: Vec<Delivery>) -> AnyView {
    let m = account_messages();
    if deliveries.is_empty() {
        return view! { <p class="nothing">{m.deliveries_empty}</p> }.into_any();
    }
    let rows = deliveries
        .into_iter()
        .map(|delivery| row(webhook, delivery))
        .collect_view();
    view! {
        <div class="table-scroll">
            <table class="records" aria-label=m.deliveries>
                <thead>
                    <tr>
                        {column(m.time)} {column(m.event)} {column(m.state)} {column(m.result)} {column(m.attempts)}
                        {column(m.next_attempt)} {actions_column()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(webhook: &Webhook, delivery: Delivery) -> impl IntoView + use<> {
    let m = account_messages();
    let kind = delivery
        .kind
        .map_or(m.kind_test, |kind| locale().contact_event(kind));
    let state = state(&delivery, m);
    let next = (delivery.state == DeliveryState::Waiting && delivery.attempts > 0)
        .then(|| moment(delivery.next_at));
    let again = can_be_replayed(webhook, &delivery).then(|| {
        view! {
            <form method="post" action=paths::DELIVERY_REPLAY>
                {hidden("webhook", webhook.id)} {hidden("id", delivery.id)}
                <button type="submit" class="button quiet" aria-label=filled(m.replay_of, kind)>{m.replay}</button>
            </form>
        }
    });
    view! {
        <tr>
            <td class="record-note">{moment(delivery.created_at)}</td>
            <td class="record-title">{kind}</td>
            <Cell label=m.state>{state}</Cell>
            <Cell label=m.result>{delivery.outcome.map(outcome)}</Cell>
            <Cell label=m.attempts>{delivery.attempts}</Cell>
            <Cell label=m.next_attempt>{next}</Cell>
            <td class="record-actions">{again}</td>
        </tr>
    }
}

const fn state(delivery: &Delivery, m: &'static AccountMessages) -> &'static str {
    match delivery.state {
        DeliveryState::Waiting if delivery.attempts > 0 => m.delivery_failed,
        DeliveryState::Waiting => m.delivery_waiting,
        DeliveryState::Delivered => m.delivery_delivered,
        DeliveryState::GivenUp => m.delivery_given_up,
    }
}

/// What is about to be tried anyway needs no push.
const fn can_be_replayed(webhook: &Webhook, delivery: &Delivery) -> bool {
    let about_to_be_tried =
        matches!(delivery.state, DeliveryState::Waiting) && delivery.attempts == 0;
    webhook.disabled_at.is_none() && !about_to_be_tried
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{ContactEventKind, Timestamp},
        i18n::Locale,
    };

    fn delivery(state: DeliveryState, attempts: u32) -> Delivery {
        Delivery {
            seq: 1,
            id: Uuid::nil(),
            kind: Some(ContactEventKind::Created),
            state,
            attempts,
            next_at: Timestamp(0),
            outcome: None,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    #[test]
    fn what_waits_has_failed_or_not_been_tried_yet() {
        let m = Locale::En.account_messages();
        for (state_, attempts, text) in [
            (DeliveryState::Waiting, 0, "Waiting"),
            (DeliveryState::Waiting, 1, "Failed, will be tried again"),
            (DeliveryState::Delivered, 1, "Delivered"),
            (DeliveryState::GivenUp, 9, "Given up"),
        ] {
            assert_eq!(state(&delivery(state_, attempts), m), text);
        }
    }

    #[test]
    fn whatever_is_not_about_to_be_tried_can_be_sent_again() {
        let webhook = |disabled_at| Webhook {
            id: Uuid::nil(),
            url: String::new(),
            kinds: Vec::new(),
            created_by: None,
            created_at: Timestamp(0),
            disabled_at,
            last: None,
        };
        let (enabled, disabled) = (webhook(None), webhook(Some(Timestamp(1))));
        for (state, attempts, can) in [
            (DeliveryState::Waiting, 0, false),
            (DeliveryState::Waiting, 2, true),
            (DeliveryState::Delivered, 1, true),
            (DeliveryState::GivenUp, 0, true),
        ] {
            let delivery = delivery(state, attempts);
            assert_eq!(can_be_replayed(&enabled, &delivery), can, "{state:?}");
            assert!(!can_be_replayed(&disabled, &delivery), "{state:?}");
        }
    }
}
