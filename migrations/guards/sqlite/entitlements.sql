-- Reference address and domicile are never held on one day (rule 33); what is given once in a lifetime is not asked
-- again (rule 34). An obtained right is held until its last day, or the day before what was noted next.
DROP TRIGGER IF EXISTS entitlement_exclusive_insert;
CREATE TRIGGER entitlement_exclusive_insert AFTER INSERT ON entitlement_event
BEGIN
  SELECT RAISE(ABORT, 'entitlement_exclusive')
  WHERE EXISTS (
    WITH held AS (
      SELECT h.entitlement_id, g.exclusive_group AS kind, h.happened_on AS first_day,
             min(coalesce(h.valid_until, '9999-12-31'), coalesce((
               SELECT date(min(n.happened_on), '-1 day') FROM entitlement_event n
               WHERE n.person_id = h.person_id AND n.entitlement_id = h.entitlement_id AND n.cancelled_on IS NULL
                 AND (n.happened_on > h.happened_on OR (n.happened_on = h.happened_on AND n.id > h.id))
             ), '9999-12-31')) AS last_day
      FROM entitlement_event h JOIN entitlement g ON g.id = h.entitlement_id
      WHERE h.person_id = NEW.person_id AND h.state = 'obtained' AND h.cancelled_on IS NULL
        AND g.exclusive_group IS NOT NULL
    )
    SELECT 1 FROM held a JOIN held b ON b.kind = a.kind AND b.entitlement_id > a.entitlement_id
    WHERE max(a.first_day, b.first_day) <= min(a.last_day, b.last_day)
  );
END;

DROP TRIGGER IF EXISTS entitlement_exclusive_update;
CREATE TRIGGER entitlement_exclusive_update AFTER UPDATE ON entitlement_event
BEGIN
  SELECT RAISE(ABORT, 'entitlement_exclusive')
  WHERE EXISTS (
    WITH held AS (
      SELECT h.entitlement_id, g.exclusive_group AS kind, h.happened_on AS first_day,
             min(coalesce(h.valid_until, '9999-12-31'), coalesce((
               SELECT date(min(n.happened_on), '-1 day') FROM entitlement_event n
               WHERE n.person_id = h.person_id AND n.entitlement_id = h.entitlement_id AND n.cancelled_on IS NULL
                 AND (n.happened_on > h.happened_on OR (n.happened_on = h.happened_on AND n.id > h.id))
             ), '9999-12-31')) AS last_day
      FROM entitlement_event h JOIN entitlement g ON g.id = h.entitlement_id
      WHERE h.person_id = NEW.person_id AND h.state = 'obtained' AND h.cancelled_on IS NULL
        AND g.exclusive_group IS NOT NULL
    )
    SELECT 1 FROM held a JOIN held b ON b.kind = a.kind AND b.entitlement_id > a.entitlement_id
    WHERE max(a.first_day, b.first_day) <= min(a.last_day, b.last_day)
  );
END;

DROP TRIGGER IF EXISTS entitlement_once_insert;
CREATE TRIGGER entitlement_once_insert BEFORE INSERT ON entitlement_event
WHEN NEW.cancelled_on IS NULL AND NEW.state IN ('requested', 'in_progress', 'obtained', 'appealed')
BEGIN
  SELECT RAISE(ABORT, 'entitlement_once')
  WHERE EXISTS (
    SELECT 1 FROM entitlement_event o JOIN entitlement g ON g.id = o.entitlement_id
    WHERE o.person_id = NEW.person_id AND o.entitlement_id = NEW.entitlement_id AND o.id IS NOT NEW.id
      AND g.once_in_lifetime AND o.state = 'obtained' AND o.cancelled_on IS NULL
      AND (NEW.state = 'obtained' OR o.happened_on <= NEW.happened_on)
  );
END;

DROP TRIGGER IF EXISTS entitlement_once_update;
CREATE TRIGGER entitlement_once_update BEFORE UPDATE ON entitlement_event
WHEN NEW.cancelled_on IS NULL AND NEW.state IN ('requested', 'in_progress', 'obtained', 'appealed')
BEGIN
  SELECT RAISE(ABORT, 'entitlement_once')
  WHERE EXISTS (
    SELECT 1 FROM entitlement_event o JOIN entitlement g ON g.id = o.entitlement_id
    WHERE o.person_id = NEW.person_id AND o.entitlement_id = NEW.entitlement_id AND o.id IS NOT NEW.id
      AND g.once_in_lifetime AND o.state = 'obtained' AND o.cancelled_on IS NULL
      AND (NEW.state = 'obtained' OR o.happened_on <= NEW.happened_on)
  );
END;
