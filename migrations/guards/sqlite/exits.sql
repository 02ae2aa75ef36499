-- What moved a card across the board, and what happened to a candidacy: rows are added, never changed (DESIGN §3.10).
DROP TRIGGER IF EXISTS exit_move_no_update;
CREATE TRIGGER exit_move_no_update BEFORE UPDATE ON exit_move
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS exit_move_no_delete;
CREATE TRIGGER exit_move_no_delete BEFORE DELETE ON exit_move
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS candidacy_event_no_update;
CREATE TRIGGER candidacy_event_no_update BEFORE UPDATE ON candidacy_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS candidacy_event_no_delete;
CREATE TRIGGER candidacy_event_no_delete BEFORE DELETE ON candidacy_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
