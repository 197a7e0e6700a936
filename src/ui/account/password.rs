//! A password of one's own, by a one-time link.

use super::{
    Frame, Refusal,
    frame::notice_card,
    parts::{Input, RefusalNotice, account_messages, hidden},
};
use crate::ui::paths;
use leptos::prelude::*;

#[derive(Debug, Default)]
pub struct PasswordPage {
    /// What the link carries.
    pub token: String,
    /// Whose account it is.
    pub email: String,
    pub refusal: Option<Refusal>,
}

impl PasswordPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self {
            token,
            email,
            refusal,
        } = self;
        let title = frame.preferences.locale.account_messages().choose_title;
        frame.card(title, title.to_owned(), move || {
            let m = account_messages();
            view! {
                <p class="lead">{m.choose_text}</p>
                <RefusalNotice refusal=refusal.clone()/>
                <form method="post" action=paths::PASSWORD novalidate>
                    {hidden("token", token)}
                    // There for the password manager too.
                    <div class="field">
                        <label for="email">{m.email}</label>
                        <input id="email" type="email" autocomplete="username" readonly value=email/>
                    </div>
                    <Input
                        name="password"
                        label=m.new_password
                        kind="password"
                        autocomplete="new-password"
                        hint=m.new_password_hint
                        refusal
                        autofocus=true
                    />
                    <button type="submit" class="button primary">{m.save_password}</button>
                </form>
            }
            .into_any()
        })
    }
}

/// The link was used, is too old, or never was.
#[derive(Debug)]
pub struct LinkGonePage {
    /// Whether it was for the first account, for which there is no admin to ask.
    pub setup: bool,
}

impl LinkGonePage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let m = frame.preferences.locale.account_messages();
        let text = if self.setup {
            m.setup_gone_text
        } else {
            m.link_gone_text
        };
        frame.card(m.link_gone_title, m.link_gone_title.to_owned(), || {
            notice_card(text.to_owned(), paths::SIGN_IN, m.to_sign_in)
        })
    }
}
