-- Contacts, their search index, the counts behind the filters, and the ledger of their permissions.
-- Times are UTC in milliseconds. A landed migration is never edited: write the next one.

CREATE TABLE contacts (
    -- AUTOINCREMENT: the ledger refers to it, so the number of an erased contact is never given again.
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    -- UUID v7, what the outside knows the contact by.
    uuid              BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
    channel           TEXT    NOT NULL,
    contact_id        TEXT    NOT NULL,
    name              TEXT,
    external_code     TEXT,
    -- '' for none, so that it can stand in keys (NULL compares with nothing).
    language          TEXT    NOT NULL DEFAULT '',
    proactive         INTEGER NOT NULL CHECK (proactive IN (0, 1)),
    reactive          INTEGER NOT NULL CHECK (reactive IN (0, 1)),
    has_external_code INTEGER NOT NULL GENERATED ALWAYS AS (external_code IS NOT NULL) STORED,
    version           INTEGER NOT NULL DEFAULT 1,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    -- The entries of the ledger that the permissions rest on.
    proactive_seq     INTEGER NOT NULL,
    reactive_seq      INTEGER NOT NULL,
    -- When the contact stopped proactive messages themselves, as long as that stands.
    stopped_at        INTEGER,
    -- Sort keys and searchable text, computed in Rust (src/store/fold.rs) so that every database agrees.
    name_key          TEXT    NOT NULL,
    contact_id_key    TEXT    NOT NULL,
    external_code_key TEXT    NOT NULL,
    -- Last: only searches read it.
    search_text       TEXT    NOT NULL,
    CONSTRAINT contacts_channel_contact_id UNIQUE (channel, contact_id)
) STRICT;

-- One index a sort order; id makes each total. The page walks it and stops when it is full.
-- The columns behind the id let the beginnings of names be filtered without a look at the table.
CREATE INDEX contacts_by_name          ON contacts
    (name_key, id, channel, language, proactive, reactive, has_external_code);
CREATE INDEX contacts_by_contact_id    ON contacts (contact_id_key, id);
CREATE INDEX contacts_by_external_code ON contacts (external_code_key, id);
CREATE INDEX contacts_by_channel       ON contacts (channel, id);
CREATE INDEX contacts_by_created       ON contacts (created_at, id);
CREATE INDEX contacts_by_updated       ON contacts (updated_at, id);
-- A language decides which names come first (Arabic ones sort last), so this pair has its own; it also
-- sorts by language, and then by name.
CREATE INDEX contacts_by_language      ON contacts (language, name_key, id);
-- Reaches a rare combination of filters at once.
CREATE INDEX contacts_by_facet         ON contacts (channel, language, proactive, reactive, has_external_code, id);

