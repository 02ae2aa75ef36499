"""No page shows the code of an act: each that the journal may hold has its words."""

import pytest

from app.i18n.compile import LANGUAGES
from tests.every.test_catalogues import catalogue
from tests.support.events import event_codes


def test_codes_are_read_whole_composed_and_passed_on():
    """The ways in which the code writes one: else this list would be short in silence."""
    known = {"agreement.signed", "closure.outcome_set", "referral.accepted", "unit.outage_added", "sign_in.slowed"}
    known |= {"household.lifting_refused", "household.workers_named", "invitation.sent", "household.viewed"}
    assert known <= event_codes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_of_the_journal_has_its_words(language):
    assert not sorted(code for code in event_codes() if f"event.{code}" not in catalogue(language))
