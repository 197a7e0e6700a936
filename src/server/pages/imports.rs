//! Imports: the file's way in, how it is settled, and the list of what was imported.

use super::{
    job_view::looked,
    jobs::{Fields, at_job, job_id},
    refusals::Refused,
    refused_rows,
    visit::{Person, html, refused as form_refused},
};
use crate::{
    domain::{
        Channel, JobKind, Language,
        import::{
            Delimiter, Dialect, Encoding, FileProblem, ImportField, Mapping, Matching, Policy,
        },
    },
    server::AppState,
    service::{Failure, ImportChoice, JobError},
    ui::{
        account::Refusal,
        jobs::{ImportsPage, Note, UploadPage},
        paths,
    },
};
use axum::{
    extract::{
        Multipart, Path, State,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    response::{IntoResponse, Response},
};
use http::StatusCode;
use uuid::Uuid;

/// The name of the form's field.
const FILE: &str = "file";

pub async fn show(State(state): State<AppState>, person: Person) -> Response {
    html(StatusCode::OK, upload_page(&state, &person, None))
}

fn upload_page(state: &AppState, person: &Person, refusal: Option<Refusal>) -> String {
    let page = UploadPage {
        max_bytes: state.settings.limits.import_bytes,
        refusal,
    };
    page.render(person.frame(paths::IMPORT))
}

/// Why a file was not taken in.
enum Turned {
    /// It came to a halt, or is cut off.
    Broken,
    /// There was none.
    Missing,
    Job(JobError),
}

impl From<MultipartError> for Turned {
    fn from(_: MultipartError) -> Self {
        Self::Broken
    }
}

impl From<JobError> for Turned {
    fn from(error: JobError) -> Self {
        Self::Job(error)
    }
}

pub async fn upload(
    State(state): State<AppState>,
    person: Person,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(rejection) => return person.unreadable(rejection.into_response().status()),
    };
    let m = person.locale().job_messages();
    let (status, text) = match taken_in(&state, &person, form).await {
        Ok(id) => return at_job(id, None),
        Err(Turned::Broken) => (StatusCode::BAD_REQUEST, m.file_slow.to_owned()),
        Err(Turned::Missing) => (StatusCode::UNPROCESSABLE_ENTITY, m.file_missing.to_owned()),
        Err(Turned::Job(JobError::File(problem))) => {
            let status = match problem {
                FileProblem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let most = state.settings.limits.import_bytes;
            (status, person.locale().file_problem(problem, most))
        }
        Err(Turned::Job(error)) => return person.answer(Err(looked(error))),
    };
    let why = Refused {
        status,
        ..Refused::invalid(&[], &text)
    };
    let page = upload_page(&state, &person, Some(why.refusal.clone()));
    form_refused(&why, page)
}

async fn taken_in(state: &AppState, person: &Person, mut form: Multipart) -> Result<Uuid, Turned> {
    while let Some(field) = form.next_field().await? {
        if field.name() == Some(FILE) {
            return one_file(state, person, field).await;
        }
    }
    Err(Turned::Missing)
}

/// Piece by piece onto the disk.
async fn one_file(state: &AppState, person: &Person, mut field: Field<'_>) -> Result<Uuid, Turned> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let mut upload = state.jobs.take_in(&person.actor, &name).await?;
    let mut any = false;
    while let Some(piece) = field.chunk().await? {
        any |= !piece.is_empty();
        if let Err(error) = upload.write(&piece).await {
            drop(upload);
            drain(field, state.settings.limits.import_bytes).await?;
            return Err(error.into());
        }
    }
    if name.is_empty() && !any {
        return Err(Turned::Missing);
    }
    Ok(upload.finish().await?)
}

/// Reads on for a while and keeps nothing: a browser that is still sending would not read why it was turned away.
async fn drain(mut field: Field<'_>, most: u64) -> Result<(), Turned> {
    let mut read = 0;
    while read < most
        && let Some(piece) = field.chunk().await?
    {
        read += piece.len() as u64;
    }
    Ok(())
}

/// What the form of an import says, as it was filled in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ImportWish {
    pub dialect: Dialect,
    pub columns: Vec<Option<ImportField>>,
    pub channel: Option<Channel>,
    pub language: String,
    pub clear_empty: bool,
    pub matching: Matching,
    pub policy: Policy,
    /// Whether the dry run is to begin.
    pub checks: bool,
}

