//! `GET /api/v1/exports`, and how an export is sent, to whomever.

use super::{
    ApiState, Problem, ProblemBody,
    call::{By, parameters},
    contacts::list,
    schemas,
};
use crate::{
    domain::{AppError, ExportFormat, ExportSelection, ExportShape, Timestamp},
    service::{Export, Failure, now},
};
use axum::{
    body::{Body, Bytes},
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use http::{HeaderValue, StatusCode, header};
use std::io;

/// How many seconds later somebody may try again who found too many exports under way.
pub const TRY_AGAIN_SECONDS: u32 = 30;

const fn media_type(format: ExportFormat) -> HeaderValue {
    HeaderValue::from_static(match format {
        ExportFormat::Csv => "text/csv; charset=utf-8; header=present",
        ExportFormat::Ndjson => "application/x-ndjson",
    })
}

/// `contacts-2026-11-25.csv`
fn file_name(format: ExportFormat, at: Timestamp) -> String {
    let written = at.to_rfc3339();
    let day = written.split('T').next().unwrap_or_default();
    format!("contacts-{day}.{}", format.code())
}

/// The export as a file that is sent while it is read. Where it is cut short the connection breaks off, so that nobody takes it for all.
pub fn download(export: Export, format: ExportFormat, request_id: String) -> Response {
    let pieces = stream::unfold(Some(export), move |export| {
        let request_id = request_id.clone();
        async move {
            let mut export = export?;
            match export.next().await? {
                Ok(piece) => Some((Ok(Bytes::from(piece.bytes)), Some(export))),
                Err(failure) => Some((Err(cut_short(failure, &request_id)), None)),
            }
        }
    });
    let disposition = format!("attachment; filename=\"{}\"", file_name(format, now()));
    let disposition =
        HeaderValue::try_from(disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, media_type(format)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    // What compresses it may ask again behind the end.
    (headers, Body::from_stream(pieces.fuse())).into_response()
}

fn cut_short(failure: Failure, request_id: &str) -> io::Error {
    if failure.told(request_id) == AppError::Unavailable {
        tracing::warn!(
            request_id,
            "an export was cut short: it was not read, or the server stops"
        );
    }
    io::Error::other("the export was cut short")
}

/// Exports contacts, all of them or those that match.
///
/// The file is of one moment, however long it takes to read it. Its order is that of `sort`, otherwise that in which the contacts were
/// made. At most two exports run at the same time; a further one is answered with 503 and `Retry-After`. One of which nothing is read for 30
/// seconds, or that takes longer than an hour, is broken off. In CSV a cell that a spreadsheet would take for a formula begins with an
/// apostrophe.
#[utoipa::path(
    get,
    path = "/api/v1/exports",
    operation_id = "exportContacts",
    tag = "contacts",
    params(
        ("format" = inline(Option<schemas::ExportFormatCode>), Query, description = "csv where it is left out"),
        ("columns" = inline(Option<Vec<schemas::ExportColumnCode>>), Query, description = "In their order, with commas between them; all where it is left out", style = Form, explode = false),
        ("bom" = Option<bool>, Query, description = "Whether CSV begins with a byte order mark; not where it is left out"),
        ("q" = Option<String>, Query, description = "Every word must occur in name, contact ID or external code", max_length = 200),
        ("channel" = inline(Option<Vec<schemas::ChannelCode>>), Query, description = "Any of these channels; several times", explode = true),
        ("language" = Option<Vec<String>>, Query, description = "Any of these BCP-47 tags; none: without one; several times", explode = true),
        ("proactive" = inline(Option<schemas::StateCode>), Query),
        ("reactive" = inline(Option<schemas::StateCode>), Query),
        ("has_external_code" = Option<bool>, Query),
        ("sort" = Option<String>, Query, description = "name, contact_id, external_code, channel, language, created or updated, with - before it to turn it round", pattern = "^-?(name|contact_id|external_code|channel|language|created|updated)$"),
    ),
    responses(
        (status = 200, description = "The file", content((String = "text/csv"), (String = "application/x-ndjson"))),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is refused"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "Too many exports are under way", headers(("Retry-After" = u32))),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn export(State(api): State<ApiState>, by: By, RawQuery(raw): RawQuery) -> Response {
    let begun = async {
        let (shape, conditions): (Vec<_>, Vec<_>) = parameters(raw.as_deref())?
            .into_iter()
            .partition(|(name, _)| ExportShape::PARAMETERS.contains(&name.as_str()));
        let shape = ExportShape::parse(shape.iter().map(|(name, value)| (&**name, &**value)));
        let shape = shape.map_err(|error| Problem::from(&AppError::from(error)))?;
        let query = list::conditions(conditions)?;
        let format = shape.format;
        let selection = ExportSelection::Matching(query);
        let export = by.told(api.exports.export(&by.actor, &selection, shape).await)?;
        Ok::<_, Problem>(download(export, format, by.request_id.clone()))
    };
    let mut response = begun.await.into_response();
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let seconds = HeaderValue::from(TRY_AGAIN_SECONDS);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_named_by_its_day() {
        let name = file_name(ExportFormat::Ndjson, Timestamp(1_782_909_000_123));
        assert_eq!(name, "contacts-2026-07-01.ndjson");
    }
}
