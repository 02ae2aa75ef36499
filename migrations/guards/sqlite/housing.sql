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
WHEN NOT (
  (OLD.line_id, OLD.author_id, OLD.returned_on, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.line_id, NEW.author_id, NEW.returned_on, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.comment_sealed, '') = '' AND (NEW.comment_sealed IS NULL) = (OLD.comment_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT l.household_id FROM funding_line l WHERE l.id = OLD.line_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS funding_return_no_delete;
CREATE TRIGGER funding_return_no_delete BEFORE DELETE ON funding_return
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
