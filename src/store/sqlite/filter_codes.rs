//! The filter codes of all contacts (`store/search/codes.rs`) in memory: a byte a contact, so a megabyte for a million. The file has them in blocks,
//! kept by triggers (migration 0006), and one number that says whether any changed (migration 0007).

use super::error::store_error;
use crate::store::{
    StoreError,
    search::{NO_CONTACT, PassingCodes},
};
use sqlx::SqliteConnection;
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Contacts of a block.
const BLOCK: usize = 2_000;

/// The codes as they were when last asked for.
#[derive(Clone, Default)]
pub(super) struct FilterCodes(Arc<Mutex<Arc<Codes>>>);

impl FilterCodes {
    fn latest(&self) -> MutexGuard<'_, Arc<Codes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Maybe of a while ago.
    pub fn known(&self) -> Arc<Codes> {
        Arc::clone(&self.latest())
    }

    /// As they are now.
    pub async fn current(&self, reader: &mut SqliteConnection) -> Result<Arc<Codes>, StoreError> {
        let changes: i64 = sqlx::query_scalar("SELECT number FROM filter_changes")
            .fetch_one(&mut *reader)
            .await
            .map_err(store_error)?;
        let known = self.known();
        // Another reader may have seen a later change already.
        if known.changes >= changes {
            return Ok(known);
        }
        let known = known.changes;
        // They may have changed once more since: then they are newer than the number says, and are read again the next time.
        let blocks: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT block, codes FROM filter_codes WHERE changed > ?")
                .bind(known)
                .fetch_all(reader)
                .await
                .map_err(store_error)?;
        let mut latest = self.latest();
        // Somebody else may have brought newer ones meanwhile.
        if latest.changes < changes {
            let codes = Arc::make_mut(&mut latest);
            for (block, codes_of_block) in blocks {
                codes.put(usize::try_from(block).unwrap_or(0), codes_of_block);
            }
            codes.changes = changes;
        }
        Ok(Arc::clone(&latest))
    }
}

impl fmt::Debug for FilterCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilterCodes").finish_non_exhaustive()
    }
}

#[derive(Clone)]
pub(super) struct Codes {
    changes: i64,
    /// In the order of the contacts' numbers. `None` where no contact is left: a number is never given again.
    blocks: Vec<Option<Arc<[u8]>>>,
    /// How many contacts have each code.
    contacts: [u64; 256],
}

impl Default for Codes {
    fn default() -> Self {
        Self {
            changes: 0,
            blocks: Vec::new(),
            contacts: [0; 256],
        }
    }
}

impl Codes {
    fn put(&mut self, number: usize, codes: Vec<u8>) {
        if self.blocks.len() <= number {
            self.blocks.resize(number + 1, None);
        }
        let block = has_contacts(&codes).then(|| Arc::from(codes));
        for code in block.iter().flat_map(|codes: &Arc<[u8]>| codes.iter()) {
            self.contacts[usize::from(*code)] += 1;
        }
        if let Some(before) = std::mem::replace(&mut self.blocks[number], block) {
            for code in before.iter() {
                self.contacts[usize::from(*code)] -= 1;
            }
        }
    }

    /// How many contacts there are.
    pub fn all(&self) -> u64 {
        self.contacts.iter().sum::<u64>() - self.contacts[usize::from(NO_CONTACT)]
    }

    /// How many contacts pass.
    pub fn passing(&self, passing: PassingCodes) -> u64 {
        let contacts = (0..=u8::MAX).zip(&self.contacts);
        let passing = contacts.filter(|(code, _)| passing.contains(*code));
        passing.map(|(_, contacts)| contacts).sum()
    }

    /// Whether the contact of this number does.
    pub fn passes(&self, number: i64, passing: PassingCodes) -> bool {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        let block = self.blocks.get(number / BLOCK).and_then(Option::as_ref);
        let code = block.and_then(|codes| codes.get(number % BLOCK));
        code.is_some_and(|code| passing.contains(*code))
    }

