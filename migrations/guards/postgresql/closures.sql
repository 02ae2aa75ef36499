-- Nobody lives in a site after it was handed back, and none is handed back while somebody does (domain rule 10).
-- Both sides lock the units first: a hand-back and an entry at the same moment wait for one another.
CREATE OR REPLACE FUNCTION site_handed_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM unit WHERE id = NEW.unit_id FOR UPDATE;
  IF EXISTS (
    SELECT 1 FROM closure c JOIN unit u ON u.site_id = c.site_id
    WHERE u.id = NEW.unit_id AND c.cancelled_on IS NULL AND c.handed_back_on IS NOT NULL
      AND coalesce(NEW.end_on, 'infinity'::date) > c.handed_back_on
  ) THEN
    RAISE EXCEPTION 'site_handed_back' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS site_handed_back ON stay;
CREATE TRIGGER site_handed_back BEFORE INSERT OR UPDATE OF unit_id, start_on, end_on ON stay
FOR EACH ROW EXECUTE FUNCTION site_handed_back();

CREATE OR REPLACE FUNCTION closure_keeps_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.handed_back_on IS NULL OR NEW.cancelled_on IS NOT NULL THEN
    RETURN NEW;
  END IF;
  PERFORM 1 FROM unit WHERE site_id = NEW.site_id ORDER BY id FOR UPDATE;
  IF EXISTS (
    SELECT 1 FROM stay s JOIN unit u ON u.id = s.unit_id
    WHERE u.site_id = NEW.site_id AND coalesce(s.end_on, 'infinity'::date) > NEW.handed_back_on
  ) THEN
    RAISE EXCEPTION 'closure_keeps_stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS closure_keeps_stays ON closure;
CREATE TRIGGER closure_keeps_stays BEFORE INSERT OR UPDATE OF site_id, handed_back_on, cancelled_on ON closure
FOR EACH ROW EXECUTE FUNCTION closure_keeps_stays();
