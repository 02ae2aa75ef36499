-- Follow-up: of whom something was asked, about what, and when it was to answer, stands; who was reminded, and what people decided
-- about its convention, are rows that are only added.
DROP TRIGGER IF EXISTS alert_reminder_no_update;
CREATE TRIGGER alert_reminder_no_update BEFORE UPDATE ON alert_reminder
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS alert_reminder_no_delete;
CREATE TRIGGER alert_reminder_no_delete BEFORE DELETE ON alert_reminder
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS partner_review_no_update;
CREATE TRIGGER partner_review_no_update BEFORE UPDATE ON partner_review
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS partner_review_no_delete;
CREATE TRIGGER partner_review_no_delete BEFORE DELETE ON partner_review
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

DROP TRIGGER IF EXISTS support_alert_stays;
CREATE TRIGGER support_alert_stays BEFORE UPDATE ON support_alert
BEGIN
  SELECT RAISE(ABORT, 'support_alert_stays')
  WHERE (OLD.letting_id, OLD.tripartite_id, OLD.origin, OLD.subject, OLD.raised_on, OLD.answer_by,
      OLD.author_id)
    IS NOT (NEW.letting_id, NEW.tripartite_id, NEW.origin, NEW.subject, NEW.raised_on, NEW.answer_by,
      NEW.author_id)
    OR (OLD.acknowledged_on IS NOT NULL AND OLD.acknowledged_on IS NOT NEW.acknowledged_on)
    OR (OLD.solved_on IS NOT NULL AND OLD.solved_on IS NOT NEW.solved_on);
END;
