//! The search box, the filters and the order. Without our script it is a plain form.

use super::{list::List, search_box::SearchBox};
use crate::{
    domain::{
        Channel, ContactQuery, LanguageCount, LanguageFilter, Permission, PermissionState,
        Position, Sort, SortKey,
    },
    i18n::grouped,
    ui::{
        kit::{
            Icon, Menu,
            erased::{dynamic, flag, on_event, text, when},
        },
        location::use_visit,
        preferences::locale,
        state::Address,
    },
};
use leptos::prelude::*;

/// Goes to another question of the same screen.
#[derive(Clone, Copy)]
pub struct Asking {
    pub query: Memo<ContactQuery>,
    pub go: Callback<(ContactQuery, bool)>,
}

impl Asking {
    /// Changes a condition, from the first page.
    fn change(self, change: impl FnOnce(&mut ContactQuery)) {
        let mut query = self.query.with_untracked(|query| query.at(Position::First));
        change(&mut query);
        self.go.run((query, false));
    }
}

#[component]
pub fn Toolbar(list: List, query: Memo<ContactQuery>) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let visit = use_visit();
    let go = Callback::new(move |(query, replace): (ContactQuery, bool)| {
        visit(&Address::link(&query, None), replace);
    });
    let asking = Asking { query, go };
    let export = text(move || query.with(Address::export));
    let clear = text(move || query.with(|query| Address::link(&query.without_filters(), None)));

    view! {
        <form id="contact-search" class="toolbar" role="search" method="get" action=crate::ui::state::LIST_PATH
            on:submit=move |event| {
                event.prevent_default();
            }
        >
            <SearchBox asking/>
            <div class="filters" role="group" aria-label=m.filters>
                <ChannelFilter asking/>
                <LanguageFilterMenu asking languages=list.languages/>
                <PermissionFilter asking permission=Permission::Proactive/>
                <PermissionFilter asking permission=Permission::Reactive/>
                <ExternalCodeFilter asking/>
                {when(
                    move || query.with(ContactQuery::has_filters),
                    move || {
                        view! { <a class="clear-filters" href=clear>{m.clear_filters}</a> }.into_any()
                    },
                )}
            </div>
            <SortChoice asking/>
            <noscript>
                <button class="button" type="submit">{m.search_button}</button>
            </noscript>
            <super::pager::Count list/>
            <a class="export-link" href=export>
                <Icon name="download"/>
                <span>{m.export}</span>
            </a>
        </form>
    }
}

/// "Channel" or "Channel: 2"
fn counted(label: &'static str, count: usize) -> String {
    if count == 0 {
        label.to_owned()
    } else {
        format!("{label}: {count}")
    }
}

fn face(label: Signal<String>) -> ViewFn {
    (move || view! { <span>{label}</span> <Icon name="chevron"/> }).into()
}

#[component]
fn ChannelFilter(asking: Asking) -> impl IntoView {
    let m = locale().messages();
    let query = asking.query;
    let label =
        Signal::derive(move || counted(m.channel, query.with(|query| query.channels.len())));
    view! {
        <Menu id="menu-channel" label button=face(label)>
            {Channel::ALL
                .map(|channel| {
                    let checked = flag(move || query.with(|query| query.channels.contains(&channel)));
                    view! {
                        <label class="choice">
                            <input
                                type="checkbox"
                                name="channel"
                                value=channel.code()
                                checked=checked.get_untracked()
                                prop:checked=checked
                                on:change=on_event(move |event| {
                                    let wanted = event_target_checked(&event);
                                    asking
                                        .change(|query| {
                                            if wanted {
                                                query.channels.insert(channel);
                                            } else {
                                                query.channels.remove(&channel);
                                            }
                                        });
                                })
                            />
                            <Icon name=channel.code()/>
                            <span>{channel.label()}</span>
                        </label>
                    }
                })
                .collect_view()}
        </Menu>
    }
}

#[component]
fn LanguageFilterMenu(asking: Asking, languages: RwSignal<Vec<LanguageCount>>) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let query = asking.query;
    let label =
        Signal::derive(move || counted(m.language, query.with(|query| query.languages.len())));
    let choices = dynamic(move || {
        languages
            .get()
            .into_iter()
            .map(|known| {
                let (name, filter) = match known.language {
                    None => (m.no_language.to_owned(), LanguageFilter::None),
                    Some(language) => (
                        locale
                            .language_name(language.as_str())
                            .unwrap_or_else(|| language.as_str().to_owned()),
                        LanguageFilter::Tag(language),
                    ),
                };
                language_choice(asking, name, filter, grouped(locale, known.contacts))
            })
            .collect_view()
            .into_any()
    });
    view! {
        <Menu id="menu-language" label button=face(label)>
            {choices}
        </Menu>
    }
}

