//! `GET /api/v1/contacts`.

use super::ContactBody;
use crate::{
    api::{
        ApiState, Problem, ProblemBody,
        call::{By, number, parameters, unknown},
        schemas,
    },
    domain::{
        AppError, ContactPage, ContactQuery, Cursor, ExternalCode, MAX_SEARCH_CHARS, Position,
        QueryError, Total,
    },
};
use axum::{
    Json,
    extract::{RawQuery, State},
};
use serde::Serialize;
use utoipa::ToSchema;

/// The largest page.
const MAX_LIMIT: u16 = 200;
const DEFAULT_LIMIT: u16 = 50;

/// A page of contacts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactList {
    data: Vec<ContactBody>,
    /// For `cursor`, where there is a next page.
    next_cursor: Option<String>,
    /// For `cursor`, where there is a previous page.
    prev_cursor: Option<String>,
    total: TotalBody,
}

/// How many match. Beyond 10,000 they are not counted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Total)]
pub struct TotalBody {
    value: u64,
    /// `eq`: exactly so many; `gte`: more than that.
    #[schema(schema_with = relation)]
    relation: &'static str,
}

fn relation() -> utoipa::openapi::Object {
    utoipa::openapi::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::SchemaType::Type(
            utoipa::openapi::schema::Type::String,
        ))
        .enum_values(Some(["eq", "gte"]))
        .build()
}

impl From<Total> for TotalBody {
    fn from(total: Total) -> Self {
        Self {
            value: total.value,
            relation: if total.more { "gte" } else { "eq" },
        }
    }
}

impl From<ContactPage> for ContactList {
    fn from(page: ContactPage) -> Self {
        Self {
            data: page
                .rows
                .iter()
                .map(|row| ContactBody::from(&row.contact))
                .collect(),
            next_cursor: page.next.map(|cursor| format!("{AFTER}{cursor}")),
            prev_cursor: page.previous.map(|cursor| format!("{BEFORE}{cursor}")),
            total: page.total.into(),
        }
    }
}

/// A cursor says itself in which direction it leads.
const AFTER: char = 'a';
const BEFORE: char = 'b';
const BY_CODE: char = 'c';

fn position(cursor: &str) -> Result<Position, QueryError> {
    if let Some(cursor) = cursor.strip_prefix(AFTER) {
        Ok(Position::After(Cursor::parse(cursor)?))
    } else if let Some(cursor) = cursor.strip_prefix(BEFORE) {
        Ok(Position::Before(Cursor::parse(cursor)?))
    } else {
        Err(QueryError::Cursor)
    }
}

/// What is asked for: contacts that match, or those that carry one code.
#[derive(Debug)]
enum Asked {
    Query(Box<ContactQuery>),
    Code {
        code: ExternalCode,
        after: i64,
        limit: u16,
    },
}

fn asked(raw: Option<&str>) -> Result<Asked, Problem> {
    let parameters = parameters(raw)?;
    let code = parameters.iter().find(|(name, _)| name == "external_code");
    if let Some((_, code)) = code {
        return by_code(code, &parameters);
    }
    query(parameters).map(|query| Asked::Query(Box::new(query)))
}

/// A code is a question of its own: its contacts in the order in which they were made.
fn by_code(code: &str, parameters: &[(String, String)]) -> Result<Asked, Problem> {
    let code = ExternalCode::parse(code)
        .ok()
        .flatten()
        .ok_or_else(|| Problem::parameter("external_code", "1 to 128 characters"))?;
    let (mut after, mut limit) = (0, DEFAULT_LIMIT);
    for (name, value) in parameters {
        match name.as_str() {
            "external_code" => {}
            "limit" => limit = number("limit", value, 1, MAX_LIMIT)?,
            "cursor" => {
                after = value
                    .strip_prefix(BY_CODE)
                    .and_then(|number| number.parse().ok())
                    .ok_or_else(|| Problem::from(&AppError::from(QueryError::Cursor)))?;
            }
            _ => {
                return Err(Problem::parameter(
                    name,
                    "Only limit and cursor go together with external_code",
                ));
            }
        }
    }
    Ok(Asked::Code { code, after, limit })
}

