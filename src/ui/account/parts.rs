//! What these pages are put together from.

use super::Done;
use crate::{
    i18n::AccountMessages,
    ui::{
        kit::Icon,
        preferences::{locale, messages},
    },
};
use leptos::prelude::*;

/// The texts in the reader's language.
pub(in crate::ui) fn account_messages() -> &'static AccountMessages {
    locale().account_messages()
}

/// Why a form comes back instead of being done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The names of the fields that may be wrong, the one to begin with first. Of one the text is said at that field; of none or
    /// several above the form.
    pub fields: &'static [&'static str],
    pub text: String,
}

impl Refusal {
    #[must_use]
    pub const fn new(fields: &'static [&'static str], text: String) -> Self {
        Self { fields, text }
    }

    /// What is said at a field that alone is wrong.
    pub(in crate::ui) fn at(&self, field: &str) -> Option<String> {
        (self.fields == [field]).then(|| self.text.clone())
    }

    fn marks(&self, field: &str) -> bool {
        self.fields.contains(&field)
    }
}

/// Says above a form that it was refused, and why where no single field says it.
#[component]
pub(in crate::ui) fn RefusalNotice(refusal: Option<Refusal>) -> impl IntoView {
    refusal.map(|Refusal { fields, text }| {
        let text = if fields.len() == 1 {
            messages().form_errors.to_owned()
        } else {
            text
        };
        view! { <p class="notice refused" role="alert" id="refusal">{text}</p> }
    })
}

/// Says what was done.
#[component]
pub(in crate::ui) fn DoneNotice(done: Option<Done>) -> impl IntoView {
    done.map(
        |done| view! { <p class="notice done" role="status">{done.text(account_messages())}</p> },
    )
}

/// A labelled text field with its hint or its error.
#[component]
pub(in crate::ui) fn Input(
    /// The id, and the name that is sent.
    name: &'static str,
    label: &'static str,
    #[prop(optional)] kind: Option<&'static str>,
    autocomplete: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    refusal: Option<Refusal>,
    /// Where one begins to type; a refused field takes its place.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let marked = refusal.as_ref().is_some_and(|refusal| refusal.marks(name));
    let error = refusal.as_ref().and_then(|refusal| refusal.at(name));
    let focused = refusal
        .as_ref()
        .and_then(|refusal| refusal.fields.first())
        .map_or(autofocus && refusal.is_none(), |first| *first == name);
    let invalid = error.is_some();
    let note = error.unwrap_or_else(|| hint.to_owned());
    let described_by = match (marked && !invalid, note.is_empty()) {
        (true, true) => Some("refusal".to_owned()),
        (true, false) => Some(format!("refusal {name}-note")),
        (false, true) => None,
        (false, false) => Some(format!("{name}-note")),
    };
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind.unwrap_or("text")
                value=value
                required
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                inputmode=inputmode
                autofocus=focused
                aria-invalid=marked.then_some("true")
                aria-describedby=described_by
            />
            {(!note.is_empty()).then(|| view! { <p class="field-note" id=format!("{name}-note")>{note}</p> })}
        </div>
    }
}

/// A field that carries what the form is about.
pub(in crate::ui) fn hidden(name: &'static str, value: impl ToString) -> impl IntoView {
    view! { <input type="hidden" name=name value=value.to_string()/> }
}

/// Tells password managers whose password is asked for. It isn't sent.
pub(in crate::ui) fn whose(email: String) -> impl IntoView {
    view! { <input type="email" autocomplete="username" value=email hidden readonly/> }
}

/// A form that does one thing to one row, sent by a button.
#[component]
pub(in crate::ui) fn RowForm(
    action: &'static str,
    #[prop(into)] id: String,
    button: &'static str,
    #[prop(optional)] dangerous: bool,
) -> impl IntoView {
    view! {
        <form method="post" action=action>
            {hidden("id", id)} <button type="submit" class="button" class:danger=dangerous>{button}</button>
        </form>
    }
}

/// A button that opens a small box beside it, which the browser does by itself. What can't be taken back is confirmed in one.
#[component]
pub(in crate::ui) fn Popover(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    button: &'static str,
    /// Says what the button is about where its own word doesn't; begins with that word.
    #[prop(into)]
    label: String,
    #[prop(optional)] dangerous: bool,
    /// Whether there is more than one thing to do in the box.
    #[prop(optional)]
    menu: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button quiet"
            class:danger-quiet=dangerous
            popovertarget=id.clone()
            aria-label=label.clone()
        >
            {button} {menu.then(|| view! { <Icon name="chevron"/> })}
        </button>
        <div popover="auto" id=id class="menu confirm" role="group" aria-label=label>
            {children()}
        </div>
    }
}

/// A cell of a table; on a phone, where each row is a card, its head stands in it.
#[component]
pub(in crate::ui) fn Cell(label: &'static str, children: Children) -> impl IntoView {
    view! { <td data-label=label>{children()}</td> }
}

/// A column's head.
pub(in crate::ui) fn column(label: &'static str) -> impl IntoView {
    view! { <th scope="col">{label}</th> }
}

/// The head of a column of buttons.
pub(in crate::ui) fn actions_column() -> impl IntoView {
    view! { <th scope="col"><span class="visually-hidden">{messages().actions}</span></th> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_field_says_it_itself() {
        let one = Refusal::new(&["email"], "why".to_owned());
        assert_eq!(
            (one.at("email"), one.at("password")),
            (Some("why".to_owned()), None)
        );
        let either = Refusal::new(&["password", "email"], "why".to_owned());
        assert_eq!((either.at("email"), either.at("password")), (None, None));
        assert!(either.marks("email") && either.marks("password") && !either.marks("role"));
    }
}
