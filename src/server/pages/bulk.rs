//! `/audiences/chat/contacts/bulk`: what was ticked, or all that matches, becomes a job; and what that is to do.

use super::{
    jobs::{Fields, at_job},
    refusals::Refused,
    visit::{Person, Sent},
};
use crate::{
    domain::{ContactQuery, ExternalCode, Language, Position},
    i18n::Locale,
    server::AppState,
    service::{BulkAction, BulkSelection, JobError},
    ui::{
        exporting::ExportChoice,
        jobs::BulkChoice,
        paths,
        state::{Address, LIST_PATH},
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use uuid::Uuid;

/// The form around the table.
#[derive(Debug, PartialEq, Eq)]
struct Selected {
    selection: BulkSelection,
    /// Not chosen yet where there is none.
    choice: Option<BulkChoice>,
}

impl Selected {
    /// Nothing where it holds what the page doesn't offer.
    fn parse(fields: &Fields) -> Option<Self> {
        let choice = match fields.get("do") {
            "" => None,
            code => Some(BulkChoice::from_code(code)?),
        };
        let selection = if fields.has("all") {
            let query = ContactQuery::parse(fields.get("query")).ok()?;
            BulkSelection::Matching(Box::new(query.at(Position::First)))
        } else {
            let contacts: Result<_, _> = fields.all("contact").map(Uuid::parse_str).collect();
            BulkSelection::Contacts(contacts.ok()?)
        };
        Some(Self { selection, choice })
    }
}

pub async fn select(
    State(state): State<AppState>,
    person: Person,
    Sent(fields): Sent<Fields>,
) -> Response {
    if fields.get("do") == BulkChoice::EXPORT {
        return export(&person, &fields);
    }
    let Some(Selected { selection, choice }) = Selected::parse(&fields) else {
        return person.unreadable(StatusCode::UNPROCESSABLE_ENTITY);
    };
    match begin(&state, &person, &selection, choice).await {
        Ok(response) => response,
        Err(JobError::Failed(failure)) => person.answer(Err(failure)),
        Err(_) => {
            let text = person.locale().job_messages().bulk_none.to_owned();
            person.turned_back(StatusCode::UNPROCESSABLE_ENTITY, text, LIST_PATH)
        }
    }
}

/// On to the export of what is selected.
fn export(person: &Person, fields: &Fields) -> Response {
    let Ok(query) = ContactQuery::parse(fields.get("query")) else {
        return person.unreadable(StatusCode::UNPROCESSABLE_ENTITY);
    };
    let ticked = (!fields.has("all")).then(|| fields.all("contact").collect::<Vec<_>>());
    if ticked.as_ref().is_some_and(Vec::is_empty) {
        let text = person.locale().job_messages().bulk_none.to_owned();
        return person.turned_back(StatusCode::UNPROCESSABLE_ENTITY, text, LIST_PATH);
    }
    let view = Address::export(&query.at(Position::First));
    Redirect::to(&ExportChoice::link(view, ticked.iter().flatten().copied())).into_response()
}

/// What needs no value is tried out at once; the rest is asked for.
async fn begin(
    state: &AppState,
    person: &Person,
    selection: &BulkSelection,
    choice: Option<BulkChoice>,
) -> Result<Response, JobError> {
    let action = match choice {
        Some(BulkChoice::Set(permission, state)) => {
            Some(BulkAction::SetPermission { permission, state })
        }
        Some(BulkChoice::Delete) => Some(BulkAction::Delete),
        Some(BulkChoice::Language | BulkChoice::ExternalCode) | None => None,
    };
    let settled = action.is_some();
    let id = state.jobs.select(&person.actor, selection, action).await?;
    if settled {
        state.jobs.check(&person.actor, id).await?;
        return Ok(at_job(id, None));
    }
    let path = paths::of_job(paths::JOB, id);
    Ok(match choice {
        Some(choice) => Redirect::to(&format!("{path}?do={}", choice.code())).into_response(),
        None => at_job(id, None),
    })
}

/// What the form of a job says, as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BulkWish {
    pub choice: Option<BulkChoice>,
    pub language: String,
    pub external_code: String,
}

impl BulkWish {
    pub(super) fn parse(fields: &Fields) -> Self {
        Self {
            choice: BulkChoice::from_code(fields.get("do")),
            language: fields.get("language").to_owned(),
            external_code: fields.get("external_code").to_owned(),
        }
    }

    fn action(&self, locale: Locale) -> Result<BulkAction, Refused> {
        Ok(match self.choice {
            None => {
                let text = locale.job_messages().bulk_no_action;
                return Err(Refused::invalid(&[], text));
            }
            Some(BulkChoice::Set(permission, state)) => {
                BulkAction::SetPermission { permission, state }
            }
            Some(BulkChoice::Language) => BulkAction::SetLanguage {
                language: Language::parse(&self.language)
                    .map_err(|code| Refused::invalid(&["language"], &locale.field_error(&code)))?,
            },
            Some(BulkChoice::ExternalCode) => BulkAction::SetExternalCode {
                external_code: ExternalCode::parse(&self.external_code).map_err(|code| {
                    Refused::invalid(&["external_code"], &locale.field_error(&code))
                })?,
            },
            Some(BulkChoice::Delete) => BulkAction::Delete,
        })
    }

    /// As it was settled before.
    pub(super) fn of(action: Option<&BulkAction>) -> Self {
        let mut wish = Self::default();
        wish.choice = action.map(|action| match action {
            BulkAction::SetPermission { permission, state } => BulkChoice::Set(*permission, *state),
            BulkAction::SetLanguage { language } => {
                wish.language = language
                    .as_ref()
                    .map(|tag| tag.as_str().to_owned())
                    .unwrap_or_default();
                BulkChoice::Language
            }
            BulkAction::SetExternalCode { external_code } => {
                wish.external_code = external_code
                    .as_ref()
                    .map(|code| code.as_str().to_owned())
                    .unwrap_or_default();
                BulkChoice::ExternalCode
            }
            BulkAction::Delete => BulkChoice::Delete,
        });
        wish
    }
}

/// Settles it and starts the dry run; or why not, for the form.
pub(super) async fn plan(
    state: &AppState,
    person: &Person,
    id: Uuid,
    wish: &BulkWish,
) -> Result<Result<(), Refused>, JobError> {
    let action = match wish.action(person.locale()) {
        Ok(action) => action,
        Err(refused) => return Ok(Err(refused)),
    };
    state.jobs.choose(&person.actor, id, action).await?;
    state.jobs.check(&person.actor, id).await?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Permission, PermissionState};

    fn parse(pairs: &[(&str, &str)]) -> Option<Selected> {
        Selected::parse(&Fields::of(pairs))
    }

    #[test]
    fn what_is_ticked_or_all_that_matches_is_selected() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(
            parse(&[("contact", id), ("query", "q=a"), ("do", "block_reactive")]),
            Some(Selected {
                selection: BulkSelection::Contacts(vec![id.parse().unwrap()]),
                choice: Some(BulkChoice::Set(
                    Permission::Reactive,
                    PermissionState::Blocked
                )),
            })
        );
        let all = parse(&[("contact", id), ("query", "q=a&page=last"), ("all", "true")]);
        let query = ContactQuery::parse("q=a").unwrap();
        assert_eq!(
            all,
            Some(Selected {
                selection: BulkSelection::Matching(Box::new(query)),
                choice: None,
            })
        );
    }

    #[test]
    fn what_the_page_does_not_offer_is_no_selection() {
        assert_eq!(parse(&[("contact", "x")]), None);
        assert_eq!(parse(&[("do", "open_all")]), None);
        assert_eq!(parse(&[("all", "true"), ("query", "size=7")]), None);
    }

    #[test]
    fn what_is_settled_is_filled_in_again() {
        let wish = BulkWish {
            choice: Some(BulkChoice::Language),
            language: "es".to_owned(),
            external_code: String::new(),
        };
        let action = wish.action(Locale::En).unwrap();
        assert_eq!(BulkWish::of(Some(&action)), wish);
        let wrong = BulkWish {
            language: "spanish".to_owned(),
            ..wish
        };
        assert_eq!(
            wrong.action(Locale::En).unwrap_err().refusal.fields,
            ["language"]
        );
        assert!(BulkWish::default().action(Locale::En).is_err());
    }
}
