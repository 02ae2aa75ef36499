-- An organisation accompanies a household once at a time in a programme; what a note said stays said.
DROP TRIGGER IF EXISTS support_no_overlap_insert;
CREATE TRIGGER support_no_overlap_insert BEFORE INSERT ON support
BEGIN
  SELECT RAISE(ABORT, 'support_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM support o
    WHERE o.household_id = NEW.household_id AND o.organisation_id = NEW.organisation_id
      AND o.programme_id = NEW.programme_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS support_no_overlap_update;
CREATE TRIGGER support_no_overlap_update
BEFORE UPDATE OF household_id, organisation_id, programme_id, start_on, end_on ON support
BEGIN
  SELECT RAISE(ABORT, 'support_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM support o
    WHERE o.household_id = NEW.household_id AND o.organisation_id = NEW.organisation_id
      AND o.programme_id = NEW.programme_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS note_no_update;
CREATE TRIGGER note_no_update BEFORE UPDATE ON note
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS note_no_delete;
CREATE TRIGGER note_no_delete BEFORE DELETE ON note
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS note_text_no_update;
CREATE TRIGGER note_text_no_update BEFORE UPDATE ON note_text
WHEN NOT (
  (OLD.note_id, OLD.author_id, OLD.replaces_id, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.note_id, NEW.author_id, NEW.replaces_id, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.text_sealed, '') = '' AND (NEW.text_sealed IS NULL) = (OLD.text_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT n.household_id FROM note n WHERE n.id = OLD.note_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS note_text_no_delete;
CREATE TRIGGER note_text_no_delete BEFORE DELETE ON note_text
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
