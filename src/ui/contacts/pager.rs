//! How many there are, and the way to the other pages.

use super::list::{Facts, List};
use crate::{
    domain::{ContactQuery, Cursor, DEFAULT_PAGE_SIZE, PAGE_SIZES, Position},
    i18n::{Locale, filled, filled_all, grouped, total},
    ui::{
        kit::erased::{attr, flag, on_event, text},
        location::use_visit,
        preferences::locale,
        state::Address,
    },
};
use leptos::prelude::*;

/// "1–50 of 10,000+"
fn range(locale: Locale, facts: &Facts) -> String {
    let m = locale.messages();
    let all = total(locale, facts.total);
    match facts.start {
        Some(start) if facts.count > 0 => {
            let end = start + facts.count - 1;
            let span = format!("{}–{}", grouped(locale, start), grouped(locale, end));
            filled_all(m.range_of, &[&span, &all])
        }
        None if facts.count > 0 => filled(m.last_of, &all),
        _ => m.no_contacts.to_owned(),
    }
}

/// "1,234 contacts"; spoken whenever it changes.
#[component]
pub fn Count(list: List) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let label = text(move || {
        if list.error.with(Option::is_some) {
            return String::new();
        }
        list.facts.with(|facts| match facts.total.value {
            0 => m.no_contacts.to_owned(),
            1 => m.one_contact.to_owned(),
            _ => filled(m.some_contacts, &total(locale, facts.total)),
        })
    });
    view! { <p class="count" role="status" aria-live="polite">{label}</p> }
}

#[component]
pub fn Pager(list: List) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let link =
        move |label: &'static str, class: &'static str, to: fn(&Facts) -> Option<Position>| {
            let href = attr(move || {
                list.facts.with(|facts| {
                    to(facts).map(|position| Address::link(&facts.query.at(position), None))
                })
            });
            let disabled = attr(move || href.with(Option::is_none).then(|| "true".to_owned()));
            view! {
                // Without a target it is text to the keyboard and "dimmed" to a screen reader.
                <a class=class href=href role="link" aria-disabled=disabled>{label}</a>
            }
        };
    let visit = use_visit();
    let resize = move |event| {
        let size = event_target_value(&event)
            .parse()
            .unwrap_or(DEFAULT_PAGE_SIZE);
        let query = list
            .facts
            .with_untracked(|facts| facts.query.at(Position::First));
        let query = ContactQuery {
            page_size: size,
            ..query
        };
        visit(&Address::link(&query, None), false);
    };
    view! {
        <footer class="pager">
            <p class="range">{text(move || list.facts.with(|facts| range(locale, facts)))}</p>
            <nav aria-label=m.pages>
                {link(m.first_page, "pager-first", |facts| facts.previous.is_some().then_some(Position::First))}
                {link(m.previous_page, "pager-previous", |facts| cursor(facts.previous.as_deref()).map(Position::Before))}
                {link(m.next_page, "pager-next", |facts| cursor(facts.next.as_deref()).map(Position::After))}
                {link(m.last_page, "pager-last", |facts| facts.next.is_some().then_some(Position::Last))}
            </nav>
            <label class="page-size">
                <span>{m.rows_per_page}</span>
                <select name="size" form="contact-search" on:change=on_event(resize)>
                    {PAGE_SIZES
                        .map(|size| {
                            let selected = flag(move || list.facts.with(|facts| facts.query.page_size == size));
                            view! { <option value=size.to_string() selected=selected>{size}</option> }
                        })
                        .collect_view()}
                </select>
            </label>
        </footer>
    }
}

fn cursor(text: Option<&str>) -> Option<Cursor> {
    text.and_then(|text| Cursor::parse(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Total;

    #[test]
    fn the_range_says_what_is_known() {
        let mut facts = Facts {
            start: Some(51),
            count: 50,
            total: Total {
                value: 10_000,
                more: true,
            },
            ..Facts::default()
        };
        assert_eq!(range(Locale::En, &facts), "51–100 of 10,000+");
        assert_eq!(range(Locale::Es, &facts), "51–100 de 10.000+");
        facts.start = None;
        assert_eq!(range(Locale::En, &facts), "Last rows of 10,000+");
        assert_eq!(range(Locale::En, &Facts::default()), "No contacts");
    }
}
