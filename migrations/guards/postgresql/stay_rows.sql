-- A household is away once at a time; an absence taken back counts for nothing.
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'absence_no_overlap') THEN
    ALTER TABLE absence ADD CONSTRAINT absence_no_overlap EXCLUDE USING gist (
      int4range(stay_id, stay_id, '[]') WITH &&, daterange(start_on, end_on, '[)') WITH &&)
      WHERE (cancelled_at IS NULL);
  END IF;
END $$;

-- A person's nights lie inside their stay, also when its days change: who is there leaves before the stay ends.
-- The trigger locks the stay first: an arrival and a departure at the same moment wait for one another.
CREATE OR REPLACE FUNCTION stay_person_in_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM stay WHERE id = NEW.stay_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM stay s
    WHERE s.id = NEW.stay_id AND (
      NEW.start_on < s.start_on OR coalesce(NEW.end_on, 'infinity'::date) > coalesce(s.end_on, 'infinity'::date))
  ) THEN
    RAISE EXCEPTION 'stay_person_in_stay' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS stay_person_in_stay ON stay_person;
CREATE TRIGGER stay_person_in_stay BEFORE INSERT OR UPDATE OF stay_id, start_on, end_on ON stay_person
FOR EACH ROW EXECUTE FUNCTION stay_person_in_stay();

CREATE OR REPLACE FUNCTION stay_keeps_nights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM stay_person p
    WHERE p.stay_id = NEW.id AND (
      p.start_on < NEW.start_on OR coalesce(p.end_on, 'infinity'::date) > coalesce(NEW.end_on, 'infinity'::date))
  ) THEN
    RAISE EXCEPTION 'stay_keeps_nights' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS stay_keeps_nights ON stay;
CREATE TRIGGER stay_keeps_nights BEFORE UPDATE OF start_on, end_on ON stay
FOR EACH ROW EXECUTE FUNCTION stay_keeps_nights();

-- An amount begins during its stay. One set ahead stays when the household leaves before: nothing asks for it then.
CREATE OR REPLACE FUNCTION contribution_in_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM stay WHERE id = NEW.stay_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM stay s
    WHERE s.id = NEW.stay_id
      AND (NEW.start_on < s.start_on OR NEW.start_on >= coalesce(s.end_on, 'infinity'::date))
  ) THEN
    RAISE EXCEPTION 'contribution_in_stay' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS contribution_in_stay ON contribution;
CREATE TRIGGER contribution_in_stay BEFORE INSERT OR UPDATE OF stay_id, start_on ON contribution
FOR EACH ROW EXECUTE FUNCTION contribution_in_stay();
