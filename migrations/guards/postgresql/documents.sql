-- A document of a person is of their household; what proves a right is of the same household, and of that person or of
-- all; what shows a step of an exit plan, and what stands in the place of another, are of the same household.
-- A page stays as it was sent.
CREATE OR REPLACE FUNCTION person_document_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.person_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM household_member m WHERE m.household_id = NEW.household_id AND m.person_id = NEW.person_id
  ) THEN
    RAISE EXCEPTION 'person_document_of_household' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM person_document o WHERE o.id = NEW.replaces_id AND o.household_id = NEW.household_id
  ) THEN
    RAISE EXCEPTION 'person_document_in_place' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS person_document_fits ON person_document;
CREATE TRIGGER person_document_fits BEFORE INSERT OR UPDATE OF household_id, person_id, replaces_id ON person_document
FOR EACH ROW EXECUTE FUNCTION person_document_fits();

CREATE OR REPLACE FUNCTION entitlement_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.document_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM person_document d
    WHERE d.id = NEW.document_id AND d.household_id = NEW.household_id
      AND coalesce(d.person_id, NEW.person_id) = NEW.person_id
  ) THEN
    RAISE EXCEPTION 'entitlement_proof' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS entitlement_proof ON entitlement_event;
CREATE TRIGGER entitlement_proof BEFORE INSERT OR UPDATE OF document_id, household_id, person_id ON entitlement_event
FOR EACH ROW EXECUTE FUNCTION entitlement_proof();

CREATE OR REPLACE FUNCTION exit_step_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.document_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM person_document d JOIN exit_plan p ON p.household_id = d.household_id
    WHERE d.id = NEW.document_id AND p.id = NEW.plan_id
  ) THEN
    RAISE EXCEPTION 'exit_step_proof' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS exit_step_proof ON exit_step;
CREATE TRIGGER exit_step_proof BEFORE INSERT OR UPDATE OF document_id, plan_id ON exit_step
FOR EACH ROW EXECUTE FUNCTION exit_step_proof();

DROP TRIGGER IF EXISTS document_page_no_change ON document_page;
CREATE TRIGGER document_page_no_change BEFORE UPDATE ON document_page
FOR EACH ROW EXECUTE FUNCTION append_only();
