//! Settings / Imports: what was imported, and what became of it.

use super::{
    job_messages, number,
    page::{Note, note},
};
use crate::{
    domain::Job,
    i18n::filled_all,
    ui::{
        account::{
            Frame, Tab,
            parts::{Cell, account_messages, column},
            plus,
            time::moment,
        },
        paths,
        preferences::locale,
    },
};
use leptos::prelude::*;

#[derive(Clone, Debug)]
pub struct ImportsPage {
    /// The newest first.
    pub jobs: Vec<Job>,
    pub note: Option<Note>,
}

impl ImportsPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        frame.settings(Tab::Imports, || {
            let m = job_messages();
            view! {
                {note(self.note)}
                <p class="lead">{m.imports_text}</p>
                <p><a class="button primary" href=paths::IMPORT>{plus()} {m.import}</a></p>
                {table(self.jobs)}
            }
            .into_any()
        })
    }
}

fn table(jobs: Vec<Job>) -> AnyView {
    let m = job_messages();
    if jobs.is_empty() {
        return view! { <p class="nothing">{m.imports_empty}</p> }.into_any();
    }
    let rows = jobs.iter().map(row).collect_view();
    view! {
        <div class="table-scroll">
            <table class="records" aria-label=account_messages().imports>
                <thead>
                    <tr>
                        {column(m.file)} {column(m.who)} {column(m.when)} {column(m.state)} {column(m.result)}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(job: &Job) -> impl IntoView + use<> {
    let m = job_messages();
    let title = if job.title.is_empty() {
        m.untitled.to_owned()
    } else {
        job.title.clone()
    };
    let who = job
        .actor_name
        .clone()
        .unwrap_or_else(|| locale().actor_kind(job.actor_kind).to_owned());
    let counts = job.counts;
    let result = job.state.is_over().then(|| {
        let numbers = [counts.created, counts.updated, counts.refused].map(number);
        filled_all(m.result_of, &[&numbers[0], &numbers[1], &numbers[2]])
    });
    let undone = job
        .undone_by
        .map(|_| view! { " " <span class="tag">{m.undone_tag}</span> });
    let (created_at, state) = (job.created_at, job.state);
    view! {
        <tr>
            <td class="record-title"><a href=paths::of_job(paths::JOB, job.id)><bdi>{title}</bdi></a></td>
            <Cell label=m.who>{who}</Cell>
            <Cell label=m.when>{moment(created_at)}</Cell>
            <Cell label=m.state>
                <span class="state-tag" data-state=state.code()>{locale().job_state(state)}</span>
                {undone}
            </Cell>
            <Cell label=m.result>{result}</Cell>
        </tr>
    }
}
