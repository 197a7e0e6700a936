//! Settings / Activity: what happened to the door.

use super::{
    Frame,
    frame::Tab,
    parts::{Cell, account_messages, column},
    time::moment,
};
use crate::{
    domain::{Role, SecurityEvent},
    i18n::Locale,
    ui::{
        paths,
        preferences::{locale, messages},
    },
};
use leptos::prelude::*;

#[derive(Debug)]
pub struct ActivityPage {
    /// The newest first.
    pub events: Vec<SecurityEvent>,
    /// Whether there are newer ones.
    pub newer: bool,
    /// The number of the last one shown, where there are older ones.
    pub older: Option<i64>,
}

impl ActivityPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self {
            events,
            newer,
            older,
        } = self;
        frame.settings(Tab::Activity, move || {
            let m = account_messages();
            view! {
                <p class="lead">{m.activity_text}</p>
                {table(events)}
                <nav class="pager-links" aria-label=messages().pages>
                    {newer.then(|| view! { <a class="button" href=paths::ACTIVITY>{m.newest}</a> })}
                    {older
                        .map(|seq| {
                            let href = format!("{}?before={seq}", paths::ACTIVITY);
                            view! { <a class="button" href=href>{m.older}</a> }
                        })}
                </nav>
            }
            .into_any()
        })
    }
}

fn table(events: Vec<SecurityEvent>) -> AnyView {
    let m = account_messages();
    if events.is_empty() {
        return view! { <p class="nothing">{m.activity_empty}</p> }.into_any();
    }
    let rows = events.into_iter().map(row).collect_view();
    view! {
        <div class="table-scroll">
            <table class="records" aria-label=m.activity>
                <thead>
                    <tr>
                        {column(m.time)} {column(m.event)} {column(m.who)} {column(m.whom)} {column(m.address)}
                        {column(m.detail)}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(event: SecurityEvent) -> impl IntoView {
    let m = account_messages();
    let locale = locale();
    // Without an address it was done at the machine itself.
    let who = match (event.actor, event.address.is_empty()) {
        (Some(actor), _) => Some(actor),
        (None, true) => Some(m.command_line.to_owned()),
        (None, false) => None,
    };
    let address = (!event.address.is_empty()).then_some(event.address);
    let detail = detail(event.detail, locale);
    view! {
        <tr>
            <td class="record-note">{moment(event.at)}</td>
            <td class="record-title">{locale.security_event(event.kind)}</td>
            <Cell label=m.who>{who}</Cell>
            <Cell label=m.whom>{event.subject}</Cell>
            <Cell label=m.address>{address}</Cell>
            <Cell label=m.detail>{detail}</Cell>
        </tr>
    }
}

/// What the kind leaves open, in words where it has a code; scopes and paths are the same in every language.
fn detail(detail: String, locale: Locale) -> Option<String> {
    let m = locale.account_messages();
    let word = match detail.as_str() {
        "" => return None,
        "password" => m.password,
        "code" => m.code,
        "recovery_code" => m.detail_recovery_code,
        "link" => m.link,
        "all" => m.detail_all,
        "others" => m.detail_others,
        "everybody" => m.detail_everybody,
        _ => match Role::from_code(&detail) {
            Some(role) => locale.role(role),
            None => return Some(detail),
        },
    };
    Some(word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_put_into_words_and_the_rest_stays() {
        let said = |text: &str| detail(text.to_owned(), Locale::Es);
        assert_eq!(said(""), None);
        assert_eq!(said("editor").as_deref(), Some("Editor"));
        assert_eq!(said("code").as_deref(), Some("Código"));
        assert_eq!(said("others").as_deref(), Some("Todas las demás sesiones"));
        assert_eq!(
            said("/settings/tokens").as_deref(),
            Some("/settings/tokens")
        );
        assert_eq!(said("contacts:read").as_deref(), Some("contacts:read"));
    }
}
