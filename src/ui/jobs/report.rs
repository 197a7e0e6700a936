//! What became of a job, and what can be done about it.

use super::{counts::counts, job_messages, number, page::action_form};
use crate::{
    domain::{Job, JobKind, JobState},
    i18n::filled,
    ui::{account::parts::Popover, paths, state::LIST_PATH},
};
use leptos::prelude::*;

/// `what` it was that was done, where its kind doesn't say.
pub(super) fn report(job: &Job, what: Option<String>) -> AnyView {
    let m = job_messages();
    let ending = match job.state {
        JobState::Failed => {
            Some(view! { <p class="notice refused" role="alert">{m.failed_text}</p> }.into_any())
        }
        JobState::Cancelled => Some(view! { <p class="notice">{m.cancelled_text}</p> }.into_any()),
        _ => None,
    };
    let left = (job.kind == JobKind::Undo && job.state == JobState::Done).then(|| {
        let text = match job.counts.left {
            0 => m.undo_left_none.to_owned(),
            left => filled(m.undo_left, &number(left)),
        };
        view! { <p>{text}</p> }
    });
    let undone = job.undone_by.map(|undoing| {
        let href = paths::of_job(paths::JOB, undoing);
        view! { <p class="notice"><span>{m.undone}</span> <a href=href>{m.see_undo}</a></p> }
    });
    let undoes = job.undoes.map(|undone| {
        let href = paths::of_job(paths::JOB, undone);
        view! { <a class="button" href=href>{m.see_undone}</a> }
    });
    let final_ = (job.kind == JobKind::Bulk && job.counts.deleted > 0)
        .then(|| view! { <p class="lead">{m.final_delete}</p> });
    view! {
        {ending}
        {undone}
        <section class="panel">
            <h2>{m.did}</h2>
            {what.map(|what| view! { <p>{what}</p> })}
            {counts(job.kind, job.counts)}
            {left}
            {final_}
        </section>
        <div class="job-actions">
            <a class="button primary" href=LIST_PATH>{m.to_contacts}</a>
            {can_be_undone(job).then(|| undo(job))}
            {undoes}
            {forget(job)}
        </div>
    }
    .into_any()
}

const fn can_be_undone(job: &Job) -> bool {
    !matches!(job.kind, JobKind::Undo) && job.undone_by.is_none() && job.changed_something()
}

fn undo(job: &Job) -> impl IntoView + use<> {
    let (m, id) = (job_messages(), job.id);
    view! {
        <Popover id="undo" button=m.undo label=m.undo>
            <p>{m.undo_text}</p>
            {action_form(paths::JOB_UNDO, id, m.undo, "button primary")}
        </Popover>
    }
}

pub(super) fn forget(job: &Job) -> impl IntoView + use<> {
    let (m, id) = (job_messages(), job.id);
    view! {
        <Popover id="forget" button=m.forget label=m.forget dangerous=true>
            <p>{m.forget_text}</p>
            {action_form(paths::JOB_FORGET, id, m.forget, "button danger")}
        </Popover>
    }
}
