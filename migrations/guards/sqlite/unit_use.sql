-- A unit where somebody lives or lived, or that is promised, stays a dwelling: only dwellings take stays (DESIGN §3.5).
DROP TRIGGER IF EXISTS unit_use_keeps_stays;
CREATE TRIGGER unit_use_keeps_stays BEFORE UPDATE OF use ON unit
WHEN OLD.use = 'dwelling' AND NEW.use <> 'dwelling'
BEGIN
  SELECT RAISE(ABORT, 'unit_use_keeps_stays')
  WHERE EXISTS (SELECT 1 FROM stay s WHERE s.unit_id = OLD.id)
     OR EXISTS (SELECT 1 FROM allocation a WHERE a.unit_id = OLD.id AND a.closed_at IS NULL);
END;
