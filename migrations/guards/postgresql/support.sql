-- An organisation accompanies a household once at a time in a programme; what a note said stays said.
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'support_no_overlap') THEN
    ALTER TABLE support ADD CONSTRAINT support_no_overlap EXCLUDE USING gist (
      int4range(household_id, household_id, '[]') WITH &&, int4range(organisation_id, organisation_id, '[]') WITH &&,
      int4range(programme_id, programme_id, '[]') WITH &&, daterange(start_on, end_on, '[)') WITH &&);
  END IF;
END $$;

DROP TRIGGER IF EXISTS note_no_change ON note;
CREATE TRIGGER note_no_change BEFORE UPDATE OR DELETE ON note
FOR EACH ROW EXECUTE FUNCTION append_only();

DROP TRIGGER IF EXISTS note_text_no_change ON note_text;
CREATE TRIGGER note_text_no_change BEFORE UPDATE OR DELETE ON note_text
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT n.household_id FROM note n WHERE n.id = ($1).note_id', 'text_sealed');