fn language_choice(
    asking: Asking,
    name: String,
    filter: LanguageFilter,
    contacts: String,
) -> AnyView {
    let query = asking.query;
    let code = filter.code().to_owned();
    let known = filter.clone();
    let checked = flag(move || query.with(|query| query.languages.contains(&known)));
    let choose = on_event(move |event| {
        let wanted = event_target_checked(&event);
        let filter = filter.clone();
        asking.change(|query| {
            if wanted {
                query.languages.insert(filter);
            } else {
                query.languages.remove(&filter);
            }
        });
    });
    view! {
        <label class="choice">
            <input
                type="checkbox"
                name="language"
                value=code
                checked=checked.get_untracked()
                prop:checked=checked
                on:change=choose
            />
            <span>{name}</span>
            <span class="choice-count">{contacts}</span>
        </label>
    }
    .into_any()
}

/// A filter with three values, of which one is "any".
#[component]
fn RadioFilter(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    /// code and label; the first is "any" with the empty code
    choices: [(&'static str, &'static str); 3],
    #[prop(into)] current: Signal<&'static str>,
    on_choose: Callback<&'static str>,
) -> impl IntoView {
    let shown = Signal::derive(move || {
        let code = current.get();
        match choices
            .iter()
            .find(|(known, _)| *known == code && !code.is_empty())
        {
            Some((_, value)) => format!("{label}: {value}"),
            None => label.to_owned(),
        }
    });
    view! {
        <Menu id label=shown button=face(shown)>
            {choices
                .map(|(code, value)| {
                    let checked = flag(move || current.get() == code);
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name=name
                                value=code
                                checked=checked.get_untracked()
                                prop:checked=checked
                                on:change=on_event(move |_| on_choose.run(code))
                            />
                            <span>{value}</span>
                        </label>
                    }
                })
                .collect_view()}
        </Menu>
    }
}

#[component]
fn PermissionFilter(asking: Asking, permission: Permission) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let query = asking.query;
    let of = move |query: &ContactQuery| match permission {
        Permission::Proactive => query.proactive,
        Permission::Reactive => query.reactive,
    };
    let (active, blocked) = (
        PermissionState::Active.code(),
        PermissionState::Blocked.code(),
    );
    view! {
        <RadioFilter
            id=match permission {
                Permission::Proactive => "menu-proactive",
                Permission::Reactive => "menu-reactive",
            }
            name=permission.code()
            label=locale.permission(permission)
            choices=[("", m.any), (active, m.active), (blocked, m.blocked)]
            current=Signal::derive(move || query.with(|query| of(query).map_or("", PermissionState::code)))
            on_choose=Callback::new(move |code: &'static str| {
                let state = code.parse().ok();
                asking
                    .change(|query| match permission {
                        Permission::Proactive => query.proactive = state,
                        Permission::Reactive => query.reactive = state,
                    });
            })
        />
    }
}

#[component]
fn ExternalCodeFilter(asking: Asking) -> impl IntoView {
    let m = locale().messages();
    let query = asking.query;
    let current = move || {
        query.with(|query| match query.has_external_code {
            Some(true) => "with",
            Some(false) => "without",
            None => "",
        })
    };
    view! {
        <RadioFilter
            id="menu-external-code"
            name="external_code"
            label=m.external_code
            choices=[("", m.any), ("with", m.with_external_code), ("without", m.without_external_code)]
            current=Signal::derive(current)
            on_choose=Callback::new(move |code: &'static str| {
                asking.change(|query| query.has_external_code = (!code.is_empty()).then_some(code == "with"));
            })
        />
    }
}

#[component]
fn SortChoice(asking: Asking) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let query = asking.query;
    let orders: Vec<(String, String)> = SortKey::ALL
        .into_iter()
        .flat_map(|key| {
            let label = locale.sort_key(key);
            [
                (Sort::ascending(key), m.ascending),
                (Sort::descending(key), m.descending),
            ]
            .map(|(sort, direction)| (sort.code(), format!("{label}, {direction}")))
        })
        .collect();
    // Without a search there is no best match: the default order is by name.
    let searching = Memo::new(move |_| query.with(|query| !query.search.trim().is_empty()));
    let current = Memo::new(move |_| {
        let default = if searching.get() {
            String::new()
        } else {
            SortKey::Name.code().to_owned()
        };
        query.with(|query| query.sort.map_or(default, Sort::code))
    });
    view! {
        <label class="sort-choice">
            <span>{m.sort_by}</span>
            <select
                name="sort"
                prop:value=text(move || current.get())
                on:change=on_event(move |event| {
                    let sort = event_target_value(&event).parse().ok();
                    asking.change(|query| query.sort = sort);
                })
            >
                <option value="" disabled=flag(move || !searching.get()) selected=current.with_untracked(String::is_empty)>{m.best_match}</option>
                {orders
                    .into_iter()
                    .map(|(code, label)| {
                        let known = code.clone();
                        let selected = current.with_untracked(|current| *current == known);
                        view! { <option value=code selected=selected>{label}</option> }
                    })
                    .collect_view()}
            </select>
        </label>
    }
}
