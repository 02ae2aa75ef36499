-- Reference address and domicile are never held on one day (rule 33); what is given once in a lifetime is not asked
-- again (rule 34). An obtained right is held until its last day, or the day before what was noted next.
-- The trigger locks the person first: two writers of one person wait for one another.
CREATE OR REPLACE FUNCTION entitlement_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM person WHERE id = NEW.person_id FOR NO KEY UPDATE;
  IF NEW.cancelled_on IS NULL AND NEW.state IN ('requested', 'in_progress', 'obtained', 'appealed') AND EXISTS (
    SELECT 1 FROM entitlement_event o JOIN entitlement g ON g.id = o.entitlement_id
    WHERE o.person_id = NEW.person_id AND o.entitlement_id = NEW.entitlement_id AND o.id <> NEW.id
      AND g.once_in_lifetime AND o.state = 'obtained' AND o.cancelled_on IS NULL
      AND (NEW.state = 'obtained' OR o.happened_on <= NEW.happened_on)
  ) THEN
    RAISE EXCEPTION 'entitlement_once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    WITH held AS (
      SELECT h.entitlement_id, g.exclusive_group AS kind, h.happened_on AS first_day,
             least(coalesce(h.valid_until, 'infinity'::date), coalesce((
               SELECT min(n.happened_on) - 1 FROM entitlement_event n
               WHERE n.person_id = h.person_id AND n.entitlement_id = h.entitlement_id AND n.cancelled_on IS NULL
                 AND (n.happened_on > h.happened_on OR (n.happened_on = h.happened_on AND n.id > h.id))
             ), 'infinity'::date)) AS last_day
      FROM entitlement_event h JOIN entitlement g ON g.id = h.entitlement_id
      WHERE h.person_id = NEW.person_id AND h.state = 'obtained' AND h.cancelled_on IS NULL
        AND g.exclusive_group IS NOT NULL
    )
    SELECT 1 FROM held a JOIN held b ON b.kind = a.kind AND b.entitlement_id > a.entitlement_id
    WHERE greatest(a.first_day, b.first_day) <= least(a.last_day, b.last_day)
  ) THEN
    RAISE EXCEPTION 'entitlement_exclusive' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS entitlement_fits ON entitlement_event;
CREATE TRIGGER entitlement_fits AFTER INSERT OR UPDATE ON entitlement_event
FOR EACH ROW EXECUTE FUNCTION entitlement_fits();
