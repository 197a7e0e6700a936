//! What holds of every file and of every contact: from generated ones.

use super::*;
use crate::domain::{
    Channel, Contact, ContactDraft, ContactEdit, ContactFields, ContactId, ExternalCode, Language,
    Name, Permission, PermissionState, Timestamp,
};
use proptest::prelude::*;
use uuid::Uuid;

const COLUMNS: [&str; 7] = [
    "name",
    "contact_id",
    "external_code",
    "channel",
    "language",
    "proactive",
    "reactive",
];

fn state() -> impl Strategy<Value = PermissionState> {
    any::<bool>().prop_map(PermissionState::from_active)
}

/// Texts that have quotes, delimiters, apostrophes and formulas in them.
fn text() -> impl Strategy<Value = String> {
    "('{0,2}[=+@\\-])?[\"',;|\\PC]{0,30}"
}

fn contact_id() -> impl Strategy<Value = (Channel, ContactId)> {
    prop_oneof![
        "[1-9][0-9]{6,14}".prop_map(|digits| (Channel::Whatsapp, digits)),
        "[1-9][0-9]{6,14}".prop_map(|digits| (Channel::Sms, format!("+{digits}"))),
        any::<i64>().prop_map(|number| (Channel::Telegram, number.to_string())),
        "[-'=+@\",;!a-zé]{1,20}".prop_map(|text| (Channel::Webchat, text)),
        "[A-Za-z0-9_=/+]{1,24}".prop_map(|text| (Channel::Viber, text)),
    ]
    .prop_map(|(channel, text)| {
        let id = ContactId::parse(channel, &text).unwrap();
        (channel, id)
    })
}

prop_compose! {
    fn fields()(
        (channel, contact_id) in contact_id(), name in text(), code in text(),
        language in prop_oneof!["", "es", "zh-Hant-TW", "x-whale"],
        proactive in state(), reactive in state(),
    ) -> ContactFields {
        ContactFields {
            channel,
            contact_id,
            name: Name::parse(&name).unwrap_or_default(),
            external_code: ExternalCode::parse(&code).unwrap_or_default(),
            language: Language::parse(&language).unwrap(),
            proactive,
            reactive,
        }
    }
}

prop_compose! {
    fn contact()(fields in fields(), stopped in any::<bool>()) -> Contact {
        let stopped = stopped && fields.proactive == PermissionState::Blocked;
        Contact {
            id: Uuid::from_u128(7),
            fields,
            version: 1,
            created_at: Timestamp(1),
            updated_at: Timestamp(2),
            stopped_at: stopped.then_some(Timestamp(3)),
        }
    }
}

prop_compose! {
    fn edit()(
        name in proptest::option::of(text()),
        proactive in proptest::option::of(state()), reactive in proptest::option::of(state()),
    ) -> ContactEdit {
        ContactEdit {
            name: name.map(|name| Name::parse(&name).unwrap_or_default()),
            proactive,
            reactive,
            ..ContactEdit::default()
        }
    }
}

fn dialect() -> impl Strategy<Value = Dialect> {
    (0..Encoding::ALL.len(), 0..Delimiter::ALL.len()).prop_map(|(encoding, delimiter)| Dialect {
        encoding: Encoding::ALL[encoding],
        delimiter: Delimiter::ALL[delimiter],
    })
}

/// Bytes, and texts made of what means something in a file.
fn file() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        "([\"\"\",;\r\n\0]|name|phone|whatsapp|\\+34666|é){0,120}".prop_map(String::into_bytes),
    ]
}

/// A file of these contacts, as an export writes it.
fn exported(contacts: &[ContactFields], delimiter: Delimiter) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter.byte())
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(COLUMNS).unwrap();
    for fields in contacts {
        let draft = ContactDraft::from(fields);
        let cells = [
            &draft.name,
            &draft.contact_id,
            &draft.external_code,
            &draft.channel,
            &draft.language,
            draft.proactive.code(),
            draft.reactive.code(),
        ];
        writer
            .write_record(cells.map(|cell| guarded(cell).into_owned()))
            .unwrap();
    }
    writer.into_inner().unwrap()
}

