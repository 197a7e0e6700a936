//! The first account.

use super::{
    Frame, Refusal,
    parts::{Input, RefusalNotice, account_messages, hidden},
};
use crate::ui::paths;
use leptos::prelude::*;

#[derive(Debug, Default)]
pub struct SetupPage {
    /// What the link carries.
    pub token: String,
    /// As it was typed.
    pub email: String,
    pub refusal: Option<Refusal>,
}

impl SetupPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self {
            token,
            email,
            refusal,
        } = self;
        let title = frame.preferences.locale.account_messages().setup_title;
        frame.card(title, title.to_owned(), move || {
            let m = account_messages();
            view! {
                <p class="lead">{m.setup_text}</p>
                <RefusalNotice refusal=refusal.clone()/>
                <form method="post" action=paths::SETUP novalidate>
                    {hidden("token", token)}
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
                        autocomplete="new-password"
                        hint=m.new_password_hint
                        refusal
                    />
                    <button type="submit" class="button primary">{m.create_account}</button>
                </form>
            }
            .into_any()
        })
    }
}
