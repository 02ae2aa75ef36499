"""How long a file is kept after its last contact, unless the installation says otherwise. No Belgian rule was found:
first settings, after the reference of the CNIL (two years after the last contact)."""

from datetime import date

from app.periods import add_months
from axes.vocab_erasures import KeepingClass

DEFAULTS = {KeepingClass.FOLLOWED: 24, KeepingClass.ASKED: 12}
ANSWER_MONTHS = 1  # GDPR art. 12.3: whoever asks is answered within a month


def kept_until(last_contact: date, months: int) -> date:
    """The last day a file is kept."""
    return add_months(last_contact, months)


def ended_before(day: date, months: int) -> date:
    """A file is no longer kept on `day` where its last contact lies before this one."""
    return add_months(day, -months)