-- Trigrams of search_text. Folded already, hence case_sensitive; columnsize is for a ranking that we don't use.
CREATE VIRTUAL TABLE contacts_search USING fts5 (
    search_text,
    content = 'contacts',
    content_rowid = 'id',
    columnsize = 0,
    tokenize = 'trigram case_sensitive 1'
);
-- Erased means gone from the index's pages too, not only marked as deleted.
INSERT INTO contacts_search (contacts_search, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER contacts_search_insert AFTER INSERT ON contacts BEGIN
    INSERT INTO contacts_search (rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TRIGGER contacts_search_delete AFTER DELETE ON contacts BEGIN
    INSERT INTO contacts_search (contacts_search, rowid, search_text)
    VALUES ('delete', old.id, old.search_text);
END;
CREATE TRIGGER contacts_search_update AFTER UPDATE OF search_text ON contacts
WHEN old.search_text IS NOT new.search_text BEGIN
    INSERT INTO contacts_search (contacts_search, rowid, search_text)
    VALUES ('delete', old.id, old.search_text);
    INSERT INTO contacts_search (rowid, search_text) VALUES (new.id, new.search_text);
END;

-- How many contacts share a combination of filter values: a few thousand rows that answer "how many" and
-- "which languages are there" without touching a million.
CREATE TABLE contact_facets (
    channel           TEXT    NOT NULL,
    language          TEXT    NOT NULL,
    proactive         INTEGER NOT NULL,
    reactive          INTEGER NOT NULL,
    has_external_code INTEGER NOT NULL,
    contacts          INTEGER NOT NULL,
    PRIMARY KEY (channel, language, proactive, reactive, has_external_code)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER contact_facets_insert AFTER INSERT ON contacts BEGIN
    INSERT INTO contact_facets
    VALUES (new.channel, new.language, new.proactive, new.reactive, new.has_external_code, 1)
    ON CONFLICT DO UPDATE SET contacts = contacts + 1;
END;
CREATE TRIGGER contact_facets_delete AFTER DELETE ON contacts BEGIN
    UPDATE contact_facets SET contacts = contacts - 1
    WHERE channel = old.channel AND language = old.language AND proactive = old.proactive
      AND reactive = old.reactive AND has_external_code = old.has_external_code;
END;
CREATE TRIGGER contact_facets_update
AFTER UPDATE OF channel, language, proactive, reactive, external_code ON contacts BEGIN
    UPDATE contact_facets SET contacts = contacts - 1
    WHERE channel = old.channel AND language = old.language AND proactive = old.proactive
      AND reactive = old.reactive AND has_external_code = old.has_external_code;
    INSERT INTO contact_facets
    VALUES (new.channel, new.language, new.proactive, new.reactive, new.has_external_code, 1)
    ON CONFLICT DO UPDATE SET contacts = contacts + 1;
END;

-- The ledger: one row a change of a permission, written in the transaction of the change. Each row carries the hash of the
-- one before it and its own (src/store/ledger.rs, docs/ledger.md), so that whoever keeps one hash can prove all that came before.
CREATE TABLE permission_events (
    -- One after the other, without a gap.
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Of contacts.id; no foreign key, because it outlives an erased contact and then names nobody.
    contact     INTEGER NOT NULL,
    permission  TEXT    NOT NULL CHECK (permission IN ('proactive', 'reactive')),
    -- NULL: the contact was created with it. The same as to_state: it was confirmed or explained.
    from_state  TEXT    CHECK (from_state IN ('active', 'blocked')),
    to_state    TEXT    NOT NULL CHECK (to_state IN ('active', 'blocked')),
    actor_kind  TEXT    NOT NULL CHECK (actor_kind IN ('operator', 'api', 'import', 'contact', 'system')),
    actor_id    TEXT,
    source      TEXT    NOT NULL,
    legal_basis TEXT,
    -- SHA-256 of what stands in permission_texts, where something does or did.
    texts       BLOB    CHECK (length(texts) = 32),
    captured_at INTEGER,
    recorded_at INTEGER NOT NULL,
    batch       TEXT,
    prev_hash   BLOB    NOT NULL CHECK (length(prev_hash) = 32),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX permission_events_by_contact ON permission_events (contact, seq);

CREATE TRIGGER permission_events_never_change BEFORE UPDATE ON permission_events BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER permission_events_never_vanish BEFORE DELETE ON permission_events BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
-- What INSERT OR REPLACE replaces is deleted without asking the trigger above, unless recursive_triggers is on. So nothing is
-- inserted but behind the last one.
CREATE TRIGGER permission_events_only_at_the_end BEFORE INSERT ON permission_events
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM permission_events) BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- What people wrote about an entry. Outside the chain, because it may name the person and is erased with them; its digest is
-- inside, with a random salt, so that what was erased can't be guessed from it.
CREATE TABLE permission_texts (
    seq         INTEGER PRIMARY KEY REFERENCES permission_events (seq),
    contact     INTEGER NOT NULL,
    salt        BLOB    NOT NULL CHECK (length(salt) = 16),
    reason      TEXT,
    evidence    TEXT
) STRICT;
CREATE INDEX permission_texts_by_contact ON permission_texts (contact);

CREATE TRIGGER permission_texts_never_change BEFORE UPDATE ON permission_texts BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER permission_texts_never_replaced BEFORE INSERT ON permission_texts
WHEN EXISTS (SELECT 1 FROM permission_texts WHERE seq = new.seq) BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER permission_texts_go_with_their_contact BEFORE DELETE ON permission_texts
WHEN EXISTS (SELECT 1 FROM contacts WHERE id = old.contact) BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- What happened to contacts, in order: what other systems follow, and the history of the fields.
CREATE TABLE contact_events (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT    NOT NULL CHECK (kind IN ('created', 'updated', 'deleted', 'permission')),
    contact     INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    actor_kind  TEXT    NOT NULL,
    actor_id    TEXT,
    -- Of permission: the ledger's entry.
    entry       INTEGER,
    -- Of updated: the fields with their values before and after, as JSON; '{}' once the contact is erased.
    fields      TEXT,
    -- Of deleted, when nothing else says it any more: the contact's uuid.
    uuid        BLOB    CHECK (length(uuid) = 16)
) STRICT;
CREATE INDEX contact_events_by_contact ON contact_events (contact, seq);

-- Facts about the file itself.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
