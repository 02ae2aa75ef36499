-- Who waits follows from the events of a referral; the referral remembers it, so that those who wait are found by index.
-- After an entry that was not, the wait goes on from the same acceptance.
DROP TRIGGER IF EXISTS referral_waiting_since;
CREATE TRIGGER referral_waiting_since AFTER INSERT ON referral_event
WHEN NEW.kind <> 'news'
BEGIN
  UPDATE referral SET waiting_since = CASE NEW.kind
    WHEN 'accepted' THEN NEW.at
    WHEN 'entry_cancelled' THEN (
      SELECT max(e.at) FROM referral_event e WHERE e.referral_id = NEW.referral_id AND e.kind = 'accepted'
    ) END
  WHERE id = NEW.referral_id;
END;
