-- What moved an owner or a dwelling, and what was said: rows are added, never changed (DESIGN §3.10), each after the last.
DROP TRIGGER IF EXISTS owner_event_no_change ON owner_event;
CREATE TRIGGER owner_event_no_change BEFORE UPDATE OR DELETE ON owner_event
FOR EACH ROW EXECUTE FUNCTION append_only();

DROP TRIGGER IF EXISTS opportunity_event_no_change ON opportunity_event;
CREATE TRIGGER opportunity_event_no_change BEFORE UPDATE OR DELETE ON opportunity_event
FOR EACH ROW EXECUTE FUNCTION append_only();

DROP TRIGGER IF EXISTS owner_contact_no_change ON owner_contact;
CREATE TRIGGER owner_contact_no_change BEFORE UPDATE OR DELETE ON owner_contact
FOR EACH ROW EXECUTE FUNCTION append_only();

CREATE OR REPLACE FUNCTION owner_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM owner WHERE id = NEW.owner_id FOR UPDATE;
  IF NEW.position > 1 AND NOT EXISTS (
    SELECT 1 FROM owner_event o
    WHERE o.owner_id = NEW.owner_id AND o.position = NEW.position - 1
      AND o.stage = NEW.before AND o.effective_on <= NEW.effective_on
  ) THEN
    RAISE EXCEPTION 'owner_event_follows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS owner_event_follows ON owner_event;
CREATE TRIGGER owner_event_follows BEFORE INSERT ON owner_event
FOR EACH ROW EXECUTE FUNCTION owner_event_follows();

CREATE OR REPLACE FUNCTION opportunity_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM opportunity WHERE id = NEW.opportunity_id FOR UPDATE;
  IF NEW.position > 1 AND NOT EXISTS (
    SELECT 1 FROM opportunity_event o
    WHERE o.opportunity_id = NEW.opportunity_id AND o.position = NEW.position - 1
      AND o.stage = NEW.before AND o.effective_on <= NEW.effective_on
  ) THEN
    RAISE EXCEPTION 'opportunity_event_follows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS opportunity_event_follows ON opportunity_event;
CREATE TRIGGER opportunity_event_follows BEFORE INSERT ON opportunity_event
FOR EACH ROW EXECUTE FUNCTION opportunity_event_follows();

-- Whoever asked to be left alone is not contacted, whatever the code above says.
CREATE OR REPLACE FUNCTION owner_left_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM owner WHERE id = NEW.owner_id FOR UPDATE;
  IF NEW.initiative = 'us' AND EXISTS (
    SELECT 1 FROM owner_event o
    WHERE o.owner_id = NEW.owner_id AND o.stage = 'do_not_contact' AND o.effective_on <= NEW.happened_on
      AND NOT EXISTS (SELECT 1 FROM owner_event l WHERE l.owner_id = o.owner_id AND l.position > o.position)
  ) THEN
    RAISE EXCEPTION 'owner_left_alone' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS owner_left_alone ON owner_contact;
CREATE TRIGGER owner_left_alone BEFORE INSERT ON owner_contact
FOR EACH ROW EXECUTE FUNCTION owner_left_alone();
