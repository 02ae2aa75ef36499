-- Where an incident took place is one place; works that mend it are on its unit. Answers are added, never changed.
DROP TRIGGER IF EXISTS incident_unit_of_site_insert;
CREATE TRIGGER incident_unit_of_site_insert BEFORE INSERT ON incident
BEGIN
  SELECT RAISE(ABORT, 'incident_unit_of_site')
  WHERE EXISTS (SELECT 1 FROM unit o WHERE o.id = NEW.unit_id AND o.site_id <> NEW.site_id);
END;

DROP TRIGGER IF EXISTS incident_unit_of_site_update;
CREATE TRIGGER incident_unit_of_site_update BEFORE UPDATE OF unit_id, site_id ON incident
BEGIN
  SELECT RAISE(ABORT, 'incident_unit_of_site')
  WHERE EXISTS (SELECT 1 FROM unit o WHERE o.id = NEW.unit_id AND o.site_id <> NEW.site_id);
END;

DROP TRIGGER IF EXISTS incident_outage_of_unit_insert;
CREATE TRIGGER incident_outage_of_unit_insert BEFORE INSERT ON incident
BEGIN
  SELECT RAISE(ABORT, 'incident_outage_of_unit')
  WHERE EXISTS (SELECT 1 FROM unit_outage o WHERE o.id = NEW.outage_id AND o.unit_id IS NOT NEW.unit_id);
END;

DROP TRIGGER IF EXISTS incident_outage_of_unit_update;
CREATE TRIGGER incident_outage_of_unit_update BEFORE UPDATE OF outage_id, unit_id ON incident
BEGIN
  SELECT RAISE(ABORT, 'incident_outage_of_unit')
  WHERE EXISTS (SELECT 1 FROM unit_outage o WHERE o.id = NEW.outage_id AND o.unit_id IS NOT NEW.unit_id);
END;

DROP TRIGGER IF EXISTS incident_step_no_update;
CREATE TRIGGER incident_step_no_update BEFORE UPDATE ON incident_step
WHEN NOT (
  (OLD.incident_id, OLD.kind, OLD.taken_on, OLD.next_on, OLD.user_id, OLD.outcome, OLD.grade_before, OLD.grade_after,
    OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.incident_id, NEW.kind, NEW.taken_on, NEW.next_on, NEW.user_id, NEW.outcome, NEW.grade_before, NEW.grade_after,
    NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.note_sealed, '') = '' AND (NEW.note_sealed IS NULL) = (OLD.note_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT i.household_id FROM incident i WHERE i.id = OLD.incident_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS incident_step_no_delete;
CREATE TRIGGER incident_step_no_delete BEFORE DELETE ON incident_step
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
