//! Who are you?

use super::{
    Done, Frame, Refusal,
    parts::{DoneNotice, Input, RefusalNotice, account_messages, hidden},
};
use crate::ui::paths;
use leptos::prelude::*;

#[derive(Debug, Default)]
pub struct SignInPage {
    /// As it was typed.
    pub email: String,
    /// Where to go then: an address on this server.
    pub next: String,
    pub done: Option<Done>,
    pub refusal: Option<Refusal>,
}

impl SignInPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self {
            email,
            next,
            done,
            refusal,
        } = self;
        let title = frame.preferences.locale.account_messages().sign_in;
        frame.card(title, title.to_owned(), move || {
            let m = account_messages();
            view! {
                <DoneNotice done/>
                <RefusalNotice refusal=refusal.clone()/>
                <form method="post" action=paths::SIGN_IN novalidate>
                    {hidden("next", next)}
                    <Input
                        name="email"
                        label=m.email
                        kind="email"
                        autocomplete="username"
                        value=email
                        refusal=refusal.clone()
                        autofocus=true
                    />
                    <Input
                        name="password"
                        label=m.password
                        kind="password"
                        autocomplete="current-password"
                        refusal
                    />
                    <button type="submit" class="button primary">{m.sign_in}</button>
                </form>
            }
            .into_any()
        })
    }
}
