-- A place in a temporary residence lasts two years at most; what was said of a funding handed back stays said.
DROP TRIGGER IF EXISTS tenancy_two_years_insert;
CREATE TRIGGER tenancy_two_years_insert BEFORE INSERT ON tenancy
BEGIN
  SELECT RAISE(ABORT, 'tenancy_two_years') WHERE NEW.leave_by > date(NEW.start_on, '+2 years');
END;

DROP TRIGGER IF EXISTS tenancy_two_years_update;
CREATE TRIGGER tenancy_two_years_update BEFORE UPDATE OF start_on, leave_by ON tenancy
BEGIN
  SELECT RAISE(ABORT, 'tenancy_two_years') WHERE NEW.leave_by > date(NEW.start_on, '+2 years');
END;

DROP TRIGGER IF EXISTS funding_return_no_update;
CREATE TRIGGER funding_return_no_update BEFORE UPDATE ON funding_return
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS funding_return_no_delete;
CREATE TRIGGER funding_return_no_delete BEFORE DELETE ON funding_return
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
