//! The screen: loads its first page with the document, then follows the address.

use super::{
    form::ContactDialog,
    history_drawer::HistoryDrawer,
    list::{List, asked},
    pager::Pager,
    shortcuts::Shortcuts,
    switching::Switching,
    table::Table,
    toolbar::Toolbar,
};
use crate::{
    domain::{AppError, ContactDraft, ContactOptions, ContactPage, PermissionState},
    ui::{
        kit::{
            Icon, Toasts,
            erased::{effect, text},
            from_server,
        },
        location::Location,
        preferences::locale,
        respond_with,
        state::{Address, DialogTarget, LIST_PATH},
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What comes with the document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InitialContacts {
    pub page: ContactPage,
    /// Why the page is empty, where it could not be had.
    pub error: Option<AppError>,
    pub options: Option<ContactOptions>,
    /// Whether the reader's role lets them add, edit, switch and delete.
    pub may_change: bool,
}

#[cfg(feature = "ssr")]
impl InitialContacts {
    pub fn new(
        may_change: bool,
        page: Result<ContactPage, AppError>,
        options: Result<ContactOptions, AppError>,
    ) -> Self {
        let (page, error) = match page {
            Ok(page) => (page, None),
            Err(error) => (ContactPage::default(), Some(error)),
        };
        Self {
            page,
            error,
            options: options.ok(),
            may_change,
        }
    }
}

/// The element that carries it, as JSON.
const ELEMENT: &str = "initial-contacts";

/// What the server fetched before it rendered (server/preload.rs); in the browser, what came with the document.
fn initial() -> Option<InitialContacts> {
    #[cfg(feature = "ssr")]
    return use_context::<http::request::Parts>().and_then(|parts| {
        parts
            .extensions
            .get::<std::sync::Arc<InitialContacts>>()
            .map(|known| InitialContacts::clone(known))
    });
    #[cfg(not(feature = "ssr"))]
    {
        let element = crate::ui::browser::document()?.get_element_by_id(ELEMENT)?;
        serde_json::from_slice(element.text_content()?.as_bytes()).ok()
    }
}

/// The page waits for nothing while it is rendered: what it shows was fetched before.
#[component]
pub fn ContactsPage() -> impl IntoView {
    let initial = initial();
    let json = if cfg!(feature = "ssr") {
        // A name must not be able to end the element.
        let json = serde_json::to_string(&initial).unwrap_or_default();
        json.replace('<', "\\u003c")
    } else {
        String::new()
    };
    let came = initial.is_some();
    let initial = initial.unwrap_or_else(|| InitialContacts {
        page: ContactPage::default(),
        error: None,
        options: None,
        may_change: false,
    });
    view! {
        <script type="application/json" id=ELEMENT inner_html=json></script>
        <Screen initial came/>
    }
}

#[component]
fn Screen(initial: InitialContacts, came: bool) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    if let Some(error) = &initial.error {
        respond_with(error.status());
    }
    let search = expect_context::<Location>().search();
    let address = Memo::new(move |_| Address::parse(&search.get()));
    let query = Memo::new(move |_| address.with(Address::query_or_default));

    let toasts = expect_context::<Toasts>();
    let options = initial.options.unwrap_or_else(|| ContactOptions {
        languages: Vec::new(),
        new_contact: ContactDraft::empty(PermissionState::Blocked, PermissionState::Active),
    });

    let list = List::new(
        query.get_untracked(),
        initial.page,
        initial.error,
        options.languages,
        initial.may_change,
    );
    let switching = Switching {
        list,
        toasts,
        locale,
    };

    // The address decides what is shown; the first page came with the document.
    let question = Memo::new(move |_| address.with(asked));
    effect(move |first| {
        let question = question.get();
        // The first page came with the document, unless this screen was reached from another one.
        if first && came {
            return;
        }
        if first {
            list.refresh_languages();
        }
        match question {
            Ok(query) => list.load(query),
            Err(error) => {
                list.ticket();
                list.error.set(Some(error));
            }
        }
    });

    let add = move || query.with(|query| Address::link(query, Some(DialogTarget::New)));
    view! {
        <div class="screen">
            <nav aria-label=m.breadcrumb class="breadcrumb">
                <ol>
                    <li>{m.audiences}</li>
                    <li>{m.chat}</li>
                    <li><a href=LIST_PATH aria-current="page">{m.contacts}</a></li>
                </ol>
            </nav>
            <div class="screen-head">
                <h1>{m.contacts}</h1>
                {list.may_change.then(|| view! {
                    <div class="screen-actions">
                        <span inner_html=from_server!(crate::ui::jobs::import_link())></span>
                        <a class="button primary" href=text(add)>
                            <Icon name="plus"/>
                            {m.add_contact}
                        </a>
                    </div>
                })}
            </div>
            <noscript>
                <p class="notice">{m.needs_javascript}</p>
            </noscript>
            <Toolbar list query/>
            <Table list switching query/>
            {list.may_change.then(|| view! { <div class="bulk" inner_html=from_server!(
                list.facts
                    .with_untracked(|facts| crate::ui::jobs::bulk_bar(&facts.query, facts.total))
            )></div> })}
            <Pager list/>
            <ContactDialog list toasts address query new_contact=options.new_contact/>
            <HistoryDrawer address query/>
            <Shortcuts list switching query/>
        </div>
    }
}
