//! The header of every page: the product, the reader's preferences, the account.

use super::{
    browser,
    kit::{Icon, Menu, erased::on_event, from_server},
    preferences::{Preferences, THEME_COOKIE, Theme, messages},
    state::LIST_PATH,
};
use crate::i18n::Locale;
use leptos::{html, prelude::*};

#[component]
pub fn Header(
    /// What the screen itself puts there.
    children: Children,
) -> impl IntoView {
    let m = messages();
    view! {
        <header class="app-header">
            <a class="brand" href=LIST_PATH>
                <Icon name="brand"/>
                <span>{m.app}</span>
            </a>
            <div class="header-tools">{children()} <AccountMenu/></div>
        </header>
    }
}

/// My account, the settings, sign out.
#[component]
fn AccountMenu() -> impl IntoView {
    view! { <div inner_html=from_server!(super::account::menu())></div> }
}

/// A plain form: choosing another language or theme works before and without our script.
#[component]
pub fn PreferencesMenu(
    /// The address to come back to.
    #[prop(into)]
    next: Signal<String>,
    /// On a page without our script nothing but a button sends the form.
    #[prop(optional)]
    without_script: bool,
) -> impl IntoView {
    let m = messages();
    let form = NodeRef::<html::Form>::new();
    let apply = move || view! { <button class="button" type="submit">{m.apply}</button> };
    view! {
        <Menu
            id="menu-preferences"
            class="menu-end"
            label=m.preferences.to_owned()
            button=|| view! { <Icon name="globe"/> }
        >
            <form method="post" action="/preferences" node_ref=form>
                <input type="hidden" name="next" value=next/>
                <PreferencesFields form/>
                {if without_script {
                    apply().into_any()
                } else {
                    view! { <noscript>{apply()}</noscript> }.into_any()
                }}
            </form>
        </Menu>
    }
}

/// Language and theme, as radio buttons of a form.
#[component]
pub fn PreferencesFields(
    /// Sent as soon as another language is chosen, where our script runs.
    form: NodeRef<html::Form>,
) -> impl IntoView {
    let m = messages();
    let current = use_context::<Preferences>().unwrap_or_default();
    view! {
        <fieldset>
            <legend>{m.interface_language}</legend>
            {Locale::ALL
                .map(|locale| {
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name="locale"
                                value=locale.code()
                                checked=locale == current.locale
                                on:change=on_event(move |_| {
                                    if let Some(form) = form.get_untracked() {
                                        let _ = form.request_submit();
                                    }
                                })
                            />
                            <span lang=locale.code()>{locale.own_name()}</span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
        <fieldset>
            <legend>{m.theme}</legend>
            {Theme::ALL
                .map(|theme| {
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name="theme"
                                value=theme.code()
                                checked=theme == current.theme
                                on:change=on_event(move |_| {
                                    browser::remember(THEME_COOKIE, theme.code());
                                    browser::set_root_attribute("data-theme", theme.code());
                                })
                            />
                            <span>{theme.label(m)}</span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}
