-- Erasures: done by another than who asked, never while somebody lives there or is accompanied, and never undone. A file is
-- erased by them alone; nothing is written to it afterwards.
CREATE OR REPLACE FUNCTION erasure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.done_at IS NOT NULL THEN
    RAISE EXCEPTION 'erasure_stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
DROP TRIGGER IF EXISTS erasure_stays ON erasure;
CREATE TRIGGER erasure_stays BEFORE UPDATE OR DELETE ON erasure
FOR EACH ROW EXECUTE FUNCTION erasure_stays();

DROP TRIGGER IF EXISTS erasure_count_no_change ON erasure_count;
CREATE TRIGGER erasure_count_no_change BEFORE UPDATE OR DELETE ON erasure_count
FOR EACH ROW EXECUTE FUNCTION append_only();

CREATE OR REPLACE FUNCTION erasure_under_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.done_at IS NOT NULL AND (
    EXISTS (SELECT 1 FROM stay s WHERE s.household_id = NEW.household_id AND s.end_on IS NULL)
    OR EXISTS (SELECT 1 FROM support s WHERE s.household_id = NEW.household_id AND s.end_on IS NULL)
  ) THEN
    RAISE EXCEPTION 'erasure_under_way' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS erasure_under_way ON erasure;
CREATE TRIGGER erasure_under_way BEFORE UPDATE OF done_at ON erasure
FOR EACH ROW EXECUTE FUNCTION erasure_under_way();

CREATE OR REPLACE FUNCTION household_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.erased_on IS NOT NULL AND NEW.erased_on IS DISTINCT FROM OLD.erased_on THEN
    RAISE EXCEPTION 'household_stays_erased' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.erased_on IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM erasure e WHERE e.household_id = NEW.id AND e.done_at IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'household_erased_by_two' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS household_erased ON household;
CREATE TRIGGER household_erased BEFORE UPDATE OF erased_on ON household
FOR EACH ROW EXECUTE FUNCTION household_erased();

CREATE OR REPLACE FUNCTION person_stays_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.name_sealed = '' AND NEW.name_sealed <> '' THEN
    RAISE EXCEPTION 'person_stays_erased' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS person_stays_erased ON person;
CREATE TRIGGER person_stays_erased BEFORE UPDATE OF name_sealed ON person
FOR EACH ROW EXECUTE FUNCTION person_stays_erased();

-- Who writes waits for an erasure under way, then reads the household anew.
CREATE OR REPLACE FUNCTION of_erased_household() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  erased date;
BEGIN
  SELECT h.erased_on INTO erased FROM household h WHERE h.id = NEW.household_id FOR KEY SHARE;
  IF erased IS NOT NULL THEN
    RAISE EXCEPTION 'of_erased_household' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS referral_of_erased_household ON referral;
CREATE TRIGGER referral_of_erased_household BEFORE INSERT ON referral
FOR EACH ROW EXECUTE FUNCTION of_erased_household();

DROP TRIGGER IF EXISTS consent_of_erased_household ON consent;
CREATE TRIGGER consent_of_erased_household BEFORE INSERT ON consent
FOR EACH ROW EXECUTE FUNCTION of_erased_household();

DROP TRIGGER IF EXISTS axis_assessment_of_erased_household ON axis_assessment;
CREATE TRIGGER axis_assessment_of_erased_household BEFORE INSERT ON axis_assessment
FOR EACH ROW EXECUTE FUNCTION of_erased_household();

DROP TRIGGER IF EXISTS contact_of_erased_household ON contact;
CREATE TRIGGER contact_of_erased_household BEFORE INSERT ON contact
FOR EACH ROW EXECUTE FUNCTION of_erased_household();

DROP TRIGGER IF EXISTS note_of_erased_household ON note;
CREATE TRIGGER note_of_erased_household BEFORE INSERT ON note
FOR EACH ROW EXECUTE FUNCTION of_erased_household();

DROP TRIGGER IF EXISTS task_of_erased_household ON task;
CREATE TRIGGER task_of_erased_household BEFORE INSERT ON task
FOR EACH ROW EXECUTE FUNCTION of_erased_household();

DROP TRIGGER IF EXISTS person_document_of_erased_household ON person_document;
CREATE TRIGGER person_document_of_erased_household BEFORE INSERT ON person_document
FOR EACH ROW EXECUTE FUNCTION of_erased_household();

DROP TRIGGER IF EXISTS exit_plan_of_erased_household ON exit_plan;
CREATE TRIGGER exit_plan_of_erased_household BEFORE INSERT ON exit_plan
FOR EACH ROW EXECUTE FUNCTION of_erased_household();

DROP TRIGGER IF EXISTS incident_of_erased_household ON incident;
CREATE TRIGGER incident_of_erased_household BEFORE INSERT ON incident
FOR EACH ROW EXECUTE FUNCTION of_erased_household();

DROP TRIGGER IF EXISTS mobilisation_of_erased_household ON mobilisation;
CREATE TRIGGER mobilisation_of_erased_household BEFORE INSERT ON mobilisation
FOR EACH ROW EXECUTE FUNCTION of_erased_household();
