//! An import that is to be settled: how the file is read, what its columns are, what its rows may do.

use super::{job_messages, page::action_form};
use crate::{
    domain::{
        COMMON_LANGUAGES, Channel, Job,
        import::{Delimiter, Dialect, Encoding, ImportField, Matching, Policy},
    },
    i18n::filled,
    ui::{
        account::{
            Refusal,
            parts::{Cell, RefusalNotice, column},
        },
        jobs::found::{Found, RefusedLine},
        paths,
        preferences::{locale, messages},
    },
};
use leptos::prelude::*;

/// Cells that are shown of a column, and how much of each.
const SHOWN_CELLS: usize = 3;
const SHOWN_CHARS: usize = 48;

/// What is to be imported, and how.
#[derive(Clone, Debug)]
pub struct ImportShown {
    pub dialect: Dialect,
    pub header: Vec<String>,
    /// How the file begins.
    pub rows: Vec<Vec<String>>,
    /// What each column is.
    pub columns: Vec<Option<ImportField>>,
    pub channel: Option<Channel>,
    /// As it was filled in.
    pub language: String,
    pub clear_empty: bool,
    pub matching: Matching,
    pub policy: Policy,
    pub may_overwrite: bool,
    /// What the dry run found.
    pub found: Option<Found>,
    /// The first rows that were refused.
    pub refused: Vec<RefusedLine>,
}

pub(super) fn draft(job: &Job, shown: &ImportShown, refusal: Option<Refusal>) -> AnyView {
    let m = job_messages();
    view! {
        <RefusalNotice refusal=refusal.clone()/>
        <form method="post" action=paths::of_job(paths::JOB_PLAN, job.id) class="plan" id="plan" novalidate>
            {reading(shown)}
            {columns(shown)}
            {constants(shown, refusal)}
            <div class="two-panels">
                {matching(shown)}
                {policy(shown)}
            </div>
            <p class="lead">{m.check_import_text}</p>
        </form>
        <div class="job-actions">
            <button type="submit" form="plan" name="then" value="check" class="button primary">{m.check_import}</button>
            {action_form(paths::JOB_CANCEL, job.id, m.discard, "button danger-quiet")}
        </div>
    }
    .into_any()
}

/// One of several, as a select.
fn choice(
    name: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str, bool)>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, text, selected)| view! { <option value=value selected=selected>{text}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>{options}</select>
        </div>
    }
}

fn reading(shown: &ImportShown) -> impl IntoView + use<> {
    let m = job_messages();
    let Dialect {
        delimiter,
        encoding,
    } = shown.dialect;
    let delimiters = Delimiter::ALL
        .map(|one| (one.code(), locale().delimiter(one), one == delimiter))
        .to_vec();
    let encodings = Encoding::ALL
        .map(|one| (one.code(), locale().encoding(one), one == encoding))
        .to_vec();
    view! {
        <section class="panel">
            <h2>{m.reading}</h2>
            <div class="field-row">
                {choice("delimiter", m.delimiter, delimiters)}
                {choice("encoding", m.encoding, encodings)}
                <button type="submit" name="then" value="read" class="button">{m.read_again}</button>
            </div>
            <p class="lead">{m.read_again_hint}</p>
        </section>
    }
}

fn columns(shown: &ImportShown) -> impl IntoView + use<> {
    let m = job_messages();
    let rows = shown
        .header
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let field = shown.columns.get(at).copied().flatten();
            let cells = shown.rows.iter().filter_map(|row| row.get(at));
            column_row(at, name, field, cells.map(String::as_str))
        })
        .collect_view();
    view! {
        <section class="panel">
            <h2>{m.columns}</h2>
            <p class="lead">{m.columns_text}</p>
            <div class="table-scroll">
                <table class="records columns" aria-label=m.columns>
                    <thead>
                        <tr>{column(m.column)} {column(m.first_rows)} {column(m.field)}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn column_row<'a>(
    at: usize,
    name: &str,
    field: Option<ImportField>,
    cells: impl Iterator<Item = &'a str>,
) -> AnyView {
    let m = job_messages();
    let name = if name.trim().is_empty() {
        m.no_name.to_owned()
    } else {
        shortened(name)
    };
    let cells: Vec<_> = cells
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .take(SHOWN_CELLS)
        .map(|cell| view! { <span class="cell-sample"><bdi>{shortened(cell)}</bdi></span> })
        .collect();
    let options = ImportField::ALL
        .map(|one| {
            view! { <option value=one.code() selected=field == Some(one)>{locale().import_field(one)}</option> }
        })
        .collect_view();
    view! {
        <tr data-left-out=field.is_none().then_some("true")>
            <td class="record-title"><bdi>{name.clone()}</bdi></td>
            <Cell label=m.first_rows>{cells}</Cell>
            <Cell label=m.field>
                <select name=format!("column-{at}") aria-label=filled(m.field_of, &name)>
                    <option value="" selected=field.is_none()>{m.left_out}</option>
                    {options}
                </select>
            </Cell>
        </tr>
    }
    .into_any()
}

