-- Proposals, conventions #2 and lettings: what was signed stands, and no lease starts without the three signatures (gate G2).

-- Programmes are never mixed: a dwelling is proposed to a request of its own.
CREATE OR REPLACE FUNCTION housing_proposal_programme() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM housing_request r, opportunity d JOIN owner o ON o.id = d.owner_id
    WHERE r.id = NEW.request_id AND d.id = NEW.opportunity_id AND r.programme_id = o.programme_id
  ) THEN
    RAISE EXCEPTION 'housing_proposal_programme' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS housing_proposal_programme ON housing_proposal;
CREATE TRIGGER housing_proposal_programme BEFORE INSERT OR UPDATE OF request_id, opportunity_id ON housing_proposal
FOR EACH ROW EXECUTE FUNCTION housing_proposal_programme();

-- A dwelling kept for those who leave a temporary stay is proposed to a request of an exit plan alone.
CREATE OR REPLACE FUNCTION housing_proposal_for_exits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM opportunity d, housing_request r
    WHERE d.id = NEW.opportunity_id AND r.id = NEW.request_id AND d.for_exits AND r.candidacy_id IS NULL
  ) THEN
    RAISE EXCEPTION 'housing_proposal_for_exits' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS housing_proposal_for_exits ON housing_proposal;
CREATE TRIGGER housing_proposal_for_exits BEFORE INSERT OR UPDATE OF request_id, opportunity_id ON housing_proposal
FOR EACH ROW EXECUTE FUNCTION housing_proposal_for_exits();

-- Once somebody signed a version its terms stand; its end may come, or come sooner. Signed by all, it is ended, not dropped.
CREATE OR REPLACE FUNCTION tripartite_stays_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM tripartite_signature s WHERE s.tripartite_id = OLD.id) AND (
    (OLD.proposal_id, OLD.number, OLD.sender_id, OLD.support_id, OLD.first_day, OLD.last_day, OLD.visit_every,
      OLD.visit_unit, OLD.alert_channel, OLD.alert_contact, OLD.response_days, OLD.consent_on, OLD.end_terms,
      OLD.hand_over_terms, OLD.author_id)
    IS DISTINCT FROM (NEW.proposal_id, NEW.number, NEW.sender_id, NEW.support_id, NEW.first_day, NEW.last_day,
      NEW.visit_every, NEW.visit_unit, NEW.alert_channel, NEW.alert_contact, NEW.response_days, NEW.consent_on,
      NEW.end_terms, NEW.hand_over_terms, NEW.author_id)
    OR (OLD.ended_on IS NOT NULL AND (NEW.ended_on IS NULL OR NEW.ended_on > OLD.ended_on))
    OR (OLD.dropped_on IS NOT NULL AND NEW.dropped_on IS NULL)
    OR (NEW.dropped_on IS NOT NULL AND OLD.dropped_on IS NULL
      AND (SELECT count(*) FROM tripartite_signature s WHERE s.tripartite_id = OLD.id)
        = CASE WHEN OLD.support_id = OLD.sender_id THEN 2 ELSE 3 END)
  ) THEN
    RAISE EXCEPTION 'tripartite_stays_signed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS tripartite_stays_signed ON tripartite;
CREATE TRIGGER tripartite_stays_signed BEFORE UPDATE ON tripartite
FOR EACH ROW EXECUTE FUNCTION tripartite_stays_signed();

DROP TRIGGER IF EXISTS tripartite_signature_no_change ON tripartite_signature;
CREATE TRIGGER tripartite_signature_no_change BEFORE UPDATE OR DELETE ON tripartite_signature
FOR EACH ROW EXECUTE FUNCTION append_only_but_erased(
  'SELECT r.household_id FROM tripartite t JOIN housing_proposal p ON p.id = t.proposal_id JOIN housing_request r ON r.id = p.request_id WHERE t.id = ($1).tripartite_id', 'name_sealed');

-- A sender that supports as well signs once; nothing is signed that was dropped.
CREATE OR REPLACE FUNCTION tripartite_signature_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM tripartite t
    WHERE t.id = NEW.tripartite_id
      AND (t.dropped_on IS NOT NULL OR (NEW.party = 'support' AND t.support_id = t.sender_id))
  ) THEN
    RAISE EXCEPTION 'tripartite_signature_due' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS tripartite_signature_due ON tripartite_signature;
