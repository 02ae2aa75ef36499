-- What moved a card across the board, and what happened to a candidacy: rows are added, never changed (DESIGN §3.10).
DROP TRIGGER IF EXISTS exit_move_no_change ON exit_move;
CREATE TRIGGER exit_move_no_change BEFORE UPDATE OR DELETE ON exit_move
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT p.household_id FROM exit_plan p WHERE p.id = ($1).plan_id', 'reason_sealed');

DROP TRIGGER IF EXISTS candidacy_event_no_change ON candidacy_event;
CREATE TRIGGER candidacy_event_no_change BEFORE UPDATE OR DELETE ON candidacy_event
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT p.household_id FROM exit_candidacy c JOIN exit_plan p ON p.id = c.plan_id WHERE c.id = ($1).candidacy_id', 'note_sealed');