/// What fits into a cell; control characters as blanks.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(SHOWN_CHARS)
        .collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        short.push('…');
    }
    short
}

fn constants(shown: &ImportShown, refusal: Option<Refusal>) -> impl IntoView + use<> {
    let m = job_messages();
    let no_channel = ("", m.none, shown.channel.is_none());
    let channels = std::iter::once(no_channel)
        .chain(Channel::ALL.map(|one| (one.code(), one.label(), shown.channel == Some(one))))
        .collect();
    let error = refusal.and_then(|refusal| refusal.at("language"));
    let invalid = error.is_some();
    let note = error.unwrap_or_else(|| m.set_language_hint.to_owned());
    let tags = COMMON_LANGUAGES
        .map(|tag| view! { <option value=tag>{locale().language_name(tag)}</option> })
        .collect_view();
    view! {
        <section class="panel">
            <h2>{m.constants}</h2>
            <p class="lead">{m.constants_text}</p>
            <div class="field-row">
                {choice("channel", m.all_rows_channel, channels)}
                <div class="field" class:invalid=invalid>
                    <label for="language">{m.all_rows_language}</label>
                    <input
                        id="language"
                        name="language"
                        value=shown.language.clone()
                        list="languages"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        aria-invalid=invalid.then_some("true")
                        aria-describedby="language-note"
                    />
                    <datalist id="languages">{tags}</datalist>
                    <p class="field-note" id="language-note">{note}</p>
                </div>
            </div>
            <label class="choice">
                <input type="checkbox" name="clear_empty" value="true" checked=shown.clear_empty/>
                <span>{m.clear_empty} " " <small>{m.clear_empty_text}</small></span>
            </label>
        </section>
    }
}

fn matching(shown: &ImportShown) -> impl IntoView + use<> {
    let m = job_messages();
    let choices = Matching::ALL
        .map(|one| {
            let (label, text) = match one {
                Matching::ContactId => (m.match_contact_id, m.match_contact_id_text),
                Matching::ExternalCode => (m.match_external_code, m.match_external_code_text),
            };
            radio(
                "matching",
                one.code(),
                label,
                text.to_owned(),
                one == shown.matching,
                true,
            )
        })
        .collect_view();
    view! {
        <fieldset class="panel choices">
            <legend>{m.matching}</legend>
            {choices}
        </fieldset>
    }
}

fn policy(shown: &ImportShown) -> impl IntoView + use<> {
    let m = job_messages();
    let choices = Policy::ALL
        .map(|one| {
            let (label, text) = locale().import_policy(one);
            let allowed = one != Policy::Overwrite || shown.may_overwrite;
            let text = if allowed {
                text.to_owned()
            } else {
                format!("{text} {}", m.overwrite_admins)
            };
            radio(
                "policy",
                one.code(),
                label,
                text,
                one == shown.policy,
                allowed,
            )
        })
        .collect_view();
    view! {
        <fieldset class="panel choices">
            <legend>{m.policy}</legend>
            {choices}
            <p class="lead">{m.policy_text}</p>
        </fieldset>
    }
}

fn radio(
    name: &'static str,
    value: &'static str,
    label: &'static str,
    text: String,
    checked: bool,
    allowed: bool,
) -> AnyView {
    view! {
        <label class="choice">
            <input type="radio" name=name value=value checked=checked disabled=!allowed/>
            <span>{label} " " <small>{text}</small></span>
        </label>
    }
    .into_any()
}

/// Where the settings are changed again.
pub(super) fn settings_path(job: &Job) -> String {
    format!("{}?settings", paths::of_job(paths::JOB, job.id))
}

/// What a field is called whose name is that of the API.
pub(super) fn field_label(code: &str) -> String {
    let m = messages();
    let label = match code {
        "name" => m.name,
        "external_code" => m.external_code,
        "language" => m.language,
        "proactive" => m.proactive,
        "reactive" => m.reactive,
        _ => return code.to_owned(),
    };
    label.to_owned()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_long_cell_is_cut_and_a_line_break_does_not_show() {
        assert_eq!(shortened("a\nb"), "a b");
        let long = "é".repeat(49);
        assert_eq!(shortened(&long), format!("{}…", "é".repeat(48)));
        assert_eq!(shortened(&"é".repeat(48)), "é".repeat(48));
    }
}
