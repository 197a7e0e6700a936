//! Which address leads where, and what one must be allowed to get there. Every route stands in this one table.

use super::{
    document, failures::Reader, health, pages, preferences, reference, rpc, state::AppState,
};
use crate::{
    api,
    domain::Action,
    ui::{paths, state::LIST_PATH},
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    response::Redirect,
    routing::{MethodFilter, MethodRouter, on},
};
use http::Method;
use std::collections::HashMap;

/// What is asked of whoever comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Anyone,
    /// A session, though it may lack its second factor still.
    HalfSignedIn,
    SignedIn,
    May(Action),
}

/// An address with a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

/// The server functions' own address; what each asks for is in [`FUNCTIONS`].
const RPC_PATH: &str = "/rpc/{*name}";

/// The server functions. One that is not here can't be called.
pub const FUNCTIONS: [(&str, Access); 8] = [
    ("list_contacts", Access::May(Action::ReadContacts)),
    ("get_contact_options", Access::May(Action::ReadContacts)),
    ("get_contact", Access::May(Action::ReadContacts)),
    ("get_history", Access::May(Action::ReadContacts)),
    ("create_contact", Access::May(Action::ChangeContacts)),
    ("update_contact", Access::May(Action::ChangeContacts)),
    ("set_permission", Access::May(Action::ChangeContacts)),
    ("delete_contact", Access::May(Action::ChangeContacts)),
];

/// Where files are sent, of any size that their use cases take and for as long as they keep coming (`patience`).
const UPLOADS: [(Method, &str); 2] = [(Method::POST, paths::IMPORT), (Method::POST, api::IMPORTS)];

pub(super) fn is_upload(method: &Method, path: &str) -> bool {
    UPLOADS
        .iter()
        .any(|upload| (&upload.0, upload.1) == (method, path))
}

struct Row {
    route: Route,
    handler: MethodRouter<AppState>,
}

