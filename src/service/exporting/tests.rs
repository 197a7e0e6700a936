use super::*;
use crate::{
    domain::{
        AppError, ContactDraft, ContactQuery, ExportColumn, ExportFormat, PermissionState, Role,
        Scope,
    },
    domain::{EventSource, Timestamp},
    store::{Change, SqliteStore},
};
use tempfile::TempDir;
use uuid::Uuid;

async fn with(contacts: &[(&str, &str, &str)]) -> (ExportService, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("a.db").display().to_string();
    let store = Store::Sqlite(SqliteStore::open(&url.parse().unwrap()).await.unwrap());
    for (name, channel, contact_id) in contacts {
        let draft = ContactDraft {
            name: (*name).to_owned(),
            channel: (*channel).to_owned(),
            contact_id: (*contact_id).to_owned(),
            language: "es".to_owned(),
            ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
        };
        let change = Change::plain(Actor::system(), EventSource::Other, Timestamp(0));
        let fields = draft.parse().unwrap();
        store
            .create(Uuid::now_v7(), &fields, &change)
            .await
            .unwrap();
    }
    (ExportService::new(store), folder)
}

async fn text(service: &ExportService, shape: ExportShape) -> String {
    let query = ContactQuery::default();
    let mut export = service
        .export(&Actor::system(), &ExportSelection::Matching(query), shape)
        .await
        .unwrap();
    let mut bytes = Vec::new();
    let mut contacts = 0;
    while let Some(piece) = export.next().await {
        let piece = piece.unwrap();
        bytes.extend(piece.bytes);
        contacts += piece.contacts;
    }
    assert_eq!(export.total(), Some(contacts as u64));
    String::from_utf8(bytes).unwrap()
}

const SOME: [(&str, &str, &str); 4] = [
    ("García, José", "whatsapp", "34666123456"),
    ("=HYPERLINK(\"x\")", "sms", "+34666123456"),
    ("", "telegram", "-100123"),
    ("'=1", "webchat", "a,b"),
];

#[tokio::test]
async fn csv_is_what_rfc_4180_says_and_no_formula() {
    let (service, _folder) = with(&SOME).await;
    let written = text(&service, ExportShape::default()).await;
    let lines: Vec<_> = written.split("\r\n").collect();
    let rest = "es,blocked,active,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.000Z";
    assert_eq!(
        lines,
        [
            "name,contact_id,external_code,channel,language,proactive,reactive,created_at,updated_at",
            &format!("\"García, José\",34666123456,,whatsapp,{rest}"),
            &format!("\"'=HYPERLINK(\"\"x\"\")\",'+34666123456,,sms,{rest}"),
            &format!(",'-100123,,telegram,{rest}"),
            &format!("''=1,\"a,b\",,webchat,{rest}"),
            "",
        ]
    );
    let shape = ExportShape {
        bom: true,
        columns: vec![ExportColumn::Channel, ExportColumn::Name],
        ..ExportShape::default()
    };
    let written = text(&service, shape).await;
    assert!(written.starts_with("\u{feff}channel,name\r\nwhatsapp,\"García, José\"\r\n"));
}

#[tokio::test]
async fn ndjson_has_the_values_as_they_are() {
    let (service, _folder) = with(&SOME).await;
    let shape = ExportShape {
        format: ExportFormat::Ndjson,
        columns: vec![
            ExportColumn::Name,
            ExportColumn::ContactId,
            ExportColumn::Proactive,
        ],
        // There is none in JSON.
        bom: true,
    };
    assert_eq!(
        text(&service, shape).await,
        "{\"name\":\"García, José\",\"contact_id\":\"34666123456\",\"proactive\":\"blocked\"}\n\
         {\"name\":\"=HYPERLINK(\\\"x\\\")\",\"contact_id\":\"+34666123456\",\"proactive\":\"blocked\"}\n\
         {\"name\":null,\"contact_id\":\"-100123\",\"proactive\":\"blocked\"}\n\
         {\"name\":\"'=1\",\"contact_id\":\"a,b\",\"proactive\":\"blocked\"}\n"
    );
}

#[tokio::test]
async fn of_nobody_there_are_the_heads_alone() {
    let (service, _folder) = with(&[]).await;
    let shape = ExportShape {
        columns: vec![ExportColumn::Name],
        ..ExportShape::default()
    };
    assert_eq!(text(&service, shape).await, "name\r\n");
    let shape = ExportShape {
        format: ExportFormat::Ndjson,
        ..ExportShape::default()
    };
    assert_eq!(text(&service, shape).await, "");
}

#[tokio::test]
async fn an_empty_line_is_not_lost() {
    let (service, _folder) = with(&SOME).await;
    let shape = ExportShape {
        columns: vec![ExportColumn::ExternalCode],
        ..ExportShape::default()
    };
    // A blank line would be skipped by whoever reads it.
    assert_eq!(
        text(&service, shape).await,
        format!("external_code\r\n{}", "\"\"\r\n".repeat(4))
    );
}

#[tokio::test]
async fn who_may_read_contacts_may_export_them() {
    let (service, _folder) = with(&SOME).await;
    let export = async |actor: Actor| {
        let shape = ExportShape::default();
        service
            .export(
                &actor,
                &ExportSelection::Matching(ContactQuery::default()),
                shape,
            )
            .await
            .map(drop)
    };
    export(Actor::operator(Uuid::nil(), Role::Viewer))
        .await
        .unwrap();
    let refused = export(Actor::token(Uuid::nil(), vec![Scope::ContactsWrite])).await;
    assert!(matches!(refused, Err(Failure::Told(AppError::Forbidden))));
}
