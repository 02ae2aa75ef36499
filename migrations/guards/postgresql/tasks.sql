-- What a task is linked to is of its household; who does it, a person or a team, is of its organisation.
CREATE OR REPLACE FUNCTION task_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM stay o WHERE o.id = NEW.stay_id AND o.household_id IS DISTINCT FROM NEW.household_id
  ) THEN
    RAISE EXCEPTION 'task_stay_of_household' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM support o WHERE o.id = NEW.support_id AND o.household_id IS DISTINCT FROM NEW.household_id
  ) THEN
    RAISE EXCEPTION 'task_support_of_household' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM app_user o WHERE o.id = NEW.worker_id AND o.organisation_id IS DISTINCT FROM NEW.organisation_id
  ) THEN
    RAISE EXCEPTION 'task_worker_of_organisation' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM team o WHERE o.id = NEW.team_id AND o.organisation_id IS DISTINCT FROM NEW.organisation_id
  ) THEN
    RAISE EXCEPTION 'task_team_of_organisation' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS task_fits ON task;
CREATE TRIGGER task_fits
BEFORE INSERT OR UPDATE OF household_id, stay_id, support_id, organisation_id, worker_id, team_id ON task
FOR EACH ROW EXECUTE FUNCTION task_fits();
