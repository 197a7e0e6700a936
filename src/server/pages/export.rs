//! `/audiences/chat/contacts/export`: what is exported and how, and the file.

use super::visit::{Person, html};
use crate::{
    api,
    domain::{AppError, ContactQuery, ExportSelection, ExportShape, Total},
    server::AppState,
    service::Failure,
    ui::{
        exporting::{ExportChoice, ExportPage},
        state::Address,
    },
};
use axum::{extract::State, response::Response};
use http::{HeaderValue, StatusCode, header};
use uuid::Uuid;

/// What an address asks for.
struct Asked {
    view: ContactQuery,
    choice: ExportChoice,
    shape: ExportShape,
    /// Without any, the view is meant.
    ticked: Vec<Uuid>,
}

impl Asked {
    fn parse(person: &Person) -> Result<Self, AppError> {
        let raw = person.query();
        let pairs: Vec<_> = form_urlencoded::parse(raw.as_bytes()).collect();
        let ticked = pairs
            .iter()
            .filter(|(name, _)| name == ExportChoice::TICKED)
            // What is no ID is nobody's.
            .filter_map(|(_, id)| Uuid::parse_str(id).ok())
            .collect::<Vec<_>>();
        let mut choice = ExportChoice::from_code(&person.parameter(ExportChoice::PARAMETER));
        if choice == ExportChoice::Ticked && ticked.is_empty() {
            choice = ExportChoice::View;
        }
        Ok(Self {
            view: ContactQuery::parse(raw)?,
            choice,
            ticked,
            shape: ExportShape::parse(pairs.iter().map(|(name, value)| (&**name, &**value)))?,
        })
    }

    fn selection(&self) -> ExportSelection {
        match self.choice {
            ExportChoice::View => ExportSelection::Matching(self.view.clone()),
            ExportChoice::Everything => ExportSelection::Matching(ContactQuery::default()),
            ExportChoice::Ticked => ExportSelection::Contacts(self.ticked.clone(), self.view.sort),
        }
    }
}

pub async fn show(State(state): State<AppState>, person: Person) -> Response {
    let page = async {
        let asked = Asked::parse(&person)?;
        let page = page(&state, &person, asked, false).await?;
        Ok(html(StatusCode::OK, page))
    };
    person.answer(page.await)
}

pub async fn file(State(state): State<AppState>, person: Person) -> Response {
    person.answer(file_of(&state, &person).await)
}

async fn file_of(state: &AppState, person: &Person) -> Result<Response, Failure> {
    let asked = Asked::parse(person)?;
    let (selection, shape) = (asked.selection(), asked.shape.clone());
    match state.exports.export(&person.actor, &selection, shape).await {
        Ok(export) => {
            let request_id = person.request_id().to_owned();
            Ok(api::download(export, asked.shape.format, request_id))
        }
        Err(Failure::Told(error @ AppError::Unavailable)) => {
            let status = StatusCode::from_u16(error.status());
            let page = page(state, person, asked, true).await?;
            let mut response = html(status.unwrap_or(StatusCode::SERVICE_UNAVAILABLE), page);
            let seconds = HeaderValue::from(api::TRY_AGAIN_SECONDS);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
            Ok(response)
        }
        Err(failure) => Err(failure),
    }
}

async fn page(
    state: &AppState,
    person: &Person,
    asked: Asked,
    busy: bool,
) -> Result<String, Failure> {
    let total = async |query: &ContactQuery| -> Result<Total, Failure> {
        let page = state.contacts.list(&person.actor, query).await?;
        Ok(page.total)
    };
    let address = Address::export(&asked.view);
    let page = ExportPage {
        view_total: total(&asked.view.without_page()).await?,
        everything_total: total(&ContactQuery::default()).await?,
        view: asked.view,
        ticked: asked.ticked,
        choice: asked.choice,
        shape: asked.shape,
        busy,
    };
    Ok(page.render(person.frame(&address)))
}
