-- Nobody lives in a site after it was handed back, unless a new agreement lends it anew; and none is handed back while
-- somebody lives there (domain rule 10).
DROP TRIGGER IF EXISTS site_handed_back_insert;
CREATE TRIGGER site_handed_back_insert BEFORE INSERT ON stay
BEGIN
  SELECT RAISE(ABORT, 'site_handed_back')
  WHERE EXISTS (
    SELECT 1 FROM closure c JOIN unit u ON u.site_id = c.site_id
    WHERE u.id = NEW.unit_id AND c.cancelled_on IS NULL AND c.handed_back_on IS NOT NULL
      AND coalesce(NEW.end_on, '9999-12-31') > c.handed_back_on
      AND NOT EXISTS (
        SELECT 1 FROM agreement a JOIN agreement_unit g ON g.agreement_id = a.id
        WHERE g.unit_id = NEW.unit_id AND a.signed_on IS NOT NULL
          AND a.first_day > c.handed_back_on AND a.first_day <= NEW.start_on
      )
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
      AND NOT EXISTS (
        SELECT 1 FROM agreement a JOIN agreement_unit g ON g.agreement_id = a.id
        WHERE g.unit_id = NEW.unit_id AND a.signed_on IS NOT NULL
          AND a.first_day > c.handed_back_on AND a.first_day <= NEW.start_on
      )
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

-- A site that was handed back closes again only once it is lent anew.
DROP TRIGGER IF EXISTS closure_after_hand_back;
CREATE TRIGGER closure_after_hand_back BEFORE INSERT ON closure
WHEN NEW.cancelled_on IS NULL
BEGIN
  SELECT RAISE(ABORT, 'closure_after_hand_back')
  WHERE EXISTS (
    SELECT 1 FROM closure c
    WHERE c.site_id = NEW.site_id AND c.cancelled_on IS NULL AND c.handed_back_on IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM agreement a
        WHERE a.site_id = c.site_id AND a.signed_on <= NEW.opened_on AND a.first_day > c.handed_back_on
      )
  );
END;
