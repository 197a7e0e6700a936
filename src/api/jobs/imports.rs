//! `/api/v1/imports`: contacts from a CSV file.

use super::{JobBody, JobList, answer, of_kind, steps};
use crate::{
    api::{
        ApiState, Problem, ProblemBody,
        call::{By, Id, number, parameters, unknown},
    },
    domain::{
        Channel, JobKind, Language,
        import::{Delimiter, Encoding, ImportField, Mapping, Matching, Policy},
    },
    service::{ImportChoice, JobError, Jobs},
};
use axum::{
    Json,
    body::Body,
    extract::{RawQuery, State},
    response::Response,
};
use futures_util::StreamExt;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

const MAX_LIMIT: u32 = 1_000;
const DEFAULT_LIMIT: u32 = 100;

/// A row that was not taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RefusedRow)]
pub struct RefusedRowBody {
    /// Where it begins in the file.
    line: u64,
    problems: Vec<RowProblemBody>,
    /// Its cells.
    record: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RowProblem)]
pub struct RowProblemBody {
    /// Stable: what a program decides by.
    code: &'static str,
    /// The field that is wrong; `null` where it is the row.
    field: Option<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedRows {
    /// In the order of the file.
    data: Vec<RefusedRowBody>,
    /// For `after` of the next request; `null` where this was the last.
    next_line: Option<u64>,
}

/// What the address says of a file.
#[derive(Default)]
struct Wish {
    name: String,
    policy: Option<Policy>,
    matching: Option<Matching>,
    delimiter: Option<Delimiter>,
    encoding: Option<Encoding>,
    channel: Option<Channel>,
    language: Option<Language>,
    clear_empty: bool,
    map: Vec<(String, Option<ImportField>)>,
    dry_run: bool,
}

impl Wish {
    fn parse(raw: Option<&str>) -> Result<Self, Problem> {
        let mut wish = Self::default();
        for (name, value) in parameters(raw)? {
            let wrong = || Problem::parameter(&name, "It has no such value");
            match name.as_str() {
                "name" => wish.name = value,
                "policy" => wish.policy = Some(Policy::from_code(&value).ok_or_else(wrong)?),
                "match" => wish.matching = Some(Matching::from_code(&value).ok_or_else(wrong)?),
                "delimiter" => {
                    wish.delimiter = Some(Delimiter::from_code(&value).ok_or_else(wrong)?);
                }
                "encoding" => {
                    wish.encoding = Some(Encoding::from_code(&value).ok_or_else(wrong)?);
                }
                "channel" => wish.channel = Some(value.parse().map_err(|_| wrong())?),
                "language" => {
                    let language = Language::parse(&value).map_err(|_| wrong())?;
                    wish.language = Some(language.ok_or_else(wrong)?);
                }
                "clear_empty" => wish.clear_empty = flag(&value).ok_or_else(wrong)?,
                "dry_run" => wish.dry_run = flag(&value).ok_or_else(wrong)?,
                "map" => {
                    let (column, field) = value.rsplit_once('=').ok_or_else(wrong)?;
                    let field = match field {
                        "" => None,
                        field => Some(ImportField::from_code(field).ok_or_else(wrong)?),
                    };
                    wish.map.push((column.to_owned(), field));
                }
                _ => return Err(unknown(&name)),
            }
        }
        Ok(wish)
    }

