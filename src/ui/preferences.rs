//! The reader's language and theme: from cookies or the browser's wishes on the server, from `<html>` after.

use crate::i18n::{Locale, Messages};
use leptos::prelude::*;

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }

    #[must_use]
    pub const fn label(self, messages: &'static Messages) -> &'static str {
        match self {
            Self::System => messages.theme_system,
            Self::Light => messages.theme_light,
            Self::Dark => messages.theme_dark,
        }
    }
}

#[cfg(feature = "ssr")]
pub const LOCALE_COOKIE: &str = "cc_locale";
pub const THEME_COOKIE: &str = "cc_theme";

/// The cookie that remembers a preference for a year. Over https it goes over nothing else, and no neighbouring host can
/// set it: that is what a browser knows the prefix for.
#[must_use]
pub fn preference_cookie(preference: &str, value: &str, https: bool) -> String {
    let (prefix, secure) = if https {
        ("__Host-", "; Secure")
    } else {
        ("", "")
    };
    format!("{prefix}{preference}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}")
}

/// Fixed while a page lives: another language is another page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub locale: Locale,
    pub theme: Theme,
}

impl Preferences {
    /// Of the request that is being answered, or of the page that is being read.
    #[must_use]
    pub fn current() -> Self {
        #[cfg(feature = "ssr")]
        return use_context::<http::request::Parts>()
            .map(|parts| Self::from_headers(&parts.headers))
            .unwrap_or_default();
        #[cfg(not(feature = "ssr"))]
        {
            use super::browser::root_attribute;
            Self {
                locale: root_attribute("lang")
                    .as_deref()
                    .and_then(Locale::from_code)
                    .unwrap_or_default(),
                theme: root_attribute("data-theme")
                    .as_deref()
                    .and_then(Theme::from_code)
                    .unwrap_or_default(),
            }
        }
    }

    /// What the cookies say, else what the browser wishes.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn from_headers(headers: &http::HeaderMap) -> Self {
        let text = |name| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let named = |prefix: &str, name: &str| {
            text(http::header::COOKIE).split(';').find_map(|pair| {
                let pair = pair.trim().strip_prefix(prefix)?;
                pair.strip_prefix(name)?.strip_prefix('=')
            })
        };
        let cookie = |name| named("__Host-", name).or_else(|| named("", name));
        Self {
            locale: cookie(LOCALE_COOKIE)
                .and_then(Locale::from_code)
                .unwrap_or_else(|| Locale::negotiate(text(http::header::ACCEPT_LANGUAGE))),
            theme: cookie(THEME_COOKIE)
                .and_then(Theme::from_code)
                .unwrap_or_default(),
        }
    }
}

/// The reader's language, from the context that the app provides.
pub fn locale() -> Locale {
    use_context::<Preferences>().unwrap_or_default().locale
}

pub fn messages() -> &'static Messages {
    locale().messages()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use http::{HeaderMap, header};

    #[test]
    fn a_cookie_outranks_the_browsers_wish() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, "es".parse().unwrap());
        assert_eq!(Preferences::from_headers(&headers).locale, Locale::Es);
        headers.insert(
            header::COOKIE,
            "a=b; cc_locale=en; cc_theme=dark".parse().unwrap(),
        );
        let preferences = Preferences::from_headers(&headers);
        assert_eq!(
            (preferences.locale, preferences.theme),
            (Locale::En, Theme::Dark)
        );
        headers.insert(
            header::COOKIE,
            "cc_locale=en; __Host-cc_locale=es".parse().unwrap(),
        );
        let preferences = Preferences::from_headers(&headers);
        assert_eq!(preferences.locale, Locale::Es, "the one of https");
        headers.insert(
            header::COOKIE,
            "cc_locale=xx; cc_theme=pink".parse().unwrap(),
        );
        let preferences = Preferences::from_headers(&headers);
        assert_eq!(
            (preferences.locale, preferences.theme),
            (Locale::Es, Theme::System)
        );
    }
}
