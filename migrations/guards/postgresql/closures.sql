-- Nobody lives in a site after it was handed back, unless a new agreement lends it anew; and none is handed back while
-- somebody lives there (domain rule 10).
-- Both sides lock the units first: a hand-back and an entry at the same moment wait for one another.
CREATE OR REPLACE FUNCTION site_handed_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM unit WHERE id = NEW.unit_id FOR UPDATE;
  IF EXISTS (
    SELECT 1 FROM closure c JOIN unit u ON u.site_id = c.site_id
    WHERE u.id = NEW.unit_id AND c.cancelled_on IS NULL AND c.handed_back_on IS NOT NULL
      AND coalesce(NEW.end_on, 'infinity'::date) > c.handed_back_on
      AND NOT EXISTS (
        SELECT 1 FROM agreement a JOIN agreement_unit g ON g.agreement_id = a.id
        WHERE g.unit_id = NEW.unit_id AND a.signed_on IS NOT NULL
          AND a.first_day > c.handed_back_on AND a.first_day <= NEW.start_on
      )
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

-- A site that was handed back closes again only once it is lent anew.
CREATE OR REPLACE FUNCTION closure_after_hand_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.cancelled_on IS NULL AND EXISTS (
    SELECT 1 FROM closure c
    WHERE c.site_id = NEW.site_id AND c.cancelled_on IS NULL AND c.handed_back_on IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM agreement a
        WHERE a.site_id = c.site_id AND a.signed_on <= NEW.opened_on AND a.first_day > c.handed_back_on
      )
  ) THEN
    RAISE EXCEPTION 'closure_after_hand_back' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS closure_after_hand_back ON closure;
CREATE TRIGGER closure_after_hand_back BEFORE INSERT ON closure
FOR EACH ROW EXECUTE FUNCTION closure_after_hand_back();
