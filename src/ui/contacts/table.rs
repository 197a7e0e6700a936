//! The table: sortable heads, rows, and what stands there when there are none.

use super::{list::List, row::Row, signed_out::sign_in_link, switching::Switching};
use crate::{
    domain::{AppError, ContactQuery, Direction, Position, Sort, SortKey},
    i18n::filled,
    ui::{
        kit::{
            Icon,
            erased::{aria, attr, dynamic, flag, on_click, text, when},
            from_server,
        },
        preferences::locale,
        state::{Address, DialogTarget, LIST_PATH},
    },
};
use leptos::prelude::*;

/// Rows drawn while an answer takes long.
const SKELETONS: usize = 8;

/// What a click on a column's head sorts by: up, then down, then back to the default order.
fn next_sort(query: &ContactQuery, key: SortKey) -> Option<Sort> {
    match shown_sort(query) {
        Some(Sort {
            key: now,
            direction: Direction::Ascending,
        }) if now == key => Some(Sort::descending(key)),
        Some(Sort {
            key: now,
            direction: Direction::Descending,
        }) if now == key && query.sort.is_some() => None,
        _ => Some(Sort::ascending(key)),
    }
}

/// The column that decides the order; none where the best match comes first.
fn shown_sort(query: &ContactQuery) -> Option<Sort> {
    query.sort.or_else(|| {
        query
            .search
            .trim()
            .is_empty()
            .then_some(Sort::ascending(SortKey::Name))
    })
}

#[component]
fn Head(sort: SortKey, query: Memo<ContactQuery>) -> impl IntoView {
    let label = locale().sort_key(sort);
    let direction = move || {
        query.with(|query| {
            shown_sort(query)
                .filter(|shown| shown.key == sort)
                .map(|shown| shown.direction)
        })
    };
    let aria_sort = attr(move || {
        let word = match direction() {
            Some(Direction::Ascending) => "ascending",
            Some(Direction::Descending) => "descending",
            None => "none",
        };
        Some(word.to_owned())
    });
    let link = text(move || {
        query.with(|query| {
            let sorted = ContactQuery {
                sort: next_sort(query, sort),
                ..query.at(Position::First)
            };
            Address::link(&sorted, None)
        })
    });
    view! {
        <th scope="col" aria-sort=aria_sort>
            <a href=link>{label} <Icon name="sort"/></a>
        </th>
    }
}

#[component]
pub fn Table(list: List, switching: Switching, query: Memo<ContactQuery>) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    // Of what is shown, not of what is asked: a hundred links that change before the request is sent would hold it up. A
    // click goes by what is asked (location.rs).
    let shown = Memo::new(move |_| list.facts.with(|facts| facts.query.clone()));
    let base = Memo::new(move |_| {
        let mut base = shown.with(|query| Address::link(query, None));
        base.push(if base.contains('?') { '&' } else { '?' });
        base
    });
    let has_rows = Memo::new(move |_| list.places.with(|places| !places.is_empty()));
    let shows_error = Memo::new(move |_| list.error.with(Option::is_some));
    view! {
        <ErrorPanel list/>
        <div
            class="table-scroll"
            class:is-slow=flag(move || list.slow.get())
            hidden=flag(move || !has_rows.get() && !list.slow.get())
        >
            <table aria-label=m.contacts_table aria-busy=aria(move || list.loading.get())>
                <thead>
                    <tr>
                        {list.may_change.then(|| view! { <th scope="col" class="cell-tick" inner_html=from_server!(crate::ui::jobs::tick_all())></th> })}
                        <Head sort=SortKey::Name query/>
                        <Head sort=SortKey::ContactId query/>
                        <Head sort=SortKey::ExternalCode query/>
                        <Head sort=SortKey::Channel query/>
                        <Head sort=SortKey::Language query/>
                        <th scope="col" title=m.proactive_hint>{m.proactive}</th>
                        <th scope="col" title=m.reactive_hint>{m.reactive}</th>
                        <th scope="col" class="cell-actions"><span class="visually-hidden">{m.actions}</span></th>
                    </tr>
                </thead>
                {when(move || list.slow.get(), move || skeletons(8 + usize::from(list.may_change)))}
                <tbody class="rows">
                    <For each=move || list.places.get() key=|place| place.key let:place>
                        <Row place switching base/>
                    </For>
                </tbody>
            </table>
        </div>
        {when(
            move || !has_rows.get() && !shows_error.get() && !list.slow.get(),
            move || view! { <Empty list query/> }.into_any(),
        )}
    }
}

