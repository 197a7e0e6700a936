//! What the dry run of an import found, and the rows that were refused.

use super::{
    counts::counts,
    import::{ImportShown, field_label, settings_path, shortened},
    job_messages, number,
    page::action_form,
};
use crate::{
    domain::{
        Job, JobCounts, JobKind,
        import::{Policy, RowProblem},
    },
    i18n::{filled, filled_all},
    ui::{
        account::parts::{Cell, column},
        paths,
        preferences::locale,
    },
};
use leptos::prelude::*;

#[derive(Clone, Debug, Default)]
pub struct Found {
    pub counts: JobCounts,
    /// The first of those that would be made and of those that would change.
    pub created: Vec<FoundRow>,
    pub updated: Vec<FoundRow>,
}

/// A row and what it would do.
#[derive(Clone, Debug)]
pub struct FoundRow {
    pub line: u64,
    pub label: String,
    pub changes: Vec<FoundChange>,
}

#[derive(Clone, Debug)]
pub struct FoundChange {
    /// As the API names it.
    pub field: String,
    pub from: String,
    pub to: String,
}

/// A row that was not taken.
#[derive(Clone, Debug)]
pub struct RefusedLine {
    pub line: u64,
    pub problems: Vec<RowProblem>,
}

pub(super) fn checked(job: &Job, shown: &ImportShown, found: &Found) -> AnyView {
    let m = job_messages();
    let changes = found.counts.created + found.counts.updated;
    let opens = found.counts.opened;
    let warning = (shown.policy == Policy::Overwrite && opens > 0).then(|| {
        let text = match opens {
            1 => m.opens_warning_one.to_owned(),
            _ => filled(m.opens_warning, &number(opens)),
        };
        view! { <p class="notice refused" role="alert">{text}</p> }
    });
    let nothing = (changes == 0).then(|| view! { <p class="notice">{m.nothing_to_do}</p> });
    let import = (changes > 0).then(|| {
        let text = match changes {
            1 => m.import_now_one.to_owned(),
            _ => filled(m.import_now, &number(changes)),
        };
        view! {
            <form method="post" action=paths::of_job(paths::JOB_START, job.id)>
                <button type="submit" class="button primary">{text}</button>
            </form>
        }
    });
    let (policy, policy_text) = locale().import_policy(shown.policy);
    view! {
        {warning}
        <section class="panel">
            <h2>{m.would}</h2>
            {counts(JobKind::Import, found.counts)}
            <p class="lead">{policy} ": " {policy_text}</p>
        </section>
        {nothing}
        <div class="job-actions">
            {import}
            <a class="button" href=settings_path(job)>{m.change_settings}</a>
            {action_form(paths::JOB_CANCEL, job.id, m.discard, "button danger-quiet")}
        </div>
        {refused(job, &shown.refused, found.counts.refused)}
        {updated(&found.updated, found.counts.updated)}
        {created(&found.created, found.counts.created)}
    }
    .into_any()
}

/// "The first 20 of 1,234", where not all are shown.
fn first_of(shown: usize, all: u64) -> Option<impl IntoView> {
    let m = job_messages();
    ((shown as u64) < all).then(|| {
        let text = filled_all(m.refused_first, &[&number(shown as u64), &number(all)]);
        view! { <p class="lead">{text}</p> }
    })
}

fn updated(rows: &[FoundRow], all: u64) -> Option<AnyView> {
    let m = job_messages();
    if rows.is_empty() {
        return None;
    }
    let more = first_of(rows.len(), all);
    let rows = rows
        .iter()
        .map(|row| {
            let changes: Vec<_> = row.changes.iter().map(change).collect();
            let line = number(row.line);
            view! {
                <tr>
                    <td class="record-title"><bdi>{shortened(&row.label)}</bdi></td>
                    <Cell label=m.line>{line}</Cell>
                    <Cell label=m.what_changes>{changes}</Cell>
                </tr>
            }
        })
        .collect_view();
    let table = view! {
        <section class="panel">
            <h2>{m.examples_updated}</h2>
            {more}
            <div class="table-scroll">
                <table class="records" aria-label=m.examples_updated>
                    <thead>
                        <tr>{column(m.contact)} {column(m.line)} {column(m.what_changes)}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    };
    Some(table.into_any())
}

fn change(change: &FoundChange) -> AnyView {
    let m = job_messages();
    let value = |text: &str| match (change.field.as_str(), text) {
        (_, "") => m.empty.to_owned(),
        ("proactive" | "reactive", state) => state.parse().map_or_else(
            |()| state.to_owned(),
            |state| locale().state(state).to_owned(),
        ),
        _ => shortened(text),
    };
    view! {
        <span class="found-change">
            {field_label(&change.field)} ": " <bdi>{value(&change.from)}</bdi> " → " <bdi><strong>{value(&change.to)}</strong></bdi>
        </span>
    }
    .into_any()
}

fn created(rows: &[FoundRow], all: u64) -> Option<AnyView> {
    let m = job_messages();
    if rows.is_empty() {
        return None;
    }
    let more = first_of(rows.len(), all);
    let rows = rows
        .iter()
        .map(|row| {
            let line = number(row.line);
            view! {
                <tr>
                    <td class="record-title"><bdi>{shortened(&row.label)}</bdi></td>
                    <Cell label=m.line>{line}</Cell>
                </tr>
            }
        })
        .collect_view();
    let table = view! {
        <section class="panel">
            <h2>{m.examples_created}</h2>
            {more}
            <div class="table-scroll">
                <table class="records" aria-label=m.examples_created>
                    <thead>
                        <tr>{column(m.contact)} {column(m.line)}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    };
    Some(table.into_any())
}

/// The first rows that were not taken, and the way to all of them.
pub(super) fn refused(job: &Job, rows: &[RefusedLine], all: u64) -> Option<AnyView> {
    let m = job_messages();
    if rows.is_empty() {
        return None;
    }
    let more = first_of(rows.len(), all);
    let rows = rows
        .iter()
        .flat_map(|row| row.problems.iter().map(move |problem| (row.line, problem)))
        .map(|(line, problem)| {
            let field = problem
                .field()
                .map_or(m.whole_row, |field| locale().field(field));
            let why = locale().row_problem(problem);
            view! {
                <tr>
                    <Cell label=m.line>{number(line)}</Cell>
                    <td class="record-title">{field}</td>
                    <Cell label=m.why>{why}</Cell>
                </tr>
            }
        })
        .collect_view();
    let table = view! {
        <section class="panel">
            <h2>{m.refused_rows}</h2>
            {more}
            <div class="table-scroll">
                <table class="records" aria-label=m.refused_rows>
                    <thead>
                        <tr>{column(m.line)} {column(m.field)} {column(m.why)}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="job-actions">
                <a class="button" href=paths::of_job(paths::JOB_REFUSED, job.id) download>{m.download_refused}</a>
                <span class="lead">{m.download_text}</span>
            </div>
        </section>
    };
    Some(table.into_any())
}
