//! The menu at the right end of the header.

use super::parts::account_messages;
use crate::{
    domain::Role,
    i18n::filled,
    ui::{
        kit::{Icon, Menu},
        me::Me,
        paths,
        preferences::locale,
    },
};
use leptos::{prelude::*, tachys::view::RenderHtml};

/// The menu of whoever is in the context as `Option<Me>`; nothing where nobody is.
pub fn menu() -> String {
    let Some(Me { email, role }) = use_context::<Option<Me>>().flatten() else {
        return String::new();
    };
    let m = account_messages();
    let settings = match role {
        Role::Admin => Some(paths::OPERATORS),
        Role::Editor => Some(paths::IMPORTS),
        Role::Viewer => None,
    };
    let settings = settings.map(|path| view! { <a class="choice" href=path>{m.settings}</a> });
    view! {
        <Menu
            id="menu-account"
            class="menu-end"
            label=filled(m.account_menu, &email)
            button=|| view! { <Icon name="account"/> }
        >
            <p class="menu-head">
                <strong>{email.clone()}</strong>
                <span>{locale().role(role)}</span>
            </p>
            <a class="choice" href=paths::ACCOUNT>{m.my_account}</a>
            {settings}
            <form method="post" action=paths::SIGN_OUT>
                <button class="button" type="submit">{m.sign_out}</button>
            </form>
        </Menu>
    }
    .to_html()
}
