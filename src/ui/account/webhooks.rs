//! Settings / Webhooks: which other systems are told what happens, and of what.

use super::{
    Done, Frame, Refusal,
    deliveries::{deliveries_path, outcome},
    frame::{CopyField, Tab, plus},
    parts::{
        Cell, DoneNotice, Input, Popover, RefusalNotice, RowForm, account_messages, actions_column,
        column,
    },
    time::moment,
};
use crate::{
    domain::{ContactEventKind, Secret, Webhook},
    i18n::filled,
    ui::{
        paths,
        preferences::{locale, messages},
    },
};
use leptos::prelude::*;

#[derive(Debug)]
pub struct WebhooksPage {
    pub webhooks: Vec<Webhook>,
    /// The form as it was filled in.
    pub url: String,
    pub kinds: Vec<ContactEventKind>,
    pub done: Option<Done>,
    pub refusal: Option<Refusal>,
}

impl WebhooksPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self {
            webhooks,
            url,
            kinds,
            done,
            refusal,
        } = self;
        frame.settings(Tab::Webhooks, move || {
            view! {
                <DoneNotice done/>
                <RefusalNotice refusal=refusal.clone()/>
                <p class="lead">{account_messages().webhooks_text}</p>
                {form(url, &kinds, refusal)}
                {table(webhooks)}
            }
            .into_any()
        })
    }
}

fn form(url: String, chosen: &[ContactEventKind], refusal: Option<Refusal>) -> impl IntoView {
    let m = account_messages();
    let refused = refusal
        .as_ref()
        .is_some_and(|refusal| !refusal.fields.is_empty());
    let kind_error = refusal.as_ref().and_then(|refusal| refusal.at("event"));
    let kinds_wrong = kind_error.is_some();
    let kinds = ContactEventKind::ALL
        .map(|kind| {
            view! {
                <label class="choice">
                    <input type="checkbox" name="event" value=kind.name() checked=chosen.contains(&kind)/>
                    <span>{locale().contact_event(kind)} " " <code class="tag">{kind.name()}</code></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="disclosure" open=refused>
            <summary class="button primary">{plus()} {m.make_webhook}</summary>
            <form method="post" action=paths::WEBHOOK_MAKE novalidate class="panel fields">
                <Input
                    name="url"
                    label=m.webhook_url
                    kind="url"
                    inputmode="url"
                    autocomplete="off"
                    value=url
                    hint=m.webhook_url_hint
                    refusal
                />
                <fieldset class:invalid=kinds_wrong aria-describedby=kinds_wrong.then_some("event-note")>
                    <legend>{m.webhook_events}</legend>
                    {kinds}
                    {kind_error.map(|text| view! { <p class="field-note" id="event-note">{text}</p> })}
                </fieldset>
                <button type="submit" class="button primary">{m.make_webhook}</button>
            </form>
        </details>
    }
}

fn table(webhooks: Vec<Webhook>) -> AnyView {
    let m = account_messages();
    if webhooks.is_empty() {
        return view! { <p class="nothing">{m.webhooks_empty}</p> }.into_any();
    }
    let rows = webhooks.into_iter().map(row).collect_view();
    view! {
        <div class="table-scroll">
            <table class="records" aria-label=m.webhooks>
                <thead>
                    <tr>
                        {column(m.webhook_url)} {column(m.webhook_events)} {column(m.made_by)} {column(m.made)}
                        {column(m.last_result)} {column(m.state)} {actions_column()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(webhook: Webhook) -> impl IntoView {
    let m = account_messages();
    let kinds: Vec<_> = webhook
        .kinds
        .iter()
        .map(|kind| view! { <code class="tag">{kind.name()}</code> " " })
        .collect();
    let made_by = webhook
        .created_by
        .as_ref()
        .map_or_else(|| m.unknown.to_owned(), |email| email.as_str().to_owned());
    let last = webhook.last.map_or_else(
        || m.never.into_any(),
        |last| view! { {outcome(last.outcome)} <small class="record-note">" " {moment(last.at)}</small> }.into_any(),
    );
    let state = if webhook.disabled_at.is_some() {
        view! { <span class="tag">{m.state_disabled}</span> }.into_any()
    } else {
        m.state_active.into_any()
    };
    view! {
        <tr>
            <td class="record-title record-url">{webhook.url.clone()}</td>
            <Cell label=m.webhook_events>{kinds}</Cell>
            <Cell label=m.made_by>{made_by}</Cell>
            <Cell label=m.made>{moment(webhook.created_at)}</Cell>
            <Cell label=m.last_result>{last}</Cell>
            <Cell label=m.state>{state}</Cell>
            <td class="record-actions">
                <a
                    class="button quiet"
                    href=deliveries_path(webhook.id)
                    aria-label=filled(m.deliveries_to, &webhook.url)
                >
                    {m.deliveries}
                </a>
                {actions(&webhook)}
            </td>
        </tr>
    }
}

/// What can be done to a webhook. Opening one question closes the other.
fn actions(webhook: &Webhook) -> impl IntoView + use<> {
    let m = account_messages();
    let id = webhook.id;
    let group = format!("question-{id}");
    let question =
        |summary: &'static str, text: &'static str, action: &'static str, button: &'static str| {
            view! {
                <details name=group.clone()>
                    <summary class="choice">{summary}</summary>
                    <p>{text}</p>
                    <RowForm action id=id button dangerous=true/>
                </details>
            }
        };
    let removal = question(
        m.remove,
        m.remove_text,
        paths::WEBHOOK_REMOVE,
        m.remove_button,
    );
    let contents = if webhook.disabled_at.is_some() {
        view! {
            <RowForm action=paths::WEBHOOK_ENABLE id=id button=m.webhook_enable/>
            {removal}
        }
        .into_any()
    } else {
        view! {
            <RowForm action=paths::WEBHOOK_TEST id=id button=m.send_test/>
            {question(m.disable, m.webhook_disable_text, paths::WEBHOOK_DISABLE, m.webhook_disable_button)}
            {removal}
        }
        .into_any()
    };
    view! {
        <Popover
            id=format!("actions-{id}")
            button=messages().actions
            menu=true
            label=filled(m.actions_of, &webhook.url)
        >
            {contents}
        </Popover>
    }
}

/// A webhook that was made, with its secret, shown once.
#[derive(Debug)]
pub struct NewWebhookPage {
    pub url: String,
    pub secret: Secret,
}

impl NewWebhookPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let m = frame.preferences.locale.account_messages();
        let heading = filled(m.webhook_title, &self.url);
        frame.card(m.webhooks, heading, move || {
            view! {
                <p class="lead">{m.webhook_text}</p>
                <CopyField id="secret" label=m.webhook_secret value=self.secret.expose().to_owned()/>
                <p><a class="button" href=paths::WEBHOOKS>{m.back}</a></p>
            }
            .into_any()
        })
    }
}
