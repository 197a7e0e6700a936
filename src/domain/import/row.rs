//! What a row means: the cells of its columns, parsed by the same rules as everything else that comes in.

use super::{
    guard::unguarded,
    mapping::{ImportField, Mapping, Matching},
    problem::RowProblem,
    reader::Record,
    words,
};
use crate::domain::{
    Channel, ContactEdit, ContactId, ExternalCode, Field, FieldError, FieldErrorCode, Language,
    Name, Permission, PermissionState,
};

/// A row that can be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub line: u64,
    pub key: RowKey,
    /// What it says about the contact; what it doesn't say is `None`.
    pub edit: ContactEdit,
}

/// The contact that a row is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    ContactId {
        channel: Channel,
        contact_id: ContactId,
    },
    ExternalCode(ExternalCode),
}

/// The cells of a row by field: `None` where there is no such column, empty where the cell is.
struct Cells<'a>([Option<&'a str>; ImportField::ALL.len()]);

impl<'a> Cells<'a> {
    fn new(columns: &[Option<ImportField>], fields: &'a [String]) -> Self {
        let mut cells = [None; ImportField::ALL.len()];
        for (column, text) in columns.iter().zip(fields) {
            if let Some(field) = column {
                cells[*field as usize] = Some(unguarded(text).trim());
            }
        }
        Self(cells)
    }

    fn get(&self, field: ImportField) -> Option<&'a str> {
        self.0[field as usize]
    }

    /// What stands in the cell, if anything does.
    fn text(&self, field: ImportField) -> Option<&'a str> {
        self.get(field).filter(|text| !text.is_empty())
    }
}

impl Mapping {
    /// Reads a row by this mapping, and tells all that is wrong with it at once.
    pub fn row(&self, record: &Record, matching: Matching) -> Result<Row, Vec<RowProblem>> {
        let cells = Cells::new(&self.columns, &record.fields);
        let mut problems = Vec::new();
        let mut noted = |result: Result<(), RowProblem>| problems.extend(result.err());

        let mut edit = ContactEdit::default();
        noted(self.name(&cells).map(|name| edit.name = name));
        noted(
            self.language(&cells)
                .map(|language| edit.language = language),
        );
        noted(proactive(&cells).map(|state| edit.proactive = state));
        noted(reactive(&cells).map(|state| edit.reactive = state));
        let mut key = None;
        match matching {
            Matching::ContactId => {
                noted(self.contact_id_key(&cells).map(|read| key = Some(read)));
                noted(
                    self.external_code(&cells)
                        .map(|code| edit.external_code = code),
                );
            }
            Matching::ExternalCode => {
                noted(external_code_key(&cells).map(|read| key = Some(read)));
            }
        }
        match key {
            Some(key) if problems.is_empty() => Ok(Row {
                line: record.line,
                key,
                edit,
            }),
            _ => {
                problems.sort_by_key(RowProblem::field);
                Err(problems)
            }
        }
    }

    /// The field of an empty cell: cleared, or left as it is; left as it is too where there is no column.
    fn emptied<T>(&self, cell: Option<&str>) -> Option<Option<T>> {
        (self.clear_empty && cell.is_some()).then_some(None)
    }

    fn name(&self, cells: &Cells) -> Result<Option<Option<Name>>, RowProblem> {
        let parts = [ImportField::GivenName, ImportField::FamilyName];
        let parsed = if let Some(name) = cells.text(ImportField::Name) {
            Name::parse(name)
        } else {
            match parts.map(|part| cells.text(part)) {
                [Some(given), Some(family)] => Name::parse(&format!("{given} {family}")),
                [given, family] => Name::parse(given.or(family).unwrap_or_default()),
            }
        };
        match parsed {
            Ok(None) => {
                let [given, family] = parts.map(|part| cells.get(part));
                Ok(self.emptied(cells.get(ImportField::Name).or(given).or(family)))
            }
            Ok(name) => Ok(Some(name)),
            Err(code) => Err(FieldError::new(Field::Name, code).into()),
        }
    }

    fn external_code(&self, cells: &Cells) -> Result<Option<Option<ExternalCode>>, RowProblem> {
        let cell = cells.get(ImportField::ExternalCode);
        match ExternalCode::parse(cell.unwrap_or_default()) {
            Ok(None) => Ok(self.emptied(cell)),
            Ok(code) => Ok(Some(code)),
            Err(code) => Err(FieldError::new(Field::ExternalCode, code).into()),
        }
    }

    fn language(&self, cells: &Cells) -> Result<Option<Option<Language>>, RowProblem> {
        let cell = cells.get(ImportField::Language);
        match Language::parse(cell.unwrap_or_default()) {
            Ok(None) if self.language.is_some() => Ok(Some(self.language.clone())),
            Ok(None) => Ok(self.emptied(cell)),
            Ok(language) => Ok(Some(language)),
            Err(code) => Err(FieldError::new(Field::Language, code).into()),
        }
    }

