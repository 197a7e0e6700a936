//! `/api/v1/bulk`: one change for many contacts.

use super::{JobBody, answer, of_kind, steps};
use crate::{
    api::{
        ApiState, Problem, ProblemBody,
        call::{Body, By, Id},
    },
    domain::{
        AppError, ContactQuery, ExternalCode, Field, FieldError, JobKind, Language, Permission,
        PermissionState,
    },
    service::{BulkAction, BulkSelection},
};
use axum::{Json, extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Ten thousand ids with room to spare.
pub const BODY_BYTES: usize = 1024 * 1024;
const MOST: usize = 10_000;

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkDo {
    ActivateProactive,
    BlockProactive,
    ActivateReactive,
    BlockReactive,
    SetLanguage,
    SetExternalCode,
    /// For good: what is deleted can't be put back.
    Delete,
}

/// One change for the contacts of a list, or for all that match a search.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "query": "channel=sms&language=es", "action": "block_proactive", "dry_run": true }))]
pub struct BulkRequest {
    /// Up to 10,000 ids of contacts.
    #[serde(default)]
    #[schema(max_items = 10_000)]
    contacts: Option<Vec<Uuid>>,
    /// All that match now, as the query string of `/api/v1/contacts` has it: `q` and the filters. Empty for everybody.
    #[serde(default)]
    query: Option<String>,
    action: BulkDo,
    /// Of `set_language` and `set_external_code`; `null` for none.
    #[serde(default)]
    value: Option<String>,
    /// Only says what it would do; `start` does it then.
    #[serde(default)]
    dry_run: bool,
}

fn action(request: &BulkRequest) -> Result<BulkAction, Problem> {
    let set = |permission, state| BulkAction::SetPermission { permission, state };
    let refused = |field, code| {
        let fields = vec![FieldError::new(field, code)];
        Problem::from(&AppError::Invalid { fields }).at_value()
    };
    let value = request.value.as_deref().unwrap_or_default();
    Ok(match request.action {
        BulkDo::ActivateProactive => set(Permission::Proactive, PermissionState::Active),
        BulkDo::BlockProactive => set(Permission::Proactive, PermissionState::Blocked),
        BulkDo::ActivateReactive => set(Permission::Reactive, PermissionState::Active),
        BulkDo::BlockReactive => set(Permission::Reactive, PermissionState::Blocked),
        BulkDo::SetLanguage => BulkAction::SetLanguage {
            language: Language::parse(value).map_err(|code| refused(Field::Language, code))?,
        },
        BulkDo::SetExternalCode => BulkAction::SetExternalCode {
            external_code: ExternalCode::parse(value)
                .map_err(|code| refused(Field::ExternalCode, code))?,
        },
        BulkDo::Delete => BulkAction::Delete,
    })
}

fn selection(request: &BulkRequest) -> Result<BulkSelection, Problem> {
    let shape =
        |pointer: &str, detail: &str| Problem::body(false, pointer.to_owned(), detail.to_owned());
    match (&request.contacts, &request.query) {
        (Some(contacts), None) if contacts.len() <= MOST => {
            Ok(BulkSelection::Contacts(contacts.clone()))
        }
        (Some(_), None) => Err(shape("/contacts", "At most 10,000 contacts")),
        (None, Some(query)) => ContactQuery::parse(query)
            .map(|query| BulkSelection::Matching(Box::new(query)))
            .map_err(|error| shape("/query", &error.to_string())),
        _ => Err(shape("", "Either contacts or query")),
    }
}

/// Changes many contacts.
///
/// The selection is frozen: what begins to match later is none of it. The work goes on by itself; ask for the job to see how far
/// it is.
#[utoipa::path(
    post,
    path = "/api/v1/bulk",
    operation_id = "changeInBulk",
    tag = "bulk",
    request_body = BulkRequest,
    responses(
        (status = 202, body = JobBody, description = "The job", headers(("Location" = String))),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "Nothing is selected, or a field is refused"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn begin(
    State(api): State<ApiState>,
    by: By,
    Body(request): Body<BulkRequest>,
) -> Result<Response, Problem> {
    let (action, selection) = (action(&request)?, selection(&request)?);
    let jobs = &api.jobs;
    let id = by.told_of_job(jobs.select(&by.actor, &selection, Some(action)).await)?;
    let begun = if request.dry_run {
        jobs.check(&by.actor, id).await
    } else {
        jobs.start_at_once(&by.actor, id).await
    };
    by.told_of_job(begun)?;
    answer(jobs, &by, id, StatusCode::ACCEPTED, "/api/v1/bulk").await
}

/// A change in bulk, and how far it is.
#[utoipa::path(
    get,
    path = "/api/v1/bulk/{id}",
    operation_id = "getBulkJob",
    tag = "bulk",
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
    let job = of_kind(&api.jobs, &by, id, JobKind::Bulk).await?;
    by.told_of_job(JobBody::new(job)).map(Json)
}

steps! {
    JobKind::Bulk, "/api/v1/bulk", "bulk",
    start, start, "/api/v1/bulk/{id}/start", "startBulkJob", "Does what the dry run showed.";
    cancel, cancel, "/api/v1/bulk/{id}/cancel", "cancelBulkJob", "Stops behind the part that is under way; what was done stands and can be undone.";
    undo, undo, "/api/v1/bulk/{id}/undo", "undoBulkJob", "Puts back what was changed, where nobody has changed it since.";
}
