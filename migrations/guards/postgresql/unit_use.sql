-- A unit where somebody lives or lived, or that is promised, stays a dwelling: only dwellings take stays (DESIGN §3.5).
CREATE OR REPLACE FUNCTION unit_use_keeps_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM stay s WHERE s.unit_id = OLD.id)
     OR EXISTS (SELECT 1 FROM allocation a WHERE a.unit_id = OLD.id AND a.closed_at IS NULL) THEN
    RAISE EXCEPTION 'unit_use_keeps_stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS unit_use_keeps_stays ON unit;
CREATE TRIGGER unit_use_keeps_stays BEFORE UPDATE OF use ON unit
FOR EACH ROW WHEN (OLD.use = 'dwelling' AND NEW.use <> 'dwelling') EXECUTE FUNCTION unit_use_keeps_stays();
