-- A household is away once at a time; an absence taken back counts for nothing.
DROP TRIGGER IF EXISTS absence_no_overlap_insert;
CREATE TRIGGER absence_no_overlap_insert BEFORE INSERT ON absence
WHEN NEW.cancelled_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'absence_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM absence o
    WHERE o.stay_id = NEW.stay_id AND o.cancelled_at IS NULL AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS absence_no_overlap_update;
CREATE TRIGGER absence_no_overlap_update BEFORE UPDATE OF stay_id, start_on, end_on, cancelled_at ON absence
WHEN NEW.cancelled_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'absence_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM absence o
    WHERE o.stay_id = NEW.stay_id AND o.cancelled_at IS NULL AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

-- A person's nights lie inside their stay, also when its days change: who is there leaves before the stay ends.
DROP TRIGGER IF EXISTS stay_person_in_stay_insert;
CREATE TRIGGER stay_person_in_stay_insert BEFORE INSERT ON stay_person
BEGIN
  SELECT RAISE(ABORT, 'stay_person_in_stay')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.id = NEW.stay_id
      AND (NEW.start_on < s.start_on OR coalesce(NEW.end_on, '9999-12-31') > coalesce(s.end_on, '9999-12-31'))
  );
END;

DROP TRIGGER IF EXISTS stay_person_in_stay_update;
CREATE TRIGGER stay_person_in_stay_update BEFORE UPDATE OF stay_id, start_on, end_on ON stay_person
BEGIN
  SELECT RAISE(ABORT, 'stay_person_in_stay')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.id = NEW.stay_id
      AND (NEW.start_on < s.start_on OR coalesce(NEW.end_on, '9999-12-31') > coalesce(s.end_on, '9999-12-31'))
  );
END;

DROP TRIGGER IF EXISTS stay_keeps_nights;
CREATE TRIGGER stay_keeps_nights BEFORE UPDATE OF start_on, end_on ON stay
BEGIN
  SELECT RAISE(ABORT, 'stay_keeps_nights')
  WHERE EXISTS (
    SELECT 1 FROM stay_person p
    WHERE p.stay_id = NEW.id
      AND (p.start_on < NEW.start_on OR coalesce(p.end_on, '9999-12-31') > coalesce(NEW.end_on, '9999-12-31'))
  );
END;

-- An amount begins during its stay. One set ahead stays when the household leaves before: nothing asks for it then.
DROP TRIGGER IF EXISTS contribution_in_stay_insert;
CREATE TRIGGER contribution_in_stay_insert BEFORE INSERT ON contribution
BEGIN
  SELECT RAISE(ABORT, 'contribution_in_stay')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.id = NEW.stay_id
      AND (NEW.start_on < s.start_on OR NEW.start_on >= coalesce(s.end_on, '9999-12-31'))
  );
END;

DROP TRIGGER IF EXISTS contribution_in_stay_update;
CREATE TRIGGER contribution_in_stay_update BEFORE UPDATE OF stay_id, start_on ON contribution
BEGIN
  SELECT RAISE(ABORT, 'contribution_in_stay')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.id = NEW.stay_id
      AND (NEW.start_on < s.start_on OR NEW.start_on >= coalesce(s.end_on, '9999-12-31'))
  );
END;
