-- Who waits follows from the events of a referral; the referral remembers it, so that those who wait are found by index.
DROP TRIGGER IF EXISTS referral_waiting_since;
CREATE TRIGGER referral_waiting_since AFTER INSERT ON referral_event
WHEN NEW.kind <> 'news'
BEGIN
  UPDATE referral SET waiting_since = CASE NEW.kind WHEN 'accepted' THEN NEW.at END WHERE id = NEW.referral_id;
END;
