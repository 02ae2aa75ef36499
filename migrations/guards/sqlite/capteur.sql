-- A convention #1 is in force alone, and keeps what was signed, but for its end.
DROP TRIGGER IF EXISTS capteur_convention_no_overlap_insert;
CREATE TRIGGER capteur_convention_no_overlap_insert BEFORE INSERT ON capteur_convention
WHEN NEW.signed_on IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'capteur_convention_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM capteur_convention o
    WHERE o.programme_id = NEW.programme_id AND o.organisation_id = NEW.organisation_id AND o.id IS NOT NEW.id
      AND o.signed_on IS NOT NULL
      AND o.first_day <= min(coalesce(NEW.last_day, '9999-12-31'), coalesce(NEW.ended_on, '9999-12-31'))
      AND min(coalesce(o.last_day, '9999-12-31'), coalesce(o.ended_on, '9999-12-31')) >= NEW.first_day
  );
END;

DROP TRIGGER IF EXISTS capteur_convention_no_overlap_update;
CREATE TRIGGER capteur_convention_no_overlap_update BEFORE UPDATE OF programme_id, organisation_id, first_day, last_day, signed_on, ended_on ON capteur_convention
WHEN NEW.signed_on IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'capteur_convention_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM capteur_convention o
    WHERE o.programme_id = NEW.programme_id AND o.organisation_id = NEW.organisation_id AND o.id IS NOT NEW.id
      AND o.signed_on IS NOT NULL
      AND o.first_day <= min(coalesce(NEW.last_day, '9999-12-31'), coalesce(NEW.ended_on, '9999-12-31'))
      AND min(coalesce(o.last_day, '9999-12-31'), coalesce(o.ended_on, '9999-12-31')) >= NEW.first_day
  );
END;

DROP TRIGGER IF EXISTS capteur_convention_stays_signed_update;
CREATE TRIGGER capteur_convention_stays_signed_update BEFORE UPDATE ON capteur_convention
WHEN OLD.signed_on IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'capteur_convention_stays_signed')
  WHERE (OLD.programme_id, OLD.organisation_id, OLD.number, OLD.clauses, OLD.contact, OLD.contact_phone,
    OLD.contact_email, OLD.backup, OLD.backup_phone, OLD.backup_email, OLD.response_days, OLD.first_day,
    OLD.last_day, OLD.sent_on, OLD.signed_on, OLD.partner_signatory, OLD.programme_signatory,
    OLD.author_id)
    IS NOT (NEW.programme_id, NEW.organisation_id, NEW.number, NEW.clauses, NEW.contact, NEW.contact_phone,
    NEW.contact_email, NEW.backup, NEW.backup_phone, NEW.backup_email, NEW.response_days, NEW.first_day,
    NEW.last_day, NEW.sent_on, NEW.signed_on, NEW.partner_signatory, NEW.programme_signatory,
    NEW.author_id);
END;

-- What a published price table says is never edited: another version is published.
DROP TRIGGER IF EXISTS price_table_published_update;
CREATE TRIGGER price_table_published_update BEFORE UPDATE ON price_table
WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'price_table_published'); END;

DROP TRIGGER IF EXISTS price_table_published_delete;
CREATE TRIGGER price_table_published_delete BEFORE DELETE ON price_table
WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'price_table_published'); END;

DROP TRIGGER IF EXISTS price_row_published_insert;
CREATE TRIGGER price_row_published_insert BEFORE INSERT ON price_row
BEGIN
  SELECT RAISE(ABORT, 'price_table_published')
  WHERE EXISTS (SELECT 1 FROM price_table t WHERE t.id = NEW.table_id AND t.published_at IS NOT NULL);
END;

DROP TRIGGER IF EXISTS price_row_published_update;
CREATE TRIGGER price_row_published_update BEFORE UPDATE ON price_row
BEGIN
  SELECT RAISE(ABORT, 'price_table_published')
  WHERE EXISTS (SELECT 1 FROM price_table t WHERE t.id IN (OLD.table_id, NEW.table_id) AND t.published_at IS NOT NULL);
END;

DROP TRIGGER IF EXISTS price_row_published_delete;
CREATE TRIGGER price_row_published_delete BEFORE DELETE ON price_row
BEGIN
  SELECT RAISE(ABORT, 'price_table_published')
  WHERE EXISTS (SELECT 1 FROM price_table t WHERE t.id = OLD.table_id AND t.published_at IS NOT NULL);
END;

-- Gate G1: no request without a convention #1 in force the day it is begun, nor the day it is sent.
DROP TRIGGER IF EXISTS housing_request_convention_insert;
CREATE TRIGGER housing_request_convention_insert BEFORE INSERT ON housing_request
BEGIN
  SELECT RAISE(ABORT, 'housing_request_convention')
  WHERE NOT EXISTS (
    SELECT 1 FROM capteur_convention c
    WHERE c.id = NEW.convention_id AND c.programme_id = NEW.programme_id AND c.organisation_id = NEW.organisation_id
      AND c.signed_on <= NEW.started_on AND c.first_day <= NEW.started_on
      AND min(coalesce(c.last_day, '9999-12-31'), coalesce(c.ended_on, '9999-12-31')) >= NEW.started_on
  );
END;

DROP TRIGGER IF EXISTS housing_request_convention_update;
CREATE TRIGGER housing_request_convention_update
BEFORE UPDATE OF programme_id, organisation_id, convention_id, submitted_on ON housing_request
BEGIN
  SELECT RAISE(ABORT, 'housing_request_convention')
  WHERE NOT EXISTS (
    SELECT 1 FROM capteur_convention c
    WHERE c.id = NEW.convention_id AND c.programme_id = NEW.programme_id AND c.organisation_id = NEW.organisation_id
      AND c.signed_on <= coalesce(NEW.submitted_on, NEW.started_on)
      AND c.first_day <= coalesce(NEW.submitted_on, NEW.started_on)
      AND min(coalesce(c.last_day, '9999-12-31'), coalesce(c.ended_on, '9999-12-31'))
        >= coalesce(NEW.submitted_on, NEW.started_on)
  );
END;

DROP TRIGGER IF EXISTS housing_request_event_no_update;
CREATE TRIGGER housing_request_event_no_update BEFORE UPDATE ON housing_request_event
WHEN NOT (
  (OLD.request_id, OLD.kind, OLD.at, OLD.user_id, OLD.refusal, OLD.fields, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.request_id, NEW.kind, NEW.at, NEW.user_id, NEW.refusal, NEW.fields, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.text_sealed, '') = '' AND (NEW.text_sealed IS NULL) = (OLD.text_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT r.household_id FROM housing_request r WHERE r.id = OLD.request_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS housing_request_event_no_delete;
CREATE TRIGGER housing_request_event_no_delete BEFORE DELETE ON housing_request_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
