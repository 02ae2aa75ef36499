-- What a task is linked to is of its household; who does it, a person or a team, is of its organisation.
DROP TRIGGER IF EXISTS task_stay_of_household_insert;
CREATE TRIGGER task_stay_of_household_insert BEFORE INSERT ON task
BEGIN
  SELECT RAISE(ABORT, 'task_stay_of_household')
  WHERE EXISTS (SELECT 1 FROM stay o WHERE o.id = NEW.stay_id AND o.household_id IS NOT NEW.household_id);
END;

DROP TRIGGER IF EXISTS task_stay_of_household_update;
CREATE TRIGGER task_stay_of_household_update BEFORE UPDATE OF stay_id, household_id ON task
BEGIN
  SELECT RAISE(ABORT, 'task_stay_of_household')
  WHERE EXISTS (SELECT 1 FROM stay o WHERE o.id = NEW.stay_id AND o.household_id IS NOT NEW.household_id);
END;

DROP TRIGGER IF EXISTS task_support_of_household_insert;
CREATE TRIGGER task_support_of_household_insert BEFORE INSERT ON task
BEGIN
  SELECT RAISE(ABORT, 'task_support_of_household')
  WHERE EXISTS (SELECT 1 FROM support o WHERE o.id = NEW.support_id AND o.household_id IS NOT NEW.household_id);
END;

DROP TRIGGER IF EXISTS task_support_of_household_update;
CREATE TRIGGER task_support_of_household_update BEFORE UPDATE OF support_id, household_id ON task
BEGIN
  SELECT RAISE(ABORT, 'task_support_of_household')
  WHERE EXISTS (SELECT 1 FROM support o WHERE o.id = NEW.support_id AND o.household_id IS NOT NEW.household_id);
END;

DROP TRIGGER IF EXISTS task_worker_of_organisation_insert;
CREATE TRIGGER task_worker_of_organisation_insert BEFORE INSERT ON task
BEGIN
  SELECT RAISE(ABORT, 'task_worker_of_organisation')
  WHERE EXISTS (SELECT 1 FROM app_user o WHERE o.id = NEW.worker_id AND o.organisation_id IS NOT NEW.organisation_id);
END;

DROP TRIGGER IF EXISTS task_worker_of_organisation_update;
CREATE TRIGGER task_worker_of_organisation_update BEFORE UPDATE OF worker_id, organisation_id ON task
BEGIN
  SELECT RAISE(ABORT, 'task_worker_of_organisation')
  WHERE EXISTS (SELECT 1 FROM app_user o WHERE o.id = NEW.worker_id AND o.organisation_id IS NOT NEW.organisation_id);
END;

DROP TRIGGER IF EXISTS task_team_of_organisation_insert;
CREATE TRIGGER task_team_of_organisation_insert BEFORE INSERT ON task
BEGIN
  SELECT RAISE(ABORT, 'task_team_of_organisation')
  WHERE EXISTS (SELECT 1 FROM team o WHERE o.id = NEW.team_id AND o.organisation_id IS NOT NEW.organisation_id);
END;

DROP TRIGGER IF EXISTS task_team_of_organisation_update;
CREATE TRIGGER task_team_of_organisation_update BEFORE UPDATE OF team_id, organisation_id ON task
BEGIN
  SELECT RAISE(ABORT, 'task_team_of_organisation')
  WHERE EXISTS (SELECT 1 FROM team o WHERE o.id = NEW.team_id AND o.organisation_id IS NOT NEW.organisation_id);
END;
