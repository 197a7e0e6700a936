//! May I send? `POST /api/v1/decisions` and `GET /api/v1/decisions/{channel}/{contact_id}`.

use super::{
    ApiState, Problem, ProblemBody,
    call::{Body, By, parameters, unknown},
    moment, schemas,
};
use crate::{
    domain::{AppError, Channel, Field, FieldError, FieldErrorCode, Permission, Timestamp},
    service::{Decision, DecisionReason, DecisionService, Question, Verdict},
};
use axum::{
    Json,
    extract::{Path, RawQuery, State},
};
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{
        Object, ObjectBuilder,
        schema::{SchemaType, Type},
    },
};

/// Ten thousand questions with room to spare.
pub const BODY_BYTES: usize = 4 * 1024 * 1024;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "channel": "whatsapp", "contact_id": "34666123456", "intent": "proactive" }))]
pub struct DecisionRequest {
    #[schema(schema_with = schemas::channel)]
    channel: Channel,
    /// In any form that the channel's rule takes.
    contact_id: String,
    /// proactive: we write first; reactive: we answer.
    #[schema(schema_with = schemas::permission)]
    intent: Permission,
    /// When the message would go, or went; now where it is left out or `null`.
    #[serde(default, with = "moment::optional")]
    #[schema(schema_with = schemas::moment_or_null)]
    at: Option<Timestamp>,
}

/// Up to 10,000 questions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(max_items = 10_000)]
pub struct DecisionRequests(Vec<DecisionRequest>);

/// The answer to one question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decision)]
pub struct DecisionBody {
    #[schema(schema_with = verdict)]
    decision: &'static str,
    /// What it rests on, in stable codes.
    #[schema(schema_with = reasons)]
    reasons: Vec<&'static str>,
    /// The ledger's entry that the permission rests on; `null` where there is no such contact.
    ledger_seq: Option<i64>,
    /// Of `defer`: when to ask again.
    #[serde(with = "moment::optional")]
    #[schema(schema_with = schemas::moment_or_null)]
    retry_at: Option<Timestamp>,
}

/// The answers, each in the place of its question.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decisions {
    data: Vec<DecisionBody>,
}

fn codes(codes: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(codes))
        .build()
}

fn verdict() -> Object {
    codes([Verdict::Allow, Verdict::Deny, Verdict::Defer].map(Verdict::code))
}

fn reasons() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::Array::new(codes(DecisionReason::ALL.map(DecisionReason::code)))
}

impl From<Decision> for DecisionBody {
    fn from(decision: Decision) -> Self {
        Self {
            decision: decision.verdict.code(),
            reasons: decision
                .reasons
                .into_iter()
                .map(DecisionReason::code)
                .collect(),
            ledger_seq: decision.seq,
            retry_at: decision.retry_at,
        }
    }
}

/// Asks for many contacts at once whether a message may go to them.
#[utoipa::path(
    post,
    path = "/api/v1/decisions",
    operation_id = "decideMany",
    tag = "decisions",
    request_body = DecisionRequests,
    responses(
        (status = 200, body = Decisions, description = "A decision for each question, in their order"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A question is refused, or there are more than 10,000"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn decide_many(
    State(api): State<ApiState>,
    by: By,
    Body(DecisionRequests(requests)): Body<DecisionRequests>,
) -> Result<Json<Decisions>, Problem> {
    if requests.len() > DecisionService::MOST {
        let detail = format!("At most {} questions", DecisionService::MOST);
        return Err(Problem::body(false, String::new(), detail));
    }
    let questions: Vec<Question> = requests
        .into_iter()
        .map(|request| Question {
            channel: request.channel,
            contact_id: request.contact_id,
            intent: request.intent,
            at: request.at,
        })
        .collect();
    let decided = by.told(api.decisions.decide(&by.actor, &questions).await)?;
    Ok(Json(Decisions {
        data: decided.into_iter().map(Into::into).collect(),
    }))
}

/// Asks whether a message may go to a contact.
#[utoipa::path(
    get,
    path = "/api/v1/decisions/{channel}/{contact_id}",
    operation_id = "decideOne",
    tag = "decisions",
    params(
        ("channel" = inline(schemas::ChannelCode), Path, description = "A channel's code", example = "whatsapp"),
        ("contact_id" = String, Path, description = "In any form that the channel's rule takes", example = "34666123456"),
        ("intent" = inline(schemas::IntentCode), Query, description = "proactive: we write first; reactive: we answer"),
        ("at" = Option<String>, Query, format = DateTime, description = "When the message would go, or went; now where it is left out"),
    ),
    responses(
        (status = 200, body = DecisionBody, description = "The decision"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is refused"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "There is no such channel"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn decide_one(
    State(api): State<ApiState>,
    by: By,
    Path((channel, contact_id)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Result<Json<DecisionBody>, Problem> {
    let channel: Channel = channel.parse().map_err(|_| {
        let fields = vec![FieldError::new(
            Field::Channel,
            FieldErrorCode::UnknownChannel,
        )];
        Problem::from(&AppError::Invalid { fields })
    })?;
    let (mut intent, mut at) = (None, None);
    for (name, value) in parameters(raw.as_deref())? {
        match name.as_str() {
            "intent" => {
                intent = Permission::ALL
                    .into_iter()
                    .find(|permission| permission.code() == value);
            }
            "at" => {
                let moment = moment::parse(&value)
                    .ok_or_else(|| Problem::parameter("at", "A moment as RFC 3339 has it"))?;
                at = Some(moment);
            }
            _ => return Err(unknown(&name)),
        }
    }
    let question = Question {
        channel,
        contact_id,
        intent: intent.ok_or_else(|| Problem::parameter("intent", "proactive or reactive"))?,
        at,
    };
    let decided = by.told(api.decisions.decide(&by.actor, &[question]).await)?;
    let decision = decided
        .into_iter()
        .next()
        .ok_or_else(|| Problem::from(&AppError::Unavailable))?;
    Ok(Json(decision.into()))
}
