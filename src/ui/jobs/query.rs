//! A search in words.

use crate::{
    domain::{ContactQuery, LanguageFilter, Permission},
    i18n::Locale,
};

/// "maria · WhatsApp, SMS · Proactive messages: Active"; empty where all contacts match.
pub(super) fn in_words(locale: Locale, query: &ContactQuery) -> String {
    let m = locale.messages();
    let mut parts = Vec::new();
    let search = query.search.trim();
    if !search.is_empty() {
        parts.push(search.to_owned());
    }
    if !query.channels.is_empty() {
        let channels: Vec<_> = query.channels.iter().map(|c| c.label()).collect();
        parts.push(channels.join(", "));
    }
    if !query.languages.is_empty() {
        let languages: Vec<_> = query
            .languages
            .iter()
            .map(|filter| match filter {
                LanguageFilter::None => m.no_language.to_owned(),
                LanguageFilter::Tag(tag) => locale
                    .language_name(tag.as_str())
                    .unwrap_or_else(|| tag.as_str().to_owned()),
            })
            .collect();
        parts.push(languages.join(", "));
    }
    for (permission, state) in [
        (Permission::Proactive, query.proactive),
        (Permission::Reactive, query.reactive),
    ] {
        if let Some(state) = state {
            parts.push(format!(
                "{}: {}",
                locale.permission(permission),
                locale.state(state)
            ));
        }
    }
    match query.has_external_code {
        Some(true) => parts.push(m.with_external_code.to_owned()),
        Some(false) => parts.push(m.without_external_code.to_owned()),
        None => {}
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_searched_is_told_as_the_page_has_it() {
        let told = |query: &str| in_words(Locale::En, &ContactQuery::parse(query).unwrap());
        assert_eq!(told(""), "");
        assert_eq!(told("sort=-name&size=25"), "");
        assert_eq!(
            told(
                "q=mar%C3%ADa&channel=sms&channel=whatsapp&proactive=active&external_code=without"
            ),
            "maría · WhatsApp, SMS · Proactive messages: Active · Without code"
        );
        assert_eq!(told("language=none&language=es"), "No language, Spanish");
    }
}
