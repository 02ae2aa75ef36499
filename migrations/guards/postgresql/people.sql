-- A person is in one household at a time; a household has one team at a time (DESIGN §3.6, §3.7).
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'household_member_no_overlap') THEN
    ALTER TABLE household_member ADD CONSTRAINT household_member_no_overlap EXCLUDE USING gist (
      int4range(person_id, person_id, '[]') WITH &&, daterange(start_on, end_on, '[)') WITH &&);
  END IF;
END $$;

DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'assignment_no_overlap') THEN
    ALTER TABLE assignment ADD CONSTRAINT assignment_no_overlap EXCLUDE USING gist (
      int4range(household_id, household_id, '[]') WITH &&, daterange(start_on, end_on, '[)') WITH &&);
  END IF;
END $$;

-- A household has one reference person at a time, and each need once at a time.
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'household_one_reference') THEN
    ALTER TABLE household_member ADD CONSTRAINT household_one_reference EXCLUDE USING gist (
      int4range(household_id, household_id, '[]') WITH &&, daterange(start_on, end_on, '[)') WITH &&)
      WHERE (role = 'reference');
  END IF;
END $$;

-- A kind of need is a word, which an exclusion cannot hold: the household is locked, and the next writer sees it.
CREATE OR REPLACE FUNCTION household_need_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM household WHERE id = NEW.household_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM household_need o
    WHERE o.household_id = NEW.household_id AND o.kind = NEW.kind AND o.id IS DISTINCT FROM NEW.id
      AND o.start_on < coalesce(NEW.end_on, 'infinity'::date) AND coalesce(o.end_on, 'infinity'::date) > NEW.start_on
  ) THEN
    RAISE EXCEPTION 'household_need_no_overlap' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS household_need_no_overlap ON household_need;
CREATE TRIGGER household_need_no_overlap BEFORE INSERT OR UPDATE OF household_id, kind, start_on, end_on ON household_need
FOR EACH ROW EXECUTE FUNCTION household_need_no_overlap();
