-- Which blocks of filter codes (migration 0006) changed since when. A server has the codes of all contacts in memory, asks this one number before
-- it tests by them, and reads again only what changed, whichever process changed it (src/store/sqlite/filter_codes.rs).
CREATE TABLE filter_changes (number INTEGER NOT NULL) STRICT;
INSERT INTO filter_changes VALUES (1);
ALTER TABLE filter_codes ADD COLUMN changed INTEGER NOT NULL DEFAULT 1;

DROP TRIGGER filter_codes_insert;
DROP TRIGGER filter_codes_update;
DROP TRIGGER filter_codes_delete;

CREATE TRIGGER filter_codes_insert AFTER INSERT ON contacts BEGIN
    UPDATE filter_changes SET number = number + 1;
    INSERT INTO filter_codes (block, codes) VALUES (new.id / 2000, CAST(printf('%2000s', '') AS BLOB)) ON CONFLICT DO NOTHING;
    UPDATE filter_codes
    SET codes = CAST(substr(codes, 1, new.id % 2000) || new.filter_code || substr(codes, new.id % 2000 + 2) AS BLOB),
        changed = (SELECT number FROM filter_changes)
    WHERE block = new.id / 2000;
END;
CREATE TRIGGER filter_codes_update AFTER UPDATE OF channel, proactive, reactive, external_code ON contacts
WHEN old.filter_code IS NOT new.filter_code BEGIN
    UPDATE filter_changes SET number = number + 1;
    UPDATE filter_codes
    SET codes = CAST(substr(codes, 1, new.id % 2000) || new.filter_code || substr(codes, new.id % 2000 + 2) AS BLOB),
        changed = (SELECT number FROM filter_changes)
    WHERE block = new.id / 2000;
END;
CREATE TRIGGER filter_codes_delete AFTER DELETE ON contacts BEGIN
    UPDATE filter_changes SET number = number + 1;
    UPDATE filter_codes
    SET codes = CAST(substr(codes, 1, old.id % 2000) || ' ' || substr(codes, old.id % 2000 + 2) AS BLOB),
        changed = (SELECT number FROM filter_changes)
    WHERE block = old.id / 2000;
END;
