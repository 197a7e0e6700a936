//! What is exported and how: a plain form whose answer is the file.

use super::{account::Frame, paths, preferences::locale, state::Address};
use crate::{
    domain::{
        Channel, ContactQuery, Direction, ExportColumn, ExportFormat, ExportShape, LanguageFilter,
        Permission, Total,
    },
    i18n::{ExportMessages, Locale, filled, filled_all, total},
};
use leptos::prelude::*;
use uuid::Uuid;

/// Which contacts the form asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportChoice {
    #[default]
    View,
    Everything,
    /// Those that were ticked.
    Ticked,
}

impl ExportChoice {
    pub const PARAMETER: &str = "which";
    /// The ID of a ticked contact, once for each.
    pub const TICKED: &str = "ticked";

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Everything => "everything",
            Self::Ticked => "ticked",
        }
    }

    /// Whatever else an address says is the view, which is the less of the two.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        [Self::Everything, Self::Ticked]
            .into_iter()
            .find(|choice| choice.code() == code)
            .unwrap_or_default()
    }

    /// The address of the page with these contacts ticked; `view` where there are none.
    pub fn link<'a>(view: String, ticked: impl Iterator<Item = &'a str>) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (at, id) in ticked.enumerate() {
            if at == 0 {
                pairs.append_pair(Self::PARAMETER, Self::Ticked.code());
            }
            pairs.append_pair(Self::TICKED, id);
        }
        match pairs.finish() {
            pairs if pairs.is_empty() => view,
            pairs if view.contains('?') => format!("{view}&{pairs}"),
            pairs => format!("{view}?{pairs}"),
        }
    }
}

#[derive(Debug)]
pub struct ExportPage {
    /// What the console showed, on which page of it.
    pub view: ContactQuery,
    pub view_total: Total,
    pub everything_total: Total,
    pub ticked: Vec<Uuid>,
    pub choice: ExportChoice,
    pub shape: ExportShape,
    /// Too many exports are under way to begin this one.
    pub busy: bool,
}

fn export_messages() -> &'static ExportMessages {
    locale().export_messages()
}

impl ExportPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let title = frame.preferences.locale.export_messages().title;
        frame.screen(title, move || self.view())
    }

    fn view(self) -> AnyView {
        let m = export_messages();
        let locale = locale();
        let conditions = self
            .view
            .as_shown()
            .conditions()
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view();
        let ticked = self
            .ticked
            .iter()
            .map(|id| view! { <input type="hidden" name=ExportChoice::TICKED value=id.to_string()/> })
            .collect_view();
        let view_text = format!(
            "{} · {}",
            counted(locale, self.view_total),
            described(locale, &self.view)
        );
        let everything_text = format!(
            "{} · {}",
            counted(locale, self.everything_total),
            m.oldest_first
        );
        let ticked_text = counted(locale, Total::capped(self.ticked.len() as u64));
        let chosen = self.choice;
        let which = [
            (ExportChoice::Ticked, m.ticked, ticked_text),
            (ExportChoice::View, m.view, view_text),
            (ExportChoice::Everything, m.everything, everything_text),
        ]
        .into_iter()
        .filter(|(choice, ..)| *choice != ExportChoice::Ticked || !self.ticked.is_empty())
        .map(|(choice, label, hint)| {
            let name = ExportChoice::PARAMETER;
            option("radio", name, choice.code(), choice == chosen, label, hint)
        });
        let columns = ExportColumn::ALL.map(|column| {
            let checked = self.shape.columns.contains(&column);
            let label = locale.export_column(column);
            view! {
                <label class="choice">
                    <input type="checkbox" name="columns" value=column.code() checked=checked/>
                    <span>{label} " " <code class="tag">{column.code()}</code></span>
                </label>
            }
        });
        let formats = [
            (ExportFormat::Csv, m.csv, m.csv_hint),
            (ExportFormat::Ndjson, m.ndjson, m.ndjson_hint),
        ]
        .map(|(format, label, hint)| {
            let checked = format == self.shape.format;
            option(
                "radio",
                "format",
                format.code(),
                checked,
                label,
                hint.to_owned(),
            )
        });
        let bom = option(
            "checkbox",
            "bom",
            "true",
            self.shape.bom,
            m.bom,
            m.bom_hint.to_owned(),
        );
        view! {
            {self.busy.then(|| view! { <p class="notice refused" role="alert">{m.busy}</p> })}
            <p class="lead">{m.text}</p>
            <form method="get" action=paths::EXPORT_FILE class="panel fields">
                {conditions} {ticked}
                <fieldset>
                    <legend>{m.which}</legend>
                    {which.collect_view()}
                </fieldset>
                <fieldset aria-describedby="columns-note">
                    <legend>{m.columns}</legend>
                    <p class="field-note" id="columns-note">{m.columns_hint}</p>
                    {columns.collect_view()}
                </fieldset>
                <fieldset>
                    <legend>{m.format}</legend>
                    {formats.collect_view()} {bom}
                </fieldset>
                <button type="submit" class="button primary">{m.download}</button>
            </form>
            <p><a class="button" href=Address::link(&self.view, None)>{m.back}</a></p>
        }
        .into_any()
    }
}

