//! `/audiences/chat/contacts/jobs/{id}`: the page of a job and its steps.

use super::{
    bulk::{self, BulkWish},
    imports::{self, ImportWish},
    job_events, job_view,
    refusals::Refused,
    visit::{Person, Sent, html, refused},
};
use crate::{
    domain::{AppError, Job, JobKind},
    server::AppState,
    service::{Failure, JobError},
    ui::{account::Refusal, jobs::Note, paths, state::LIST_PATH},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// What a form sent, in its order.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first of that name; empty where it isn't there.
    pub(super) fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    pub(super) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    #[cfg(test)]
    pub(super) fn of(pairs: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self(pairs.iter().map(owned).collect())
    }
}

/// The job that an address names.
pub(super) fn job_id(text: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(text).map_err(|_| AppError::NotFound.into())
}

/// To the job's page, which says what happened.
pub(super) fn at_job(id: Uuid, note: Option<Note>) -> Response {
    to(&paths::of_job(paths::JOB, id), note)
}

fn to(path: &str, note: Option<Note>) -> Response {
    match note {
        Some(note) => Redirect::to(&format!("{path}?note={}", note.code())).into_response(),
        None => Redirect::to(path).into_response(),
    }
}

/// What is filled in instead of what was settled, where a form comes back.
pub(super) enum Wish {
    Settled,
    Bulk(BulkWish),
    Import(ImportWish),
}

pub async fn show(
    State(state): State<AppState>,
    person: Person,
    Path(id): Path<String>,
) -> Response {
    let page = match job_id(&id) {
        Ok(id) => page(&state, &person, id, Wish::Settled, None).await,
        Err(failure) => Err(failure),
    };
    person.answer(page.map(|page| html(StatusCode::OK, page)))
}

async fn page(
    state: &AppState,
    person: &Person,
    id: Uuid,
    wish: Wish,
    refusal: Option<Refusal>,
) -> Result<String, Failure> {
    let page = job_view::page(state, person, id, wish, refusal).await?;
    Ok(page.render(person.frame(&paths::of_job(paths::JOB, id))))
}

/// What leads to a job's page, or back to its form.
async fn answered(
    state: &AppState,
    person: &Person,
    id: Uuid,
    result: Result<Response, JobError>,
) -> Response {
    let failure = match result {
        Ok(response) => return response,
        Err(JobError::State) => return at_job(id, Some(Note::MovedOn)),
        Err(JobError::Nothing) => return at_job(id, Some(Note::Nothing)),
        Err(JobError::NothingToUndo) => return at_job(id, Some(Note::NothingToUndo)),
        Err(JobError::File(problem)) => {
            let most = state.settings.limits.import_bytes;
            let text = person.locale().file_problem(problem, most);
            let why = Refused::invalid(&[], &text);
            return comes_back(state, person, id, Wish::Settled, why).await;
        }
        Err(JobError::Failed(failure)) => failure,
    };
    person.answer(Err(failure))
}

/// The form again, with what was wrong.
async fn comes_back(
    state: &AppState,
    person: &Person,
    id: Uuid,
    wish: Wish,
    why: Refused,
) -> Response {
    let page = page(state, person, id, wish, Some(why.refusal.clone())).await;
    person.answer(page.map(|page| refused(&why, page)))
}

pub async fn plan(
    State(state): State<AppState>,
    person: Person,
    Path(id): Path<String>,
    Sent(fields): Sent<Fields>,
) -> Response {
    let job = match known(&state, &person, &id).await {
        Ok(job) => job,
        Err(response) => return response,
    };
    let (planned, wish) = match job.kind {
        JobKind::Bulk => {
            let wish = BulkWish::parse(&fields);
            let planned = bulk::plan(&state, &person, job.id, &wish).await;
            (planned, Wish::Bulk(wish))
        }
        JobKind::Import => {
            let Some(wish) = ImportWish::parse(&fields) else {
                return person.unreadable(StatusCode::UNPROCESSABLE_ENTITY);
            };
            let planned = imports::plan(&state, &person, job.id, &wish).await;
            (planned, Wish::Import(wish))
        }
        JobKind::Undo => (Err(JobError::State), Wish::Settled),
    };
    match planned {
        Ok(Ok(())) => at_job(job.id, None),
        Ok(Err(why)) => comes_back(&state, &person, job.id, wish, why).await,
        Err(error) => answered(&state, &person, job.id, Err(error)).await,
    }
}

/// The job of the address, or the page that says why there is none.
async fn known(state: &AppState, person: &Person, id: &str) -> Result<Job, Response> {
    let id = job_id(id).map_err(|failure| person.answer(Err(failure)))?;
    match state.jobs.job(&person.actor, id).await {
        Ok(job) => Ok(job),
        Err(error) => Err(answered(state, person, id, Err(error)).await),
    }
}

pub async fn start(
    State(state): State<AppState>,
    person: Person,
    Path(id): Path<String>,
) -> Response {
    let id = match job_id(&id) {
        Ok(id) => id,
        Err(failure) => return person.answer(Err(failure)),
    };
    let started = state.jobs.start(&person.actor, id).await;
    answered(&state, &person, id, started.map(|()| at_job(id, None))).await
}

pub async fn cancel(
    State(state): State<AppState>,
    person: Person,
    Path(id): Path<String>,
) -> Response {
    let job = match known(&state, &person, &id).await {
        Ok(job) => job,
        Err(response) => return response,
    };
    let cancelled = state.jobs.cancel(&person.actor, job.id).await;
    let cancelled = cancelled.map(|()| match job.kind {
        _ if job.state.is_active() => at_job(job.id, Some(Note::Stopping)),
        JobKind::Import => to(paths::IMPORTS, Some(Note::Discarded)),
        JobKind::Bulk | JobKind::Undo => to(LIST_PATH, None),
    });
    answered(&state, &person, job.id, cancelled).await
}

pub async fn undo(
    State(state): State<AppState>,
    person: Person,
    Path(id): Path<String>,
) -> Response {
    let id = match job_id(&id) {
        Ok(id) => id,
        Err(failure) => return person.answer(Err(failure)),
    };
    let undoing = state.jobs.undo(&person.actor, id).await;
    let undoing = undoing.map(|undoing| at_job(undoing, None));
    answered(&state, &person, id, undoing).await
}

pub async fn forget(
    State(state): State<AppState>,
    person: Person,
    Path(id): Path<String>,
) -> Response {
    let job = match known(&state, &person, &id).await {
        Ok(job) => job,
        Err(response) => return response,
    };
    let forgotten = state.jobs.forget(&person.actor, job.id).await;
    let forgotten = forgotten.map(|()| match job.kind {
        JobKind::Import => to(paths::IMPORTS, Some(Note::Forgotten)),
        JobKind::Bulk | JobKind::Undo => to(LIST_PATH, None),
    });
    answered(&state, &person, job.id, forgotten).await
}

pub async fn events(
    State(state): State<AppState>,
    person: Person,
    Path(id): Path<String>,
) -> Response {
    let watched = match job_id(&id) {
        Ok(id) => state.jobs.watch(&person.actor, id).await,
        Err(failure) => Err(failure.into()),
    };
    match watched {
        Ok((job, live)) => job_events::stream(&state, &job, live).into_response(),
        Err(JobError::Failed(failure)) => person.answer(Err(failure)),
        Err(_) => person.answer(Err(AppError::NotFound.into())),
    }
}
