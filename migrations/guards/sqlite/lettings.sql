-- Proposals, conventions #2 and lettings: what was signed stands, and no lease starts without the three signatures (gate G2).

-- Programmes are never mixed: a dwelling is proposed to a request of its own.
DROP TRIGGER IF EXISTS housing_proposal_programme_insert;
CREATE TRIGGER housing_proposal_programme_insert BEFORE INSERT ON housing_proposal
BEGIN
  SELECT RAISE(ABORT, 'housing_proposal_programme')
  WHERE NOT EXISTS (
    SELECT 1 FROM housing_request r, opportunity d JOIN owner o ON o.id = d.owner_id
    WHERE r.id = NEW.request_id AND d.id = NEW.opportunity_id AND r.programme_id = o.programme_id
  );
END;
-- A dwelling kept for those who leave a temporary stay is proposed to a request of an exit plan alone.
DROP TRIGGER IF EXISTS housing_proposal_for_exits_insert;
CREATE TRIGGER housing_proposal_for_exits_insert BEFORE INSERT ON housing_proposal
BEGIN
  SELECT RAISE(ABORT, 'housing_proposal_for_exits')
  WHERE EXISTS (
    SELECT 1 FROM opportunity d, housing_request r
    WHERE d.id = NEW.opportunity_id AND r.id = NEW.request_id AND d.for_exits AND r.candidacy_id IS NULL
  );
END;
DROP TRIGGER IF EXISTS housing_proposal_for_exits_update;
CREATE TRIGGER housing_proposal_for_exits_update BEFORE UPDATE OF request_id, opportunity_id ON housing_proposal
BEGIN
  SELECT RAISE(ABORT, 'housing_proposal_for_exits')
  WHERE EXISTS (
    SELECT 1 FROM opportunity d, housing_request r
    WHERE d.id = NEW.opportunity_id AND r.id = NEW.request_id AND d.for_exits AND r.candidacy_id IS NULL
  );
END;

DROP TRIGGER IF EXISTS housing_proposal_programme_update;
CREATE TRIGGER housing_proposal_programme_update BEFORE UPDATE OF request_id, opportunity_id ON housing_proposal
BEGIN
  SELECT RAISE(ABORT, 'housing_proposal_programme')
  WHERE NOT EXISTS (
    SELECT 1 FROM housing_request r, opportunity d JOIN owner o ON o.id = d.owner_id
    WHERE r.id = NEW.request_id AND d.id = NEW.opportunity_id AND r.programme_id = o.programme_id
  );
END;

-- Once somebody signed a version its terms stand; its end may come, or come sooner. Signed by all, it is ended, not dropped.
DROP TRIGGER IF EXISTS tripartite_stays_signed;
CREATE TRIGGER tripartite_stays_signed BEFORE UPDATE ON tripartite
WHEN EXISTS (SELECT 1 FROM tripartite_signature s WHERE s.tripartite_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'tripartite_stays_signed')
  WHERE (OLD.proposal_id, OLD.number, OLD.sender_id, OLD.support_id, OLD.first_day, OLD.last_day, OLD.visit_every,
      OLD.visit_unit, OLD.alert_channel, OLD.alert_contact, OLD.response_days, OLD.consent_on, OLD.end_terms,
      OLD.hand_over_terms, OLD.author_id)
    IS NOT (NEW.proposal_id, NEW.number, NEW.sender_id, NEW.support_id, NEW.first_day, NEW.last_day, NEW.visit_every,
      NEW.visit_unit, NEW.alert_channel, NEW.alert_contact, NEW.response_days, NEW.consent_on, NEW.end_terms,
      NEW.hand_over_terms, NEW.author_id)
    OR (OLD.ended_on IS NOT NULL AND (NEW.ended_on IS NULL OR NEW.ended_on > OLD.ended_on))
    OR (OLD.dropped_on IS NOT NULL AND NEW.dropped_on IS NULL)
    OR (NEW.dropped_on IS NOT NULL AND OLD.dropped_on IS NULL
      AND (SELECT count(*) FROM tripartite_signature s WHERE s.tripartite_id = OLD.id)
        = CASE WHEN OLD.support_id = OLD.sender_id THEN 2 ELSE 3 END);
END;

