"""Pages of mediation: cases, who is in charge, who stands in."""

from typing import Any

from capteur.vocab_dwellings import GuaranteeState as S
from capteur.vocab_mediation import DutyKind
from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def mediation_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    """A programme of its own, whose mediator joins the people."""
    programme, partner = make.capteur_programme(), people["partner"]
    who, people["mediator"] = "mediator", make.mediator(programme)
    sender = make.user(organisation_id=partner.organisation_id)
    letting = make.letting(programme, sender)
    case = make.mediation_case(letting, people["mediator"])
    make.guarantee(letting.dwelling, S.ACCEPTED, S.ACTIVE)
    away = make.delegation(programme, people["mediator"], make.prospector(programme))
    leaver = make.prospector(programme)
    make.duty(letting.dwelling, leaver, kind=DutyKind.PROSPECTOR)
    base = f"/capteur/{programme.public_id}"
    one = f"{base}/mediation/{case.public_id}"
    dated = (days(3).isoformat(), days(4).isoformat())
    return {
        "mediation_cases.new": act(who, f"{base}/lettings/{letting.public_id}/mediation/new"),
        "mediation_cases.edit": edit(who, f"{one}/edit", "severity", "light", "tenancy_at_risk"),
        "mediation_cases.step": act(who, f"{one}/steps/new"),
        "mediation_cases.guarantee": act(who, f"{one}/guarantee"),
        "mediation_cases.close": act(who, f"{one}/close"),
        "capteur_duties.new": act(who, f"{base}/dwellings/{letting.dwelling.public_id}/charge/new"),
        "capteur_duties.new_delegation": act(who, f"{base}/delegations/new"),
        "capteur_duties.hand_over": act(who, f"{base}/charges/{leaver.public_id}/hand-over"),
        "capteur_duties.end": edit(who, f"{base}/delegations/{away.public_id}/end", "last_day", *dated),
    }
