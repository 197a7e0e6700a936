//! The second factor, after the password.

use super::{
    Frame, Refusal,
    parts::{Input, RefusalNotice, account_messages, hidden},
};
use crate::ui::paths;
use leptos::prelude::*;

#[derive(Debug, Default)]
pub struct CodePage {
    /// Where to go then: an address on this server.
    pub next: String,
    pub refusal: Option<Refusal>,
}

impl CodePage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self { next, refusal } = self;
        let title = frame.preferences.locale.account_messages().code_title;
        frame.card(title, title.to_owned(), move || {
            let m = account_messages();
            view! {
                <RefusalNotice refusal=refusal.clone()/>
                <form method="post" action=paths::SIGN_IN_CODE novalidate>
                    {hidden("next", next)}
                    // The keyboard shows digits; recovery codes are typed on the letters that it can be switched to, or pasted.
                    <Input
                        name="code"
                        label=m.code
                        autocomplete="one-time-code"
                        inputmode="numeric"
                        hint=m.code_hint
                        refusal
                        autofocus=true
                    />
                    <button type="submit" class="button primary">{m.continue_}</button>
                </form>
                <form method="post" action=paths::SIGN_OUT>
                    <button type="submit" class="button quiet">{m.start_again}</button>
                </form>
            }
            .into_any()
        })
    }
}
