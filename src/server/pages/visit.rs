//! What every one of these pages needs to know of the request, and how it answers.

use super::refusals::Refused;
use crate::{
    domain::{Actor, AppError, Caller, Identity, Session},
    i18n::Locale,
    server::{AppState, door},
    service::Failure,
    ui::{
        Me, Preferences,
        account::{Done, FailedPage, Frame, forbidden_page},
        paths,
    },
};
use axum::{
    extract::{Form, FromRequest, FromRequestParts, Request},
    response::{Html, IntoResponse, Redirect, Response},
};
use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::nonce::Nonce;
use serde::de::DeserializeOwned;
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
    ops::Deref,
};

/// Somebody who reads a page, signed in or not.
#[derive(Clone, Debug)]
pub struct Visit {
    pub preferences: Preferences,
    pub identity: Identity,
    pub caller: Caller,
    /// As the browser asked for the server.
    host: Option<String>,
    query: String,
    request_id: String,
    nonce: Option<Nonce>,
}

/// Who reads the page, for its header.
pub fn me(identity: &Identity) -> Option<Me> {
    let session = identity.session().filter(|session| session.complete);
    session.map(|Session { operator, .. }| Me {
        email: operator.email.as_str().to_owned(),
        role: operator.role,
    })
}

impl Visit {
    pub fn of(parts: &Parts) -> Self {
        let extensions = &parts.extensions;
        let caller = extensions.get().cloned().unwrap_or(Caller {
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            browser: String::new(),
        });
        let host = parts.headers.get(header::HOST);
        Self {
            preferences: Preferences::from_headers(&parts.headers),
            identity: extensions.get().cloned().unwrap_or(Identity::Nobody),
            caller,
            host: host.and_then(|host| host.to_str().map(str::to_owned).ok()),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            request_id: door::request_id(extensions),
            nonce: extensions.get().cloned(),
        }
    }

    pub const fn locale(&self) -> Locale {
        self.preferences.locale
    }

    /// What the address asks for, without its `?`.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Under which the log has the request.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// A parameter of the address, empty where it isn't there.
    pub fn parameter(&self, name: &str) -> String {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }

    /// Whether the address has the parameter, with or without a value.
    pub fn has_parameter(&self, name: &str) -> bool {
        form_urlencoded::parse(self.query.as_bytes()).any(|(key, _)| key == name)
    }

    /// What the address says was done.
    pub fn done(&self) -> Option<Done> {
        Done::from_code(&self.parameter("done"))
    }

    /// The frame of the page that has this address.
    pub fn frame(&self, address: &str) -> Frame {
        Frame {
            preferences: self.preferences,
            me: me(&self.identity),
            address: address.to_owned(),
            nonce: self.nonce.clone(),
        }
    }

    /// A whole address, for somebody to send on. Without a public URL it is the one that the browser used.
    pub fn link(&self, state: &AppState, path: &str, token: &str) -> String {
        let base = state.settings.public_url.clone().unwrap_or_else(|| {
            let host = self.host.as_deref();
            let listen = || state.settings.listen.to_string();
            format!("http://{}", host.map_or_else(listen, str::to_owned))
        });
        format!("{base}{path}?token={token}")
    }

    /// The page, or the one that says why there is none.
    pub fn answer(&self, page: Result<Response, Failure>) -> Response {
        page.unwrap_or_else(|failure| self.failed(failure))
    }

    fn failed(&self, failure: Failure) -> Response {
        let locale = self.locale();
        let error = failure.told(&self.request_id);
        let text = match error {
            AppError::NotFound => locale.account_messages().not_found.to_owned(),
            AppError::Forbidden => return forbidden(self),
            _ => locale.app_error(&error),
        };
        let status = StatusCode::from_u16(error.status());
        let page = FailedPage { text, back: None }.render(self.frame(paths::ACCOUNT));
        html(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), page)
    }

    /// What was sent is no form of ours.
    pub fn unreadable(&self, status: StatusCode) -> Response {
        let text = self.locale().account_messages().form_unreadable.to_owned();
        html(
            status,
            FailedPage { text, back: None }.render(self.frame(paths::ACCOUNT)),
        )
    }

    /// There is nothing that a form could be mended for, and the way on leads elsewhere.
    pub fn turned_back(&self, status: StatusCode, text: String, back: &'static str) -> Response {
        let page = FailedPage {
            text,
            back: Some(back),
        };
        html(status, page.render(self.frame(back)))
    }
}

/// Signed in, but not allowed to do this.
pub fn forbidden(visit: &Visit) -> Response {
    let page = forbidden_page(visit.frame(paths::ACCOUNT));
    html(StatusCode::FORBIDDEN, page)
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// Somebody who is signed in all the way.
#[derive(Clone, Debug)]
pub struct Person {
    pub visit: Visit,
    pub session: Session,
    pub actor: Actor,
}

impl Deref for Person {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl FromRequestParts<AppState> for Person {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Response> {
        let visit = Visit::of(parts);
        match &visit.identity {
            Identity::Person(session) if session.complete => Ok(Self {
                session: session.clone(),
                actor: session.actor(),
                visit,
            }),
            // The door lets nobody else come this far.
            _ => Err(Redirect::to(paths::SIGN_IN).into_response()),
        }
    }
}

/// What a form sent.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let visit = Visit::of(&parts);
        let request = Request::from_parts(parts, body);
        match Form::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) => Err(visit.unreadable(rejection.status())),
        }
    }
}

pub fn html(status: StatusCode, page: String) -> Response {
    (status, Html(page)).into_response()
}

/// The page of a form that was refused.
pub fn refused(refused: &Refused, page: String) -> Response {
    let mut response = html(refused.status, page);
    if let Some(seconds) = refused.retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
