-- Operators, their sessions, API tokens, one-time links, what slows down guessing, and the security events.
-- Times are UTC in milliseconds. Whatever opens a door (a session's token, a link, an API token, a recovery code) is here
-- as its SHA-256 only: it has 112 bits and more, so nobody guesses it from its digest.

CREATE TABLE operators (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What the outside and the ledger know the person by; UUID v7.
    uuid            BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
    -- Lower case.
    email           TEXT    NOT NULL UNIQUE,
    role            TEXT    NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
    -- A PHC string (argon2id); NULL until the person has chosen one.
    password_hash   TEXT,
    -- The shared secret of the second factor; NULL where there is none. It can't be a digest: codes are computed from it.
    totp_secret     BLOB,
    -- The one that was offered and not confirmed by a code yet.
    totp_offered    BLOB,
    -- The last time step whose code was taken, so that none is taken twice.
    totp_step       INTEGER NOT NULL DEFAULT 0,
    disabled_at     INTEGER,
    created_at      INTEGER NOT NULL,
    last_seen_at    INTEGER
) STRICT;

CREATE TABLE recovery_codes (
    operator        INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    code_hash       BLOB    NOT NULL,
    PRIMARY KEY (operator, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash      BLOB    PRIMARY KEY CHECK (length(token_hash) = 32),
    -- Names the session on the screen; opens nothing.
    uuid            BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
    operator        INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    -- 0 between the password and the code of the second factor: such a session may do nothing but give it.
    complete        INTEGER NOT NULL CHECK (complete IN (0, 1)),
    created_at      INTEGER NOT NULL,
    last_seen_at    INTEGER NOT NULL,
    address         TEXT    NOT NULL,
    browser         TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_operator ON sessions (operator);

-- Links that let somebody in once: the first admin, an invited operator, one who needs a new password.
CREATE TABLE one_time_links (
    token_hash      BLOB    PRIMARY KEY CHECK (length(token_hash) = 32),
    purpose         TEXT    NOT NULL CHECK (purpose IN ('setup', 'password')),
    -- NULL for setup, which makes the operator.
    operator        INTEGER REFERENCES operators (id) ON DELETE CASCADE,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_tokens (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid            BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
    token_hash      BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    name            TEXT    NOT NULL,
    -- Codes with a space between them.
    scopes          TEXT    NOT NULL,
    -- The operator's uuid; NULL where the shell made it.
    created_by      BLOB,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    last_used_at    INTEGER,
    revoked_at      INTEGER
) STRICT;

-- Failed attempts in a row, by account, by network address and by what else is guessed. Each makes the next attempt wait
-- longer, up to a limit.
CREATE TABLE attempts (
    -- A kind and whom it is about, such as 'account:' and a SHA-256 in hex: an address that somebody mistyped is
    -- nobody's to read.
    subject         TEXT    PRIMARY KEY,
    failures        INTEGER NOT NULL,
    last_at         INTEGER NOT NULL,
    -- What last_at was before the last attempt, which counts as failed until it has succeeded.
    previous_at     INTEGER NOT NULL,
    -- Whether an attempt that came too early was written down since: one event tells enough, and a flood writes nothing.
    told            INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Networks from which operators signed in before. Attempts from there are counted apart, so that guessing from elsewhere
-- keeps nobody out of their own account.
CREATE TABLE known_places (
    operator        INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    place_hash      BLOB    NOT NULL CHECK (length(place_hash) = 32),
    last_at         INTEGER NOT NULL,
    PRIMARY KEY (operator, place_hash)
) STRICT, WITHOUT ROWID;

-- What happened to the door. No secret, no contact.
CREATE TABLE security_events (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    at              INTEGER NOT NULL,
    kind            TEXT    NOT NULL,
    -- Who did it: an operator's or a token's uuid; NULL where nobody was signed in, or the shell did it.
    actor           BLOB,
    -- Whom it happened to, where that is somebody else.
    subject         BLOB,
    address         TEXT    NOT NULL,
    -- A role, a scope, a path, a host: what the kind leaves open.
    detail          TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE TRIGGER security_events_never_change BEFORE UPDATE ON security_events BEGIN
    SELECT RAISE(ABORT, 'security events are append-only');
END;
CREATE TRIGGER security_events_never_vanish BEFORE DELETE ON security_events BEGIN
    SELECT RAISE(ABORT, 'security events are append-only');
END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER security_events_never_replaced BEFORE INSERT ON security_events
WHEN EXISTS (SELECT 1 FROM security_events WHERE seq = new.seq) BEGIN
    SELECT RAISE(ABORT, 'security events are append-only');
END;
