"""The first page calls households by their name, beside the reference, for those who may know it."""

from app.auth.vocab import Role
from axes.vocab import ReferralState
from tests.app.todays import days, page_of, things, worker_of


def test_households_of_ones_own_are_told_by_name_to_those_who_may_know(make, sign_in):
    """From a list of requests, of stays, and from the one that counts others; allocation reads the reference alone."""
    programme, sender = make.programme(), make.user(Role.PARTNER)
    team, home = programme.teams[3, "Smes"], make.household(adults=0, organisation_id=sender.organisation_id)
    make.member(home, person=make.person(name="Ioana Orme"))
    make.referral(programme, sender, household=home, state=ReferralState.TO_COMPLETE)
    known, partner = f"{home.reference} · Ioana Orme", sign_in(sender)
    assert [known in text for _, text in things(page_of(partner))] == [True]
    assert known in partner.get("/today/completions").text
    make.stay(make.home(), household=home, team=team, planned_end_on=days(20))
    worker = sign_in(worker_of(make, programme))
    assert known in worker.get("/today/stays").text
    assert known in worker.get("/today/workers").text
    assert sum(known in text for _, text in things(page_of(worker))) == 2
    make.referral(programme, sender, household=home, state=ReferralState.SUBMITTED)
    page = sign_in(make.user(Role.ALLOCATION)).get("/").text
    assert "H-TEST-" in page
    assert "Ioana" not in page
