-- Guarantees given to owners: each event after the last, never past the cap, and no other terms once they were answered.
DROP TRIGGER IF EXISTS guarantee_event_no_update;
CREATE TRIGGER guarantee_event_no_update BEFORE UPDATE ON guarantee_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS guarantee_event_no_delete;
CREATE TRIGGER guarantee_event_no_delete BEFORE DELETE ON guarantee_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS guarantee_event_follows;
CREATE TRIGGER guarantee_event_follows BEFORE INSERT ON guarantee_event
BEGIN
  SELECT RAISE(ABORT, 'guarantee_event_follows')
  WHERE NEW.position > 1 AND NOT EXISTS (
    SELECT 1 FROM guarantee_event o
    WHERE o.guarantee_id = NEW.guarantee_id AND o.position = NEW.position - 1
      AND o.state = NEW.before AND o.effective_on <= NEW.effective_on
  );
END;

DROP TRIGGER IF EXISTS guarantee_within_cap;
CREATE TRIGGER guarantee_within_cap BEFORE INSERT ON guarantee_event
WHEN NEW.amount_cents IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'guarantee_within_cap')
  WHERE EXISTS (
    SELECT 1 FROM guarantee g
    WHERE g.id = NEW.guarantee_id AND g.cap_cents < NEW.amount_cents + (
      SELECT coalesce(sum(o.amount_cents), 0) FROM guarantee_event o
      WHERE o.guarantee_id = NEW.guarantee_id AND o.state = 'paid'
    )
  );
END;

DROP TRIGGER IF EXISTS guarantee_keeps_terms_update;
CREATE TRIGGER guarantee_keeps_terms_update
BEFORE UPDATE OF opportunity_id, option, provider, cap_cents, months ON guarantee
BEGIN
  SELECT RAISE(ABORT, 'guarantee_keeps_terms')
  WHERE (OLD.opportunity_id, OLD.option, OLD.provider, OLD.cap_cents, OLD.months)
    IS NOT (NEW.opportunity_id, NEW.option, NEW.provider, NEW.cap_cents, NEW.months)
    AND EXISTS (SELECT 1 FROM guarantee_event o WHERE o.guarantee_id = NEW.id AND o.position > 1);
END;

-- Captured: by a visit held that found the dwelling suitable, and with a guarantee that the owner accepted (features §3.5).
DROP TRIGGER IF EXISTS capture_gate;
CREATE TRIGGER capture_gate BEFORE INSERT ON capture
BEGIN
  SELECT RAISE(ABORT, 'capture_gate')
  WHERE NOT EXISTS (
    SELECT 1 FROM visit v
    WHERE v.id = NEW.visit_id AND v.opportunity_id = NEW.opportunity_id
      AND v.outcome = 'held' AND v.verdict = 'suitable' AND v.happened_on <= NEW.captured_on
  ) OR NOT EXISTS (
    SELECT 1 FROM guarantee g JOIN guarantee_event o ON o.guarantee_id = g.id
    WHERE g.id = NEW.guarantee_id AND g.opportunity_id = NEW.opportunity_id
      AND o.state IN ('accepted', 'active', 'called', 'paid', 'contested')
      AND NOT EXISTS (SELECT 1 FROM guarantee_event l WHERE l.guarantee_id = g.id AND l.position > o.position)
  );
END;

DROP TRIGGER IF EXISTS capture_no_update;
CREATE TRIGGER capture_no_update BEFORE UPDATE ON capture
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS capture_no_delete;
CREATE TRIGGER capture_no_delete BEFORE DELETE ON capture
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- What a capture leans on stays as it was found.
DROP TRIGGER IF EXISTS visit_of_capture;
CREATE TRIGGER visit_of_capture BEFORE UPDATE OF opportunity_id, outcome, verdict ON visit
BEGIN
  SELECT RAISE(ABORT, 'visit_of_capture')
  WHERE (OLD.opportunity_id, OLD.outcome, OLD.verdict) IS NOT (NEW.opportunity_id, NEW.outcome, NEW.verdict)
    AND EXISTS (SELECT 1 FROM capture c WHERE c.visit_id = OLD.id);
END;

-- No dwelling stands as won, or let, without its capture; none as taken over without what was agreed.
DROP TRIGGER IF EXISTS opportunity_event_won;
CREATE TRIGGER opportunity_event_won BEFORE INSERT ON opportunity_event
WHEN NEW.stage IN ('captured', 'reserved', 'let', 'vacant', 'transferred')
BEGIN
  SELECT RAISE(ABORT, 'opportunity_event_won')
  WHERE NOT EXISTS (SELECT 1 FROM capture c WHERE c.opportunity_id = NEW.opportunity_id);
END;

DROP TRIGGER IF EXISTS opportunity_event_transferred;
CREATE TRIGGER opportunity_event_transferred BEFORE INSERT ON opportunity_event
WHEN NEW.stage = 'transferred'
BEGIN
  SELECT RAISE(ABORT, 'opportunity_event_transferred')
  WHERE NOT EXISTS (SELECT 1 FROM dwelling_transfer t WHERE t.opportunity_id = NEW.opportunity_id AND t.cancelled_on IS NULL);
END;

DROP TRIGGER IF EXISTS visit_photo_no_update;
CREATE TRIGGER visit_photo_no_update BEFORE UPDATE ON visit_photo
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
