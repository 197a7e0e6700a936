-- What a contact can be filtered by, but for the language, as one character: its channel, both permissions, and whether it has an external
-- code. Each block has those of two thousand contacts in the order of their numbers, so that a search looks at a megabyte for a million
-- contacts where its filters are broad, and not at the index's lists of all that pass (src/store/search/codes.rs, src/store/sqlite/candidates.rs).
-- A new channel needs a number here.
ALTER TABLE contacts ADD COLUMN filter_code TEXT GENERATED ALWAYS AS (char(32
    + 8 * CASE channel
        WHEN 'whatsapp' THEN 1 WHEN 'sms' THEN 2 WHEN 'rcs' THEN 3 WHEN 'telegram' THEN 4 WHEN 'messenger' THEN 5
        WHEN 'instagram' THEN 6 WHEN 'line' THEN 7 WHEN 'viber' THEN 8 WHEN 'webchat' THEN 9 ELSE 0 END
    + 4 * proactive + 2 * reactive + has_external_code)) VIRTUAL;

CREATE TABLE filter_codes (
    -- contacts.id / 2000
    block       INTEGER PRIMARY KEY,
    -- A space where there is no contact.
    codes       BLOB    NOT NULL CHECK (length(codes) = 2000)
) STRICT;

-- What the table must hold: it is filled from here where the triggers were put off, and compared with it in tests.
CREATE VIEW filter_codes_of_contacts AS
WITH RECURSIVE
    blocks (block) AS (SELECT 0 UNION ALL SELECT block + 1 FROM blocks WHERE block < (SELECT max(id) FROM contacts) / 2000),
    places (place) AS MATERIALIZED (SELECT 0 UNION ALL SELECT place + 1 FROM places WHERE place < 1999)
SELECT block, CAST((
    SELECT group_concat(coalesce(c.filter_code, ' '), '') FROM places LEFT JOIN contacts c ON c.id = block * 2000 + place
) AS BLOB) AS codes FROM blocks;
INSERT INTO filter_codes SELECT block, codes FROM filter_codes_of_contacts;

CREATE TRIGGER filter_codes_insert AFTER INSERT ON contacts BEGIN
    INSERT INTO filter_codes VALUES (new.id / 2000, CAST(printf('%2000s', '') AS BLOB)) ON CONFLICT DO NOTHING;
    UPDATE filter_codes
    SET codes = CAST(substr(codes, 1, new.id % 2000) || new.filter_code || substr(codes, new.id % 2000 + 2) AS BLOB)
    WHERE block = new.id / 2000;
END;
CREATE TRIGGER filter_codes_update AFTER UPDATE OF channel, proactive, reactive, external_code ON contacts
WHEN old.filter_code IS NOT new.filter_code BEGIN
    UPDATE filter_codes
    SET codes = CAST(substr(codes, 1, new.id % 2000) || new.filter_code || substr(codes, new.id % 2000 + 2) AS BLOB)
    WHERE block = new.id / 2000;
END;
CREATE TRIGGER filter_codes_delete AFTER DELETE ON contacts BEGIN
    UPDATE filter_codes
    SET codes = CAST(substr(codes, 1, old.id % 2000) || ' ' || substr(codes, old.id % 2000 + 2) AS BLOB)
    WHERE block = old.id / 2000;
END;