impl ImportWish {
    /// Nothing where it holds what the page doesn't offer.
    pub(super) fn parse(fields: &Fields) -> Option<Self> {
        let mut columns = Vec::new();
        while let Some(code) = fields.all(&format!("column-{}", columns.len())).next() {
            columns.push(match code {
                "" => None,
                code => Some(ImportField::from_code(code)?),
            });
        }
        Some(Self {
            dialect: Dialect {
                delimiter: Delimiter::from_code(fields.get("delimiter"))?,
                encoding: Encoding::from_code(fields.get("encoding"))?,
            },
            columns,
            channel: match fields.get("channel") {
                "" => None,
                code => Some(code.parse().ok()?),
            },
            language: fields.get("language").to_owned(),
            clear_empty: fields.has("clear_empty"),
            matching: Matching::from_code(fields.get("matching"))?,
            policy: Policy::from_code(fields.get("policy"))?,
            checks: fields.get("then") == "check",
        })
    }
}

/// Settles it, and starts the dry run where that was asked for; or why not, for the form.
pub(super) async fn plan(
    state: &AppState,
    person: &Person,
    id: Uuid,
    wish: &ImportWish,
) -> Result<Result<(), Refused>, JobError> {
    let language = match Language::parse(&wish.language) {
        Ok(language) => language,
        Err(code) => {
            let text = person.locale().field_error(&code);
            return Ok(Err(Refused::invalid(&["language"], &text)));
        }
    };
    let choice = ImportChoice {
        dialect: wish.dialect,
        mapping: Some(Mapping {
            columns: wish.columns.clone(),
            channel: wish.channel,
            language,
            clear_empty: wish.clear_empty,
        }),
        matching: wish.matching,
        policy: wish.policy,
    };
    state.jobs.settle(&person.actor, id, choice).await?;
    if wish.checks {
        state.jobs.check(&person.actor, id).await?;
    }
    Ok(Ok(()))
}

pub async fn list(State(state): State<AppState>, person: Person) -> Response {
    let page = imports(&state, &person).await;
    person.answer(page.map(|page| html(StatusCode::OK, page)))
}

async fn imports(state: &AppState, person: &Person) -> Result<String, Failure> {
    let listed = state.jobs.list(&person.actor, Some(JobKind::Import)).await;
    let page = ImportsPage {
        jobs: listed.map_err(looked)?,
        note: Note::from_code(&person.parameter("note")),
    };
    Ok(page.render(person.frame(paths::IMPORTS)))
}

/// The rows that were refused, as a file to be mended.
pub async fn refused(
    State(state): State<AppState>,
    person: Person,
    Path(id): Path<String>,
) -> Response {
    let file = match job_id(&id) {
        Ok(id) => refused_rows::file(&state, &person, id).await,
        Err(failure) => Err(failure),
    };
    person.answer(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: [(&str, &str); 8] = [
        ("delimiter", "semicolon"),
        ("encoding", "utf8"),
        ("column-0", "contact_id"),
        ("column-1", ""),
        ("channel", "sms"),
        ("matching", "contact_id"),
        ("policy", "keep_stricter"),
        ("then", "check"),
    ];

    #[test]
    fn the_form_says_what_each_column_is() {
        let wish = ImportWish::parse(&Fields::of(&FORM)).unwrap();
        assert_eq!(wish.columns, [Some(ImportField::ContactId), None]);
        assert_eq!(wish.channel, Some(Channel::Sms));
        assert!(wish.checks && !wish.clear_empty);
    }

    #[test]
    fn only_what_the_page_offers_can_be_wished_for() {
        for (name, value) in [
            ("delimiter", "colon"),
            ("encoding", ""),
            ("column-1", "password"),
            ("channel", "pigeon"),
            ("matching", "name"),
            ("policy", "open_all"),
        ] {
            let form = FORM.map(|(known, old)| (known, if known == name { value } else { old }));
            assert_eq!(ImportWish::parse(&Fields::of(&form)), None, "{name}");
        }
    }
}
