-- Mediation: steps are only added, to a case that is open; one person in charge at a time, one delegate, who is not away.
DROP TRIGGER IF EXISTS mediation_step_no_change ON mediation_step;
CREATE TRIGGER mediation_step_no_change BEFORE UPDATE OR DELETE ON mediation_step
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT l.household_id FROM mediation_case c JOIN letting l ON l.id = c.letting_id WHERE c.id = ($1).case_id', 'owner_note_sealed', 'household_note_sealed');

CREATE OR REPLACE FUNCTION mediation_step_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM mediation_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM mediation_case c
    WHERE c.id = NEW.case_id AND (c.closed_on IS NOT NULL OR c.opened_on > NEW.happened_on)
  ) THEN
    RAISE EXCEPTION 'mediation_step_open' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS mediation_step_open ON mediation_step;
CREATE TRIGGER mediation_step_open BEFORE INSERT ON mediation_step
FOR EACH ROW EXECUTE FUNCTION mediation_step_open();

CREATE OR REPLACE FUNCTION mediation_case_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.letting_id, OLD.opened_on, OLD.author_id) IS DISTINCT FROM (NEW.letting_id, NEW.opened_on, NEW.author_id)
    OR (OLD.closed_on IS NOT NULL AND (OLD.cause, OLD.severity, OLD.closed_on, OLD.outcome)
      IS DISTINCT FROM (NEW.cause, NEW.severity, NEW.closed_on, NEW.outcome))
  THEN
    RAISE EXCEPTION 'mediation_case_stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS mediation_case_stays ON mediation_case;
CREATE TRIGGER mediation_case_stays BEFORE UPDATE ON mediation_case
FOR EACH ROW EXECUTE FUNCTION mediation_case_stays();

CREATE OR REPLACE FUNCTION capteur_duty_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM opportunity WHERE id = NEW.opportunity_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM capteur_duty o
    WHERE o.opportunity_id = NEW.opportunity_id AND o.kind = NEW.kind AND o.id IS DISTINCT FROM NEW.id
      AND o.start_on < coalesce(NEW.end_on, 'infinity'::date) AND coalesce(o.end_on, 'infinity'::date) > NEW.start_on
  ) THEN
    RAISE EXCEPTION 'capteur_duty_no_overlap' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS capteur_duty_no_overlap ON capteur_duty;
CREATE TRIGGER capteur_duty_no_overlap BEFORE INSERT OR UPDATE ON capteur_duty
FOR EACH ROW EXECUTE FUNCTION capteur_duty_no_overlap();

CREATE OR REPLACE FUNCTION capteur_delegation_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM programme WHERE id = NEW.programme_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM capteur_delegation o
    WHERE o.programme_id = NEW.programme_id AND o.id IS DISTINCT FROM NEW.id
      AND (o.from_user_id IN (NEW.from_user_id, NEW.to_user_id) OR o.to_user_id = NEW.from_user_id)
      AND o.first_day <= NEW.last_day AND o.last_day >= NEW.first_day
  ) THEN
    RAISE EXCEPTION 'capteur_delegation_no_overlap' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS capteur_delegation_no_overlap ON capteur_delegation;
CREATE TRIGGER capteur_delegation_no_overlap BEFORE INSERT OR UPDATE ON capteur_delegation
FOR EACH ROW EXECUTE FUNCTION capteur_delegation_no_overlap();