fn table() -> Vec<Row> {
    use Access::{Anyone, HalfSignedIn, May, SignedIn};
    use pages::{
        account, activity, bulk, export, history, imports, jobs, operators, password,
        second_factor, setup, sign_in, tokens, webhooks,
    };
    let own = May(Action::ManageOwnAccount);
    let admin = May(Action::Administer);
    vec![
        get("/", Anyone, || async { Redirect::temporary(LIST_PATH) }),
        get("/healthz", Anyone, health::healthz),
        get("/readyz", Anyone, health::readyz),
        post(paths::PREFERENCES, Anyone, preferences::set),
        get(LIST_PATH, May(Action::ReadContacts), document::contacts),
        post(
            paths::EXPLAIN,
            May(Action::ChangeContacts),
            history::explain,
        ),
        get(paths::RECEIPT, May(Action::ReadContacts), history::receipt),
        get(paths::EXPORT, May(Action::ReadContacts), export::show),
        get(paths::EXPORT_FILE, May(Action::ReadContacts), export::file),
        post(paths::BULK, May(Action::ChangeContacts), bulk::select),
        get(paths::IMPORT, May(Action::Import), imports::show),
        post(paths::IMPORT, May(Action::Import), imports::upload),
        get(paths::JOB, May(Action::ChangeContacts), jobs::show),
        post(paths::JOB_PLAN, May(Action::ChangeContacts), jobs::plan),
        post(paths::JOB_START, May(Action::ChangeContacts), jobs::start),
        post(paths::JOB_CANCEL, May(Action::ChangeContacts), jobs::cancel),
        post(paths::JOB_UNDO, May(Action::ChangeContacts), jobs::undo),
        post(paths::JOB_FORGET, May(Action::ChangeContacts), jobs::forget),
        get(paths::JOB_EVENTS, May(Action::ChangeContacts), jobs::events),
        get(paths::JOB_REFUSED, May(Action::Import), imports::refused),
        get(paths::IMPORTS, May(Action::Import), imports::list),
        // As much as any function asks for; the guard looks each up by its name.
        post(RPC_PATH, SignedIn, rpc::call),
        get("/api/openapi.json", SignedIn, api::openapi::<AppState>),
        get("/api/docs", SignedIn, reference::show),
        get("/api/docs/{file}", SignedIn, api::docs_asset),
        get(paths::SIGN_IN, Anyone, sign_in::show),
        post(paths::SIGN_IN, Anyone, sign_in::sign_in),
        get(paths::SIGN_IN_CODE, HalfSignedIn, sign_in::show_code),
        post(paths::SIGN_IN_CODE, HalfSignedIn, sign_in::give_code),
        post(paths::SIGN_OUT, HalfSignedIn, sign_in::sign_out),
        get(paths::SETUP, Anyone, setup::show),
        post(paths::SETUP, Anyone, setup::set_up),
        get(paths::PASSWORD, Anyone, password::show),
        post(paths::PASSWORD, Anyone, password::choose),
        get(paths::ACCOUNT, own, account::show),
        post(paths::ACCOUNT_PASSWORD, own, account::change_password),
        post(paths::SESSION_END, own, account::end_session),
        post(paths::SESSIONS_END_OTHERS, own, account::end_other_sessions),
        post(paths::SESSIONS_END_ALL, own, account::end_all_sessions),
        post(paths::SECOND_FACTOR_OFFER, own, second_factor::offer),
        post(paths::SECOND_FACTOR_CONFIRM, own, second_factor::confirm),
        post(paths::SECOND_FACTOR_REMOVE, own, second_factor::remove),
        get(paths::SETTINGS, admin, operators::first_settings),
        get(paths::OPERATORS, admin, operators::show),
        post(paths::OPERATOR_INVITE, admin, operators::invite),
        post(paths::OPERATOR_ROLE, admin, operators::set_role),
        post(paths::OPERATOR_DISABLE, admin, operators::disable),
        post(paths::OPERATOR_ENABLE, admin, operators::enable),
        post(paths::OPERATOR_RESET, admin, operators::reset),
        post(paths::OPERATOR_END_SESSIONS, admin, operators::end_sessions),
        post(paths::OPERATORS_END_ALL, admin, operators::end_all_sessions),
        get(paths::TOKENS, admin, tokens::show),
        post(paths::TOKEN_MAKE, admin, tokens::make),
        post(paths::TOKEN_REVOKE, admin, tokens::revoke),
        get(paths::WEBHOOKS, admin, webhooks::show),
        post(paths::WEBHOOK_MAKE, admin, webhooks::make),
        post(paths::WEBHOOK_TEST, admin, webhooks::test),
        post(paths::WEBHOOK_DISABLE, admin, webhooks::disable),
        post(paths::WEBHOOK_ENABLE, admin, webhooks::enable),
        post(paths::WEBHOOK_REMOVE, admin, webhooks::remove),
        get(paths::DELIVERIES, admin, webhooks::deliveries),
        post(paths::DELIVERY_REPLAY, admin, webhooks::replay),
        get(paths::ACTIVITY, admin, activity::show),
    ]
    .into_iter()
    .chain(api::api_routes().into_iter().map(|route| Row {
        route: Route {
            method: route.method,
            path: route.path,
            access: route.action.map_or(SignedIn, May),
        },
        handler: route.handler,
    }))
    .collect()
}

