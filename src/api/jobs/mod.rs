//! Work on many contacts: `/api/v1/imports` and `/api/v1/bulk`.

pub mod bulk;
pub mod imports;

use super::{Problem, call::By, moment, schemas};
use crate::{
    domain::{Job, JobCounts, JobKind, JobState, Timestamp, import::FileProblem},
    service::{JobError, Jobs},
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::{
        Object, ObjectBuilder,
        schema::{SchemaType, Type},
    },
};
use uuid::Uuid;

/// What a job did, or would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobCounts)]
pub struct CountsBody {
    /// Rows or contacts that were looked at.
    rows: u64,
    created: u64,
    updated: u64,
    deleted: u64,
    unchanged: u64,
    /// Rows that were not taken.
    refused: u64,
    /// Of an undoing: changed by somebody else since, so left as they are.
    left: u64,
    /// Permissions of known contacts that became active.
    opened: u64,
    /// Permissions of known contacts that became blocked.
    blocked: u64,
    /// Permissions that the file says are active and that stayed blocked.
    kept: u64,
    /// Contacts whose own stop kept proactive messages blocked.
    stopped: u64,
}

impl From<JobCounts> for CountsBody {
    fn from(counts: JobCounts) -> Self {
        let JobCounts {
            rows,
            created,
            updated,
            deleted,
            unchanged,
            refused,
            left,
            opened,
            blocked,
            kept,
            stopped,
        } = counts;
        Self {
            rows,
            created,
            updated,
            deleted,
            unchanged,
            refused,
            left,
            opened,
            blocked,
            kept,
            stopped,
        }
    }
}

/// Work on many contacts, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobBody {
    id: Uuid,
    #[schema(schema_with = kind)]
    kind: &'static str,
    #[schema(schema_with = state)]
    state: &'static str,
    /// The file's name.
    title: String,
    #[serde(serialize_with = "moment::serialize")]
    #[schema(schema_with = schemas::moment)]
    created_at: Timestamp,
    #[serde(with = "moment::optional")]
    #[schema(schema_with = schemas::moment_or_null)]
    started_at: Option<Timestamp>,
    #[serde(with = "moment::optional")]
    #[schema(schema_with = schemas::moment_or_null)]
    ended_at: Option<Timestamp>,
    /// Rows or contacts in all, where that is known.
    total: Option<u64>,
    /// What was done.
    counts: CountsBody,
    /// What the dry run found; `null` before it has.
    checked: Option<CountsBody>,
    /// Why it failed: a stable code.
    problem: Option<String>,
    /// Of an undoing: the job that it undoes.
    undoes: Option<Uuid>,
    /// The job that undoes this one.
    undone_by: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Jobs)]
pub struct JobList {
    /// Newest first.
    data: Vec<JobBody>,
}

fn codes(codes: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(codes))
        .build()
}

fn kind() -> Object {
    codes(JobKind::ALL.map(JobKind::code))
}

fn state() -> Object {
    codes(JobState::ALL.map(JobState::code))
}

impl JobBody {
    fn new(job: Job) -> Result<Self, JobError> {
        let checked = match job.kind {
            JobKind::Import => Jobs::checked(&job)?.map(|checked| checked.counts),
            JobKind::Bulk | JobKind::Undo => Jobs::checked_counts(&job)?,
        };
        Ok(Self {
            id: job.id,
            kind: job.kind.code(),
            state: job.state.code(),
            title: job.title,
            created_at: job.created_at,
            started_at: job.started_at,
            ended_at: job.ended_at,
            total: job.total,
            counts: job.counts.into(),
            checked: checked.map(Into::into),
            problem: job.problem,
            undoes: job.undoes,
            undone_by: job.undone_by,
        })
    }
}

impl By {
    fn told_of_job<T>(&self, result: Result<T, JobError>) -> Result<T, Problem> {
        result.map_err(|error| match error {
            JobError::Failed(failure) => Problem::from(&failure.told(&self.request_id)),
            JobError::State => Problem::conflict("job_state", "The job is in another state"),
            JobError::NothingToUndo => Problem::conflict(
                "nothing_to_undo",
                "It did nothing that could be put back, or was undone already",
            ),
            JobError::Nothing => Problem::unprocessable("nothing", "There is nothing to be done"),
            JobError::File(FileProblem::TooLarge) => {
                Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE, &self.request_id)
            }
            JobError::File(problem) => {
                Problem::unprocessable(problem.code(), "The file can't be imported")
            }
        })
    }
}

/// The job as it is, with its address where it goes on by itself.
async fn answer(
    jobs: &Jobs,
    by: &By,
    id: Uuid,
    status: StatusCode,
    address: &'static str,
) -> Result<Response, Problem> {
    let job = by.told_of_job(jobs.job(&by.actor, id).await)?;
    let body = by.told_of_job(JobBody::new(job))?;
    let mut response = (status, Json(body)).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("{address}/{id}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Refuses a job of another kind as if it were not there.
async fn of_kind(jobs: &Jobs, by: &By, id: Uuid, kind: JobKind) -> Result<Job, Problem> {
    let job = by.told_of_job(jobs.job(&by.actor, id).await)?;
    // An undoing is reached by the same address as what it undoes.
    if job.kind == kind || job.kind == JobKind::Undo {
        Ok(job)
    } else {
        Err(Problem::of_status(StatusCode::NOT_FOUND, ""))
    }
}

/// The endpoints that both kinds have, each under its own address.
macro_rules! steps {
    ($kind:expr, $base:literal, $tag:literal, $($name:ident, $step:ident, $path:literal, $operation:literal, $says:literal;)+) => {
        $(
            #[doc = $says]
            #[utoipa::path(
                post,
                path = $path,
                operation_id = $operation,
                tag = $tag,
                params(("id" = uuid::Uuid, Path, description = "The job's id")),
                responses(
                    (status = 202, body = crate::api::jobs::JobBody, description = "The job"),
                    (status = 409, body = crate::api::ProblemBody, content_type = "application/problem+json", description = "The job is in another state"),
                    (status = "default", body = crate::api::ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
                ),
            )]
            pub async fn $name(
                axum::extract::State(api): axum::extract::State<crate::api::ApiState>,
                by: crate::api::call::By,
                crate::api::call::Id(id): crate::api::call::Id,
            ) -> Result<axum::response::Response, crate::api::Problem> {
                crate::api::jobs::of_kind(&api.jobs, &by, id, $kind).await?;
                let id = by.told_of_job(crate::api::jobs::$step(&api.jobs, &by.actor, id).await)?;
                crate::api::jobs::answer(&api.jobs, &by, id, http::StatusCode::ACCEPTED, $base).await
            }
        )+
    };
}
use steps;

async fn start(jobs: &Jobs, actor: &crate::domain::Actor, id: Uuid) -> Result<Uuid, JobError> {
    jobs.start(actor, id).await.map(|()| id)
}

async fn cancel(jobs: &Jobs, actor: &crate::domain::Actor, id: Uuid) -> Result<Uuid, JobError> {
    jobs.cancel(actor, id).await.map(|()| id)
}

async fn undo(jobs: &Jobs, actor: &crate::domain::Actor, id: Uuid) -> Result<Uuid, JobError> {
    jobs.undo(actor, id).await
}
