//! The door: where a request comes from, who sends it, whether they may, how often, and what the answer's headers tell
//! the browser.

mod caller;
mod cookie;
mod forgery;
mod guard;
mod headers;
mod rate;
mod request_id;

pub use cookie::{cleared_cookie, session_cookie};
pub(super) use {
    caller::note as note_caller,
    forgery::refuse as refuse_forgeries,
    guard::{Guard, guard},
    headers::add as add_headers,
    rate::{Rate, limit as limit_rate, network},
    request_id::{distrust as distrust_request_id, of as request_id},
};
