-- Who is in a team is a field worker of its organisation, and stays so until they leave it: what a team reads follows them.
DROP TRIGGER IF EXISTS team_member_of_organisation;
CREATE TRIGGER team_member_of_organisation BEFORE INSERT ON team_member
BEGIN
  SELECT RAISE(ABORT, 'team_member_of_organisation')
  WHERE NOT EXISTS (
    SELECT 1 FROM app_user u JOIN team t ON t.organisation_id = u.organisation_id
    WHERE u.id = NEW.user_id AND u.role = 'field_worker' AND t.id = NEW.team_id
  );
END;

DROP TRIGGER IF EXISTS app_user_in_team;
CREATE TRIGGER app_user_in_team BEFORE UPDATE OF organisation_id, role ON app_user
BEGIN
  SELECT RAISE(ABORT, 'app_user_in_team')
  WHERE (NEW.organisation_id <> OLD.organisation_id OR NEW.role <> OLD.role)
    AND EXISTS (SELECT 1 FROM team_member m WHERE m.user_id = NEW.id AND m.end_on IS NULL);
END;
