-- Follow-up: of whom something was asked, about what, and when it was to answer, stands; who was reminded, and what people decided
-- about its convention, are rows that are only added.
DROP TRIGGER IF EXISTS alert_reminder_no_change ON alert_reminder;
CREATE TRIGGER alert_reminder_no_change BEFORE UPDATE OR DELETE ON alert_reminder
FOR EACH ROW EXECUTE FUNCTION append_only();

DROP TRIGGER IF EXISTS partner_review_no_change ON partner_review;
CREATE TRIGGER partner_review_no_change BEFORE UPDATE OR DELETE ON partner_review
FOR EACH ROW EXECUTE FUNCTION append_only();

CREATE OR REPLACE FUNCTION support_alert_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.letting_id, OLD.tripartite_id, OLD.origin, OLD.subject, OLD.raised_on, OLD.answer_by,
      OLD.author_id)
    IS DISTINCT FROM (NEW.letting_id, NEW.tripartite_id, NEW.origin, NEW.subject, NEW.raised_on,
      NEW.answer_by, NEW.author_id)
    OR (OLD.acknowledged_on IS NOT NULL AND OLD.acknowledged_on IS DISTINCT FROM NEW.acknowledged_on)
    OR (OLD.solved_on IS NOT NULL AND OLD.solved_on IS DISTINCT FROM NEW.solved_on)
  THEN
    RAISE EXCEPTION 'support_alert_stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS support_alert_stays ON support_alert;
CREATE TRIGGER support_alert_stays BEFORE UPDATE ON support_alert
FOR EACH ROW EXECUTE FUNCTION support_alert_stays();
