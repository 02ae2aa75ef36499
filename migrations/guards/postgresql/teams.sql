-- Who is in a team is a field worker of its organisation, and stays so until they leave it: what a team reads follows them.
CREATE OR REPLACE FUNCTION team_member_of_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM app_user u JOIN team t ON t.organisation_id = u.organisation_id
  WHERE u.id = NEW.user_id AND u.role = 'field_worker' AND t.id = NEW.team_id FOR SHARE OF u;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'team_member_of_organisation' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS team_member_of_organisation ON team_member;
CREATE TRIGGER team_member_of_organisation BEFORE INSERT ON team_member
FOR EACH ROW EXECUTE FUNCTION team_member_of_organisation();

CREATE OR REPLACE FUNCTION app_user_in_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.organisation_id <> OLD.organisation_id OR NEW.role <> OLD.role)
    AND EXISTS (SELECT 1 FROM team_member m WHERE m.user_id = NEW.id AND m.end_on IS NULL) THEN
    RAISE EXCEPTION 'app_user_in_team' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS app_user_in_team ON app_user;
CREATE TRIGGER app_user_in_team BEFORE UPDATE OF organisation_id, role ON app_user
FOR EACH ROW EXECUTE FUNCTION app_user_in_team();
