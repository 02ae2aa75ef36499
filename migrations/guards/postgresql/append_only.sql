-- Rows that are added and never changed: corrections are further rows (DESIGN §3.10). The words of some may be emptied, and
-- nothing else of them, once the household that they are about was erased (docs/decisions/0016).
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append_only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Its arguments: which household a row is about, then the columns that hold words.
CREATE OR REPLACE FUNCTION append_only_but_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  words text[] := TG_ARGV[1:];
  before jsonb := to_jsonb(OLD);
  after jsonb;
  is_erased boolean := false;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    after := to_jsonb(NEW);
    IF before - words = after - words AND NOT EXISTS (
      SELECT 1 FROM unnest(words) w
      WHERE coalesce(after ->> w, '') <> '' OR (after ->> w IS NULL) <> (before ->> w IS NULL)
    ) THEN
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (%s))', TG_ARGV[0])
        INTO is_erased USING OLD;
    END IF;
  END IF;
  IF NOT is_erased THEN
    RAISE EXCEPTION 'append_only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS agreement_term_no_change ON agreement_term;
CREATE TRIGGER agreement_term_no_change BEFORE UPDATE OR DELETE ON agreement_term
FOR EACH ROW EXECUTE FUNCTION append_only();

DROP TRIGGER IF EXISTS referral_event_no_change ON referral_event;
CREATE TRIGGER referral_event_no_change BEFORE UPDATE OR DELETE ON referral_event
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT r.household_id FROM referral r WHERE r.id = ($1).referral_id', 'text_sealed');

DROP TRIGGER IF EXISTS allocation_step_no_change ON allocation_step;
CREATE TRIGGER allocation_step_no_change BEFORE UPDATE OR DELETE ON allocation_step
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT a.household_id FROM allocation a WHERE a.id = ($1).allocation_id', 'note_sealed');

-- An opening of identities keeps its reason and its hour, also against its holder (S-84).
DROP TRIGGER IF EXISTS break_glass_no_change ON break_glass;
CREATE TRIGGER break_glass_no_change BEFORE UPDATE OR DELETE ON break_glass
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT ($1).household_id', 'reason_sealed');

-- What was taken back on the day it was written keeps what it said.
DROP TRIGGER IF EXISTS cancelled_stay_no_change ON cancelled_stay;
CREATE TRIGGER cancelled_stay_no_change BEFORE UPDATE OR DELETE ON cancelled_stay
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT ($1).household_id', 'cancel_reason_sealed');

DROP TRIGGER IF EXISTS cancelled_row_no_change ON cancelled_row;
CREATE TRIGGER cancelled_row_no_change BEFORE UPDATE OR DELETE ON cancelled_row
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT c.household_id FROM cancelled_stay c WHERE c.id = ($1).cancelled_stay_id', 'text_sealed');
