-- What moved a card across the board, and what happened to a candidacy: rows are added, never changed (DESIGN §3.10).
DROP TRIGGER IF EXISTS exit_move_no_update;
CREATE TRIGGER exit_move_no_update BEFORE UPDATE ON exit_move
WHEN NOT (
  (OLD.plan_id, OLD.stage, OLD.moved_on, OLD.user_id, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.plan_id, NEW.stage, NEW.moved_on, NEW.user_id, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.reason_sealed, '') = '' AND (NEW.reason_sealed IS NULL) = (OLD.reason_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT p.household_id FROM exit_plan p WHERE p.id = OLD.plan_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS exit_move_no_delete;
CREATE TRIGGER exit_move_no_delete BEFORE DELETE ON exit_move
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS candidacy_event_no_update;
CREATE TRIGGER candidacy_event_no_update BEFORE UPDATE ON candidacy_event
WHEN NOT (
  (OLD.candidacy_id, OLD.kind, OLD.happened_on, OLD.rank, OLD.user_id, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.candidacy_id, NEW.kind, NEW.happened_on, NEW.rank, NEW.user_id, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.note_sealed, '') = '' AND (NEW.note_sealed IS NULL) = (OLD.note_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT p.household_id FROM exit_candidacy c JOIN exit_plan p ON p.id = c.plan_id WHERE c.id = OLD.candidacy_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS candidacy_event_no_delete;
CREATE TRIGGER candidacy_event_no_delete BEFORE DELETE ON candidacy_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
