-- Mediation: steps are only added, to a case that is open; one person in charge at a time, one delegate, who is not away.
DROP TRIGGER IF EXISTS mediation_step_no_update;
CREATE TRIGGER mediation_step_no_update BEFORE UPDATE ON mediation_step
WHEN NOT (
  (OLD.case_id, OLD.happened_on, OLD.hat, OLD.minutes, OLD.guarantee_event_id, OLD.author_id, OLD.id, OLD.public_id,
    OLD.created_at)
  IS (NEW.case_id, NEW.happened_on, NEW.hat, NEW.minutes, NEW.guarantee_event_id, NEW.author_id, NEW.id, NEW.public_id,
    NEW.created_at)
  AND coalesce(NEW.owner_note_sealed, '') = '' AND (NEW.owner_note_sealed IS NULL) = (OLD.owner_note_sealed IS NULL)
  AND coalesce(NEW.household_note_sealed, '') = '' AND (NEW.household_note_sealed IS NULL) = (OLD.household_note_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT l.household_id FROM mediation_case c JOIN letting l ON l.id = c.letting_id WHERE c.id = OLD.case_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS mediation_step_no_delete;
CREATE TRIGGER mediation_step_no_delete BEFORE DELETE ON mediation_step
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS mediation_step_open;
CREATE TRIGGER mediation_step_open BEFORE INSERT ON mediation_step
BEGIN
  SELECT RAISE(ABORT, 'mediation_step_open')
  WHERE EXISTS (
    SELECT 1 FROM mediation_case c
    WHERE c.id = NEW.case_id AND (c.closed_on IS NOT NULL OR c.opened_on > NEW.happened_on)
  );
END;

DROP TRIGGER IF EXISTS mediation_case_stays;
CREATE TRIGGER mediation_case_stays BEFORE UPDATE ON mediation_case
BEGIN
  SELECT RAISE(ABORT, 'mediation_case_stays')
  WHERE (OLD.letting_id, OLD.opened_on, OLD.author_id) IS NOT (NEW.letting_id, NEW.opened_on, NEW.author_id)
    OR (OLD.closed_on IS NOT NULL AND (OLD.cause, OLD.severity, OLD.closed_on, OLD.outcome)
      IS NOT (NEW.cause, NEW.severity, NEW.closed_on, NEW.outcome));
END;

DROP TRIGGER IF EXISTS capteur_duty_no_overlap_insert;
CREATE TRIGGER capteur_duty_no_overlap_insert BEFORE INSERT ON capteur_duty
BEGIN
  SELECT RAISE(ABORT, 'capteur_duty_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM capteur_duty o
    WHERE o.opportunity_id = NEW.opportunity_id AND o.kind = NEW.kind AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;
DROP TRIGGER IF EXISTS capteur_duty_no_overlap_update;
CREATE TRIGGER capteur_duty_no_overlap_update BEFORE UPDATE ON capteur_duty
BEGIN
  SELECT RAISE(ABORT, 'capteur_duty_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM capteur_duty o
    WHERE o.opportunity_id = NEW.opportunity_id AND o.kind = NEW.kind AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS capteur_delegation_no_overlap_insert;
CREATE TRIGGER capteur_delegation_no_overlap_insert BEFORE INSERT ON capteur_delegation
BEGIN
  SELECT RAISE(ABORT, 'capteur_delegation_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM capteur_delegation o
    WHERE o.programme_id = NEW.programme_id AND o.id IS NOT NEW.id
      AND (o.from_user_id IN (NEW.from_user_id, NEW.to_user_id) OR o.to_user_id = NEW.from_user_id)
      AND o.first_day <= NEW.last_day AND o.last_day >= NEW.first_day
  );
END;
DROP TRIGGER IF EXISTS capteur_delegation_no_overlap_update;
CREATE TRIGGER capteur_delegation_no_overlap_update BEFORE UPDATE ON capteur_delegation
BEGIN
  SELECT RAISE(ABORT, 'capteur_delegation_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM capteur_delegation o
    WHERE o.programme_id = NEW.programme_id AND o.id IS NOT NEW.id
      AND (o.from_user_id IN (NEW.from_user_id, NEW.to_user_id) OR o.to_user_id = NEW.from_user_id)
      AND o.first_day <= NEW.last_day AND o.last_day >= NEW.first_day
  );
END;