DROP TRIGGER IF EXISTS tripartite_signature_no_update;
CREATE TRIGGER tripartite_signature_no_update BEFORE UPDATE ON tripartite_signature
WHEN NOT (
  (OLD.tripartite_id, OLD.party, OLD.signed_on, OLD.proof, OLD.author_id, OLD.id, OLD.public_id, OLD.created_at)
  IS (NEW.tripartite_id, NEW.party, NEW.signed_on, NEW.proof, NEW.author_id, NEW.id, NEW.public_id, NEW.created_at)
  AND coalesce(NEW.name_sealed, '') = '' AND (NEW.name_sealed IS NULL) = (OLD.name_sealed IS NULL)
  AND EXISTS (
    SELECT 1 FROM household h WHERE h.erased_on IS NOT NULL AND h.id = (SELECT r.household_id FROM tripartite t JOIN housing_proposal p ON p.id = t.proposal_id
      JOIN housing_request r ON r.id = p.request_id WHERE t.id = OLD.tripartite_id)
  )
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS tripartite_signature_no_delete;
CREATE TRIGGER tripartite_signature_no_delete BEFORE DELETE ON tripartite_signature
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- A sender that supports as well signs once; nothing is signed that was dropped.
DROP TRIGGER IF EXISTS tripartite_signature_due;
CREATE TRIGGER tripartite_signature_due BEFORE INSERT ON tripartite_signature
BEGIN
  SELECT RAISE(ABORT, 'tripartite_signature_due')
  WHERE EXISTS (
    SELECT 1 FROM tripartite t
    WHERE t.id = NEW.tripartite_id
      AND (t.dropped_on IS NOT NULL OR (NEW.party = 'support' AND t.support_id = t.sender_id))
  );
END;

-- One version in force at a time: the last signature of one is refused while another, signed by all, covers its days.
DROP TRIGGER IF EXISTS tripartite_no_overlap;
CREATE TRIGGER tripartite_no_overlap BEFORE INSERT ON tripartite_signature
BEGIN
  SELECT RAISE(ABORT, 'tripartite_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM tripartite t JOIN tripartite o ON o.proposal_id = t.proposal_id AND o.id <> t.id
    WHERE t.id = NEW.tripartite_id AND o.dropped_on IS NULL
      AND (SELECT count(*) FROM tripartite_signature s WHERE s.tripartite_id = t.id)
        = CASE WHEN t.support_id = t.sender_id THEN 1 ELSE 2 END
      AND (SELECT count(*) FROM tripartite_signature s WHERE s.tripartite_id = o.id)
        = CASE WHEN o.support_id = o.sender_id THEN 2 ELSE 3 END
      AND o.first_day <= coalesce(t.last_day, '9999-12-31')
      AND min(coalesce(o.last_day, '9999-12-31'), coalesce(o.ended_on, '9999-12-31')) >= (
        SELECT max(t.first_day, NEW.signed_on, max(s.signed_on)) FROM tripartite_signature s WHERE s.tripartite_id = t.id
      )
  );
END;

-- Gate G2: the letting is of the household and the dwelling selected, and its convention #2 is in force the day it starts.
DROP TRIGGER IF EXISTS letting_convention_insert;
CREATE TRIGGER letting_convention_insert BEFORE INSERT ON letting
BEGIN
  SELECT RAISE(ABORT, 'letting_convention')
  WHERE NOT EXISTS (
    SELECT 1 FROM housing_proposal p JOIN housing_request r ON r.id = p.request_id
      JOIN tripartite t ON t.proposal_id = p.id
    WHERE p.id = NEW.proposal_id AND p.selected_on <= NEW.start_on
      AND p.opportunity_id = NEW.opportunity_id AND r.household_id = NEW.household_id
      AND t.dropped_on IS NULL AND t.first_day <= NEW.start_on
      AND min(coalesce(t.last_day, '9999-12-31'), coalesce(t.ended_on, '9999-12-31')) >= NEW.start_on
      AND (SELECT count(*) FROM tripartite_signature s WHERE s.tripartite_id = t.id AND s.signed_on <= NEW.start_on)
        = CASE WHEN t.support_id = t.sender_id THEN 2 ELSE 3 END
  );
END;

DROP TRIGGER IF EXISTS letting_convention_update;
CREATE TRIGGER letting_convention_update
BEFORE UPDATE OF proposal_id, opportunity_id, household_id, start_on ON letting
BEGIN
  SELECT RAISE(ABORT, 'letting_convention')
  WHERE NOT EXISTS (
    SELECT 1 FROM housing_proposal p JOIN housing_request r ON r.id = p.request_id
      JOIN tripartite t ON t.proposal_id = p.id
    WHERE p.id = NEW.proposal_id AND p.selected_on <= NEW.start_on
      AND p.opportunity_id = NEW.opportunity_id AND r.household_id = NEW.household_id
      AND t.dropped_on IS NULL AND t.first_day <= NEW.start_on
      AND min(coalesce(t.last_day, '9999-12-31'), coalesce(t.ended_on, '9999-12-31')) >= NEW.start_on
      AND (SELECT count(*) FROM tripartite_signature s WHERE s.tripartite_id = t.id AND s.signed_on <= NEW.start_on)
        = CASE WHEN t.support_id = t.sender_id THEN 2 ELSE 3 END
  );
END;

-- A dwelling is let once at a time, and a household lives by one lease at a time.
DROP TRIGGER IF EXISTS letting_no_overlap_insert;
CREATE TRIGGER letting_no_overlap_insert BEFORE INSERT ON letting
BEGIN
  SELECT RAISE(ABORT, 'letting_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM letting o
    WHERE (o.opportunity_id = NEW.opportunity_id OR o.household_id = NEW.household_id) AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;

DROP TRIGGER IF EXISTS letting_no_overlap_update;
CREATE TRIGGER letting_no_overlap_update
BEFORE UPDATE OF opportunity_id, household_id, start_on, end_on ON letting
BEGIN
  SELECT RAISE(ABORT, 'letting_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM letting o
    WHERE (o.opportunity_id = NEW.opportunity_id OR o.household_id = NEW.household_id) AND o.id IS NOT NEW.id
      AND o.start_on < coalesce(NEW.end_on, '9999-12-31') AND coalesce(o.end_on, '9999-12-31') > NEW.start_on
  );
END;
