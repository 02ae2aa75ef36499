-- Rows that are added and never changed: corrections are further rows (DESIGN §3.10). The words of some may be emptied, and
-- nothing else of them, once the household that they are about was erased (docs/decisions/0016).
DROP TRIGGER IF EXISTS agreement_term_no_update;
CREATE TRIGGER agreement_term_no_update BEFORE UPDATE ON agreement_term
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS agreement_term_no_delete;
CREATE TRIGGER agreement_term_no_delete BEFORE DELETE ON agreement_term
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS referral_event_no_update;
CREATE TRIGGER referral_event_no_update BEFORE UPDATE ON referral_event
WHEN NOT (
  (OLD.referral_id, OLD.kind, OLD.at, OLD.user_id, OLD.refusal_reason, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.referral_id, NEW.kind, NEW.at, NEW.user_id, NEW.refusal_reason, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.text_sealed, '') = '' AND (NEW.text_sealed IS NULL) = (OLD.text_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT r.household_id FROM referral r WHERE r.id = OLD.referral_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS referral_event_no_delete;
CREATE TRIGGER referral_event_no_delete BEFORE DELETE ON referral_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS allocation_step_no_update;
CREATE TRIGGER allocation_step_no_update BEFORE UPDATE ON allocation_step
WHEN NOT (
  (OLD.allocation_id, OLD.kind, OLD.at, OLD.user_id, OLD.reason, OLD.planned_on, OLD.id, OLD.public_id,
    OLD.created_at)
  IS (NEW.allocation_id, NEW.kind, NEW.at, NEW.user_id, NEW.reason, NEW.planned_on, NEW.id, NEW.public_id,
    NEW.created_at)
  AND coalesce(NEW.note_sealed, '') = '' AND (NEW.note_sealed IS NULL) = (OLD.note_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT a.household_id FROM allocation a WHERE a.id = OLD.allocation_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS allocation_step_no_delete;
CREATE TRIGGER allocation_step_no_delete BEFORE DELETE ON allocation_step
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- An opening of identities keeps its reason and its hour, also against its holder (S-84).
DROP TRIGGER IF EXISTS break_glass_no_update;
CREATE TRIGGER break_glass_no_update BEFORE UPDATE ON break_glass
WHEN NOT (
  (OLD.household_id, OLD.user_id, OLD.session_id, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.household_id, NEW.user_id, NEW.session_id, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.reason_sealed, '') = '' AND (NEW.reason_sealed IS NULL) = (OLD.reason_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT OLD.household_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS break_glass_no_delete;
CREATE TRIGGER break_glass_no_delete BEFORE DELETE ON break_glass
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- What was taken back on the day it was written keeps what it said.
DROP TRIGGER IF EXISTS cancelled_stay_no_update;
CREATE TRIGGER cancelled_stay_no_update BEFORE UPDATE ON cancelled_stay
WHEN NOT (
  (OLD.stay, OLD.household_id, OLD.unit_id, OLD.allocation_id, OLD.moved_to_id, OLD.start_on, OLD.planned_end_on,
    OLD.recorded_at, OLD.facts, OLD.cancelled_at, OLD.cancelled_by_id, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.stay, NEW.household_id, NEW.unit_id, NEW.allocation_id, NEW.moved_to_id, NEW.start_on, NEW.planned_end_on,
    NEW.recorded_at, NEW.facts, NEW.cancelled_at, NEW.cancelled_by_id, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.cancel_reason_sealed, '') = '' AND (NEW.cancel_reason_sealed IS NULL) = (OLD.cancel_reason_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT OLD.household_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS cancelled_stay_no_delete;
CREATE TRIGGER cancelled_stay_no_delete BEFORE DELETE ON cancelled_stay
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS cancelled_row_no_update;
CREATE TRIGGER cancelled_row_no_update BEFORE UPDATE ON cancelled_row
WHEN NOT (
  (OLD.cancelled_stay_id, OLD.kind, OLD.on_day, OLD.code, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.cancelled_stay_id, NEW.kind, NEW.on_day, NEW.code, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.text_sealed, '') = '' AND (NEW.text_sealed IS NULL) = (OLD.text_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT c.household_id FROM cancelled_stay c WHERE c.id = OLD.cancelled_stay_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS cancelled_row_no_delete;
CREATE TRIGGER cancelled_row_no_delete BEFORE DELETE ON cancelled_row
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
