-- Rows that are added and never changed: corrections are further rows (DESIGN §3.10).
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append_only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

DROP TRIGGER IF EXISTS agreement_term_no_change ON agreement_term;
CREATE TRIGGER agreement_term_no_change BEFORE UPDATE OR DELETE ON agreement_term
FOR EACH ROW EXECUTE FUNCTION append_only();

DROP TRIGGER IF EXISTS referral_event_no_change ON referral_event;
CREATE TRIGGER referral_event_no_change BEFORE UPDATE OR DELETE ON referral_event
FOR EACH ROW EXECUTE FUNCTION append_only();

DROP TRIGGER IF EXISTS allocation_step_no_change ON allocation_step;
CREATE TRIGGER allocation_step_no_change BEFORE UPDATE OR DELETE ON allocation_step
FOR EACH ROW EXECUTE FUNCTION append_only();

-- An opening of identities keeps its reason and its hour, also against its holder (S-84).
DROP TRIGGER IF EXISTS break_glass_no_change ON break_glass;
CREATE TRIGGER break_glass_no_change BEFORE UPDATE OR DELETE ON break_glass
FOR EACH ROW EXECUTE FUNCTION append_only();

-- What was taken back on the day it was written keeps what it said.
DROP TRIGGER IF EXISTS cancelled_stay_no_change ON cancelled_stay;
CREATE TRIGGER cancelled_stay_no_change BEFORE UPDATE OR DELETE ON cancelled_stay
FOR EACH ROW EXECUTE FUNCTION append_only();

DROP TRIGGER IF EXISTS cancelled_row_no_change ON cancelled_row;
CREATE TRIGGER cancelled_row_no_change BEFORE UPDATE OR DELETE ON cancelled_row
FOR EACH ROW EXECUTE FUNCTION append_only();
