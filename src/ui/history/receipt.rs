//! What the permissions were at a moment and what they rest on, to be printed.

use super::{by, exact, ground, history_messages, what};
use crate::{
    domain::{History, Moment, Permission, Timestamp, hex},
    ui::{
        document::document,
        preferences::{Preferences, locale, messages},
    },
};
use leptos::{prelude::*, tachys::view::RenderHtml};

#[derive(Clone, Debug)]
pub struct ReceiptPage {
    pub history: History,
    pub as_of: Timestamp,
    pub made: Timestamp,
}

impl ReceiptPage {
    #[must_use]
    pub fn render(self, preferences: Preferences) -> String {
        let owner = Owner::new_root(None);
        let html = owner.with(|| {
            provide_context(preferences);
            let title = history_messages().receipt_title;
            let style = view! { <link rel="stylesheet" href="/history.css"/> };
            document(preferences, title, style.into_any(), || self.view()).to_html()
        });
        owner.unset();
        html
    }

    fn view(self) -> AnyView {
        let Self {
            history,
            as_of,
            made,
        } = self;
        let m = history_messages();
        let shared = messages();
        let locale = locale();
        let fields = &history.contact.fields;
        let states = match history.states {
            None => view! { <p>{m.not_there_yet}</p> }.into_any(),
            Some(states) => Permission::ALL
                .into_iter()
                .zip(states)
                .map(|(permission, state)| {
                    view! { <div><dt>{locale.permission(permission)}</dt><dd>{locale.state(state)}</dd></div> }
                })
                .collect_view()
                .into_any(),
        };
        let entries = history
            .moments
            .iter()
            .rev()
            .filter_map(|moment| match moment {
                Moment::Permission(event) => Some(event),
                Moment::Contact(_) => None,
            })
            .map(|event| {
                let texts = [(shared.reason, &event.reason), (shared.evidence, &event.evidence)]
                    .into_iter()
                    .filter_map(|(label, text)| Some((label, text.clone()?)))
                    .map(|(label, text)| view! { <p class="said"><span>{label}</span> " " <bdi>{text}</bdi></p> })
                    .collect_view();
                view! {
                    <li data-state=event.to.code()>
                        <p class="what">{what(locale, event)}</p>
                        <p class="who">
                            {exact(event.recorded_at)} " "
                            {by(locale, event.actor_kind, event.actor_name.as_deref())} " · " {ground(locale, event)}
                        </p>
                        {texts}
                        <p class="proof">
                            {m.entry} " " {event.seq} " · " {m.hash} " "
                            <code>{hex(&event.hash)}</code>
                        </p>
                    </li>
                }
            })
            .collect_view();
        view! {
            <main id="main" class="receipt">
                <h1>{m.receipt_title}</h1>
                <p>{m.receipt_text}</p>
                <dl class="states">
                    <div><dt>{shared.name}</dt><dd><bdi>{fields.label().to_owned()}</bdi></dd></div>
                    <div><dt>{shared.channel}</dt><dd>{fields.channel.label()}</dd></div>
                    <div><dt>{shared.contact_id}</dt><dd><bdi>{fields.contact_id.as_str().to_owned()}</bdi></dd></div>
                    <div><dt>{m.receipt_as_of}</dt><dd>{exact(as_of)}</dd></div>
                    <div><dt>{m.receipt_made}</dt><dd>{exact(made)}</dd></div>
                    {states}
                </dl>
                <ol class="timeline">{entries}</ol>
                <p class="hint screen-only">{m.print_hint}</p>
            </main>
        }
        .into_any()
    }
}
