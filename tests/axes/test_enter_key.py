"""Enter in a form with several buttons saves what was typed: it never corrects, adds or sends away a person."""

import pytest
from lxml import html

from app.auth.vocab import Role
from axes.vocab import ReferralState
from tests.support.referrals import referred


@pytest.mark.parametrize(
    ("state", "address"), [(ReferralState.DRAFT, "edit"), (ReferralState.TO_COMPLETE, "completion")]
)
def test_the_first_button_of_the_form_saves(make, sign_in, programme, state, address):
    author = make.user(Role.PARTNER)
    referral = referred(make, programme, author, state)
    page = html.fromstring(sign_in(author).get(f"/referrals/{referral.public_id}/{address}").text)
    buttons = page.xpath("//main//form[@method='post']//button[@type='submit'] | //main//form//input[@type='submit']")
    assert len(buttons) > 1
    assert (buttons[0].get("name"), buttons[0].get("value")) == ("act", "save")
