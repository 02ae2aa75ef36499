-- A person is in one household at a time; a household has one team at a time (DESIGN §3.6, §3.7).
DROP TRIGGER IF EXISTS household_member_no_overlap_insert;
CREATE TRIGGER household_member_no_overlap_insert BEFORE INSERT ON household_member
BEGIN
  SELECT RAISE(ABORT, 'household_member_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM household_member o
    WHERE o.person_id = NEW.person_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS household_member_no_overlap_update;
CREATE TRIGGER household_member_no_overlap_update BEFORE UPDATE OF person_id, start_on, end_on ON household_member
BEGIN
  SELECT RAISE(ABORT, 'household_member_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM household_member o
    WHERE o.person_id = NEW.person_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS assignment_no_overlap_insert;
CREATE TRIGGER assignment_no_overlap_insert BEFORE INSERT ON assignment
BEGIN
  SELECT RAISE(ABORT, 'assignment_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM assignment o
    WHERE o.household_id = NEW.household_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS assignment_no_overlap_update;
CREATE TRIGGER assignment_no_overlap_update BEFORE UPDATE OF household_id, start_on, end_on ON assignment
BEGIN
  SELECT RAISE(ABORT, 'assignment_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM assignment o
    WHERE o.household_id = NEW.household_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

-- A household has one reference person at a time, and each need once at a time.
DROP TRIGGER IF EXISTS household_one_reference_insert;
CREATE TRIGGER household_one_reference_insert BEFORE INSERT ON household_member
WHEN NEW.role = 'reference'
BEGIN
  SELECT RAISE(ABORT, 'household_one_reference')
  WHERE EXISTS (
    SELECT 1 FROM household_member o
    WHERE o.household_id = NEW.household_id AND o.role = 'reference' AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS household_one_reference_update;
CREATE TRIGGER household_one_reference_update BEFORE UPDATE OF household_id, role, start_on, end_on ON household_member
WHEN NEW.role = 'reference'
BEGIN
  SELECT RAISE(ABORT, 'household_one_reference')
  WHERE EXISTS (
    SELECT 1 FROM household_member o
    WHERE o.household_id = NEW.household_id AND o.role = 'reference' AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS household_need_no_overlap_insert;
CREATE TRIGGER household_need_no_overlap_insert BEFORE INSERT ON household_need
BEGIN
  SELECT RAISE(ABORT, 'household_need_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM household_need o
    WHERE o.household_id = NEW.household_id AND o.kind = NEW.kind AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS household_need_no_overlap_update;
CREATE TRIGGER household_need_no_overlap_update BEFORE UPDATE OF household_id, kind, start_on, end_on ON household_need
BEGIN
  SELECT RAISE(ABORT, 'household_need_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM household_need o
    WHERE o.household_id = NEW.household_id AND o.kind = NEW.kind AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;
