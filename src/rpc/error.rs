//! How an [`AppError`] travels, and what a failure of the transport itself becomes.

use crate::domain::AppError;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // In the browser: no answer, or one that is not ours, such as a proxy's error page.
            _ if cfg!(feature = "hydrate") => Self::Unreachable,
            // On the server: the request's body or arguments could not be read.
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Malformed,
            _ => Self::Unavailable,
        }
    }
}
