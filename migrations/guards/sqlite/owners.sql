-- What moved an owner or a dwelling, and what was said: rows are added, never changed (DESIGN §3.10), each after the last.
DROP TRIGGER IF EXISTS owner_event_no_update;
CREATE TRIGGER owner_event_no_update BEFORE UPDATE ON owner_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS owner_event_no_delete;
CREATE TRIGGER owner_event_no_delete BEFORE DELETE ON owner_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS opportunity_event_no_update;
CREATE TRIGGER opportunity_event_no_update BEFORE UPDATE ON opportunity_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS opportunity_event_no_delete;
CREATE TRIGGER opportunity_event_no_delete BEFORE DELETE ON opportunity_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS owner_contact_no_update;
CREATE TRIGGER owner_contact_no_update BEFORE UPDATE ON owner_contact
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS owner_contact_no_delete;
CREATE TRIGGER owner_contact_no_delete BEFORE DELETE ON owner_contact
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS owner_event_follows;
CREATE TRIGGER owner_event_follows BEFORE INSERT ON owner_event
BEGIN
  SELECT RAISE(ABORT, 'owner_event_follows')
  WHERE NEW.position > 1 AND NOT EXISTS (
    SELECT 1 FROM owner_event o
    WHERE o.owner_id = NEW.owner_id AND o.position = NEW.position - 1
      AND o.stage = NEW.before AND o.effective_on <= NEW.effective_on
  );
END;

DROP TRIGGER IF EXISTS opportunity_event_follows;
CREATE TRIGGER opportunity_event_follows BEFORE INSERT ON opportunity_event
BEGIN
  SELECT RAISE(ABORT, 'opportunity_event_follows')
  WHERE NEW.position > 1 AND NOT EXISTS (
    SELECT 1 FROM opportunity_event o
    WHERE o.opportunity_id = NEW.opportunity_id AND o.position = NEW.position - 1
      AND o.stage = NEW.before AND o.effective_on <= NEW.effective_on
  );
END;

-- Whoever asked to be left alone is not contacted, whatever the code above says.
DROP TRIGGER IF EXISTS owner_left_alone;
CREATE TRIGGER owner_left_alone BEFORE INSERT ON owner_contact
BEGIN
  SELECT RAISE(ABORT, 'owner_left_alone')
  WHERE NEW.initiative = 'us' AND EXISTS (
    SELECT 1 FROM owner_event o
    WHERE o.owner_id = NEW.owner_id AND o.stage = 'do_not_contact' AND o.effective_on <= NEW.happened_on
      AND NOT EXISTS (SELECT 1 FROM owner_event l WHERE l.owner_id = o.owner_id AND l.position > o.position)
  );
END;
