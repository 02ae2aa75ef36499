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
