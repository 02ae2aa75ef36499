-- Rows that are added and never changed: corrections are further rows (DESIGN §3.10).
DROP TRIGGER IF EXISTS agreement_term_no_update;
CREATE TRIGGER agreement_term_no_update BEFORE UPDATE ON agreement_term
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS agreement_term_no_delete;
CREATE TRIGGER agreement_term_no_delete BEFORE DELETE ON agreement_term
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS referral_event_no_update;
CREATE TRIGGER referral_event_no_update BEFORE UPDATE ON referral_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS referral_event_no_delete;
CREATE TRIGGER referral_event_no_delete BEFORE DELETE ON referral_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS allocation_step_no_update;
CREATE TRIGGER allocation_step_no_update BEFORE UPDATE ON allocation_step
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS allocation_step_no_delete;
CREATE TRIGGER allocation_step_no_delete BEFORE DELETE ON allocation_step
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- An opening of identities keeps its reason and its hour, also against its holder (S-84).
DROP TRIGGER IF EXISTS break_glass_no_update;
CREATE TRIGGER break_glass_no_update BEFORE UPDATE ON break_glass
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS break_glass_no_delete;
CREATE TRIGGER break_glass_no_delete BEFORE DELETE ON break_glass
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- What was taken back on the day it was written keeps what it said.
DROP TRIGGER IF EXISTS cancelled_stay_no_update;
CREATE TRIGGER cancelled_stay_no_update BEFORE UPDATE ON cancelled_stay
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS cancelled_stay_no_delete;
CREATE TRIGGER cancelled_stay_no_delete BEFORE DELETE ON cancelled_stay
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS cancelled_row_no_update;
CREATE TRIGGER cancelled_row_no_update BEFORE UPDATE ON cancelled_row
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS cancelled_row_no_delete;
CREATE TRIGGER cancelled_row_no_delete BEFORE DELETE ON cancelled_row
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
