-- Erasures: done by another than who asked, never while somebody lives there or is accompanied, and never undone. A file is
-- erased by them alone; nothing is written to it afterwards.
DROP TRIGGER IF EXISTS erasure_stays;
CREATE TRIGGER erasure_stays BEFORE UPDATE ON erasure
WHEN OLD.done_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'erasure_stays'); END;
DROP TRIGGER IF EXISTS erasure_kept;
CREATE TRIGGER erasure_kept BEFORE DELETE ON erasure
WHEN OLD.done_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'erasure_stays'); END;
DROP TRIGGER IF EXISTS erasure_count_no_update;
CREATE TRIGGER erasure_count_no_update BEFORE UPDATE ON erasure_count
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS erasure_count_no_delete;
CREATE TRIGGER erasure_count_no_delete BEFORE DELETE ON erasure_count
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS erasure_under_way;
CREATE TRIGGER erasure_under_way BEFORE UPDATE OF done_at ON erasure
WHEN NEW.done_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'erasure_under_way')
  WHERE EXISTS (SELECT 1 FROM stay s WHERE s.household_id = NEW.household_id AND s.end_on IS NULL)
     OR EXISTS (SELECT 1 FROM support s WHERE s.household_id = NEW.household_id AND s.end_on IS NULL);
END;

DROP TRIGGER IF EXISTS household_erased_by_two;
CREATE TRIGGER household_erased_by_two BEFORE UPDATE OF erased_on ON household
WHEN NEW.erased_on IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'household_erased_by_two')
  WHERE NOT EXISTS (SELECT 1 FROM erasure e WHERE e.household_id = NEW.id AND e.done_at IS NOT NULL);
END;
DROP TRIGGER IF EXISTS household_stays_erased;
CREATE TRIGGER household_stays_erased BEFORE UPDATE OF erased_on ON household
WHEN OLD.erased_on IS NOT NULL AND NEW.erased_on IS NOT OLD.erased_on
BEGIN SELECT RAISE(ABORT, 'household_stays_erased'); END;

DROP TRIGGER IF EXISTS person_stays_erased;
CREATE TRIGGER person_stays_erased BEFORE UPDATE OF name_sealed ON person
WHEN OLD.name_sealed = '' AND NEW.name_sealed <> ''
BEGIN SELECT RAISE(ABORT, 'person_stays_erased'); END;

DROP TRIGGER IF EXISTS referral_of_erased_household;
CREATE TRIGGER referral_of_erased_household BEFORE INSERT ON referral
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;

DROP TRIGGER IF EXISTS consent_of_erased_household;
CREATE TRIGGER consent_of_erased_household BEFORE INSERT ON consent
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;

DROP TRIGGER IF EXISTS axis_assessment_of_erased_household;
CREATE TRIGGER axis_assessment_of_erased_household BEFORE INSERT ON axis_assessment
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;

DROP TRIGGER IF EXISTS contact_of_erased_household;
CREATE TRIGGER contact_of_erased_household BEFORE INSERT ON contact
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;

DROP TRIGGER IF EXISTS note_of_erased_household;
CREATE TRIGGER note_of_erased_household BEFORE INSERT ON note
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;

DROP TRIGGER IF EXISTS task_of_erased_household;
CREATE TRIGGER task_of_erased_household BEFORE INSERT ON task
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;

DROP TRIGGER IF EXISTS person_document_of_erased_household;
CREATE TRIGGER person_document_of_erased_household BEFORE INSERT ON person_document
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;

DROP TRIGGER IF EXISTS exit_plan_of_erased_household;
CREATE TRIGGER exit_plan_of_erased_household BEFORE INSERT ON exit_plan
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;

DROP TRIGGER IF EXISTS incident_of_erased_household;
CREATE TRIGGER incident_of_erased_household BEFORE INSERT ON incident
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;

DROP TRIGGER IF EXISTS mobilisation_of_erased_household;
CREATE TRIGGER mobilisation_of_erased_household BEFORE INSERT ON mobilisation
WHEN NEW.household_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'of_erased_household')
  WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = NEW.household_id AND h.erased_on IS NOT NULL);
END;