/// What matches and in which order, without a page.
pub fn conditions(parameters: Vec<(String, String)>) -> Result<ContactQuery, Problem> {
    if let Some((name, _)) = parameters
        .iter()
        .find(|(name, _)| ["limit", "cursor"].contains(&name.as_str()))
    {
        return Err(unknown(name));
    }
    query(parameters)
}

fn query(parameters: Vec<(String, String)>) -> Result<ContactQuery, Problem> {
    let mut query = ContactQuery {
        page_size: DEFAULT_LIMIT,
        ..ContactQuery::default()
    };
    let told = |error: QueryError| Problem::from(&AppError::from(error));
    for (name, value) in parameters {
        let value_error = |detail: &str| Problem::parameter(&name, detail);
        match name.as_str() {
            "q" => {
                let max = MAX_SEARCH_CHARS;
                if value.chars().count() > max {
                    return Err(told(QueryError::SearchTooLong { max }));
                }
                query.search = value;
            }
            "channel" => {
                let channel = value.parse();
                query
                    .channels
                    .insert(channel.map_err(|_| value_error("There is no such channel"))?);
            }
            "language" => {
                let language = value.parse();
                query
                    .languages
                    .insert(language.map_err(|()| value_error("A BCP-47 tag, or none"))?);
            }
            "proactive" | "reactive" => {
                let state = value
                    .parse()
                    .map_err(|()| value_error("active or blocked"))?;
                if name == "proactive" {
                    query.proactive = Some(state);
                } else {
                    query.reactive = Some(state);
                }
            }
            "has_external_code" => {
                query.has_external_code =
                    Some(value.parse().map_err(|_| value_error("true or false"))?);
            }
            "sort" => {
                let sort = value
                    .parse()
                    .map_err(|()| value_error("A column, with - before it to turn it round"))?;
                query.sort = Some(sort);
            }
            "limit" => query.page_size = number("limit", &value, 1, MAX_LIMIT)?,
            "cursor" => query.position = position(&value).map_err(told)?,
            _ => return Err(unknown(&name)),
        }
    }
    Ok(query)
}

/// Lists and searches contacts.
///
/// The order is that of the best match where something is searched, by name otherwise, or as `sort` says. A cursor belongs to the
/// conditions that it was made for.
#[utoipa::path(
    get,
    path = "/api/v1/contacts",
    operation_id = "listContacts",
    tag = "contacts",
    params(
        ("q" = Option<String>, Query, description = "Every word must occur in name, contact ID or external code", max_length = 200),
        ("channel" = inline(Option<Vec<schemas::ChannelCode>>), Query, description = "Any of these channels; several times", explode = true),
        ("language" = Option<Vec<String>>, Query, description = "Any of these BCP-47 tags; none: without one; several times", explode = true),
        ("proactive" = inline(Option<schemas::StateCode>), Query),
        ("reactive" = inline(Option<schemas::StateCode>), Query),
        ("has_external_code" = Option<bool>, Query),
        ("external_code" = Option<String>, Query, description = "Those that carry exactly this code, in the order in which they were made; goes together with limit and cursor only", max_length = 128),
        ("sort" = Option<String>, Query, description = "name, contact_id, external_code, channel, language, created or updated, with - before it to turn it round", pattern = "^-?(name|contact_id|external_code|channel|language|created|updated)$"),
        ("limit" = Option<u16>, Query, description = "50 where it is left out", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "next_cursor or prev_cursor of a page"),
    ),
    responses(
        (status = 200, body = ContactList, description = "A page"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is refused"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn list(
    State(api): State<ApiState>,
    by: By,
    RawQuery(raw): RawQuery,
) -> Result<Json<ContactList>, Problem> {
    match asked(raw.as_deref())? {
        Asked::Query(query) => {
            let page = by.told(api.contacts.list(&by.actor, &query).await)?;
            Ok(Json(page.into()))
        }
        Asked::Code { code, after, limit } => {
            let found = api
                .contacts
                .by_external_code(&by.actor, &code, after, limit)
                .await;
            let found = by.told(found)?;
            Ok(Json(ContactList {
                data: found.contacts.iter().map(ContactBody::from).collect(),
                next_cursor: found.next.map(|after| format!("{BY_CODE}{after}")),
                prev_cursor: None,
                total: found.total.into(),
            }))
        }
    }
}
