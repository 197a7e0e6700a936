//! What an export holds: its columns, its format, and how a cell is kept from being a formula.

use super::{
    ContactFields, ContactQuery, Timestamp,
    error::QueryError,
    query::{DEFAULT_PAGE_SIZE, Position, Sort, SortKey},
};
use std::borrow::Cow;
use uuid::Uuid;

/// What of a contact can be exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedContact {
    pub fields: ContactFields,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A column of an export, in the order in which they stand where nobody says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExportColumn {
    Name,
    ContactId,
    ExternalCode,
    Channel,
    Language,
    Proactive,
    Reactive,
    CreatedAt,
    UpdatedAt,
}

impl ExportColumn {
    pub const ALL: [Self; 9] = [
        Self::Name,
        Self::ContactId,
        Self::ExternalCode,
        Self::Channel,
        Self::Language,
        Self::Proactive,
        Self::Reactive,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];

    /// The field's name in the REST API: the head of the column, the same in every language.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::ContactId => "contact_id",
            Self::ExternalCode => "external_code",
            Self::Channel => "channel",
            Self::Language => "language",
            Self::Proactive => "proactive",
            Self::Reactive => "reactive",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.code() == code)
    }

    /// The contact's value, as the REST API writes it; `None` where it has none.
    #[must_use]
    pub fn value(self, contact: &ExportedContact) -> Option<Cow<'_, str>> {
        let fields = &contact.fields;
        match self {
            Self::Name => fields.name.as_ref().map(|name| name.as_str().into()),
            Self::ContactId => Some(fields.contact_id.as_str().into()),
            Self::ExternalCode => fields
                .external_code
                .as_ref()
                .map(|code| code.as_str().into()),
            Self::Channel => Some(fields.channel.code().into()),
            Self::Language => fields
                .language
                .as_ref()
                .map(|language| language.as_str().into()),
            Self::Proactive => Some(fields.proactive.code().into()),
            Self::Reactive => Some(fields.reactive.code().into()),
            Self::CreatedAt => Some(contact.created_at.to_rfc3339().into()),
            Self::UpdatedAt => Some(contact.updated_at.to_rfc3339().into()),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportFormat {
    /// RFC 4180.
    #[default]
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl ExportFormat {
    pub const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    /// In addresses and on the command line; also the end of the file's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }
}

/// Which contacts an export holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportSelection {
    /// All that match, on whatever page.
    Matching(ContactQuery),
    /// These, as far as they are there; without a column that sorts them, as they were made.
    Contacts(Vec<Uuid>, Option<Sort>),
}

/// How an export is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportShape {
    pub format: ExportFormat,
    /// In their order; never empty.
    pub columns: Vec<ExportColumn>,
    /// Whether CSV begins with a byte order mark, by which spreadsheets know UTF-8. JSON never has one (RFC 8259, 8.1).
    pub bom: bool,
}

impl Default for ExportShape {
    fn default() -> Self {
        Self {
            format: ExportFormat::default(),
            columns: ExportColumn::ALL.to_vec(),
            bom: false,
        }
    }
}

impl ExportShape {
    /// The parameters that [`Self::parse`] reads.
    pub const PARAMETERS: [&str; 3] = ["format", "columns", "bom"];

    /// Reads its own parameters among others. Columns stand with commas between them or come one by one, as a form sends them; one that
    /// is named again keeps its first place. Without any it is all of them. Empty values count as absent.
    pub fn parse<'a>(
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, QueryError> {
        let mut shape = Self {
            columns: Vec::new(),
            ..Self::default()
        };
        for (parameter, value) in parameters {
            let refused = || QueryError::Value {
                parameter: parameter.to_owned(),
            };
            match parameter {
                _ if value.is_empty() => {}
                "format" => shape.format = ExportFormat::from_code(value).ok_or_else(refused)?,
                "bom" => shape.bom = value.parse().map_err(|_| refused())?,
                "columns" => {
                    for code in value.split(',') {
                        let column = ExportColumn::from_code(code.trim()).ok_or_else(refused)?;
                        if !shape.columns.contains(&column) {
                            shape.columns.push(column);
                        }
                    }
                }
                _ => {}
            }
        }
        if shape.columns.is_empty() {
            shape.columns = ExportColumn::ALL.to_vec();
        }
        Ok(shape)
    }
}

impl ContactQuery {
    /// The same contacts, whichever page of them was looked at.
    #[must_use]
    pub fn without_page(&self) -> Self {
        Self {
            page_size: DEFAULT_PAGE_SIZE,
            ..self.at(Position::First)
        }
    }

    /// The same contacts in the order in which a page of them is shown, as far as a column decides it: by name where nothing is
    /// searched. The best match of a search is no order of a file.
    #[must_use]
    pub fn as_shown(&self) -> Self {
        let by_name = self.search.trim().is_empty().then_some(SortKey::Name);
        Self {
            sort: self.sort.or_else(|| by_name.map(Sort::ascending)),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(raw: &str) -> Result<ExportShape, QueryError> {
        let pairs: Vec<_> = form_urlencoded::parse(raw.as_bytes()).collect();
        ExportShape::parse(pairs.iter().map(|(name, value)| (&**name, &**value)))
    }

    #[test]
    fn the_columns_keep_their_chosen_order() {
        use ExportColumn::{Channel, ContactId, Name};
        let columns = |raw: &str| parsed(raw).unwrap().columns;
        let expected = vec![ContactId, Name, Channel];
        assert_eq!(columns("columns=contact_id,name, channel"), expected);
        assert_eq!(
            columns("columns=contact_id&columns=name&columns=channel&columns=name"),
            expected
        );
        assert_eq!(columns("q=jose&columns="), ExportColumn::ALL);
        assert_eq!(parsed(""), Ok(ExportShape::default()));
    }

    #[test]
    fn what_there_is_not_is_refused_by_name() {
        for (raw, parameter) in [
            ("format=xlsx", "format"),
            ("columns=name,age", "columns"),
            ("bom=1", "bom"),
        ] {
            let parameter = parameter.to_owned();
            assert_eq!(parsed(raw), Err(QueryError::Value { parameter }), "{raw}");
        }
        let shape = parsed("format=ndjson&bom=true").unwrap();
        assert_eq!((shape.format, shape.bom), (ExportFormat::Ndjson, true));
    }

    #[test]
    fn the_order_of_the_screen_is_named() {
        let shown = |raw: &str| ContactQuery::parse(raw).unwrap().as_shown().sort;
        assert_eq!(shown(""), Some(Sort::ascending(SortKey::Name)));
        assert_eq!(
            shown("sort=-updated"),
            Some(Sort::descending(SortKey::Updated))
        );
        assert_eq!(shown("q=jose"), None);
    }
}
