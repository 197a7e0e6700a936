-- Work on many contacts: imports, changes in bulk, and their undoing.

CREATE TABLE jobs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- UUID v7; also the batch of the ledger's entries.
    uuid        BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
    kind        TEXT    NOT NULL CHECK (kind IN ('import', 'bulk', 'undo')),
    state       TEXT    NOT NULL CHECK (state IN ('draft', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
    -- What people know it by: the file's name, or nothing.
    title       TEXT    NOT NULL,
    actor_kind  TEXT    NOT NULL,
    -- The operator's or the token's.
    actor_id    TEXT,
    created_at  INTEGER NOT NULL,
    started_at  INTEGER,
    ended_at    INTEGER,
    -- What is to be done, as JSON (src/service/jobs).
    plan        TEXT    NOT NULL,
    -- What the dry run found, and what was done, as JSON.
    checked     TEXT,
    counts      TEXT    NOT NULL,
    -- How far it has come: records of the file, parts of the selection, or the number of a contact. Written with what was done.
    position    INTEGER NOT NULL DEFAULT 0,
    -- How many rows or contacts there are, where that is known.
    total       INTEGER,
    -- Why it failed: a code.
    problem     TEXT,
    -- Of undo: what is undone.
    undoes      INTEGER UNIQUE REFERENCES jobs (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state) WHERE state IN ('checking', 'running');

-- The contacts that a change in bulk is for, as they were when it was begun: numbers of contacts as a JSON array.
CREATE TABLE job_selections (
    job         INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    part        INTEGER NOT NULL,
    contacts    TEXT    NOT NULL,
    PRIMARY KEY (job, part)
) STRICT, WITHOUT ROWID;

-- What a job made: stretches of contacts.id.
CREATE TABLE job_created (
    job         INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    first       INTEGER NOT NULL,
    last        INTEGER NOT NULL,
    PRIMARY KEY (job, first)
) STRICT, WITHOUT ROWID;

-- What a job changed: the version that it left, and the fields as they were before, as JSON.
CREATE TABLE job_changes (
    job         INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    contact     INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    before      TEXT    NOT NULL,
    PRIMARY KEY (job, contact)
) STRICT, WITHOUT ROWID;
-- An erased contact's former values go with it.
CREATE INDEX job_changes_by_contact ON job_changes (contact);

-- Rows of a file that were not taken: why, and what stood there, as JSON.
CREATE TABLE job_refusals (
    job         INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    line        INTEGER NOT NULL,
    problems    TEXT    NOT NULL,
    record      TEXT    NOT NULL,
    PRIMARY KEY (job, line)
) STRICT, WITHOUT ROWID;

-- A change of permissions or of the language changes only the tags in front of the searched text (src/store/search.rs): twelve
-- characters, whose trigrams are the first ten. The others stay as they are in the index, which is nine tenths of the work.
DROP TRIGGER contacts_search_update;
CREATE TRIGGER contacts_search_update AFTER UPDATE OF search_text ON contacts
WHEN substr(old.search_text, 13) IS NOT substr(new.search_text, 13) BEGIN
    INSERT INTO contacts_search (contacts_search, rowid, search_text)
    VALUES ('delete', old.id, old.search_text);
    INSERT INTO contacts_search (rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TRIGGER contacts_search_retag AFTER UPDATE OF search_text ON contacts
WHEN substr(old.search_text, 13) IS substr(new.search_text, 13)
 AND substr(old.search_text, 1, 12) IS NOT substr(new.search_text, 1, 12) BEGIN
    INSERT INTO contacts_search (contacts_search, rowid, search_text)
    VALUES ('delete', old.id, substr(old.search_text, 1, 12));
    INSERT INTO contacts_search (rowid, search_text) VALUES (new.id, substr(new.search_text, 1, 12));
END;
