//! A contact's history: what the drawer beside the table shows, and the receipt on paper. Plain HTML, written by the server.

mod receipt;
mod timeline;

pub use receipt::ReceiptPage;
pub use timeline::{Asked, HistoryPanel};

use crate::{
    domain::{ActorKind, PermissionEvent, Timestamp},
    i18n::{HistoryMessages, Locale, filled, filled_all},
    ui::preferences::locale,
};

/// The texts in the reader's language.
fn history_messages() -> &'static HistoryMessages {
    locale().history_messages()
}

/// `2026-11-23 10:45:05 UTC`
fn exact(at: Timestamp) -> String {
    let written = at.to_rfc3339();
    let (day, time) = written.split_once('T').unwrap_or((&written, ""));
    format!("{day} {} UTC", time.get(..8).unwrap_or(time))
}

/// "Proactive messages: Blocked → Active"
fn what(locale: Locale, event: &PermissionEvent) -> String {
    let m = locale.history_messages();
    let permission = locale.permission(event.permission);
    let to = locale.state(event.to);
    match event.from {
        None => filled_all(m.began_as, &[permission, to]),
        Some(from) if from == event.to => filled_all(m.stays, &[permission, to]),
        Some(from) => filled_all(m.became, &[permission, locale.state(from), to]),
    }
}

/// "by ana@example.com", "by the contact, reported by CRM"
fn by(locale: Locale, kind: ActorKind, name: Option<&str>) -> String {
    let m = locale.history_messages();
    match (kind, name) {
        (ActorKind::Contact, Some(name)) => {
            let contact = filled(m.by, m.actor_contact);
            format!("{contact}, {}", filled(m.on_behalf, name))
        }
        (_, Some(name)) => filled(m.by, name),
        (kind, None) => filled(m.by, locale.actor_kind(kind)),
    }
}

/// Source and legal basis, and when the contact said so.
fn ground(locale: Locale, event: &PermissionEvent) -> String {
    let mut parts = vec![locale.event_source(event.source).to_owned()];
    if let Some(basis) = event.legal_basis {
        parts.push(locale.legal_basis(basis).to_owned());
    }
    if let Some(at) = event.captured_at {
        parts.push(filled(locale.history_messages().captured, &exact(at)));
    }
    parts.join(" · ")
}