fn get<H, T>(path: &'static str, access: Access, handler: H) -> Row
where
    H: Handler<T, AppState>,
    T: 'static,
{
    row(Method::GET, MethodFilter::GET, path, access, handler)
}

/// Whatever changes something.
fn post<H, T>(path: &'static str, access: Access, handler: H) -> Row
where
    H: Handler<T, AppState>,
    T: 'static,
{
    row(Method::POST, MethodFilter::POST, path, access, handler)
}

fn row<H, T>(
    method: Method,
    filter: MethodFilter,
    path: &'static str,
    access: Access,
    handler: H,
) -> Row
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Row {
        route: Route {
            method,
            path,
            access,
        },
        handler: on(filter, handler),
    }
}

/// Every route there is. What none of them is, is a file of the site or nothing.
#[must_use]
pub fn routes() -> Vec<Route> {
    table().into_iter().map(|row| row.route).collect()
}

pub(super) fn routed() -> Router<AppState> {
    table().into_iter().fold(Router::new(), |router, row| {
        let Route { method, path, .. } = row.route;
        let handler = if is_upload(&method, path) {
            row.handler.layer(DefaultBodyLimit::disable())
        } else {
            row.handler
        };
        router.route(path, handler)
    })
}

/// The table, to be looked up.
#[derive(Debug)]
pub(super) struct Accesses {
    routes: HashMap<&'static str, Vec<(Method, Access)>>,
    functions: HashMap<&'static str, Access>,
}

impl Accesses {
    pub fn new() -> Self {
        let mut by_path: HashMap<_, Vec<_>> = HashMap::new();
        for Route {
            method,
            path,
            access,
        } in routes()
        {
            by_path.entry(path).or_default().push((method, access));
        }
        Self {
            routes: by_path,
            functions: FUNCTIONS.into_iter().collect(),
        }
    }

    /// What a request asks for. `matched` is the path of the table that its own fits, if there is one.
    pub fn of(&self, method: &Method, matched: Option<&str>, path: &str) -> Access {
        // A file, or an answer that there is nothing, or not by that method. Where programs ask, strangers don't learn
        // even that.
        let unlisted = match Reader::of(path) {
            Reader::Person => Access::Anyone,
            Reader::Script | Reader::Machine => Access::SignedIn,
        };
        if matched == Some(RPC_PATH) {
            let function = function_name(path).and_then(|name| self.functions.get(name));
            return function.copied().unwrap_or(unlisted);
        }
        // Axum answers HEAD by what GET does.
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        matched
            .and_then(|path| self.routes.get(path))
            .and_then(|methods| methods.iter().find(|(known, _)| known == method))
            .map_or(unlisted, |(_, access)| *access)
    }
}

/// The last part of a server function's address.
pub(super) fn function_name(path: &str) -> Option<&str> {
    path.strip_prefix(crate::rpc::PREFIX)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::axum::server_fn_paths;
    use std::collections::BTreeSet;

    #[test]
    fn every_server_function_is_in_the_table_and_the_other_way_round() {
        let there: BTreeSet<_> = server_fn_paths()
            .map(|(path, _)| function_name(path).unwrap())
            .collect();
        let listed: BTreeSet<_> = FUNCTIONS.into_iter().map(|(name, _)| name).collect();
        assert_eq!(there, listed);
    }

    #[test]
    fn what_is_not_in_the_table_is_closed_where_programs_ask() {
        let accesses = Accesses::new();
        let of = |method, matched, path| accesses.of(&method, matched, path);
        assert_eq!(of(Method::GET, None, "/nothing"), Access::Anyone);
        for path in ["/api", "/api/v1/nothing", "/rpc/nothing"] {
            assert_eq!(of(Method::GET, None, path), Access::SignedIn, "{path}");
        }
        for path in ["/rpc/nothing", "/rpc/list%5fcontacts", "/rpc/a/b"] {
            assert_eq!(of(Method::POST, Some(RPC_PATH), path), Access::SignedIn);
        }
        assert_eq!(
            of(Method::DELETE, Some("/api/v1/me"), "/api/v1/me"),
            Access::SignedIn
        );
    }

    #[test]
    fn the_same_is_asked_for_without_the_body() {
        let accesses = Accesses::new();
        for method in [Method::GET, Method::HEAD] {
            assert_eq!(
                accesses.of(&method, Some(LIST_PATH), LIST_PATH),
                Access::May(Action::ReadContacts)
            );
        }
    }
}
