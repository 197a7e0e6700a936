//! What the drawer shows.

use super::{by, exact, ground, history_messages, what};
use crate::{
    domain::{
        Contact, ContactEvent, ContactEventKind, EventSource, History, LegalBasis, Moment,
        Permission, PermissionEvent, PermissionState, Timestamp,
    },
    i18n::{Locale, filled},
    ui::{
        paths,
        preferences::{Preferences, locale, messages},
        state::LIST_PATH,
    },
};
use leptos::{prelude::*, tachys::view::RenderHtml};
use uuid::Uuid;

/// What the address asks for: whose history, and as of when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub contact: Option<Uuid>,
    /// As written in the address; empty for the present.
    pub as_of: String,
    /// The other parameters: what the table shows.
    pub others: Vec<(String, String)>,
}

impl Asked {
    /// Reads a query string, with or without its `?`.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        let mut asked = Self {
            contact: None,
            as_of: String::new(),
            others: Vec::new(),
        };
        for (name, value) in form_urlencoded::parse(raw.trim_start_matches('?').as_bytes()) {
            match name.as_ref() {
                "history" => asked.contact = Uuid::parse_str(&value).ok(),
                "as_of" => asked.as_of = value.into_owned(),
                _ => asked.others.push((name.into_owned(), value.into_owned())),
            }
        }
        asked
    }

    /// The address of the same history as of now.
    #[must_use]
    pub fn present(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.others);
        if let Some(id) = self.contact {
            query.append_pair("history", &id.to_string());
        }
        format!("{LIST_PATH}?{}", query.finish())
    }
}

/// The history of a contact, to be put into the drawer.
#[derive(Clone, Debug)]
pub struct HistoryPanel {
    pub history: History,
    pub asked: Asked,
    pub now: Timestamp,
    pub may_change: bool,
}

impl HistoryPanel {
    #[must_use]
    pub fn render(self, preferences: Preferences) -> String {
        let owner = Owner::new_root(None);
        let html = owner.with(|| {
            provide_context(preferences);
            self.view().to_html()
        });
        owner.unset();
        html
    }

    fn view(self) -> AnyView {
        let Self {
            history,
            asked,
            now,
            may_change,
        } = self;
        let contact = history.contact.clone();
        let fields = &contact.fields;
        let who = format!(
            "{} · {}",
            fields.channel.label(),
            fields.contact_id.as_str()
        );
        let entries = history
            .moments
            .iter()
            .map(|moment| match moment {
                Moment::Permission(event) => permission(event, now),
                Moment::Contact(event) => change(event, now),
            })
            .collect_view();
        let explain =
            (may_change && history.as_of.is_none()).then(|| reason_form(&contact, &asked));
        view! {
            <link rel="stylesheet" href="/history.css"/>
            <p class="history-who">
                <strong><bdi>{fields.label().to_owned()}</bdi></strong>
                <bdi class="tag">{who}</bdi>
            </p>
            {moment_form(&asked, history.as_of)}
            {states(&history)}
            {explain}
            <ol class="timeline">{entries}</ol>
            {receipts(contact.id, &asked.as_of)}
        }
        .into_any()
    }
}

/// Picks the moment; a form that leads to an address, so that what was so can be linked.
fn moment_form(asked: &Asked, as_of: Option<Timestamp>) -> AnyView {
    let m = history_messages();
    let hidden = asked
        .others
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .chain([(
            "history".to_owned(),
            asked.contact.unwrap_or_default().to_string(),
        )])
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    // What the field takes: without zone and fractions.
    let shown = as_of.map(|at| at.to_rfc3339().chars().take(19).collect::<String>());
    let told = as_of.map(|at| {
        view! {
            <p class="notice" role="status">
                {filled(m.as_it_was, &exact(at))} " " <a href=asked.present()>{m.present}</a>
            </p>
        }
    });
    view! {
        <form method="get" action=LIST_PATH class="as-of">
            {hidden}
            <label for="as-of">{m.as_of} " " <span class="hint">{m.as_of_hint}</span></label>
            <input type="datetime-local" id="as-of" name="as_of" step="1" required value=shown/>
            <button type="submit" class="button">{m.show}</button>
        </form>
        {told}
    }
    .into_any()
}

fn states(history: &History) -> AnyView {
    let m = history_messages();
    let locale = locale();
    let Some(states) = history.states else {
        return view! { <p>{m.not_there_yet}</p> }.into_any();
    };
    let stopped = history
        .contact
        .stopped_at
        .filter(|_| history.as_of.is_none())
        .map(|at| view! { <p class="stopped">{filled(m.stopped, &exact(at))}</p> });
    let rows = Permission::ALL
        .into_iter()
        .zip(states)
        .map(|(permission, state)| {
            view! {
                <div><dt>{locale.permission(permission)}</dt><dd data-state=state.code()>{locale.state(state)}</dd></div>
            }
        })
        .collect_view();
    view! { <dl class="states">{rows}</dl> {stopped} }.into_any()
}

/// How long ago, with the exact moment on hover and for screen readers.
fn time(at: Timestamp, now: Timestamp) -> AnyView {
    let written = exact(at);
    let title = written.clone();
    let Some(ago) = locale().ago(at, now) else {
        return view! { <time datetime=at.to_rfc3339()>{written}</time> }.into_any();
    };
    view! {
        <time datetime=at.to_rfc3339() title=title>
            <span aria-hidden="true">{ago}</span>
            <span class="visually-hidden">{written}</span>
        </time>
    }
    .into_any()
}

