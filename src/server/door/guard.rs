//! Who sends a request, and whether they may: decided here, before anything else of it is read.

use super::{cookie, request_id::of as request_id};
use crate::{
    domain::{Actor, AppError, Caller, Identity},
    server::{
        AppState,
        failures::{self, Reader},
        pages::{self, Visit},
        routes::{Access, Accesses},
    },
    service::Failure,
    ui::paths,
};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{Method, StatusCode, Uri, header, request::Parts};
use std::sync::Arc;

/// What the guard asks and looks up.
#[derive(Clone)]
pub struct Guard {
    state: AppState,
    accesses: Arc<Accesses>,
}

impl Guard {
    pub fn new(state: AppState) -> Self {
        Self {
            state,
            accesses: Arc::new(Accesses::new()),
        }
    }

    /// What the route asks for.
    fn access(&self, request: &Parts) -> Access {
        let path = request.extensions.get::<MatchedPath>();
        self.accesses.of(
            &request.method,
            path.map(MatchedPath::as_str),
            request.uri.path(),
        )
    }

    /// By a token where machines come in, by the cookie everywhere else that leads somewhere: the site's files are
    /// anybody's, and asking for them is no sign of life.
    async fn identity(&self, request: &Parts, access: Access) -> Result<Identity, Failure> {
        if access == Access::Anyone && request.extensions.get::<MatchedPath>().is_none() {
            return Ok(Identity::Nobody);
        }
        let accounts = &self.state.accounts;
        let headers = &request.headers;
        if Reader::of(request.uri.path()) == Reader::Machine
            && let Some(authorization) = headers.get(header::AUTHORIZATION)
        {
            // Whoever shows a token is judged by it alone.
            let known = match authorization.to_str().ok().and_then(bearer) {
                Some(token) => accounts.api_token(token).await?,
                None => None,
            };
            if let (None, Some(caller)) = (&known, request.extensions.get::<Caller>()) {
                accounts.token_refused(caller);
            }
            return Ok(known.map_or(Identity::Nobody, Identity::Machine));
        }
        let Some(token) = cookie::token(&self.state.settings, headers) else {
            return Ok(Identity::Nobody);
        };
        let known = accounts.session(token).await?;
        Ok(known.map_or(Identity::Nobody, Identity::Person))
    }

    async fn denied(&self, asked: &Asked) {
        let Asked {
            actor,
            caller,
            path,
        } = asked;
        if let Err(error) = self.state.accounts.denied(caller, actor, path).await {
            tracing::error!(%error, "a refusal could not be written down");
        }
    }
}

/// What is written down of a request that is refused.
struct Asked {
    actor: Actor,
    caller: Caller,
    path: String,
}

impl Asked {
    /// Nothing of somebody who isn't known.
    fn by(identity: &Identity, request: &Parts) -> Option<Self> {
        Some(Self {
            actor: identity.actor()?,
            caller: request.extensions.get::<Caller>()?.clone(),
            path: request.uri.path().to_owned(),
        })
    }
}

/// The scheme's name is in any case (RFC 9110, 11.1).
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Lets a request pass with its [`Identity`], or answers it.
pub async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let (mut request, body) = request.into_parts();
    let access = guard.access(&request);
    let reader = Reader::of(request.uri.path());
    let identity = match guard.identity(&request, access).await {
        Ok(identity) => identity,
        // What anyone may have needs no database.
        Err(_) if access == Access::Anyone => Identity::Nobody,
        Err(failure) => {
            let error = failure.told(&request_id(&request.extensions));
            return failures::answer(reader, &error);
        }
    };
    let verdict = judge(access, &identity);
    let asked = Asked::by(&identity, &request);
    let known = verdict == Verdict::HalfPass || asked.is_some();
    request
        .extensions
        .insert(if known { identity } else { Identity::Nobody });
    match verdict {
        Verdict::Pass | Verdict::HalfPass => {
            let response = next.run(Request::from_parts(request, body)).await;
            // A use case may refuse what the route lets pass: it knows whose the thing is that is asked for.
            if response.status() == StatusCode::FORBIDDEN
                && let Some(asked) = &asked
            {
                guard.denied(asked).await;
            }
            response
        }
        Verdict::SignIn if reader == Reader::Person => {
            Redirect::to(&sign_in_address(&request.method, &request.uri)).into_response()
        }
        Verdict::SignIn => failures::answer(reader, &AppError::SignedOut),
        Verdict::Denied => {
            if let Some(asked) = &asked {
                guard.denied(asked).await;
            }
            if reader == Reader::Person {
                pages::forbidden(&Visit::of(&request))
            } else {
                failures::answer(reader, &AppError::Forbidden)
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Pass,
    /// As who they say they are, though the second factor is missing. To all other routes they are nobody.
    HalfPass,
    SignIn,
    Denied,
}

fn judge(access: Access, identity: &Identity) -> Verdict {
    match (access, identity.actor()) {
        (Access::HalfSignedIn, None) if identity.session().is_some() => Verdict::HalfPass,
        (Access::HalfSignedIn | Access::SignedIn | Access::May(_), None) => Verdict::SignIn,
        (Access::Anyone, _) | (Access::HalfSignedIn | Access::SignedIn, Some(_)) => Verdict::Pass,
        (Access::May(action), Some(actor)) => match actor.may(action) {
            Ok(()) => Verdict::Pass,
            Err(_) => Verdict::Denied,
        },
    }
}

/// With the way back, where there is one: what was being sent can't be sent again.
fn sign_in_address(method: &Method, uri: &Uri) -> String {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return paths::SIGN_IN.to_owned();
    }
    let wanted = uri.path_and_query().map_or("/", |address| address.as_str());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", wanted)
        .finish();
    format!("{}?{query}", paths::SIGN_IN)
}
