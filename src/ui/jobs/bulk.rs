//! A change in bulk that is to be settled, and what its dry run found.

use super::{
    choice::BulkChoice, counts::counts, job_messages, number, page::action_form, query::in_words,
};
use crate::{
    domain::{ContactQuery, Job, JobCounts, JobKind},
    i18n::{filled, filled_all},
    ui::{
        account::{Refusal, parts::RefusalNotice},
        paths,
        preferences::{locale, messages},
    },
};
use leptos::prelude::*;

/// What is selected, and what is to become of it.
#[derive(Clone, Debug)]
pub struct BulkShown {
    pub selected: u64,
    /// What they matched; `None`: contacts one by one.
    pub query: Option<String>,
    /// `None`: not chosen yet.
    pub choice: Option<BulkChoice>,
    /// As they were filled in.
    pub language: String,
    pub external_code: String,
    pub found: Option<JobCounts>,
}

/// How many are meant, and by what.
fn selection(shown: &BulkShown) -> String {
    let m = job_messages();
    let count = number(shown.selected);
    let matched = shown
        .query
        .as_deref()
        .and_then(|query| ContactQuery::parse(query).ok())
        .map(|query| in_words(locale(), &query));
    match (matched, shown.selected) {
        (_, 1) => m.selected_one.to_owned(),
        (None, _) => filled(m.selected_some, &count),
        (Some(matched), _) if matched.is_empty() => filled(m.selected_all, &count),
        (Some(matched), _) => filled_all(m.selected_matching, &[&count, &matched]),
    }
}

/// What is chosen, in words.
pub(super) fn chosen(shown: &BulkShown) -> Option<String> {
    let m = job_messages();
    Some(match shown.choice? {
        BulkChoice::Language if shown.language.is_empty() => m.clear_language.to_owned(),
        BulkChoice::Language => filled(m.set_language_to, &shown.language),
        BulkChoice::ExternalCode if shown.external_code.is_empty() => {
            m.clear_external_code.to_owned()
        }
        BulkChoice::ExternalCode => filled(m.set_external_code_to, &shown.external_code),
        choice => choice.label(),
    })
}

pub(super) fn draft(job: &Job, shown: &BulkShown, refusal: Option<Refusal>) -> AnyView {
    let m = job_messages();
    let choices = BulkChoice::ALL
        .map(|choice| option(choice, shown, refusal.clone()))
        .collect_view();
    view! {
        <RefusalNotice refusal/>
        <p class="lead">{selection(shown)} " " {m.frozen}</p>
        <form method="post" action=paths::of_job(paths::JOB_PLAN, job.id) class="panel fields" novalidate id="plan">
            <fieldset class="choices">
                <legend>{m.what_to_do}</legend>
                {choices}
            </fieldset>
            <p class="lead">{m.check_text}</p>
        </form>
        <div class="job-actions">
            <button type="submit" form="plan" class="button primary">{m.check}</button>
            {action_form(paths::JOB_CANCEL, job.id, messages().cancel, "button")}
        </div>
    }
    .into_any()
}

/// A choice, with the field that belongs to it; the style sheet shows that of the chosen one.
fn option(choice: BulkChoice, shown: &BulkShown, refusal: Option<Refusal>) -> AnyView {
    let m = job_messages();
    let field = match choice {
        BulkChoice::Language => Some((
            "language",
            &shown.language,
            messages().language,
            m.set_language_hint,
        )),
        BulkChoice::ExternalCode => Some((
            "external_code",
            &shown.external_code,
            messages().external_code,
            m.set_external_code_hint,
        )),
        BulkChoice::Set(..) | BulkChoice::Delete => None,
    };
    let field = field.map(|(name, value, label, hint)| {
        let error = refusal.as_ref().and_then(|refusal| refusal.at(name));
        let invalid = error.is_some();
        let note = error.unwrap_or_else(|| hint.to_owned());
        view! {
            <div class="field choice-field" class:invalid=invalid>
                <label for=name>{label}</label>
                <input
                    id=name
                    name=name
                    value=value.clone()
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=invalid.then_some("true")
                    aria-describedby=format!("{name}-note")
                />
                <p class="field-note" id=format!("{name}-note")>{note}</p>
            </div>
        }
    });
    let warning = (choice == BulkChoice::Delete)
        .then(|| view! { " " <small class="final">{m.delete_text}</small> });
    view! {
        <div class="choice-with-field">
            <label class="choice">
                <input type="radio" name="do" value=choice.code() checked=shown.choice == Some(choice)/>
                <span>{choice.label()} {warning}</span>
            </label>
            {field}
        </div>
    }
    .into_any()
}

pub(super) fn checked(job: &Job, shown: &BulkShown, found: JobCounts) -> AnyView {
    let m = job_messages();
    let deletes = shown.choice == Some(BulkChoice::Delete);
    let changes = found.updated + found.deleted;
    let gone = shown.selected.saturating_sub(found.rows);
    let gone = (gone > 0).then(|| view! { <p class="lead">{m.gone} ": " {number(gone)}</p> });
    let (text, class) = match (deletes, changes) {
        (true, 1) => (m.apply_delete_one.to_owned(), "button danger"),
        (true, _) => (filled(m.apply_delete, &number(changes)), "button danger"),
        (false, 1) => (m.apply_one.to_owned(), "button primary"),
        (false, _) => (filled(m.apply, &number(changes)), "button primary"),
    };
    let nothing = (changes == 0).then(|| view! { <p class="notice">{m.nothing_to_do}</p> });
    let apply = (changes > 0).then(|| {
        view! {
            <form method="post" action=paths::of_job(paths::JOB_START, job.id)>
                <button type="submit" class=class>{text}</button>
            </form>
        }
    });
    view! {
        <p class="lead">{selection(shown)}</p>
        <section class="panel">
            <h2>{chosen(shown)}</h2>
            {deletes.then(|| view! { <p class="notice refused">{m.delete_text}</p> })}
            {counts(JobKind::Bulk, found)}
            {gone}
        </section>
        {nothing}
        <div class="job-actions">
            {apply}
            <a class="button" href=format!("{}?settings", paths::of_job(paths::JOB, job.id))>{m.change_settings}</a>
            {action_form(paths::JOB_CANCEL, job.id, m.discard, "button danger-quiet")}
        </div>
    }
    .into_any()
}