fn rows(bytes: &[u8], dialect: Dialect) -> Vec<Row> {
    let mut reader = Reader::new(bytes, dialect).unwrap();
    let mapping = Mapping::guess(reader.header());
    let mut rows = Vec::new();
    while let Some(record) = reader.next().unwrap() {
        rows.push(mapping.row(&record.unwrap(), Matching::ContactId).unwrap());
    }
    rows
}

proptest! {
    #[test]
    fn any_file_comes_to_its_end(bytes in file(), dialect in dialect()) {
        let mut sniffer = Sniffer::new();
        sniffer.feed(&bytes);
        let found = sniffer.finish().ok();
        for dialect in found.into_iter().chain([dialect]) {
            let mut reader = Reader::new(&bytes[..], dialect).unwrap();
            let columns = reader.header().len();
            while let Some(row) = reader.next().unwrap() {
                if let Ok(record) = row {
                    prop_assert_eq!(record.fields.len(), columns);
                }
            }
            prop_assert_eq!(reader.bytes_read(), bytes.len() as u64);
        }
    }

    #[test]
    fn exporting_and_importing_again_changes_nothing(
        contacts in proptest::collection::vec(contact(), 1..8), pick in 0..4usize,
    ) {
        let delimiter = Delimiter::ALL[pick];
        let fields: Vec<_> = contacts.iter().map(|contact| contact.fields.clone()).collect();
        let bytes = exported(&fields, delimiter);
        let rows = rows(&bytes, Dialect { encoding: Encoding::Utf8, delimiter });
        prop_assert_eq!(rows.len(), contacts.len());
        let empty = ContactDraft::empty(PermissionState::Blocked, PermissionState::Active);
        for (contact, row) in contacts.iter().zip(&rows) {
            let made = new_fields(row, &empty);
            prop_assert_eq!(made.as_ref(), Some(&contact.fields));
            for policy in Policy::ALL {
                let merged = merge(contact, row, policy);
                prop_assert_eq!(&merged.fields, &contact.fields);
                prop_assert!(merged.opens.is_empty() && merged.kept.is_empty());
            }
        }
    }

    #[test]
    fn the_delimiter_of_an_export_is_found(
        contacts in proptest::collection::vec(fields(), 1..8), pick in 0..4usize,
    ) {
        let delimiter = Delimiter::ALL[pick];
        let mut sniffer = Sniffer::new();
        sniffer.feed(&exported(&contacts, delimiter));
        prop_assert_eq!(sniffer.finish(), Ok(Dialect { encoding: Encoding::Utf8, delimiter }));
    }

    #[test]
    fn keep_stricter_never_opens_and_nothing_opens_what_was_stopped(
        contact in contact(), edit in edit(), pick in 0..4usize,
    ) {
        let key = RowKey::ContactId {
            channel: contact.fields.channel,
            contact_id: contact.fields.contact_id.clone(),
        };
        let row = Row { line: 2, key, edit };
        let policy = Policy::ALL[pick];
        let merged = merge(&contact, &row, policy);
        for permission in Permission::ALL {
            let opened = merged.fields.permission(permission) > contact.fields.permission(permission);
            prop_assert_eq!(opened, merged.opens.contains(&permission));
            prop_assert!(!opened || policy == Policy::Overwrite);
            let stopped = permission == Permission::Proactive && contact.stopped_at.is_some();
            prop_assert!(!(opened && stopped));
            prop_assert!(!(merged.opens.contains(&permission) && merged.kept.contains(&permission)));
        }
        if policy == Policy::CreateOnly {
            prop_assert_eq!(merged.fields, contact.fields);
        }
    }
}
