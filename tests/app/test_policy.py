"""The policy table against itself: what one right means for another."""

import pytest

from app.auth.policy import POLICY, relations
from app.auth.vocab import Action, Role

# Whoever may do the first does it on pages that show what the second protects.
IMPLIES = (
    (Action.HOUSEHOLD_EDIT, Action.HOUSEHOLD_IDENTITY),
    (Action.HOUSEHOLD_IDENTITY, Action.HOUSEHOLD_VIEW),
    (Action.HOUSEHOLD_HEALTH, Action.HOUSEHOLD_IDENTITY),
    (Action.CONSENT_WRITE, Action.HOUSEHOLD_IDENTITY),
    (Action.HOUSEHOLD_PROTECT, Action.HOUSEHOLD_IDENTITY),
    (Action.REFERRAL_WRITE, Action.REFERRAL_VIEW),
    (Action.ASSESSMENT_WRITE, Action.ASSESSMENT_VIEW),
    (Action.ASSIGNMENT_DECIDE, Action.ASSESSMENT_VIEW),
    (Action.ALLOCATION_PROPOSE, Action.ALLOCATION_VIEW),
    (Action.ALLOCATION_ANSWER, Action.ALLOCATION_VIEW),
    (Action.STAY_ACT, Action.STAY_VIEW),
    (Action.CLOSURE_ACT, Action.CLOSURE_VIEW),
    (Action.SITE_EDIT, Action.SITE_VIEW),
    (Action.AGREEMENT_EDIT, Action.AGREEMENT_VIEW),
)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("act", "needs"), IMPLIES, ids=lambda action: action.value)
def test_a_right_never_goes_further_than_what_its_pages_show(role, act, needs):
    assert relations(role, act) <= relations(role, needs)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FUNDER, Role.HOUSING_OPERATOR, Role.CAPTEUR, Role.MEDIATOR])
def test_no_right_on_people_for_those_who_never_meet_them(role):
    about_people = [
        action for action in POLICY if action.value.startswith(("household", "stay", "referral", "support"))
    ]
    assert len(about_people) > 6
    assert not [action for action in about_people if relations(role, action)]