fn permission(event: &PermissionEvent, now: Timestamp) -> AnyView {
    let locale = locale();
    let texts = [
        (messages().reason, event.reason.clone()),
        (messages().evidence, event.evidence.clone()),
    ]
    .into_iter()
    .filter_map(|(label, text)| Some((label, text?)))
    .map(|(label, text)| view! { <p class="said"><span>{label}</span> " " <bdi>{text}</bdi></p> })
    .collect_view();
    view! {
        <li data-state=event.to.code()>
            <p class="what">{what(locale, event)}</p>
            <p class="who">
                {time(event.recorded_at, now)} " "
                {by(locale, event.actor_kind, event.actor_name.as_deref())} " · " {ground(locale, event)}
            </p>
            {texts}
        </li>
    }
    .into_any()
}

fn change(event: &ContactEvent, now: Timestamp) -> AnyView {
    let m = history_messages();
    let locale = locale();
    let title = if event.kind == ContactEventKind::Created {
        m.created
    } else {
        m.changed
    };
    let fields = event
        .fields
        .iter()
        .map(|change| {
            view! {
                <p class="said">
                    <span>{field_label(locale, &change.field)}</span> " "
                    <bdi>{shown(locale, &change.field, &change.from)}</bdi> " → "
                    <bdi>{shown(locale, &change.field, &change.to)}</bdi>
                </p>
            }
        })
        .collect_view();
    view! {
        <li>
            <p class="what">{title}</p>
            <p class="who">
                {time(event.at, now)} " " {by(locale, event.actor_kind, event.actor_name.as_deref())}
            </p>
            {fields}
        </li>
    }
    .into_any()
}

fn field_label(locale: Locale, field: &str) -> &'static str {
    let m = locale.messages();
    match field {
        "name" => m.name,
        "external_code" => m.external_code,
        _ => m.language,
    }
}

fn shown(locale: Locale, field: &str, value: &str) -> String {
    if value.is_empty() {
        return locale.history_messages().empty.to_owned();
    }
    match field {
        "language" => match locale.language_name(value) {
            Some(name) => format!("{name} ({value})"),
            None => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// Says why a permission is what it is.
fn reason_form(contact: &Contact, asked: &Asked) -> AnyView {
    let m = history_messages();
    let shared = messages();
    let locale = locale();
    let choices = Permission::ALL
        .map(|permission| {
            let state: PermissionState = contact.fields.permission(permission);
            let value = format!("{}={}", permission.code(), state.code());
            let text = format!("{}: {}", locale.permission(permission), locale.state(state));
            view! { <option value=value>{text}</option> }
        })
        .collect_view();
    // What the contact does on the channel comes from the channel.
    let sources = [
        EventSource::Console,
        EventSource::Website,
        EventSource::Offline,
        EventSource::Other,
    ]
    .map(|source| view! { <option value=source.code()>{locale.event_source(source)}</option> })
    .collect_view();
    let bases = LegalBasis::ALL
        .map(|basis| view! { <option value=basis.code()>{locale.legal_basis(basis)}</option> })
        .collect_view();
    view! {
        <details class="explain">
            <summary class="button">{m.add_reason}</summary>
            <form method="post" action=paths::EXPLAIN>
                <input type="hidden" name="contact" value=contact.id.to_string()/>
                <input type="hidden" name="next" value=asked.present()/>
                <p class="hint">{m.add_reason_text}</p>
                <label for="explain-permission">{m.permission}</label>
                <select id="explain-permission" name="permission">{choices}</select>
                <label for="explain-reason">{shared.reason}</label>
                <input type="text" id="explain-reason" name="reason" required maxlength="500" autocomplete="off" dir="auto"/>
                <label for="explain-evidence">{shared.evidence} " " <span class="hint">{shared.optional}</span></label>
                <input type="text" id="explain-evidence" name="evidence" maxlength="1000" autocomplete="off" dir="auto"/>
                <label for="explain-source">{m.source}</label>
                <select id="explain-source" name="source">{sources}</select>
                <label for="explain-basis">{m.legal_basis}</label>
                <select id="explain-basis" name="legal_basis"><option value="">{m.not_said}</option>{bases}</select>
                <button type="submit" class="button primary">{m.save_reason}</button>
            </form>
        </details>
    }
    .into_any()
}

fn receipts(id: Uuid, as_of: &str) -> AnyView {
    let m = history_messages();
    let query = if as_of.is_empty() {
        String::new()
    } else {
        let mut query = form_urlencoded::Serializer::new(String::from("?"));
        query.append_pair("as_of", as_of);
        query.finish()
    };
    view! {
        <p class="receipts">
            <a href=format!("{}{query}", paths::receipt(id)) target="_blank">{m.receipt}</a>
            <a href=format!("/api/v1/contacts/{id}/receipt{query}") target="_blank">{m.receipt_json}</a>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_whose_history_and_keeps_the_rest() {
        let id = Uuid::from_u128(7);
        let asked = Asked::parse(&format!(
            "?q=a+b&history={id}&as_of=2026-01-01T00:00&channel=sms"
        ));
        assert_eq!(asked.contact, Some(id));
        assert_eq!(asked.as_of, "2026-01-01T00:00");
        assert_eq!(
            asked.present(),
            format!("{LIST_PATH}?q=a+b&channel=sms&history={id}")
        );
        assert_eq!(Asked::parse("history=x").contact, None);
    }
}