    /// The last number of a contact.
    pub fn last(&self) -> i64 {
        let blocks = self.blocks.iter().enumerate().rev();
        let last = blocks
            .filter_map(|(number, codes)| Some((number, codes.as_ref()?)))
            .find_map(|(number, codes)| {
                let place = codes.iter().rposition(|code| *code != NO_CONTACT)?;
                Some(number * BLOCK + place)
            });
        last.and_then(|last| i64::try_from(last).ok()).unwrap_or(0)
    }
}

fn has_contacts(codes: &[u8]) -> bool {
    codes.iter().any(|code| *code != NO_CONTACT)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            SqliteStore,
            guarantees::opened,
            various::{CONTACTS, change, contact, contacts, filled, state},
        },
        *,
    };
    use crate::{
        domain::{ContactFields, ContactQuery, Language},
        store::search::passing_codes,
    };
    use uuid::Uuid;

    fn block(codes: &[u8]) -> Vec<u8> {
        let mut block = codes.to_vec();
        block.resize(BLOCK, NO_CONTACT);
        block
    }

    #[test]
    fn contacts_are_counted_by_their_codes_as_blocks_come_and_change() {
        let whatsapp = passing_codes(&ContactQuery::parse("channel=whatsapp").unwrap()).unwrap();
        // The first channel's codes are the eight from 40 on.
        let (in_whatsapp, in_sms) = (40, 48);
        let mut codes = Codes::default();
        assert_eq!((codes.all(), codes.last()), (0, 0));
        assert!(!codes.passes(1, whatsapp));

        codes.put(1, block(&[NO_CONTACT, in_whatsapp, in_sms, in_whatsapp]));
        assert_eq!((codes.all(), codes.last()), (3, 2_003));
        assert_eq!(codes.passing(whatsapp), 2);
        let passing = [2_000, 2_001, 2_002, 2_003, 2_004, 9_999];
        assert_eq!(
            passing.map(|number| codes.passes(number, whatsapp)),
            [false, true, false, true, false, false]
        );

        codes.put(0, block(&[NO_CONTACT, in_sms]));
        codes.put(1, block(&[NO_CONTACT, in_sms, in_whatsapp]));
        assert_eq!((codes.all(), codes.last()), (3, 2_002));
        assert_eq!(codes.passing(whatsapp), 1);
        assert!(codes.passes(2_002, whatsapp) && !codes.passes(2_001, whatsapp));

        // Where nobody is left, nothing is kept.
        codes.put(1, block(&[]));
        assert_eq!((codes.all(), codes.last()), (1, 1));
        assert!(codes.blocks[1].is_none() && !codes.passes(2_002, whatsapp));
    }

    /// Each block of codes is what its contacts say, and nothing more; one that nobody is in may be missing. What is in memory is the same,
    /// read at once or piece by piece.
    async fn check_codes(store: &SqliteStore) {
        let mut reader = store.readers.acquire().await.unwrap();
        let differing: Vec<i64> = sqlx::query_scalar(
            "SELECT block FROM filter_codes known FULL JOIN filter_codes_of_contacts own USING (block)
             WHERE rtrim(coalesce(known.codes, '')) <> rtrim(coalesce(own.codes, ''))",
        )
        .fetch_all(&mut *reader)
        .await
        .unwrap();
        assert_eq!(differing, [0; 0]);
        let known = store.filter_codes.current(&mut reader).await.unwrap();
        let anew = FilterCodes::default().current(&mut reader).await.unwrap();
        assert!(known.blocks == anew.blocks && known.contacts == anew.contacts);
        let contacts: i64 = sqlx::query_scalar("SELECT count(*) FROM contacts")
            .fetch_one(&mut *reader)
            .await
            .unwrap();
        assert_eq!(i64::try_from(known.all()), Ok(contacts));
    }

    #[tokio::test]
    async fn the_codes_follow_every_change() {
        let (store, _folder) = filled().await;
        check_codes(&store).await;
        let id = Uuid::now_v7();
        let fields = contact(CONTACTS);
        store.create(id, &fields, &change()).await.unwrap();
        check_codes(&store).await;
        let next = [
            ContactFields {
                proactive: state(!fields.proactive.is_active()),
                ..fields.clone()
            },
            ContactFields {
                language: Language::from_stored("es".to_owned()),
                ..fields.clone()
            },
            ContactFields {
                external_code: contact(1).external_code,
                reactive: state(!fields.reactive.is_active()),
                ..fields
            },
        ];
        for (version, fields) in (1..).zip(next) {
            store.update(id, version, &fields, &change()).await.unwrap();
            check_codes(&store).await;
        }
        store.delete(id, 4, &change()).await.unwrap();
        check_codes(&store).await;
        // The number of the last one is not given again; the next begins another block.
        sqlx::raw_sql("UPDATE sqlite_sequence SET seq = 3998 WHERE name = 'contacts'")
            .execute(&store.writer)
            .await
            .unwrap();
        for number in CONTACTS..CONTACTS + 3 {
            let (id, fields) = (Uuid::now_v7(), contact(number));
            store.create(id, &fields, &change()).await.unwrap();
            check_codes(&store).await;
        }
        let query = ContactQuery::parse("q=maria&proactive=active").unwrap();
        let expected = (0..CONTACTS + 3).map(contact).filter(|fields| {
            let name = fields.name.as_ref().unwrap().as_str();
            fields.proactive.is_active() && name.starts_with("Maria")
        });
        let page = store.find(&query).await.unwrap();
        assert_eq!(page.total.value, expected.count() as u64);
    }

    #[tokio::test]
    async fn what_another_process_changed_is_read_again_and_nothing_else() {
        let (store, folder) = filled().await;
        let url = folder.path().join("a.db").display().to_string();
        let other = SqliteStore::open(&url.parse().unwrap()).await.unwrap();
        let mut reader = store.readers.acquire().await.unwrap();
        let before = store.filter_codes.current(&mut reader).await.unwrap();
        assert_eq!(before.all(), CONTACTS as u64);

        sqlx::raw_sql("UPDATE sqlite_sequence SET seq = 3998 WHERE name = 'contacts'")
            .execute(&other.writer)
            .await
            .unwrap();
        let (id, fields) = (Uuid::now_v7(), contact(CONTACTS));
        other.create(id, &fields, &change()).await.unwrap();
        // Not by anybody who doesn't ask.
        assert_eq!(store.filter_codes.known().all(), CONTACTS as u64);
        let blocks: Vec<i64> =
            sqlx::query_scalar("SELECT block FROM filter_codes WHERE changed > ?")
                .bind(before.changes)
                .fetch_all(&mut *reader)
                .await
                .unwrap();
        assert_eq!(blocks, [1]);
        let after = store.filter_codes.current(&mut reader).await.unwrap();
        assert_eq!((after.all(), after.last()), (CONTACTS as u64 + 1, 3_999));
        // Who still looks at the older ones may go on.
        assert_eq!(before.all(), CONTACTS as u64);

        // What has nothing to do with filters changes nothing.
        let renamed = ContactFields {
            name: contact(1).name,
            ..fields
        };
        other.update(id, 1, &renamed, &change()).await.unwrap();
        let same = store.filter_codes.current(&mut reader).await.unwrap();
        assert!(Arc::ptr_eq(&after, &same));
    }

    #[tokio::test]
    async fn nobody_is_remembered_where_another_process_fills_an_emptied_database_with_nothing() {
        let (store, folder) = opened().await;
        sqlx::raw_sql("INSERT INTO sqlite_sequence VALUES ('contacts', 3998)")
            .execute(&store.writer)
            .await
            .unwrap();
        let id = Uuid::now_v7();
        store.create(id, &contact(0), &change()).await.unwrap();
        check_codes(&store).await;
        assert_eq!(store.filter_codes.known().last(), 3_999);

        let url = folder.path().join("a.db").display().to_string();
        let other = SqliteStore::open(&url.parse().unwrap()).await.unwrap();
        other.delete(id, 1, &change()).await.unwrap();
        other.fill(&change(), || None).await.unwrap();
        check_codes(&store).await;
        assert_eq!(store.filter_codes.known().last(), 0);
    }

    #[tokio::test]
    async fn the_codes_of_a_database_that_was_filled_at_once_are_there() {
        let (store, _folder) = opened().await;
        let mut parts = Some(contacts()).into_iter();
        store.fill(&change(), move || parts.next()).await.unwrap();
        check_codes(&store).await;
    }
}
