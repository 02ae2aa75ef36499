-- Availability of a unit: no two periods overlap, and each lies inside one agreement in force (DESIGN §3.5).
DROP TRIGGER IF EXISTS unit_availability_no_overlap_insert;
CREATE TRIGGER unit_availability_no_overlap_insert BEFORE INSERT ON unit_availability
BEGIN
  SELECT RAISE(ABORT, 'unit_availability_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM unit_availability o
    WHERE o.unit_id = NEW.unit_id AND o.id IS NOT NEW.id
      AND o.first_day <= NEW.last_day AND o.last_day >= NEW.first_day
  );
END;

DROP TRIGGER IF EXISTS unit_availability_no_overlap_update;
CREATE TRIGGER unit_availability_no_overlap_update BEFORE UPDATE OF unit_id, first_day, last_day ON unit_availability
BEGIN
  SELECT RAISE(ABORT, 'unit_availability_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM unit_availability o
    WHERE o.unit_id = NEW.unit_id AND o.id IS NOT NEW.id
      AND o.first_day <= NEW.last_day AND o.last_day >= NEW.first_day
  );
END;

DROP TRIGGER IF EXISTS unit_availability_in_agreement_insert;
CREATE TRIGGER unit_availability_in_agreement_insert BEFORE INSERT ON unit_availability
BEGIN
  SELECT RAISE(ABORT, 'unit_availability_in_agreement')
  WHERE NOT EXISTS (
    SELECT 1 FROM agreement_unit c
    WHERE c.unit_id = NEW.unit_id AND c.first_day <= NEW.first_day
      AND coalesce(c.last_day, '9999-12-31') >= NEW.last_day
      AND NEW.last_day <= (
        SELECT t.last_day FROM agreement_term t WHERE t.agreement_id = c.agreement_id
        ORDER BY t.known_on DESC, t.id DESC LIMIT 1
      )
  );
END;

DROP TRIGGER IF EXISTS unit_availability_in_agreement_update;
CREATE TRIGGER unit_availability_in_agreement_update BEFORE UPDATE OF unit_id, first_day, last_day ON unit_availability
BEGIN
  SELECT RAISE(ABORT, 'unit_availability_in_agreement')
  WHERE NOT EXISTS (
    SELECT 1 FROM agreement_unit c
    WHERE c.unit_id = NEW.unit_id AND c.first_day <= NEW.first_day
      AND coalesce(c.last_day, '9999-12-31') >= NEW.last_day
      AND NEW.last_day <= (
        SELECT t.last_day FROM agreement_term t WHERE t.agreement_id = c.agreement_id
        ORDER BY t.known_on DESC, t.id DESC LIMIT 1
      )
  );
END;

-- Shortening or moving a period may not leave a stay or an open proposal outside.
DROP TRIGGER IF EXISTS unit_availability_keeps_stays;
CREATE TRIGGER unit_availability_keeps_stays AFTER UPDATE OF unit_id, first_day, last_day ON unit_availability
BEGIN
  SELECT RAISE(ABORT, 'unit_availability_keeps_stays')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.unit_id = OLD.unit_id AND s.start_on <= OLD.last_day
      AND coalesce(s.end_on, s.planned_end_on) > OLD.first_day
      AND (NEW.unit_id <> OLD.unit_id OR s.start_on < NEW.first_day
           OR coalesce(s.end_on, s.planned_end_on) > date(NEW.last_day, '+1 day'))
  );
  SELECT RAISE(ABORT, 'unit_availability_keeps_proposals')
  WHERE EXISTS (
    SELECT 1 FROM allocation a
    WHERE a.unit_id = OLD.unit_id AND a.start_on <= OLD.last_day AND a.end_on > OLD.first_day
      AND a.closed_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > strftime('%Y-%m-%d %H:%M:%f', 'now'))
      AND (NEW.unit_id <> OLD.unit_id OR a.start_on < NEW.first_day OR a.end_on > date(NEW.last_day, '+1 day'))
  );
END;

DROP TRIGGER IF EXISTS unit_availability_kept;
CREATE TRIGGER unit_availability_kept BEFORE DELETE ON unit_availability
BEGIN
  SELECT RAISE(ABORT, 'unit_availability_keeps_stays')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.unit_id = OLD.unit_id AND s.start_on <= OLD.last_day
      AND coalesce(s.end_on, s.planned_end_on) > OLD.first_day
  );
  SELECT RAISE(ABORT, 'unit_availability_keeps_proposals')
  WHERE EXISTS (
    SELECT 1 FROM allocation a
    WHERE a.unit_id = OLD.unit_id AND a.start_on <= OLD.last_day AND a.end_on > OLD.first_day
      AND a.closed_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > strftime('%Y-%m-%d %H:%M:%f', 'now'))
  );
END;

-- Works and damage exclude stays and open proposals.
DROP TRIGGER IF EXISTS unit_outage_hits_stay_insert;
CREATE TRIGGER unit_outage_hits_stay_insert BEFORE INSERT ON unit_outage
WHEN NEW.cancelled_on IS NULL
BEGIN
  SELECT RAISE(ABORT, 'unit_outage_hits_stay')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.unit_id = NEW.unit_id AND s.start_on <= coalesce(NEW.last_day, '9999-12-31')
      AND coalesce(s.end_on, s.planned_end_on) > NEW.first_day
  );
  SELECT RAISE(ABORT, 'unit_outage_hits_proposal')
  WHERE EXISTS (
    SELECT 1 FROM allocation a
    WHERE a.unit_id = NEW.unit_id AND a.start_on <= coalesce(NEW.last_day, '9999-12-31') AND a.end_on > NEW.first_day
      AND a.closed_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > strftime('%Y-%m-%d %H:%M:%f', 'now'))
  );
END;

DROP TRIGGER IF EXISTS unit_outage_hits_stay_update;
CREATE TRIGGER unit_outage_hits_stay_update BEFORE UPDATE OF unit_id, first_day, last_day, cancelled_on ON unit_outage
WHEN NEW.cancelled_on IS NULL
BEGIN
  SELECT RAISE(ABORT, 'unit_outage_hits_stay')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.unit_id = NEW.unit_id AND s.start_on <= coalesce(NEW.last_day, '9999-12-31')
      AND coalesce(s.end_on, s.planned_end_on) > NEW.first_day
  );
  SELECT RAISE(ABORT, 'unit_outage_hits_proposal')
  WHERE EXISTS (
    SELECT 1 FROM allocation a
    WHERE a.unit_id = NEW.unit_id AND a.start_on <= coalesce(NEW.last_day, '9999-12-31') AND a.end_on > NEW.first_day
      AND a.closed_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > strftime('%Y-%m-%d %H:%M:%f', 'now'))
  );
END;
