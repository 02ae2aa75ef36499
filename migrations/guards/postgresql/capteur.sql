-- A convention #1 is in force alone, and keeps what was signed, but for its end.
CREATE OR REPLACE FUNCTION capteur_convention_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.signed_on IS NULL THEN
    RETURN NEW;
  END IF;
  PERFORM 1 FROM organisation WHERE id = NEW.organisation_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM capteur_convention o
    WHERE o.programme_id = NEW.programme_id AND o.organisation_id = NEW.organisation_id
      AND o.id IS DISTINCT FROM NEW.id AND o.signed_on IS NOT NULL
      AND o.first_day <= least(coalesce(NEW.last_day, 'infinity'::date), coalesce(NEW.ended_on, 'infinity'::date))
      AND least(coalesce(o.last_day, 'infinity'::date), coalesce(o.ended_on, 'infinity'::date)) >= NEW.first_day
  ) THEN
    RAISE EXCEPTION 'capteur_convention_no_overlap' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS capteur_convention_no_overlap ON capteur_convention;
CREATE TRIGGER capteur_convention_no_overlap
BEFORE INSERT OR UPDATE OF programme_id, organisation_id, first_day, last_day, signed_on, ended_on ON capteur_convention
FOR EACH ROW EXECUTE FUNCTION capteur_convention_no_overlap();

CREATE OR REPLACE FUNCTION capteur_convention_stays_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.signed_on IS NOT NULL AND (
    OLD.programme_id, OLD.organisation_id, OLD.number, OLD.clauses, OLD.contact, OLD.contact_phone,
    OLD.contact_email, OLD.backup, OLD.backup_phone, OLD.backup_email, OLD.response_days, OLD.first_day,
    OLD.last_day, OLD.sent_on, OLD.signed_on, OLD.partner_signatory, OLD.programme_signatory,
    OLD.author_id
  ) IS DISTINCT FROM (
    NEW.programme_id, NEW.organisation_id, NEW.number, NEW.clauses, NEW.contact, NEW.contact_phone,
    NEW.contact_email, NEW.backup, NEW.backup_phone, NEW.backup_email, NEW.response_days, NEW.first_day,
    NEW.last_day, NEW.sent_on, NEW.signed_on, NEW.partner_signatory, NEW.programme_signatory,
    NEW.author_id
  ) THEN
    RAISE EXCEPTION 'capteur_convention_stays_signed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS capteur_convention_stays_signed ON capteur_convention;
CREATE TRIGGER capteur_convention_stays_signed BEFORE UPDATE ON capteur_convention
FOR EACH ROW EXECUTE FUNCTION capteur_convention_stays_signed();

-- What a published price table says is never edited: another version is published.
CREATE OR REPLACE FUNCTION price_table_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'price_table_published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;

DROP TRIGGER IF EXISTS price_table_published ON price_table;
CREATE TRIGGER price_table_published BEFORE UPDATE OR DELETE ON price_table
FOR EACH ROW EXECUTE FUNCTION price_table_published();

CREATE OR REPLACE FUNCTION price_row_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM price_table t
    WHERE t.published_at IS NOT NULL
      AND t.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.table_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.table_id END)
  ) THEN
    RAISE EXCEPTION 'price_table_published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;

DROP TRIGGER IF EXISTS price_row_published ON price_row;
CREATE TRIGGER price_row_published BEFORE INSERT OR UPDATE OR DELETE ON price_row
FOR EACH ROW EXECUTE FUNCTION price_row_published();

-- Gate G1: no request without a convention #1 in force the day it is begun, nor the day it is sent.
CREATE OR REPLACE FUNCTION housing_request_convention() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  day date := NEW.started_on;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    day := coalesce(NEW.submitted_on, NEW.started_on);
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM capteur_convention c
    WHERE c.id = NEW.convention_id AND c.programme_id = NEW.programme_id AND c.organisation_id = NEW.organisation_id
      AND c.signed_on <= day AND c.first_day <= day
      AND least(coalesce(c.last_day, 'infinity'::date), coalesce(c.ended_on, 'infinity'::date)) >= day
  ) THEN
    RAISE EXCEPTION 'housing_request_convention' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS housing_request_convention ON housing_request;
CREATE TRIGGER housing_request_convention
BEFORE INSERT OR UPDATE OF programme_id, organisation_id, convention_id, submitted_on ON housing_request
FOR EACH ROW EXECUTE FUNCTION housing_request_convention();

DROP TRIGGER IF EXISTS housing_request_event_no_change ON housing_request_event;
CREATE TRIGGER housing_request_event_no_change BEFORE UPDATE OR DELETE ON housing_request_event
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT r.household_id FROM housing_request r WHERE r.id = ($1).request_id', 'text_sealed');
