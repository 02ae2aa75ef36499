-- Nobody lives in a site after it was handed back, and none is handed back while somebody does (domain rule 10).
DROP TRIGGER IF EXISTS site_handed_back_insert;
CREATE TRIGGER site_handed_back_insert BEFORE INSERT ON stay
BEGIN
  SELECT RAISE(ABORT, 'site_handed_back')
  WHERE EXISTS (
    SELECT 1 FROM closure c JOIN unit u ON u.site_id = c.site_id
    WHERE u.id = NEW.unit_id AND c.cancelled_on IS NULL AND c.handed_back_on IS NOT NULL
      AND coalesce(NEW.end_on, '9999-12-31') > c.handed_back_on
  );
END;

DROP TRIGGER IF EXISTS site_handed_back_update;
CREATE TRIGGER site_handed_back_update BEFORE UPDATE OF unit_id, start_on, end_on ON stay
BEGIN
  SELECT RAISE(ABORT, 'site_handed_back')
  WHERE EXISTS (
    SELECT 1 FROM closure c JOIN unit u ON u.site_id = c.site_id
    WHERE u.id = NEW.unit_id AND c.cancelled_on IS NULL AND c.handed_back_on IS NOT NULL
      AND coalesce(NEW.end_on, '9999-12-31') > c.handed_back_on
  );
END;

DROP TRIGGER IF EXISTS closure_keeps_stays_insert;
CREATE TRIGGER closure_keeps_stays_insert BEFORE INSERT ON closure
WHEN NEW.handed_back_on IS NOT NULL AND NEW.cancelled_on IS NULL
BEGIN
  SELECT RAISE(ABORT, 'closure_keeps_stays')
  WHERE EXISTS (
    SELECT 1 FROM stay s JOIN unit u ON u.id = s.unit_id
    WHERE u.site_id = NEW.site_id AND coalesce(s.end_on, '9999-12-31') > NEW.handed_back_on
  );
END;

DROP TRIGGER IF EXISTS closure_keeps_stays_update;
CREATE TRIGGER closure_keeps_stays_update BEFORE UPDATE OF site_id, handed_back_on, cancelled_on ON closure
WHEN NEW.handed_back_on IS NOT NULL AND NEW.cancelled_on IS NULL
BEGIN
  SELECT RAISE(ABORT, 'closure_keeps_stays')
  WHERE EXISTS (
    SELECT 1 FROM stay s JOIN unit u ON u.id = s.unit_id
    WHERE u.site_id = NEW.site_id AND coalesce(s.end_on, '9999-12-31') > NEW.handed_back_on
  );
END;
