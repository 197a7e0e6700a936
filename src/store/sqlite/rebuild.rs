//! Filling or changing nearly all contacts: without the indexes and triggers, which are built anew from all rows afterwards.

use super::json::json;
use crate::{
    domain::{ContactFields, ContactId, ExternalCode, Language, Name, PermissionState},
    store::search::Keys,
};
use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, SqlitePool};

async fn pragma(connection: &mut SqliteConnection, sql: &'static str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(sql).fetch_one(connection).await
}

/// Page cache while a database is filled, in KiB: the keys come in no order, and a page that has to be read
/// again for each of them would cost more than everything else.
pub(super) const FILLING_CACHE_KIB: u32 = 256 * 1024;

/// Makes the connection ready to fill or rebuild much; answers the size of its cache as it was. What is freed is overwritten here too: SQLite
/// moves rows from page to page as it fills them, and would leave a copy of some who are erased later.
pub(super) async fn settle(
    connection: &mut SqliteConnection,
    cache_kib: u32,
) -> Result<i64, sqlx::Error> {
    let cache = pragma(connection, "PRAGMA cache_size").await?;
    let large = format!("PRAGMA cache_size = -{cache_kib}");
    set(connection, large).await?;
    // The indexes are sorted beside what is read for them.
    set(connection, "PRAGMA threads = 2".to_owned()).await?;
    Ok(cache)
}

pub(super) async fn unsettle(
    connection: &mut SqliteConnection,
    cache: i64,
) -> Result<(), sqlx::Error> {
    set(connection, "PRAGMA threads = 0".to_owned()).await?;
    set(connection, format!("PRAGMA cache_size = {cache}")).await
}

async fn set(connection: &mut SqliteConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(connection)
        .await
        .map(drop)
}

/// Takes the indexes and triggers away that cost more kept row by row than built from all rows; answers how to make them.
pub(super) async fn put_off(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let found: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT type, name, sql FROM sqlite_master
         WHERE tbl_name IN ('contacts', 'permission_events', 'contact_events')
           AND type IN ('index', 'trigger') AND sql IS NOT NULL",
    )
    .fetch_all(&mut *connection)
    .await?;
    for (kind, name, _) in &found {
        set(connection, format!("DROP {kind} {name}")).await?;
    }
    Ok(found.into_iter().map(|(_, _, sql)| sql).collect())
}

/// Makes them again, and what the triggers would have kept up. No row of filter codes goes away: what is gone would not be read again
/// by another process that has it in memory.
pub(super) async fn build(
    connection: &mut SqliteConnection,
    put_off: Vec<String>,
) -> Result<(), sqlx::Error> {
    for sql in put_off {
        set(connection, sql).await?;
    }
    index(connection).await?;
    set(
        connection,
        "DELETE FROM contact_facets;
         INSERT INTO contact_facets
         SELECT channel, language, proactive, reactive, has_external_code, count(*)
         FROM contacts GROUP BY channel, language, proactive, reactive, has_external_code;
         UPDATE filter_changes SET number = number + 1;
         UPDATE filter_codes
         SET codes = CAST(printf('%2000s', '') AS BLOB), changed = (SELECT number FROM filter_changes);
         INSERT INTO filter_codes (block, codes, changed)
         SELECT block, codes, number FROM filter_codes_of_contacts CROSS JOIN filter_changes WHERE true
         ON CONFLICT DO UPDATE SET codes = excluded.codes"
            .to_owned(),
    )
    .await
}

/// Fills the search index, which becomes one segment: what it takes in is merged once at the end and not again and again on the
/// way, which is quicker, and a search reads one list for each trigram and not a dozen (docs/performance.md).
async fn index(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    set(
        connection,
        // A segment is a megabyte here and SQLite has no more than 2,000 of them.
        "INSERT INTO contacts_search (contacts_search, rank) VALUES ('automerge', 0), ('crisismerge', 1000);
         INSERT INTO contacts_search (contacts_search) VALUES ('rebuild');
         INSERT INTO contacts_search (contacts_search) VALUES ('optimize');
         INSERT INTO contacts_search (contacts_search, rank) VALUES ('automerge', 4), ('crisismerge', 16)"
            .to_owned(),
    )
    .await
}

/// What the derived columns are computed from: id, channel, contact ID, name, external code, language, the permissions.
type SourceRow = (
    i64,
    String,
    String,
    Option<String>,
    Option<String>,
    String,
    bool,
    bool,
);

/// The derived columns of a contact, for `json_each`.
#[derive(Serialize)]
struct KeysRow(i64, String, String, String, String);

fn keys_row(row: SourceRow) -> Result<KeysRow, sqlx::Error> {
    let (id, channel, contact_id, name, external_code, language, proactive, reactive) = row;
    let keys = Keys::of(&ContactFields {
        channel: channel
            .parse()
            .map_err(|_| sqlx::Error::Decode("contacts.channel".into()))?,
        contact_id: ContactId::from_stored(contact_id),
        name: name.map(Name::from_stored),
        external_code: external_code.map(ExternalCode::from_stored),
        language: Language::from_stored(language),
        proactive: PermissionState::from_active(proactive),
        reactive: PermissionState::from_active(reactive),
    });
    Ok(KeysRow(
        id,
        keys.name,
        keys.contact_id,
        keys.external_code,
        keys.search_text,
    ))
}

/// Computes the derived columns and the search index anew where another notation wrote them.
pub(super) async fn index_again_if_older(
    writer: &SqlitePool,
    notation: &str,
) -> Result<(), sqlx::Error> {
    let mut connection = writer.acquire().await?;
    let written: Option<String> =
        sqlx::query_scalar("SELECT value FROM meta WHERE key = 'search_notation'")
            .fetch_optional(&mut *connection)
            .await?;
    if written.as_deref() == Some(notation) {
        return Ok(());
    }
    let cache = settle(&mut connection, FILLING_CACHE_KIB).await?;
    let indexed = index_again(&mut connection, notation).await;
    unsettle(&mut connection, cache).await?;
    indexed
}

async fn index_again(connection: &mut SqliteConnection, notation: &str) -> Result<(), sqlx::Error> {
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    let contacts: i64 = sqlx::query_scalar("SELECT count(*) FROM contacts")
        .fetch_one(&mut *tx)
        .await?;
    if contacts > 0 {
        // A million take about a minute, in which nobody is served.
        tracing::info!(contacts, "indexing all contacts for this version's search");
        let put_off = put_off(&mut tx).await?;
        let mut after = 0_i64;
        loop {
            let rows: Vec<SourceRow> = sqlx::query_as(
                "SELECT id, channel, contact_id, name, external_code, language, proactive, reactive
                 FROM contacts WHERE id > ? ORDER BY id LIMIT 5000",
            )
            .bind(after)
            .fetch_all(&mut *tx)
            .await?;
            let Some(last) = rows.last() else { break };
            after = last.0;
            let rows: Vec<KeysRow> = rows.into_iter().map(keys_row).collect::<Result<_, _>>()?;
            sqlx::query(
                "UPDATE contacts SET name_key = keys.value ->> 1, contact_id_key = keys.value ->> 2,
                        external_code_key = keys.value ->> 3, search_text = keys.value ->> 4
                 FROM json_each(?) keys WHERE contacts.id = keys.value ->> 0",
            )
            .bind(json(&rows)?)
            .execute(&mut *tx)
            .await?;
        }
        build(&mut tx, put_off).await?;
    }
    sqlx::query(
        "INSERT INTO meta (key, value) VALUES ('search_notation', ?)
         ON CONFLICT DO UPDATE SET value = excluded.value",
    )
    .bind(notation)
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
