-- The index of names without the permissions: with them, each change of a permission rewrote its entry, and blocking a million
-- contacts wrote most pages of it again and again. Where a list in the order of names is filtered by permissions, the rows that
-- pass the other filters are looked at.
DROP INDEX contacts_by_name;
CREATE INDEX contacts_by_name ON contacts (name_key, id, channel, language, has_external_code);