fn skeletons(columns: usize) -> AnyView {
    let cells = || {
        (0..columns)
            .map(|_| view! { <td><span class="skeleton"></span></td> })
            .collect_view()
    };
    let rows = (0..SKELETONS)
        .map(|_| view! { <tr>{cells()}</tr> })
        .collect_view();
    view! { <tbody class="skeletons" aria-hidden="true">{rows}</tbody> }.into_any()
}

/// What to do where nothing is shown.
#[component]
fn Empty(list: List, query: Memo<ContactQuery>) -> impl IntoView {
    let m = locale().messages();
    dynamic(move || {
        let query = query.get();
        let search = query.search.trim();
        if search.is_empty() && !query.has_filters() {
            return view! {
                <div class="empty">
                    <Icon name="contacts"/>
                    <h2>{m.empty_title}</h2>
                    <p>{if list.may_change { m.empty_text } else { m.empty_text_viewer }}</p>
                    {list.may_change.then(|| view! {
                        <a class="button primary" href=Address::link(&query, Some(DialogTarget::New))>
                            {m.add_contact}
                        </a>
                    })}
                </div>
            }
            .into_any();
        }
        let title = if search.is_empty() {
            m.no_match_title.to_owned()
        } else {
            filled(m.no_match_search, search)
        };
        let without = Address::link(&query.without_filters(), None);
        view! {
            <div class="empty">
                <Icon name="search"/>
                <h2>{title}</h2>
                <p>{m.no_match_text}</p>
                <p class="empty-actions">
                    {query
                        .has_filters()
                        .then(|| view! { <a class="button" href=without>{m.clear_filters}</a> })}
                    <a class="button" href=LIST_PATH>{m.start_over}</a>
                </p>
            </div>
        }
        .into_any()
    })
}

/// Why there is no answer, and the way out. What was shown before stays below.
#[component]
fn ErrorPanel(list: List) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    dynamic(move || {
        let Some(error) = list.error.get() else {
            return ().into_any();
        };
        {
            let asked_wrong = matches!(error, AppError::Query { .. });
            let title = asked_wrong.then(|| view! { <strong>{m.bad_query_title}</strong> });
            view! {
                <div class="notice" role="alert">
                    <p>
                        {title}
                        " "
                        {locale.app_error(&error)}
                        " "
                        {sign_in_link(&error)}
                    </p>
                    {if asked_wrong {
                        view! { <a class="button" href=LIST_PATH>{m.start_over}</a> }.into_any()
                    } else {
                        view! {
                            <button type="button" class="button" on:click=on_click(move || list.reload())>
                                {m.retry}
                            </button>
                        }
                            .into_any()
                    }}
                </div>
            }
            .into_any()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_goes_up_then_down_then_back_to_the_default() {
        let plain = ContactQuery::default();
        // The default order is by name already, so its first click turns it round.
        assert_eq!(
            next_sort(&plain, SortKey::Name),
            Some(Sort::descending(SortKey::Name))
        );
        assert_eq!(
            next_sort(&plain, SortKey::Channel),
            Some(Sort::ascending(SortKey::Channel))
        );
        let up = ContactQuery {
            sort: Some(Sort::ascending(SortKey::Channel)),
            ..plain.clone()
        };
        assert_eq!(
            next_sort(&up, SortKey::Channel),
            Some(Sort::descending(SortKey::Channel))
        );
        let down = ContactQuery {
            sort: Some(Sort::descending(SortKey::Channel)),
            ..plain.clone()
        };
        assert_eq!(next_sort(&down, SortKey::Channel), None);
        let searched = ContactQuery {
            search: "a".to_owned(),
            ..plain
        };
        assert_eq!(shown_sort(&searched), None);
        assert_eq!(
            next_sort(&searched, SortKey::Name),
            Some(Sort::ascending(SortKey::Name))
        );
    }
}