CREATE TRIGGER tripartite_signature_due BEFORE INSERT ON tripartite_signature
FOR EACH ROW EXECUTE FUNCTION tripartite_signature_due();

-- One version in force at a time: the last signature of one is refused while another, signed by all, covers its days.
CREATE OR REPLACE FUNCTION tripartite_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM housing_proposal p JOIN tripartite t ON t.proposal_id = p.id
  WHERE t.id = NEW.tripartite_id FOR NO KEY UPDATE OF p;
  IF EXISTS (
    SELECT 1 FROM tripartite t JOIN tripartite o ON o.proposal_id = t.proposal_id AND o.id <> t.id
    WHERE t.id = NEW.tripartite_id AND o.dropped_on IS NULL
      AND (SELECT count(*) FROM tripartite_signature s WHERE s.tripartite_id = t.id)
        = CASE WHEN t.support_id = t.sender_id THEN 1 ELSE 2 END
      AND (SELECT count(*) FROM tripartite_signature s WHERE s.tripartite_id = o.id)
        = CASE WHEN o.support_id = o.sender_id THEN 2 ELSE 3 END
      AND o.first_day <= coalesce(t.last_day, 'infinity'::date)
      AND least(coalesce(o.last_day, 'infinity'::date), coalesce(o.ended_on, 'infinity'::date))
        >= (
          SELECT greatest(t.first_day, NEW.signed_on, max(s.signed_on)) FROM tripartite_signature s
          WHERE s.tripartite_id = t.id
        )
  ) THEN
    RAISE EXCEPTION 'tripartite_no_overlap' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS tripartite_no_overlap ON tripartite_signature;
CREATE TRIGGER tripartite_no_overlap BEFORE INSERT ON tripartite_signature
FOR EACH ROW EXECUTE FUNCTION tripartite_no_overlap();

-- Gate G2: the letting is of the household and the dwelling selected, and its convention #2 is in force the day it starts.
CREATE OR REPLACE FUNCTION letting_convention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM housing_proposal WHERE id = NEW.proposal_id FOR NO KEY UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM housing_proposal p JOIN housing_request r ON r.id = p.request_id
      JOIN tripartite t ON t.proposal_id = p.id
    WHERE p.id = NEW.proposal_id AND p.selected_on <= NEW.start_on
      AND p.opportunity_id = NEW.opportunity_id AND r.household_id = NEW.household_id
      AND t.dropped_on IS NULL AND t.first_day <= NEW.start_on
      AND least(coalesce(t.last_day, 'infinity'::date), coalesce(t.ended_on, 'infinity'::date)) >= NEW.start_on
      AND (SELECT count(*) FROM tripartite_signature s WHERE s.tripartite_id = t.id AND s.signed_on <= NEW.start_on)
        = CASE WHEN t.support_id = t.sender_id THEN 2 ELSE 3 END
  ) THEN
    RAISE EXCEPTION 'letting_convention' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS letting_convention ON letting;
CREATE TRIGGER letting_convention
BEFORE INSERT OR UPDATE OF proposal_id, opportunity_id, household_id, start_on ON letting
FOR EACH ROW EXECUTE FUNCTION letting_convention();

-- A dwelling is let once at a time, and a household lives by one lease at a time.
CREATE OR REPLACE FUNCTION letting_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM opportunity WHERE id = NEW.opportunity_id FOR NO KEY UPDATE;
  PERFORM 1 FROM household WHERE id = NEW.household_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM letting o
    WHERE (o.opportunity_id = NEW.opportunity_id OR o.household_id = NEW.household_id) AND o.id IS DISTINCT FROM NEW.id
      AND o.start_on < coalesce(NEW.end_on, 'infinity'::date) AND coalesce(o.end_on, 'infinity'::date) > NEW.start_on
  ) THEN
    RAISE EXCEPTION 'letting_no_overlap' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS letting_no_overlap ON letting;
CREATE TRIGGER letting_no_overlap
BEFORE INSERT OR UPDATE OF opportunity_id, household_id, start_on, end_on ON letting
FOR EACH ROW EXECUTE FUNCTION letting_no_overlap();
