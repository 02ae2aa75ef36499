-- Guarantees given to owners: each event after the last, never past the cap, and no other terms once they were answered.
DROP TRIGGER IF EXISTS guarantee_event_no_change ON guarantee_event;
CREATE TRIGGER guarantee_event_no_change BEFORE UPDATE OR DELETE ON guarantee_event
FOR EACH ROW EXECUTE FUNCTION append_only();

CREATE OR REPLACE FUNCTION guarantee_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM guarantee WHERE id = NEW.guarantee_id FOR UPDATE;
  IF NEW.position > 1 AND NOT EXISTS (
    SELECT 1 FROM guarantee_event o
    WHERE o.guarantee_id = NEW.guarantee_id AND o.position = NEW.position - 1
      AND o.state = NEW.before AND o.effective_on <= NEW.effective_on
  ) THEN
    RAISE EXCEPTION 'guarantee_event_follows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS guarantee_event_follows ON guarantee_event;
CREATE TRIGGER guarantee_event_follows BEFORE INSERT ON guarantee_event
FOR EACH ROW EXECUTE FUNCTION guarantee_event_follows();

CREATE OR REPLACE FUNCTION guarantee_within_cap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM guarantee WHERE id = NEW.guarantee_id FOR UPDATE;
  IF NEW.amount_cents IS NOT NULL AND EXISTS (
    SELECT 1 FROM guarantee g
    WHERE g.id = NEW.guarantee_id AND g.cap_cents < NEW.amount_cents + (
      SELECT coalesce(sum(o.amount_cents), 0) FROM guarantee_event o
      WHERE o.guarantee_id = NEW.guarantee_id AND o.state = 'paid'
    )
  ) THEN
    RAISE EXCEPTION 'guarantee_within_cap' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS guarantee_within_cap ON guarantee_event;
CREATE TRIGGER guarantee_within_cap BEFORE INSERT ON guarantee_event
FOR EACH ROW EXECUTE FUNCTION guarantee_within_cap();

CREATE OR REPLACE FUNCTION guarantee_keeps_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.opportunity_id, OLD.option, OLD.provider, OLD.cap_cents, OLD.months)
    IS DISTINCT FROM (NEW.opportunity_id, NEW.option, NEW.provider, NEW.cap_cents, NEW.months)
    AND EXISTS (SELECT 1 FROM guarantee_event o WHERE o.guarantee_id = NEW.id AND o.position > 1) THEN
    RAISE EXCEPTION 'guarantee_keeps_terms' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS guarantee_keeps_terms_update ON guarantee;
CREATE TRIGGER guarantee_keeps_terms_update
BEFORE UPDATE OF opportunity_id, option, provider, cap_cents, months ON guarantee
FOR EACH ROW EXECUTE FUNCTION guarantee_keeps_terms();

-- Captured: by a visit held that found the dwelling suitable, and with a guarantee that the owner accepted (features §3.5).
CREATE OR REPLACE FUNCTION capture_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM visit WHERE id = NEW.visit_id FOR UPDATE;
  PERFORM 1 FROM guarantee WHERE id = NEW.guarantee_id FOR UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM visit v
    WHERE v.id = NEW.visit_id AND v.opportunity_id = NEW.opportunity_id
      AND v.outcome = 'held' AND v.verdict = 'suitable' AND v.happened_on <= NEW.captured_on
  ) OR NOT EXISTS (
    SELECT 1 FROM guarantee g JOIN guarantee_event o ON o.guarantee_id = g.id
    WHERE g.id = NEW.guarantee_id AND g.opportunity_id = NEW.opportunity_id
      AND o.state IN ('accepted', 'active', 'called', 'paid', 'contested')
      AND NOT EXISTS (SELECT 1 FROM guarantee_event l WHERE l.guarantee_id = g.id AND l.position > o.position)
  ) THEN
    RAISE EXCEPTION 'capture_gate' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS capture_gate ON capture;
CREATE TRIGGER capture_gate BEFORE INSERT ON capture
FOR EACH ROW EXECUTE FUNCTION capture_gate();

DROP TRIGGER IF EXISTS capture_no_change ON capture;
CREATE TRIGGER capture_no_change BEFORE UPDATE OR DELETE ON capture
FOR EACH ROW EXECUTE FUNCTION append_only();

-- What a capture leans on stays as it was found.
CREATE OR REPLACE FUNCTION visit_of_capture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.opportunity_id, OLD.outcome, OLD.verdict) IS DISTINCT FROM (NEW.opportunity_id, NEW.outcome, NEW.verdict)
    AND EXISTS (SELECT 1 FROM capture c WHERE c.visit_id = OLD.id) THEN
    RAISE EXCEPTION 'visit_of_capture' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS visit_of_capture ON visit;
CREATE TRIGGER visit_of_capture BEFORE UPDATE OF opportunity_id, outcome, verdict ON visit
FOR EACH ROW EXECUTE FUNCTION visit_of_capture();

-- No dwelling stands as won, or let, without its capture; none as taken over without what was agreed.
CREATE OR REPLACE FUNCTION opportunity_event_won() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.stage IN ('captured', 'reserved', 'let', 'vacant', 'transferred')
    AND NOT EXISTS (SELECT 1 FROM capture c WHERE c.opportunity_id = NEW.opportunity_id) THEN
    RAISE EXCEPTION 'opportunity_event_won' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS opportunity_event_won ON opportunity_event;
CREATE TRIGGER opportunity_event_won BEFORE INSERT ON opportunity_event
FOR EACH ROW EXECUTE FUNCTION opportunity_event_won();

CREATE OR REPLACE FUNCTION opportunity_event_transferred() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.stage = 'transferred'
    AND NOT EXISTS (SELECT 1 FROM dwelling_transfer t WHERE t.opportunity_id = NEW.opportunity_id AND t.cancelled_on IS NULL) THEN
    RAISE EXCEPTION 'opportunity_event_transferred' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS opportunity_event_transferred ON opportunity_event;
CREATE TRIGGER opportunity_event_transferred BEFORE INSERT ON opportunity_event
FOR EACH ROW EXECUTE FUNCTION opportunity_event_transferred();

DROP TRIGGER IF EXISTS visit_photo_no_change ON visit_photo;
CREATE TRIGGER visit_photo_no_change BEFORE UPDATE ON visit_photo
FOR EACH ROW EXECUTE FUNCTION append_only();
