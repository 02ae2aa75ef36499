-- The journal is append-only.
DROP TRIGGER IF EXISTS journal_entry_no_update;
CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'journal_append_only'); END;

DROP TRIGGER IF EXISTS journal_entry_no_delete;
CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'journal_append_only'); END;