/// One of several to choose from, with what is to be known of it.
fn option(
    kind: &'static str,
    name: &'static str,
    value: &'static str,
    checked: bool,
    label: &'static str,
    hint: String,
) -> AnyView {
    view! {
        <label class="choice">
            <input type=kind name=name value=value checked=checked/>
            <span>{label} " " <small>{hint}</small></span>
        </label>
    }
    .into_any()
}

/// "1,234 contacts"
fn counted(locale: Locale, contacts: Total) -> String {
    let m = locale.messages();
    match contacts.value {
        0 => m.no_contacts.to_owned(),
        1 => m.one_contact.to_owned(),
        _ => filled(m.some_contacts, &total(locale, contacts)),
    }
}

/// Search, filters and order of the view in words.
fn described(locale: Locale, query: &ContactQuery) -> String {
    let m = locale.export_messages();
    let shared = locale.messages();
    let mut parts = Vec::new();
    if !query.search.trim().is_empty() {
        parts.push(filled(m.searched, query.search.trim()));
    }
    let mut part = |label: &str, values: Vec<String>| {
        if !values.is_empty() {
            parts.push(format!("{label}: {}", values.join(", ")));
        }
    };
    let channels = query.channels.iter().copied().map(Channel::label);
    part(shared.channel, channels.map(str::to_owned).collect());
    let languages = query.languages.iter().map(|filter| match filter {
        LanguageFilter::None => shared.no_language.to_owned(),
        LanguageFilter::Tag(language) => locale
            .language_name(language.as_str())
            .unwrap_or_else(|| language.as_str().to_owned()),
    });
    part(shared.language, languages.collect());
    for (permission, state) in [
        (Permission::Proactive, query.proactive),
        (Permission::Reactive, query.reactive),
    ] {
        let state = state.map(|state| locale.state(state).to_owned());
        part(locale.permission(permission), state.into_iter().collect());
    }
    let code = query.has_external_code.map(|has| {
        if has {
            shared.with_external_code
        } else {
            shared.without_external_code
        }
        .to_owned()
    });
    part(shared.external_code, code.into_iter().collect());
    if parts.is_empty() {
        parts.push(m.no_conditions.to_owned());
    }
    parts.push(match query.as_shown().sort {
        None => m.oldest_first.to_owned(),
        Some(sort) => {
            let direction = match sort.direction {
                Direction::Ascending => shared.ascending,
                Direction::Descending => shared.descending,
            };
            filled_all(m.sorted, &[locale.sort_key(sort.key), direction])
        }
    });
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_is_put_into_words() {
        let said = |locale, raw: &str| described(locale, &ContactQuery::parse(raw).unwrap());
        assert_eq!(
            said(Locale::En, ""),
            "no search, no filters · by Name, ascending"
        );
        assert_eq!(
            said(
                Locale::En,
                "q=jose&channel=sms&channel=line&language=es&language=none&proactive=active&external_code=with"
            ),
            "“jose” · Channel: SMS, LINE · Language: No language, Spanish · Proactive messages: Active \
             · External code: With code · the oldest first"
        );
        assert_eq!(
            said(Locale::Es, "reactive=blocked&sort=-updated"),
            "Mensajes reactivos: Bloqueado · por Actualizado, descendente"
        );
    }

    #[test]
    fn what_is_ticked_stands_in_the_address() {
        let link = |view: &str, ticked: &[&str]| {
            ExportChoice::link(view.to_owned(), ticked.iter().copied())
        };
        assert_eq!(link("/x?q=a", &[]), "/x?q=a");
        assert_eq!(
            link("/x?q=a", &["1", "2"]),
            "/x?q=a&which=ticked&ticked=1&ticked=2"
        );
        assert_eq!(link("/x", &["1&2"]), "/x?which=ticked&ticked=1%262");
    }

    #[test]
    fn what_an_address_spoils_is_the_view() {
        for choice in [
            ExportChoice::View,
            ExportChoice::Everything,
            ExportChoice::Ticked,
        ] {
            assert_eq!(ExportChoice::from_code(choice.code()), choice);
        }
        assert_eq!(ExportChoice::from_code("all"), ExportChoice::View);
    }
}
