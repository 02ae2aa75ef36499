-- A document of a person is of their household; what proves a right is of the same household, and of that person or of
-- all; what shows a step of an exit plan, and what stands in the place of another, are of the same household.
-- A page stays as it was sent.
DROP TRIGGER IF EXISTS person_document_of_household_insert;
CREATE TRIGGER person_document_of_household_insert BEFORE INSERT ON person_document
WHEN NEW.person_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'person_document_of_household')
  WHERE NOT EXISTS (
    SELECT 1 FROM household_member m WHERE m.household_id = NEW.household_id AND m.person_id = NEW.person_id
  );
END;

DROP TRIGGER IF EXISTS person_document_of_household_update;
CREATE TRIGGER person_document_of_household_update BEFORE UPDATE OF household_id, person_id ON person_document
WHEN NEW.person_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'person_document_of_household')
  WHERE NOT EXISTS (
    SELECT 1 FROM household_member m WHERE m.household_id = NEW.household_id AND m.person_id = NEW.person_id
  );
END;

DROP TRIGGER IF EXISTS person_document_in_place_insert;
CREATE TRIGGER person_document_in_place_insert BEFORE INSERT ON person_document
WHEN NEW.replaces_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'person_document_in_place')
  WHERE NOT EXISTS (
    SELECT 1 FROM person_document o WHERE o.id = NEW.replaces_id AND o.household_id = NEW.household_id
  );
END;

DROP TRIGGER IF EXISTS person_document_in_place_update;
CREATE TRIGGER person_document_in_place_update BEFORE UPDATE OF household_id, replaces_id ON person_document
WHEN NEW.replaces_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'person_document_in_place')
  WHERE NOT EXISTS (
    SELECT 1 FROM person_document o WHERE o.id = NEW.replaces_id AND o.household_id = NEW.household_id
  );
END;

DROP TRIGGER IF EXISTS entitlement_proof_insert;
CREATE TRIGGER entitlement_proof_insert BEFORE INSERT ON entitlement_event
WHEN NEW.document_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'entitlement_proof')
  WHERE NOT EXISTS (
    SELECT 1 FROM person_document d
    WHERE d.id = NEW.document_id AND d.household_id = NEW.household_id
      AND coalesce(d.person_id, NEW.person_id) = NEW.person_id
  );
END;

DROP TRIGGER IF EXISTS entitlement_proof_update;
CREATE TRIGGER entitlement_proof_update BEFORE UPDATE OF document_id, household_id, person_id ON entitlement_event
WHEN NEW.document_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'entitlement_proof')
  WHERE NOT EXISTS (
    SELECT 1 FROM person_document d
    WHERE d.id = NEW.document_id AND d.household_id = NEW.household_id
      AND coalesce(d.person_id, NEW.person_id) = NEW.person_id
  );
END;

DROP TRIGGER IF EXISTS exit_step_proof_insert;
CREATE TRIGGER exit_step_proof_insert BEFORE INSERT ON exit_step
WHEN NEW.document_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'exit_step_proof')
  WHERE NOT EXISTS (
    SELECT 1 FROM person_document d JOIN exit_plan p ON p.household_id = d.household_id
    WHERE d.id = NEW.document_id AND p.id = NEW.plan_id
  );
END;

DROP TRIGGER IF EXISTS exit_step_proof_update;
CREATE TRIGGER exit_step_proof_update BEFORE UPDATE OF document_id, plan_id ON exit_step
WHEN NEW.document_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'exit_step_proof')
  WHERE NOT EXISTS (
    SELECT 1 FROM person_document d JOIN exit_plan p ON p.household_id = d.household_id
    WHERE d.id = NEW.document_id AND p.id = NEW.plan_id
  );
END;

DROP TRIGGER IF EXISTS document_page_no_update;
CREATE TRIGGER document_page_no_update BEFORE UPDATE ON document_page
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