    fn contact_id_key(&self, cells: &Cells) -> Result<RowKey, RowProblem> {
        let channel = match cells.text(ImportField::Channel) {
            Some(cell) => words::channel(cell)
                .ok_or_else(|| FieldError::new(Field::Channel, FieldErrorCode::UnknownChannel))?,
            None => self.channel.ok_or(RowProblem::NoChannel)?,
        };
        let cell = cells.get(ImportField::ContactId).unwrap_or_default();
        let contact_id = ContactId::parse(channel, without_scheme(channel, cell))
            .map_err(|code| FieldError::new(Field::ContactId, code))?;
        Ok(RowKey::ContactId {
            channel,
            contact_id,
        })
    }
}

fn external_code_key(cells: &Cells) -> Result<RowKey, RowProblem> {
    let refused = |code| FieldError::new(Field::ExternalCode, code);
    let cell = cells.get(ImportField::ExternalCode).unwrap_or_default();
    let code = ExternalCode::parse(cell).map_err(refused)?;
    Ok(RowKey::ExternalCode(
        code.ok_or_else(|| refused(FieldErrorCode::Required))?,
    ))
}

/// Twilio writes `whatsapp:+14155238886`. What people are called on a web site may have a colon of its own.
fn without_scheme(channel: Channel, cell: &str) -> &str {
    if channel == Channel::Webchat {
        return cell;
    }
    cell.strip_prefix(channel.code())
        .and_then(|rest| rest.strip_prefix(':'))
        .unwrap_or(cell)
}

fn proactive(cells: &Cells) -> Result<Option<PermissionState>, RowProblem> {
    permission(
        Permission::Proactive,
        cells.text(ImportField::Proactive),
        cells.text(ImportField::ProactiveBlocked),
    )
}

fn reactive(cells: &Cells) -> Result<Option<PermissionState>, RowProblem> {
    permission(
        Permission::Reactive,
        cells.text(ImportField::Reactive),
        cells.text(ImportField::ReactiveBlocked),
    )
}

