//! What stands around each of these pages.

use super::parts::account_messages;
use crate::{
    domain::Role,
    i18n::AccountMessages,
    ui::{
        document::document,
        header::{Header, PreferencesMenu},
        kit::Icon,
        me::Me,
        paths,
        preferences::{Preferences, messages},
        state::LIST_PATH,
    },
};
use leptos::{nonce::Nonce, prelude::*, tachys::view::RenderHtml};

/// Who reads a page, and where.
#[derive(Clone, Debug)]
pub struct Frame {
    pub preferences: Preferences,
    /// `None` where nobody is signed in, or not all the way.
    pub me: Option<Me>,
    /// The address to which a change of language or theme leads back; one that can be asked for with GET.
    pub address: String,
    /// What lets a script of ours run (the content security policy).
    pub nonce: Option<Nonce>,
}

/// Of imports and changes in bulk.
pub(in crate::ui) const JOBS_STYLE: &str = "/jobs.css";

/// What a page's head has beside what all have.
#[derive(Clone, Copy, Default)]
pub(in crate::ui) struct Head {
    /// A style sheet of public/.
    pub style: Option<&'static str>,
    /// A module of public/.
    pub script: Option<&'static str>,
    /// Without a script the page is loaded again and again: what it shows goes on.
    pub goes_on: bool,
}

/// The parts of Settings, each a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Tab {
    Operators,
    Tokens,
    Webhooks,
    Imports,
    Activity,
}

impl Frame {
    /// A card in the middle: whoever reads it isn't signed in yet, or is asked for one thing only.
    pub(super) fn card(
        self,
        title: &'static str,
        heading: String,
        content: impl FnOnce() -> AnyView,
    ) -> String {
        self.page(title, Head::default(), || {
            view! {
                <main id="main" tabindex="-1" class="gate">
                    <section class="card">
                        <h1>{heading}</h1>
                        {content()}
                    </section>
                </main>
            }
            .into_any()
        })
    }

    /// A page of its own under the header.
    pub(in crate::ui) fn screen(
        self,
        title: &'static str,
        content: impl FnOnce() -> AnyView,
    ) -> String {
        self.page(title, Head::default(), || {
            view! {
                <main id="main" tabindex="-1">
                    <div class="page narrow">{head(title)} {content()}</div>
                </main>
            }
            .into_any()
        })
    }

    /// A page of Settings.
    pub(in crate::ui) fn settings(self, tab: Tab, content: impl FnOnce() -> AnyView) -> String {
        let m = self.preferences.locale.account_messages();
        let role = self.me.as_ref().map(|me| me.role);
        let head_of_page = Head {
            style: (tab == Tab::Imports).then_some(JOBS_STYLE),
            ..Head::default()
        };
        self.page(tab.title(m), head_of_page, || {
            view! {
                <main id="main" tabindex="-1">
                    <div class="page">{head(m.settings)} {tabs(tab, role)} {content()}</div>
                </main>
            }
            .into_any()
        })
    }

    pub(in crate::ui) fn page(
        self,
        title: &'static str,
        head: Head,
        main: impl FnOnce() -> AnyView,
    ) -> String {
        let Self {
            preferences,
            me,
            address,
            nonce,
        } = self;
        let owner = Owner::new_root(None);
        let html = owner.with(|| {
            provide_context(preferences);
            provide_context(me);
            let script = head
                .script
                .map(|script| view! { <script type="module" nonce=nonce src=script></script> });
            let again = head.goes_on.then(|| {
                view! { <noscript><meta http-equiv="refresh" content="2"/></noscript> }
            });
            let style = head
                .style
                .map(|style| view! { <link rel="stylesheet" href=style/> });
            let head = view! {
                <link rel="stylesheet" href="/account.css"/>
                {style}
                {script}
                {again}
            };
            document(preferences, title, head.into_any(), || {
                view! {
                    <a class="skip-link" href="#main">{account_messages().skip_to_content}</a>
                    <Header>
                        <PreferencesMenu next=address without_script=true/>
                    </Header>
                    {main()}
                }
                .into_any()
            })
            .to_html()
        });
        owner.unset();
        html
    }
}

impl Tab {
    const ALL: [Self; 5] = [
        Self::Operators,
        Self::Tokens,
        Self::Webhooks,
        Self::Imports,
        Self::Activity,
    ];

    const fn title(self, m: &'static AccountMessages) -> &'static str {
        match self {
            Self::Operators => m.operators,
            Self::Tokens => m.tokens,
            Self::Webhooks => m.webhooks,
            Self::Imports => m.imports,
            Self::Activity => m.activity,
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Operators => paths::OPERATORS,
            Self::Tokens => paths::TOKENS,
            Self::Webhooks => paths::WEBHOOKS,
            Self::Imports => paths::IMPORTS,
            Self::Activity => paths::ACTIVITY,
        }
    }

    /// Whether the reader gets there: editors to what they import, and nowhere else.
    fn is_for(self, role: Option<Role>) -> bool {
        match role {
            Some(Role::Admin) => true,
            Some(Role::Editor) => self == Self::Imports,
            Some(Role::Viewer) | None => false,
        }
    }
}

/// The way back to the contacts, and where one is.
fn head(title: &'static str) -> impl IntoView {
    let m = messages();
    view! {
        <div class="page-head">
            <nav class="breadcrumb" aria-label=m.breadcrumb>
                <ol>
                    <li><a href=LIST_PATH>{m.contacts}</a></li>
                </ol>
            </nav>
            <h1>{title}</h1>
        </div>
    }
}

fn tabs(current: Tab, role: Option<Role>) -> impl IntoView {
    let m = account_messages();
    view! {
        <nav class="tabs" aria-label=m.settings>
            {Tab::ALL
                .into_iter()
                .filter(|tab| tab.is_for(role))
                .map(|tab| {
                    view! {
                        <a href=tab.path() aria-current=(tab == current).then_some("page")>{tab.title(m)}</a>
                    }
                })
                .collect_view()}
        </nav>
    }
}

/// A card that only says something, with one way on.
pub(super) fn notice_card(text: String, href: &'static str, way_on: &'static str) -> AnyView {
    view! {
        <p class="lead">{text}</p>
        <p><a class="button" href=href>{way_on}</a></p>
    }
    .into_any()
}

/// Shown once: something to copy from a field that can't be changed.
#[component]
pub(super) fn CopyField(id: &'static str, label: &'static str, value: String) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                class="copy"
                readonly
                autofocus
                autocomplete="off"
                spellcheck="false"
                value=value
                aria-describedby=format!("{id}-note")
            />
            <p class="field-note" id=format!("{id}-note")>{account_messages().shown_once}</p>
        </div>
    }
}

/// The mark of what can be opened.
pub(in crate::ui) fn plus() -> impl IntoView {
    view! { <Icon name="plus"/> }
}
