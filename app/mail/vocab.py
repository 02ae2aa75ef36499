"""Kinds of mail. Subject and text are catalogue keys: `mail.<code>.subject`, `mail.<code>.text`."""

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail tells; it never says anything about a person."""

    INVITATION = "invitation"
    RESET = "reset"
    ACCESS_CHANGED = "access_changed"
    DAILY_DIGEST = "daily_digest"
    FACTOR_CHANGED = "factor_changed"
    FACTOR_RESET_ASKED = "factor_reset_asked"
    IDENTITY_OPENED = "identity_opened"
    LIFTING_ASKED = "lifting_asked"
    NEW_DEVICE = "new_device"
    UNFINISHED_SIGN_IN = "unfinished_sign_in"
    SUPPORT_ALERT = "support_alert"
    ALERT_REMINDER = "alert_reminder"