/// From the column that allows and the one that forbids; where they disagree, the stricter one counts.
fn permission(
    permission: Permission,
    allows: Option<&str>,
    forbids: Option<&str>,
) -> Result<Option<PermissionState>, RowProblem> {
    let read = |cell: Option<&str>| {
        cell.map(|cell| words::permission(cell).ok_or(RowProblem::UnknownPermission { permission }))
            .transpose()
    };
    let forbidden = match forbids {
        // A column `blocked` that says "blocked" doesn't mean the opposite.
        Some(cell) => words::forbidding(cell)
            .map(Some)
            .ok_or(RowProblem::UnknownPermission { permission })?,
        None => None,
    };
    Ok(match (read(allows)?, forbidden) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use PermissionState::{Active, Blocked};

    fn mapping(fields: &[ImportField]) -> Mapping {
        Mapping {
            columns: fields.iter().copied().map(Some).collect(),
            ..Mapping::default()
        }
    }

    fn record(cells: &[&str]) -> Record {
        Record {
            line: 9,
            fields: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        }
    }

    /// A row of a contact ID, its channel and one more cell.
    fn edit(field: ImportField, cell: &str) -> Result<ContactEdit, Vec<RowProblem>> {
        edit_by(&Mapping::default(), field, cell)
    }

    fn edit_by(
        rules: &Mapping,
        field: ImportField,
        cell: &str,
    ) -> Result<ContactEdit, Vec<RowProblem>> {
        let mapping = Mapping {
            columns: mapping(&[ImportField::ContactId, ImportField::Channel, field]).columns,
            ..rules.clone()
        };
        mapping
            .row(
                &record(&["34666123456", "whatsapp", cell]),
                Matching::ContactId,
            )
            .map(|row| row.edit)
    }

    #[test]
    fn an_empty_cell_leaves_the_field_unless_it_is_to_clear_it() {
        let clearing = Mapping {
            clear_empty: true,
            ..Mapping::default()
        };
        for field in [
            ImportField::Name,
            ImportField::GivenName,
            ImportField::ExternalCode,
            ImportField::Language,
            ImportField::Proactive,
        ] {
            assert_eq!(edit(field, " "), Ok(ContactEdit::default()), "{field:?}");
        }
        let cleared = |field| edit_by(&clearing, field, " ").unwrap();
        assert_eq!(cleared(ImportField::Name).name, Some(None));
        assert_eq!(cleared(ImportField::FamilyName).name, Some(None));
        assert_eq!(cleared(ImportField::ExternalCode).external_code, Some(None));
        assert_eq!(cleared(ImportField::Language).language, Some(None));
        // There is no such thing as no permission, and what has no column is left alone.
        assert_eq!(cleared(ImportField::Proactive), ContactEdit::default());
    }

    #[test]
    fn constants_stand_for_what_is_missing() {
        let spanish = Language::parse("es").unwrap();
        let constants = Mapping {
            channel: Some(Channel::Sms),
            language: spanish.clone(),
            ..mapping(&[
                ImportField::ContactId,
                ImportField::Channel,
                ImportField::Language,
            ])
        };
        let read = |cells: &[&str]| constants.row(&record(cells), Matching::ContactId).unwrap();
        let own = read(&["34666123456", "whatsapp", "en_us"]);
        assert_eq!(own.edit.language, Some(Language::parse("en-US").unwrap()));
        let RowKey::ContactId { channel, .. } = own.key else {
            unreachable!("matched by contact ID")
        };
        assert_eq!(channel, Channel::Whatsapp);
        let filled = read(&["+34666123456", "", ""]);
        assert_eq!(filled.edit.language, Some(spanish));
        assert_eq!(
            filled.key,
            RowKey::ContactId {
                channel: Channel::Sms,
                contact_id: ContactId::from_stored("+34666123456".to_owned())
            }
        );
    }

    #[test]
    fn a_name_is_whole_or_made_of_its_parts() {
        let names = mapping(&[
            ImportField::ContactId,
            ImportField::Channel,
            ImportField::FamilyName,
            ImportField::Name,
            ImportField::GivenName,
        ]);
        let name = |family, whole, given| {
            let cells = ["34666123456", "whatsapp", family, whole, given];
            let row = names.row(&record(&cells), Matching::ContactId).unwrap();
            row.edit
                .name
                .flatten()
                .map(|name| name.as_str().to_owned())
                .unwrap_or_default()
        };
        assert_eq!(name("García", "Doña Ana", "Ana"), "Doña Ana");
        assert_eq!(name("García", "", "Ana"), "Ana García");
        assert_eq!(name("García", " ", ""), "García");
        assert_eq!(name("", "", "Ana"), "Ana");
        assert_eq!(name("", "", ""), "");
    }

    #[test]
    fn of_two_columns_for_a_permission_the_stricter_counts() {
        let columns = mapping(&[
            ImportField::ContactId,
            ImportField::Channel,
            ImportField::Proactive,
            ImportField::ProactiveBlocked,
        ]);
        let state = |allows, forbids| {
            let cells = ["34666123456", "whatsapp", allows, forbids];
            let row = columns.row(&record(&cells), Matching::ContactId);
            row.map(|row| row.edit.proactive)
        };
        assert_eq!(state("yes", "no"), Ok(Some(Active)));
        assert_eq!(state("yes", "yes"), Ok(Some(Blocked)));
        assert_eq!(state("no", "no"), Ok(Some(Blocked)));
        assert_eq!(state("", "no"), Ok(Some(Active)));
        assert_eq!(state("yes", ""), Ok(Some(Active)));
        assert_eq!(state("", ""), Ok(None));
        assert_eq!(
            state("yes", "perhaps"),
            Err(vec![RowProblem::UnknownPermission {
                permission: Permission::Proactive
            }])
        );
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_in_the_forms_order() {
        let all = Mapping {
            columns: ImportField::ALL.map(Some).to_vec(),
            ..Mapping::default()
        };
        let cells = [
            "a\nb",
            "",
            "",
            "666",
            &"x".repeat(129),
            "pigeon",
            "Spanish",
            "?",
            "!",
            "",
            "",
        ];
        let problems = all.row(&record(&cells), Matching::ContactId).unwrap_err();
        let fields: Vec<_> = problems.iter().filter_map(RowProblem::field).collect();
        assert_eq!(
            fields,
            [
                Field::Name,
                Field::ExternalCode,
                Field::Language,
                Field::Channel,
                Field::Proactive,
                Field::Reactive
            ]
        );
    }

    #[test]
    fn a_row_without_a_channel_or_a_code_says_so() {
        let unsaid = mapping(&[ImportField::ContactId]);
        assert_eq!(
            unsaid.row(&record(&["34666123456"]), Matching::ContactId),
            Err(vec![RowProblem::NoChannel])
        );
        let code = mapping(&[ImportField::ExternalCode]);
        assert_eq!(
            code.row(&record(&[" "]), Matching::ExternalCode),
            Err(vec![
                FieldError::new(Field::ExternalCode, FieldErrorCode::Required).into()
            ])
        );
    }

    #[test]
    fn guards_of_formulas_and_schemes_of_addresses_are_taken_off() {
        let key = |channel: &str, cell: &str| {
            let columns = mapping(&[ImportField::ContactId, ImportField::Channel]);
            let row = columns.row(&record(&[cell, channel]), Matching::ContactId);
            match row.map(|row| row.key) {
                Ok(RowKey::ContactId { contact_id, .. }) => contact_id.as_str().to_owned(),
                other => format!("{other:?}"),
            }
        };
        assert_eq!(key("sms", "'+34666123456"), "+34666123456");
        assert_eq!(key("WhatsApp", "whatsapp:+34666123456"), "34666123456");
        assert_eq!(key("webchat", "webchat:7"), "webchat:7");
        assert!(key("sms", "whatsapp:+34666123456").contains("ContactIdFormat"));
        assert_eq!(
            edit(ImportField::Name, "'=1+1").unwrap().name,
            Some(Name::parse("=1+1").unwrap())
        );
    }
}
