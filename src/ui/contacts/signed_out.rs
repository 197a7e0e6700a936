//! The way back in when the session has ended while the page was open.

use crate::{domain::AppError, ui::preferences::messages};
use leptos::prelude::*;

/// A link in a tab of its own, so that what was typed here stays; nothing for other errors.
pub fn sign_in_link(error: &AppError) -> Option<AnyView> {
    (*error == AppError::SignedOut).then(|| {
        let m = messages();
        view! { <a href="/sign-in" target="_blank">{m.sign_in}</a> }.into_any()
    })
}