    /// Settles it; the columns that are not named are matched by their names.
    async fn settle(&self, jobs: &Jobs, by: &By, id: Uuid) -> Result<(), Problem> {
        let plan = |job| Jobs::import_plan(&job);
        let known = by.told_of_job(jobs.job(&by.actor, id).await.and_then(plan))?;
        let mut choice = ImportChoice {
            dialect: known.dialect,
            mapping: None,
            matching: self.matching.unwrap_or(known.matching),
            policy: self.policy.unwrap_or(known.policy),
        };
        choice.dialect.delimiter = self.delimiter.unwrap_or(choice.dialect.delimiter);
        choice.dialect.encoding = self.encoding.unwrap_or(choice.dialect.encoding);
        by.told_of_job(jobs.settle(&by.actor, id, choice.clone()).await)?;
        let known = by.told_of_job(jobs.job(&by.actor, id).await.and_then(plan))?;
        let mut mapping = known.mapping;
        for (column, field) in &self.map {
            if !mapping.assign(&known.header, column, *field) {
                let detail = format!("There is no column '{column}'");
                return Err(Problem::parameter("map", detail));
            }
        }
        let Mapping {
            channel, language, ..
        } = &mapping;
        let constants = (
            self.channel.or(*channel),
            self.language.clone().or_else(|| language.clone()),
        );
        (mapping.channel, mapping.language) = constants;
        mapping.clear_empty = self.clear_empty;
        choice.mapping = Some(mapping);
        by.told_of_job(jobs.settle(&by.actor, id, choice).await)
    }
}

fn flag(value: &str) -> Option<bool> {
    match value {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Imports a CSV file.
///
/// The body is the file; its delimiter and encoding are found out, its columns matched by their names. The work goes on by itself;
/// ask for the job to see how far it is. With `dry_run=true` it only says what it would do; `start` does it then.
#[utoipa::path(
    post,
    path = "/api/v1/imports",
    operation_id = "importContacts",
    tag = "imports",
    params(
        ("name" = Option<String>, Query, description = "What the file is called"),
        ("dry_run" = Option<bool>, Query, description = "Only say what it would do; false where it is left out"),
        ("policy" = Option<String>, Query, description = "What it may do to contacts that are there: keep_stricter (never turns blocked into active; where it is left out), update_fields, create_only, or overwrite (an admin's session only)", pattern = "^(keep_stricter|update_fields|create_only|overwrite)$"),
        ("match" = Option<String>, Query, description = "How a row finds its contact; contact_id where it is left out", pattern = "^(contact_id|external_code)$"),
        ("map" = Option<Vec<String>>, Query, description = "What a column is: COLUMN=FIELD, such as `Phone 1 - Value=contact_id`; may come several times"),
        ("channel" = Option<String>, Query, description = "The channel of all rows, where no column has it"),
        ("language" = Option<String>, Query, description = "The language of all rows, where no column has it"),
        ("clear_empty" = Option<bool>, Query, description = "An empty cell clears the field, in place of leaving it as it is"),
        ("delimiter" = Option<String>, Query, description = "Found out where it is left out", pattern = "^(comma|semicolon|tab|pipe)$"),
        ("encoding" = Option<String>, Query, description = "Found out where it is left out", pattern = "^(utf8|utf16_le|utf16_be|windows1252)$"),
    ),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 202, body = JobBody, description = "The job", headers(("Location" = String))),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is refused"),
        (status = 413, body = ProblemBody, content_type = "application/problem+json", description = "The file is larger than the server takes"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The file can't be imported; `code` says why"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn begin(
    State(api): State<ApiState>,
    by: By,
    RawQuery(raw): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    let wish = Wish::parse(raw.as_deref())?;
    let jobs = &api.jobs;
    let mut upload = by.told_of_job(jobs.take_in(&by.actor, &wish.name).await)?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        // It was cut off, or stood still for too long.
        let chunk = chunk.map_err(|_| Problem::of_status(StatusCode::REQUEST_TIMEOUT, ""))?;
        by.told_of_job(upload.write(&chunk).await)?;
    }
    let id = by.told_of_job(upload.finish().await)?;
    let begun = match wish.settle(jobs, &by, id).await {
        Ok(()) if wish.dry_run => by.told_of_job(jobs.check(&by.actor, id).await),
        Ok(()) => by.told_of_job(jobs.start_at_once(&by.actor, id).await),
        Err(problem) => Err(problem),
    };
    if let Err(problem) = begun {
        // Nobody would know of it.
        by.told_of_job(jobs.forget(&by.actor, id).await)?;
        return Err(problem);
    }
    answer(jobs, &by, id, StatusCode::ACCEPTED, "/api/v1/imports").await
}

/// The imports, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/imports",
    operation_id = "listImports",
    tag = "imports",
    responses(
        (status = 200, body = JobList, description = "The last 200"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn list(State(api): State<ApiState>, by: By) -> Result<Json<JobList>, Problem> {
    let jobs = by.told_of_job(api.jobs.list(&by.actor, Some(JobKind::Import)).await)?;
    let data: Result<_, JobError> = jobs.into_iter().map(JobBody::new).collect();
    Ok(Json(JobList {
        data: by.told_of_job(data)?,
    }))
}

/// An import, and how far it is.
#[utoipa::path(
    get,
    path = "/api/v1/imports/{id}",
    operation_id = "getImport",
    tag = "imports",
    params(("id" = Uuid, Path, description = "The job's id")),
    responses(
        (status = 200, body = JobBody, description = "The job"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn get(
    State(api): State<ApiState>,
    by: By,
    Id(id): Id,
) -> Result<Json<JobBody>, Problem> {
    let job = of_kind(&api.jobs, &by, id, JobKind::Import).await?;
    by.told_of_job(JobBody::new(job)).map(Json)
}

/// The rows of an import that were not taken.
#[utoipa::path(
    get,
    path = "/api/v1/imports/{id}/refused",
    operation_id = "listRefusedRows",
    tag = "imports",
    params(
        ("id" = Uuid, Path, description = "The job's id"),
        ("after" = Option<u64>, Query, description = "`next_line` of the page before", minimum = 0),
        ("limit" = Option<u32>, Query, description = "100 where it is left out", minimum = 1, maximum = 1000),
    ),
    responses(
        (status = 200, body = RefusedRows, description = "The rows"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is refused"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn refused(
    State(api): State<ApiState>,
    by: By,
    Id(id): Id,
    RawQuery(raw): RawQuery,
) -> Result<Json<RefusedRows>, Problem> {
    let (mut after, mut limit) = (0, DEFAULT_LIMIT);
    for (name, value) in parameters(raw.as_deref())? {
        match name.as_str() {
            "after" => after = number("after", &value, 0, u64::MAX)?,
            "limit" => limit = number("limit", &value, 1, MAX_LIMIT)?,
            _ => return Err(unknown(&name)),
        }
    }
    of_kind(&api.jobs, &by, id, JobKind::Import).await?;
    let rows = by.told_of_job(api.jobs.refused(&by.actor, id, after, limit).await)?;
    let full = rows.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Json(RefusedRows {
        next_line: rows.last().filter(|_| full).map(|row| row.line),
        data: rows
            .into_iter()
            .map(|row| RefusedRowBody {
                line: row.line,
                problems: row
                    .problems
                    .iter()
                    .map(|problem| RowProblemBody {
                        code: problem.code(),
                        field: problem.field().map(crate::domain::Field::code),
                    })
                    .collect(),
                record: row.record,
            })
            .collect(),
    }))
}

steps! {
    JobKind::Import, "/api/v1/imports", "imports",
    start, start, "/api/v1/imports/{id}/start", "startImport", "Does what the dry run showed.";
    cancel, cancel, "/api/v1/imports/{id}/cancel", "cancelImport", "Stops behind the part that is under way; what was done stands and can be undone.";
    undo, undo, "/api/v1/imports/{id}/undo", "undoImport", "Puts back what was changed, where nobody has changed it since.";
}
