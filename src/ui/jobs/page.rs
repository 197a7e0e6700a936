//! The one page of a job, whatever it is and however far.

use super::{
    bulk::{self, BulkShown},
    found::{self, refused},
    import::{self, ImportShown},
    job_messages,
    progress::{Far, progress},
    report::report,
};
use crate::{
    domain::{Job, JobKind, JobState, Timestamp},
    i18n::{JobMessages, Locale, filled},
    ui::{
        account::{Frame, Head, JOBS_STYLE, Refusal, parts::account_messages, time::moment},
        paths,
        preferences::messages,
        state::LIST_PATH,
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// What the address says of the step that led to it. It carries a code, never a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    MovedOn,
    Nothing,
    NothingToUndo,
    Stopping,
    Forgotten,
    Discarded,
}

impl Note {
    const ALL: [Self; 6] = [
        Self::MovedOn,
        Self::Nothing,
        Self::NothingToUndo,
        Self::Stopping,
        Self::Forgotten,
        Self::Discarded,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MovedOn => "moved-on",
            Self::Nothing => "nothing",
            Self::NothingToUndo => "nothing-to-undo",
            Self::Stopping => "stopping",
            Self::Forgotten => "forgotten",
            Self::Discarded => "discarded",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|note| note.code() == code)
    }

    const fn text(self, m: &'static JobMessages) -> &'static str {
        match self {
            Self::MovedOn => m.note_moved_on,
            Self::Nothing => m.note_nothing,
            Self::NothingToUndo => m.note_nothing_to_undo,
            Self::Stopping => m.note_stopping,
            Self::Forgotten => m.note_forgotten,
            Self::Discarded => m.note_discarded,
        }
    }
}

pub(super) fn note(note: Option<Note>) -> impl IntoView {
    note.map(|note| view! { <p class="notice" role="status">{note.text(job_messages())}</p> })
}

/// What depends on the kind of job.
#[derive(Clone, Debug)]
pub enum Content {
    Bulk(BulkShown),
    Import(Box<ImportShown>),
    Undo,
}

#[derive(Clone, Debug)]
pub struct JobPage {
    pub job: Job,
    pub content: Content,
    /// Of what is under way, from 0 to 1.
    pub fraction: f64,
    /// Whether what was tried out is to be settled anew.
    pub settings: bool,
    pub now: Timestamp,
    pub note: Option<Note>,
    pub refusal: Option<Refusal>,
}

impl JobPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let locale = frame.preferences.locale;
        let active = self.job.state.is_active();
        let head = Head {
            style: Some(JOBS_STYLE),
            script: active.then_some("/job.js"),
            goes_on: active,
        };
        frame.page(locale.job_kind(self.job.kind), head, || {
            view! {
                <main id="main" tabindex="-1">
                    <div class="page job">
                        {self.head(locale)}
                        {note(self.note)}
                        {self.body()}
                    </div>
                </main>
            }
            .into_any()
        })
    }

    fn heading(&self, locale: Locale) -> String {
        let m = locale.job_messages();
        let title = self.job.title.as_str();
        match self.job.kind {
            JobKind::Import if title.is_empty() => m.untitled.to_owned(),
            JobKind::Import => title.to_owned(),
            JobKind::Bulk => m.bulk.to_owned(),
            JobKind::Undo if title.is_empty() => m.undo_of_bulk.to_owned(),
            JobKind::Undo => filled(m.undo_of, title),
        }
    }

    fn head(&self, locale: Locale) -> AnyView {
        let m = job_messages();
        let job = &self.job;
        let imports = (job.kind == JobKind::Import)
            .then(|| view! { <li><a href=paths::IMPORTS>{account_messages().imports}</a></li> });
        let who = job
            .actor_name
            .clone()
            .unwrap_or_else(|| locale.actor_kind(job.actor_kind).to_owned());
        let times = [(m.began, job.started_at), (m.ended, job.ended_at)]
            .into_iter()
            .filter_map(|(label, at)| Some(view! { " · " {label} " " {moment(at?)} }))
            .collect_view();
        view! {
            <div class="page-head">
                <nav class="breadcrumb" aria-label=messages().breadcrumb>
                    <ol>
                        <li><a href=LIST_PATH>{messages().contacts}</a></li>
                        {imports}
                    </ol>
                </nav>
                <h1>{self.heading(locale)}</h1>
                <p class="job-facts">
                    <span class="state-tag" data-state=job.state.code()>{locale.job_state(job.state)}</span>
                    <span>{m.started_by} " " {who} {times}</span>
                </p>
            </div>
        }
        .into_any()
    }

    fn body(&self) -> AnyView {
        let job = &self.job;
        let refusal = self.refusal.clone();
        match (&self.content, job.state) {
            (_, JobState::Checking | JobState::Running) => {
                let far = Far {
                    fraction: self.fraction,
                    rows: job.counts.rows,
                };
                progress(job, far, job.total, self.now)
            }
            (content, JobState::Done | JobState::Cancelled | JobState::Failed) => {
                let lines = match content {
                    Content::Import(shown) => refused(job, &shown.refused, job.counts.refused),
                    Content::Bulk(_) | Content::Undo => None,
                };
                let what = match content {
                    Content::Bulk(shown) => bulk::chosen(shown),
                    Content::Import(_) | Content::Undo => None,
                };
                view! { {report(job, what)} {lines} }.into_any()
            }
            (Content::Bulk(shown), JobState::Checked) if !self.settings => {
                bulk::checked(job, shown, shown.found.unwrap_or_default())
            }
            (Content::Bulk(shown), _) => bulk::draft(job, shown, refusal),
            (Content::Import(shown), JobState::Checked) if !self.settings => {
                let found = shown.found.clone().unwrap_or_default();
                found::checked(job, shown, &found)
            }
            (Content::Import(shown), _) => import::draft(job, shown, refusal),
            // It is begun as soon as it is made.
            (Content::Undo, _) => ().into_any(),
        }
    }
}

/// A form that is one button.
pub(super) fn action_form(
    path: &'static str,
    id: Uuid,
    button: &'static str,
    class: &'static str,
) -> impl IntoView {
    view! {
        <form method="post" action=paths::of_job(path, id)>
            <button type="submit" class=class>{button}</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_codes_say_something() {
        assert!(
            Note::ALL
                .iter()
                .all(|note| Note::from_code(note.code()) == Some(*note))
        );
        assert_eq!(Note::from_code(""), None);
    }
}
