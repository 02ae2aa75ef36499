-- Where an incident took place is one place; works that mend it are on its unit. Answers are added, never changed.
CREATE OR REPLACE FUNCTION incident_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM unit o WHERE o.id = NEW.unit_id AND o.site_id <> NEW.site_id) THEN
    RAISE EXCEPTION 'incident_unit_of_site' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM unit_outage o WHERE o.id = NEW.outage_id AND o.unit_id IS DISTINCT FROM NEW.unit_id
  ) THEN
    RAISE EXCEPTION 'incident_outage_of_unit' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS incident_fits ON incident;
CREATE TRIGGER incident_fits
BEFORE INSERT OR UPDATE OF unit_id, site_id, outage_id ON incident
FOR EACH ROW EXECUTE FUNCTION incident_fits();

DROP TRIGGER IF EXISTS incident_step_no_change ON incident_step;
CREATE TRIGGER incident_step_no_change BEFORE UPDATE OR DELETE ON incident_step
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT i.household_id FROM incident i WHERE i.id = ($1).incident_id', 'note_sealed');
