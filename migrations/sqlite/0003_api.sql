-- What the REST API keeps for itself.

-- A POST with an Idempotency-Key: what it made, for a day, so that trying again makes nothing twice.
CREATE TABLE idempotency_keys (
    -- The token's or the operator's uuid.
    subject     BLOB    NOT NULL CHECK (length(subject) = 16),
    key         TEXT    NOT NULL,
    -- SHA-256 of the request: the same key with another one is refused.
    request     BLOB    NOT NULL CHECK (length(request) = 32),
    -- Of contacts.id.
    contact     INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (subject, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at);

-- Whom we tell what happened. The events are contact_events; `seen` is the last one that has become a delivery.
CREATE TABLE webhooks (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid        BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
    url         TEXT    NOT NULL,
    -- The key that signs; it can't be a digest, because signatures are computed from it.
    secret      BLOB    NOT NULL,
    -- Kinds of contact_events, with a space between them.
    kinds       TEXT    NOT NULL,
    seen        INTEGER NOT NULL,
    created_by  BLOB,
    created_at  INTEGER NOT NULL,
    disabled_at INTEGER,
    -- What came of the last attempt: its time, and the HTTP status or why there was none.
    last_at      INTEGER,
    last_status  INTEGER,
    last_problem TEXT
) STRICT;

-- One event for one webhook: first what is to be done, then what came of it.
CREATE TABLE webhook_deliveries (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid        BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
    webhook     INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    -- Of contact_events; NULL for a test.
    event       INTEGER,
    -- 0: waiting, 1: delivered, 2: given up.
    state       INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER NOT NULL,
    -- Of the last attempt: the HTTP status, or why there was none.
    status      INTEGER,
    problem     TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
-- By webhook first, so that one with many that wait doesn't stand in the way of the others.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook, next_at) WHERE state = 0;
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook, id);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (updated_at) WHERE state <> 0;
