//! `POST /preferences`: remembers the reader's language and theme, and leads back to the page.

use super::state::AppState;
use crate::{
    i18n::Locale,
    ui::{LOCALE_COOKIE, THEME_COOKIE, preference_cookie, state::LIST_PATH},
};
use axum::{
    extract::{Form, State, rejection::FormRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use std::fmt::Write as _;

/// As they stand in the cookie and in the page's `data-theme`.
const THEMES: [&str; 3] = ["light", "dark", "system"];

/// The form. What it doesn't name stays as it is.
#[derive(Debug, Deserialize)]
pub struct PreferencesForm {
    locale: Option<String>,
    theme: Option<String>,
    next: Option<String>,
}

pub async fn set(
    State(state): State<AppState>,
    form: Result<Form<PreferencesForm>, FormRejection>,
) -> Response {
    let form = match form {
        Ok(Form(form)) => form,
        Err(rejection) => return rejection.status().into_response(),
    };
    let known_locale = form
        .locale
        .as_deref()
        .is_none_or(|code| Locale::from_code(code).is_some());
    let known_theme = form
        .theme
        .as_deref()
        .is_none_or(|code| THEMES.contains(&code));
    if !known_locale || !known_theme {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let secure = state.settings.https();
    let mut headers = HeaderMap::new();
    for (preference, value) in [(LOCALE_COOKIE, form.locale), (THEME_COOKIE, form.theme)] {
        if let Some(cookie) = value.and_then(|value| cookie(preference, &value, secure)) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    let next = form
        .next
        .as_deref()
        .and_then(local)
        .unwrap_or(HeaderValue::from_static(LIST_PATH));
    headers.insert(header::LOCATION, next);
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Not hidden from scripts: the page switches the theme by itself.
fn cookie(preference: &str, value: &str, https: bool) -> Option<HeaderValue> {
    preference_cookie(preference, value, https).parse().ok()
}

/// A path on this server, or nothing: `//elsewhere`, `/\elsewhere` and line breaks lead browsers away.
pub(super) fn local(next: &str) -> Option<HeaderValue> {
    let (path, _) = next.split_once(['?', '#']).unwrap_or((next, ""));
    let stays = path.starts_with('/')
        && !path.contains("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control);
    if !stays {
        return None;
    }
    // A header is ASCII; browsers send addresses in percent notation, people write them without.
    let mut encoded = String::with_capacity(next.len());
    for byte in next.bytes() {
        if byte.is_ascii_graphic() {
            encoded.push(char::from(byte));
        } else {
            let _infallible = write!(encoded, "%{byte:02X}");
        }
    }
    HeaderValue::try_from(encoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_followed() {
        for next in [
            "/",
            "/audiences/chat/contacts?q=a%20b&new",
            "/a?q=x//y",
            "/a#b",
        ] {
            assert_eq!(local(next).unwrap(), next);
        }
        for next in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a//b",
            "/a\r\nSet-Cookie: a=b",
            "\\/evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            " //evil.example",
        ] {
            assert_eq!(local(next), None, "{next}");
        }
    }

    #[test]
    fn what_is_not_ascii_is_encoded() {
        assert_eq!(
            local("/a?q=josé pérez").unwrap(),
            "/a?q=jos%C3%A9%20p%C3%A9rez"
        );
    }
}
