-- A unit is lived in by one household at a time, inside its availability, and only if it is a dwelling (DESIGN §3.4, §3.5).
-- The trigger locks the unit first: two writers of one unit wait for one another, whatever the code above does.
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'stay_no_overlap') THEN
    ALTER TABLE stay ADD CONSTRAINT stay_no_overlap EXCLUDE USING gist (
      int4range(unit_id, unit_id, '[]') WITH &&, daterange(start_on, end_on, '[)') WITH &&);
  END IF;
END $$;

DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'stay_person_no_overlap') THEN
    ALTER TABLE stay_person ADD CONSTRAINT stay_person_no_overlap EXCLUDE USING gist (
      int4range(person_id, person_id, '[]') WITH &&, daterange(start_on, end_on, '[)') WITH &&);
  END IF;
END $$;

DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'allocation_no_overlap') THEN
    ALTER TABLE allocation ADD CONSTRAINT allocation_no_overlap EXCLUDE USING gist (
      int4range(unit_id, unit_id, '[]') WITH &&, daterange(start_on, end_on, '[)') WITH &&)
      WHERE (closed_at IS NULL);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION stay_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM unit WHERE id = NEW.unit_id FOR UPDATE;
  IF NOT EXISTS (SELECT 1 FROM unit u WHERE u.id = NEW.unit_id AND u.use = 'dwelling') THEN
    RAISE EXCEPTION 'unit_not_dwelling' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM stay o
    WHERE o.unit_id = NEW.unit_id AND o.id IS DISTINCT FROM NEW.id
      AND o.start_on < coalesce(NEW.end_on, 'infinity'::date) AND coalesce(o.end_on, 'infinity'::date) > NEW.start_on
  ) THEN
    RAISE EXCEPTION 'stay_no_overlap' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM allocation p
    WHERE p.unit_id = NEW.unit_id AND p.closed_at IS NULL AND p.id IS DISTINCT FROM NEW.allocation_id
      AND p.start_on < coalesce(NEW.end_on, NEW.planned_end_on) AND p.end_on > NEW.start_on
      AND (p.expires_at IS NULL OR p.expires_at > clock_timestamp())
  ) THEN
    RAISE EXCEPTION 'stay_hits_allocation' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM unit_availability a
    WHERE a.unit_id = NEW.unit_id AND a.first_day <= NEW.start_on
      AND a.last_day + 1 >= coalesce(NEW.end_on, NEW.planned_end_on)
  ) THEN
    RAISE EXCEPTION 'stay_outside_availability' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM unit_outage w
    WHERE w.unit_id = NEW.unit_id AND w.cancelled_on IS NULL
      AND w.first_day < coalesce(NEW.end_on, NEW.planned_end_on) AND coalesce(w.last_day, 'infinity'::date) >= NEW.start_on
  ) THEN
    RAISE EXCEPTION 'unit_out_of_service' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS stay_fits ON stay;
CREATE TRIGGER stay_fits BEFORE INSERT OR UPDATE OF unit_id, start_on, planned_end_on, end_on ON stay
FOR EACH ROW EXECUTE FUNCTION stay_fits();

CREATE OR REPLACE FUNCTION allocation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.closed_at IS NOT NULL THEN
    RETURN NEW;  -- closing one only frees the unit: it waits for nobody, so that it cannot deadlock
  END IF;
  PERFORM 1 FROM unit WHERE id = NEW.unit_id FOR UPDATE;
  IF NOT EXISTS (SELECT 1 FROM unit u WHERE u.id = NEW.unit_id AND u.use = 'dwelling') THEN
    RAISE EXCEPTION 'unit_not_dwelling' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM allocation o
    WHERE o.unit_id = NEW.unit_id AND o.id IS DISTINCT FROM NEW.id AND o.closed_at IS NULL
      AND o.start_on < NEW.end_on AND o.end_on > NEW.start_on
  ) THEN
    RAISE EXCEPTION 'allocation_no_overlap' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM stay s
    WHERE s.unit_id = NEW.unit_id AND s.allocation_id IS DISTINCT FROM NEW.id
      AND s.start_on < NEW.end_on AND coalesce(s.end_on, s.planned_end_on) > NEW.start_on
  ) THEN
    RAISE EXCEPTION 'allocation_hits_stay' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM unit_availability a
    WHERE a.unit_id = NEW.unit_id AND a.first_day <= NEW.start_on
      AND a.last_day + 1 >= NEW.end_on
  ) THEN
    RAISE EXCEPTION 'allocation_outside_availability' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM unit_outage w
    WHERE w.unit_id = NEW.unit_id AND w.cancelled_on IS NULL
      AND w.first_day < NEW.end_on AND coalesce(w.last_day, 'infinity'::date) >= NEW.start_on
  ) THEN
    RAISE EXCEPTION 'unit_out_of_service' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS allocation_fits ON allocation;
CREATE TRIGGER allocation_fits BEFORE INSERT OR UPDATE OF unit_id, start_on, end_on, closed_at ON allocation
FOR EACH ROW EXECUTE FUNCTION allocation_fits();

-- A stay goes only once what it said is kept, with who took it back and why (DESIGN §3.10).
CREATE OR REPLACE FUNCTION stay_keeps_trace() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM cancelled_stay c WHERE c.stay = OLD.public_id AND c.moved_to_id IS NULL
  ) THEN
    RAISE EXCEPTION 'stay_keeps_trace' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;

DROP TRIGGER IF EXISTS stay_keeps_trace ON stay;
CREATE TRIGGER stay_keeps_trace BEFORE DELETE ON stay
FOR EACH ROW EXECUTE FUNCTION stay_keeps_trace();
