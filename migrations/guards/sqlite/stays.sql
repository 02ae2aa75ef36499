-- A unit is lived in by one household at a time, inside its availability, and only if it is a dwelling (DESIGN §3.4, §3.5).
DROP TRIGGER IF EXISTS stay_fits_insert;
CREATE TRIGGER stay_fits_insert BEFORE INSERT ON stay
BEGIN
  SELECT RAISE(ABORT, 'unit_not_dwelling')
  WHERE NOT EXISTS (
    SELECT 1 FROM unit u WHERE u.id = NEW.unit_id AND u.use = 'dwelling'
  );
  SELECT RAISE(ABORT, 'stay_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM stay o
    WHERE o.unit_id = NEW.unit_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
  SELECT RAISE(ABORT, 'stay_hits_allocation')
  WHERE EXISTS (
    SELECT 1 FROM allocation p
    WHERE p.unit_id = NEW.unit_id AND p.closed_at IS NULL AND p.id IS NOT NEW.allocation_id
      AND p.start_on < coalesce(NEW.end_on, NEW.planned_end_on) AND p.end_on > NEW.start_on
      AND (p.expires_at IS NULL OR p.expires_at > strftime('%Y-%m-%d %H:%M:%f', 'now'))
  );
  SELECT RAISE(ABORT, 'stay_outside_availability')
  WHERE NOT EXISTS (
    SELECT 1 FROM unit_availability a
    WHERE a.unit_id = NEW.unit_id AND a.first_day <= NEW.start_on
      AND date(a.last_day, '+1 day') >= coalesce(NEW.end_on, NEW.planned_end_on)
  );
  SELECT RAISE(ABORT, 'unit_out_of_service')
  WHERE EXISTS (
    SELECT 1 FROM unit_outage w
    WHERE w.unit_id = NEW.unit_id AND w.cancelled_on IS NULL
      AND w.first_day < coalesce(NEW.end_on, NEW.planned_end_on) AND coalesce(w.last_day, '9999-12-31') >= NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS stay_fits_update;
CREATE TRIGGER stay_fits_update BEFORE UPDATE OF unit_id, start_on, planned_end_on, end_on ON stay
BEGIN
  SELECT RAISE(ABORT, 'unit_not_dwelling')
  WHERE NOT EXISTS (
    SELECT 1 FROM unit u WHERE u.id = NEW.unit_id AND u.use = 'dwelling'
  );
  SELECT RAISE(ABORT, 'stay_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM stay o
    WHERE o.unit_id = NEW.unit_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
  SELECT RAISE(ABORT, 'stay_hits_allocation')
  WHERE EXISTS (
    SELECT 1 FROM allocation p
    WHERE p.unit_id = NEW.unit_id AND p.closed_at IS NULL AND p.id IS NOT NEW.allocation_id
      AND p.start_on < coalesce(NEW.end_on, NEW.planned_end_on) AND p.end_on > NEW.start_on
      AND (p.expires_at IS NULL OR p.expires_at > strftime('%Y-%m-%d %H:%M:%f', 'now'))
  );
  SELECT RAISE(ABORT, 'stay_outside_availability')
  WHERE NOT EXISTS (
    SELECT 1 FROM unit_availability a
    WHERE a.unit_id = NEW.unit_id AND a.first_day <= NEW.start_on
      AND date(a.last_day, '+1 day') >= coalesce(NEW.end_on, NEW.planned_end_on)
  );
  SELECT RAISE(ABORT, 'unit_out_of_service')
  WHERE EXISTS (
    SELECT 1 FROM unit_outage w
    WHERE w.unit_id = NEW.unit_id AND w.cancelled_on IS NULL
      AND w.first_day < coalesce(NEW.end_on, NEW.planned_end_on) AND coalesce(w.last_day, '9999-12-31') >= NEW.start_on
  );
END;

-- A person sleeps in one place.
DROP TRIGGER IF EXISTS stay_person_no_overlap_insert;
CREATE TRIGGER stay_person_no_overlap_insert BEFORE INSERT ON stay_person
BEGIN
  SELECT RAISE(ABORT, 'stay_person_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM stay_person o
    WHERE o.person_id = NEW.person_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS stay_person_no_overlap_update;
CREATE TRIGGER stay_person_no_overlap_update BEFORE UPDATE OF person_id, start_on, end_on ON stay_person
BEGIN
  SELECT RAISE(ABORT, 'stay_person_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM stay_person o
    WHERE o.person_id = NEW.person_id AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

-- A unit is promised to one household at a time.
DROP TRIGGER IF EXISTS allocation_fits_insert;
CREATE TRIGGER allocation_fits_insert BEFORE INSERT ON allocation
WHEN NEW.closed_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'unit_not_dwelling')
  WHERE NOT EXISTS (
    SELECT 1 FROM unit u WHERE u.id = NEW.unit_id AND u.use = 'dwelling'
  );
  SELECT RAISE(ABORT, 'allocation_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM allocation o
    WHERE o.unit_id = NEW.unit_id AND o.id IS NOT NEW.id AND o.closed_at IS NULL
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
  SELECT RAISE(ABORT, 'allocation_hits_stay')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.unit_id = NEW.unit_id AND s.allocation_id IS NOT NEW.id
      AND s.start_on < NEW.end_on AND coalesce(s.end_on, s.planned_end_on) > NEW.start_on
  );
  SELECT RAISE(ABORT, 'allocation_outside_availability')
  WHERE NOT EXISTS (
    SELECT 1 FROM unit_availability a
    WHERE a.unit_id = NEW.unit_id AND a.first_day <= NEW.start_on
      AND date(a.last_day, '+1 day') >= NEW.end_on
  );
  SELECT RAISE(ABORT, 'unit_out_of_service')
  WHERE EXISTS (
    SELECT 1 FROM unit_outage w
    WHERE w.unit_id = NEW.unit_id AND w.cancelled_on IS NULL
      AND w.first_day < NEW.end_on AND coalesce(w.last_day, '9999-12-31') >= NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS allocation_fits_update;
CREATE TRIGGER allocation_fits_update BEFORE UPDATE OF unit_id, start_on, end_on, closed_at ON allocation
WHEN NEW.closed_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'unit_not_dwelling')
  WHERE NOT EXISTS (
    SELECT 1 FROM unit u WHERE u.id = NEW.unit_id AND u.use = 'dwelling'
  );
  SELECT RAISE(ABORT, 'allocation_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM allocation o
    WHERE o.unit_id = NEW.unit_id AND o.id IS NOT NEW.id AND o.closed_at IS NULL
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
  SELECT RAISE(ABORT, 'allocation_hits_stay')
  WHERE EXISTS (
    SELECT 1 FROM stay s
    WHERE s.unit_id = NEW.unit_id AND s.allocation_id IS NOT NEW.id
      AND s.start_on < NEW.end_on AND coalesce(s.end_on, s.planned_end_on) > NEW.start_on
  );
  SELECT RAISE(ABORT, 'allocation_outside_availability')
  WHERE NOT EXISTS (
    SELECT 1 FROM unit_availability a
    WHERE a.unit_id = NEW.unit_id AND a.first_day <= NEW.start_on
      AND date(a.last_day, '+1 day') >= NEW.end_on
  );
  SELECT RAISE(ABORT, 'unit_out_of_service')
  WHERE EXISTS (
    SELECT 1 FROM unit_outage w
    WHERE w.unit_id = NEW.unit_id AND w.cancelled_on IS NULL
      AND w.first_day < NEW.end_on AND coalesce(w.last_day, '9999-12-31') >= NEW.start_on
  );
END;

-- A stay goes only once what it said is kept, with who took it back and why (DESIGN §3.10).
DROP TRIGGER IF EXISTS stay_keeps_trace;
CREATE TRIGGER stay_keeps_trace BEFORE DELETE ON stay
BEGIN
  SELECT RAISE(ABORT, 'stay_keeps_trace')
  WHERE NOT EXISTS (
    SELECT 1 FROM cancelled_stay c WHERE c.stay = OLD.public_id AND c.moved_to_id IS NULL
  );
END;
