//! `GET /api/v1/channels` and `/languages`: what can be chosen, and what is.

use super::{ApiState, Problem, ProblemBody, call::By, schemas};
use crate::domain::{Channel, Language};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Channel)]
pub struct ChannelBody {
    #[schema(schema_with = schemas::channel)]
    code: &'static str,
    /// As its owner writes it.
    name: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Channels {
    data: Vec<ChannelBody>,
}

/// The channels that a contact can be on.
#[utoipa::path(
    get,
    path = "/api/v1/channels",
    operation_id = "listChannels",
    tag = "choices",
    responses(
        (status = 200, body = Channels, description = "All of them"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn channels(_: By) -> Json<Channels> {
    let data = Channel::ALL.map(|channel| ChannelBody {
        code: channel.code(),
        name: channel.label(),
    });
    Json(Channels { data: data.into() })
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Language)]
pub struct LanguageBody {
    /// A BCP-47 tag; `null`: contacts without a language.
    tag: Option<String>,
    /// How many contacts have it.
    contacts: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Languages {
    /// What most have comes first.
    data: Vec<LanguageBody>,
}

/// The languages that contacts have.
#[utoipa::path(
    get,
    path = "/api/v1/languages",
    operation_id = "listLanguages",
    tag = "choices",
    responses(
        (status = 200, body = Languages, description = "All of them"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn languages(State(api): State<ApiState>, by: By) -> Result<Json<Languages>, Problem> {
    let options = by.told(api.contacts.options(&by.actor).await)?;
    let data = options.languages.into_iter().map(|count| LanguageBody {
        tag: count
            .language
            .as_ref()
            .map(Language::as_str)
            .map(str::to_owned),
        contacts: count.contacts,
    });
    Ok(Json(Languages {
        data: data.collect(),
    }))
}
