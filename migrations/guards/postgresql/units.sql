-- Availability of a unit: no two periods overlap, and each lies inside one agreement in force (DESIGN §3.5).
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'unit_availability_no_overlap') THEN
    ALTER TABLE unit_availability ADD CONSTRAINT unit_availability_no_overlap EXCLUDE USING gist (
      int4range(unit_id, unit_id, '[]') WITH &&, daterange(first_day, last_day, '[]') WITH &&);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION unit_availability_in_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM unit WHERE id = NEW.unit_id FOR UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM agreement_unit c
    WHERE c.unit_id = NEW.unit_id AND c.first_day <= NEW.first_day
      AND coalesce(c.last_day, 'infinity'::date) >= NEW.last_day
      AND NEW.last_day <= (
        SELECT t.last_day FROM agreement_term t WHERE t.agreement_id = c.agreement_id
        ORDER BY t.known_on DESC, t.id DESC LIMIT 1
      )
  ) THEN
    RAISE EXCEPTION 'unit_availability_in_agreement' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS unit_availability_in_agreement ON unit_availability;
CREATE TRIGGER unit_availability_in_agreement BEFORE INSERT OR UPDATE OF unit_id, first_day, last_day ON unit_availability
FOR EACH ROW EXECUTE FUNCTION unit_availability_in_agreement();

-- Shortening, moving or deleting a period may not leave a stay or an open proposal outside.
CREATE OR REPLACE FUNCTION unit_availability_keeps_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM unit WHERE id = OLD.unit_id FOR UPDATE;
  IF EXISTS (
    SELECT 1 FROM stay s
    WHERE s.unit_id = OLD.unit_id AND s.start_on <= OLD.last_day
      AND coalesce(s.end_on, s.planned_end_on) > OLD.first_day
      AND (TG_OP = 'DELETE' OR NEW.unit_id <> OLD.unit_id OR s.start_on < NEW.first_day
           OR coalesce(s.end_on, s.planned_end_on) > NEW.last_day + 1)
  ) THEN
    RAISE EXCEPTION 'unit_availability_keeps_stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM allocation a
    WHERE a.unit_id = OLD.unit_id AND a.start_on <= OLD.last_day AND a.end_on > OLD.first_day
      AND a.closed_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > clock_timestamp())
      AND (TG_OP = 'DELETE' OR NEW.unit_id <> OLD.unit_id OR a.start_on < NEW.first_day OR a.end_on > NEW.last_day + 1)
  ) THEN
    RAISE EXCEPTION 'unit_availability_keeps_proposals' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

DROP TRIGGER IF EXISTS unit_availability_keeps_stays ON unit_availability;
CREATE TRIGGER unit_availability_keeps_stays BEFORE DELETE OR UPDATE OF unit_id, first_day, last_day ON unit_availability
FOR EACH ROW EXECUTE FUNCTION unit_availability_keeps_stays();

-- Works and damage exclude stays and open proposals.
CREATE OR REPLACE FUNCTION unit_outage_hits_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM unit WHERE id = NEW.unit_id FOR UPDATE;
  IF NEW.cancelled_on IS NULL AND EXISTS (
    SELECT 1 FROM stay s
    WHERE s.unit_id = NEW.unit_id AND s.start_on <= coalesce(NEW.last_day, 'infinity'::date)
      AND coalesce(s.end_on, s.planned_end_on) > NEW.first_day
  ) THEN
    RAISE EXCEPTION 'unit_outage_hits_stay' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.cancelled_on IS NULL AND EXISTS (
    SELECT 1 FROM allocation a
    WHERE a.unit_id = NEW.unit_id AND a.start_on <= coalesce(NEW.last_day, 'infinity'::date)
      AND a.end_on > NEW.first_day
      AND a.closed_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > clock_timestamp())
  ) THEN
    RAISE EXCEPTION 'unit_outage_hits_proposal' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS unit_outage_hits_stay ON unit_outage;
CREATE TRIGGER unit_outage_hits_stay BEFORE INSERT OR UPDATE OF unit_id, first_day, last_day, cancelled_on ON unit_outage
FOR EACH ROW EXECUTE FUNCTION unit_outage_hits_stay();
