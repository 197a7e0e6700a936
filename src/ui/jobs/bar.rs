//! What stands beside the table of contacts. The server writes it and the browser takes it over as it stands, so that none of
//! it is part of the download; public/bulk.js ticks the page and sends the present search.

use super::{choice::BulkChoice, job_messages};
use crate::{
    domain::{ContactQuery, Total},
    i18n,
    ui::{paths, preferences::locale},
};
use leptos::{prelude::*, tachys::view::RenderHtml};

/// In the head of the column of ticks.
#[must_use]
pub fn tick_all() -> String {
    view! { <input type="checkbox" class="tick-all" aria-label=job_messages().tick_all autocomplete="off"/> }.to_html()
}

#[must_use]
pub fn import_link() -> String {
    view! { <a class="button" href=paths::IMPORT>{job_messages().import}</a> }.to_html()
}

/// The form that the ticks of the rows belong to.
#[must_use]
pub fn bulk_bar(query: &ContactQuery, total: Total) -> String {
    let m = job_messages();
    // The number is of the present search: public/bulk.js keeps it so.
    let (before, after) = m.select_matching.split_once("{}").unwrap_or_default();
    let total = i18n::total(locale(), total);
    let choices = BulkChoice::ALL
        .map(|choice| view! { <option value=choice.code()>{choice.label()}</option> })
        .collect_view();
    view! {
        <form id="bulk" method="post" action=paths::BULK aria-label=m.selection>
            <input type="hidden" name="query" value=query.to_query_string()/>
            <p class="bulk-count">{m.selected}</p>
            <label class="choice">
                <input type="checkbox" name="all" value="true"/>
                <span>{before}<span class="bulk-total">{total}</span>{after}</span>
            </label>
            <div class="bulk-do">
                <select name="do" aria-label=m.action>
                    <option value="">{m.choose_action}</option>
                    {choices}
                    <option value=BulkChoice::EXPORT>{locale().messages().export}</option>
                </select>
                <button type="submit" class="button primary">{m.continue_}</button>
            </div>
        </form>
    }
    .to_html()
}
