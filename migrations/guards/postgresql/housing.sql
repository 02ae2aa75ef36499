-- A place in a temporary residence lasts two years at most; what was said of a funding handed back stays said.
CREATE OR REPLACE FUNCTION tenancy_two_years() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.leave_by > NEW.start_on + interval '2 years' THEN
    RAISE EXCEPTION 'tenancy_two_years' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS tenancy_two_years ON tenancy;
CREATE TRIGGER tenancy_two_years BEFORE INSERT OR UPDATE OF start_on, leave_by ON tenancy
FOR EACH ROW EXECUTE FUNCTION tenancy_two_years();

DROP TRIGGER IF EXISTS funding_return_no_change ON funding_return;
CREATE TRIGGER funding_return_no_change BEFORE UPDATE OR DELETE ON funding_return
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT l.household_id FROM funding_line l WHERE l.id = ($1).line_id', 'comment_sealed');
