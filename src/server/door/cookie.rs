//! The cookie that holds a session's token.

use crate::{domain::Secret, server::Settings};
use http::{HeaderMap, HeaderValue, header};

/// A browser takes a cookie of this prefix over https only, from this very host only, and for all of it only; so nobody
/// else, not even a neighbouring subdomain, can set it.
const OVER_HTTPS: &str = "__Host-cc_session";
const OVER_HTTP: &str = "cc_session";

fn name(settings: &Settings) -> &'static str {
    if settings.https() {
        OVER_HTTPS
    } else {
        OVER_HTTP
    }
}

/// Signs the browser in. It forgets the cookie when it is closed; the server forgets the session when it is due.
#[must_use]
pub fn session_cookie(settings: &Settings, token: &Secret) -> HeaderValue {
    let mut cookie = written(settings, token.expose(), "");
    cookie.set_sensitive(true);
    cookie
}

/// Makes the browser forget the session.
#[must_use]
pub fn cleared_cookie(settings: &Settings) -> HeaderValue {
    written(settings, "", "; Max-Age=0")
}

fn written(settings: &Settings, value: &str, more: &str) -> HeaderValue {
    let name = name(settings);
    let secure = if settings.https() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    // A token is ASCII, so this never fails; if it did, the browser would get no session.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// The token in the request's cookie.
pub fn token<'a>(settings: &Settings, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = name(settings);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(known, value)| (known == name && !value.is_empty()).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Overrides;

    fn settings(public_url: &str) -> Settings {
        let url = ("CHAT_CONTACTS__SERVER__PUBLIC_URL", public_url);
        let environment = [url].map(|(name, value)| (name.to_owned(), value.to_owned()));
        Settings::load(&Overrides::default(), environment).unwrap()
    }

    #[test]
    fn the_cookie_is_for_the_server_only_and_over_https_for_this_host_only() {
        let token = Secret::new("abc".to_owned());
        let cookie = session_cookie(&settings("http://localhost"), &token);
        assert_eq!(cookie, "cc_session=abc; Path=/; HttpOnly; SameSite=Lax");
        assert!(cookie.is_sensitive(), "its debug text is hidden");
        let https = settings("https://contacts.example");
        assert_eq!(
            session_cookie(&https, &token),
            "__Host-cc_session=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            cleared_cookie(&https),
            "__Host-cc_session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
        );
    }

    #[test]
    fn the_token_is_found_among_other_cookies_by_its_whole_name() {
        let found = |cookies: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for cookie in cookies {
                headers.append(header::COOKIE, HeaderValue::from_static(cookie));
            }
            token(&settings(""), &headers).map(str::to_owned)
        };
        assert_eq!(
            found(&["cc_locale=es; cc_session=abc"]).as_deref(),
            Some("abc")
        );
        assert_eq!(found(&["a=b", "cc_session=abc"]).as_deref(), Some("abc"));
        for other in [
            "",
            "cc_session=",
            "xcc_session=a",
            "__Host-cc_session=a",
            "cc_session",
        ] {
            assert_eq!(found(&[other]), None, "{other}");
        }
    }
}
