//! What must hold of a file whatever its bytes are. The fuzz targets call it with invented ones, the tests with the corpus.

use chat_contacts::domain::{
    Channel, Contact, ContactDraft, ContactFields, ContactId, Permission, PermissionState,
    Timestamp,
    import::{
        Delimiter, Dialect, Encoding, MAX_RECORD_BYTES, Mapping, Matching, Policy, Reader, Record,
        Row, RowKey, Sniffer, guarded, merge, new_fields,
    },
};
use std::io::{self, Read};

/// Gives a few bytes at a time, as a slow network does.
struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let size = self.size.min(into.len()).min(self.bytes.len());
        let (piece, rest) = self.bytes.split_at(size);
        into[..size].copy_from_slice(piece);
        self.bytes = rest;
        Ok(size)
    }
}

/// A size of pieces that depends on nothing but the file.
fn piece_size(bytes: &[u8]) -> usize {
    1 + bytes.len() % 7
}

fn sniffed(bytes: &[u8]) -> Option<Dialect> {
    let mut whole = Sniffer::new();
    whole.feed(bytes);
    let mut pieces = Sniffer::new();
    for piece in bytes.chunks(piece_size(bytes)) {
        pieces.feed(piece);
    }
    let found = whole.finish();
    assert_eq!(
        found,
        pieces.finish(),
        "how the file was cut decides what it is"
    );
    found.ok()
}

/// What was found, and another way to read the same bytes.
fn dialects(bytes: &[u8]) -> Vec<Dialect> {
    let other = Dialect {
        encoding: Encoding::ALL[bytes.len() % 4],
        delimiter: Delimiter::ALL[bytes.len() / 4 % 4],
    };
    sniffed(bytes).into_iter().chain([other]).collect()
}

fn read_all(
    input: impl Read,
    dialect: Dialect,
    length: usize,
) -> (Vec<String>, Vec<String>, Vec<Record>) {
    let mut reader = Reader::new(input, dialect).expect("memory can be read");
    let header = reader.header().to_vec();
    let (mut told, mut records) = (Vec::new(), Vec::new());
    let mut last = 0;
    while let Some(row) = reader.next().expect("memory can be read") {
        let (line, fields) = match &row {
            Ok(record) => (record.line, &record.fields),
            Err((line, _, fields)) => (*line, fields),
        };
        assert!(line > last, "line {line} after {last}");
        last = line;
        assert!(fields.iter().map(String::len).sum::<usize>() <= MAX_RECORD_BYTES);
        told.push(format!("{row:?}"));
        if let Ok(record) = row {
            assert_eq!(record.fields.len(), header.len());
            records.push(record);
        }
    }
    assert_eq!(reader.bytes_read(), length as u64);
    assert!(reader.next().expect("memory can be read").is_none());
    (header, told, records)
}

/// The reader comes to the end of any file, with rows that fit into its memory, and reads the same however the file is cut.
pub fn reader(bytes: &[u8]) {
    for dialect in dialects(bytes) {
        let (header, told, _) = read_all(bytes, dialect, bytes.len());
        let pieces = Pieces {
            bytes,
            size: piece_size(bytes),
        };
        let (same_header, same, _) = read_all(pieces, dialect, bytes.len());
        assert_eq!(header, same_header);
        assert_eq!(told, same);
    }
}

/// Whatever a row says, it is a contact by the rules of contacts; keep stricter opens nothing; and written as an export
/// writes it, it is the same contact.
pub fn mapping(bytes: &[u8]) {
    for dialect in dialects(bytes) {
        let (header, _, records) = read_all(bytes, dialect, bytes.len());
        let mut mapping = Mapping::guess(&header);
        assert_eq!(mapping.columns.len(), header.len());
        mapping.channel = mapping.channel.or(Some(Channel::ALL[bytes.len() % 9]));
        mapping.clear_empty = bytes.len().is_multiple_of(2);
        for matching in Matching::ALL {
            if mapping.check(matching).is_err() {
                continue;
            }
            for record in &records {
                match mapping.row(record, matching) {
                    Ok(row) => judge(&row),
                    Err(problems) => assert!(!problems.is_empty()),
                }
            }
        }
    }
}

fn judge(row: &Row) {
    let draft = ContactDraft::empty(PermissionState::Blocked, PermissionState::Active);
    let fields = new_fields(row, &draft);
    assert_eq!(
        fields.is_some(),
        matches!(row.key, RowKey::ContactId { .. })
    );
    for (proactive, reactive) in [
        (PermissionState::Blocked, PermissionState::Active),
        (PermissionState::Active, PermissionState::Blocked),
    ] {
        let existing = contact(ContactFields {
            proactive,
            reactive,
            ..fields.clone().unwrap_or_else(somebody)
        });
        let merged = merge(&existing, row, Policy::KeepStricter);
        assert!(merged.opens.is_empty());
        for permission in Permission::ALL {
            let before = existing.fields.permission(permission);
            assert!(merged.fields.permission(permission) <= before);
        }
    }
    if let Some(fields) = fields {
        assert_eq!(ContactDraft::from(&fields).parse(), Ok(fields.clone()));
        comes_back(&fields);
    }
}

/// A contact survives being exported and imported.
fn comes_back(fields: &ContactFields) {
    let names = [
        "name",
        "contact_id",
        "external_code",
        "channel",
        "language",
        "proactive",
        "reactive",
    ];
    let draft = ContactDraft::from(fields);
    let cells = [
        &draft.name,
        &draft.contact_id,
        &draft.external_code,
        &draft.channel,
        &draft.language,
        fields.proactive.code(),
        fields.reactive.code(),
    ];
    let record = Record {
        line: 2,
        fields: cells.map(|cell| guarded(cell).into_owned()).to_vec(),
    };
    let mapping = Mapping::guess(&names.map(str::to_owned));
    let row = mapping
        .row(&record, Matching::ContactId)
        .expect("our own row is good");
    let empty = ContactDraft::empty(PermissionState::Blocked, PermissionState::Active);
    assert_eq!(new_fields(&row, &empty).as_ref(), Some(fields));
    for policy in Policy::ALL {
        assert_eq!(
            &merge(&contact(fields.clone()), &row, policy).fields,
            fields
        );
    }
}

fn somebody() -> ContactFields {
    ContactFields {
        channel: Channel::Whatsapp,
        contact_id: ContactId::from_stored("34666123456".to_owned()),
        name: None,
        external_code: None,
        language: None,
        proactive: PermissionState::Blocked,
        reactive: PermissionState::Active,
    }
}

fn contact(fields: ContactFields) -> Contact {
    Contact {
        id: uuid::Uuid::from_u128(7),
        fields,
        version: 1,
        created_at: Timestamp(1),
        updated_at: Timestamp(1),
        stopped_at: None,
    }
}
