"""The first page of who finds dwellings, and of who mediates: what is due in their programmes, and nobody else's."""

from datetime import time

import pytest

from app.auth.vocab import Role
from capteur.vocab_dwellings import OpportunityStage as S
from capteur.vocab_owners import OwnerStage
from reports.routes.today_groups import groups_for
from tests.app.todays import days, page_of, titles
from tests.support.statements import statements

BUDGET = 8


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


def busy(make, programme, mediator):
    """One of each thing that is due; the number of the household without support comes last."""
    sender = make.user(Role.PARTNER)
    letting = make.letting(programme, sender)
    make.support_alert(letting, mediator)
    make.due_visit(letting, due_on=days(-1))
    make.mediation_case(letting, mediator)
    alone = make.letting(programme, make.user(Role.PARTNER), terms={"last_day": days(-2)})
    owner = make.owner(programme)
    seen, late, idle = (make.opportunity(owner, *stages) for stages in ((S.VISIT_PLANNED,), (), ()))
    make.visit(seen, mediator, planned_on=days(1), planned_at=time(14, 30))
    make.lead_step(owner, seen, due_on=days(9))
    make.lead_step(owner, late, due_on=days(-3))
    asleep = make.owner(programme)
    make.owner_event(asleep, OwnerStage.DORMANT, asleep.last, recall_on=days(-1))
    return {
        Role.MEDIATOR: {
            f"Alerte sans réponse\xa0: {letting.home.reference}",
            f"Visite à noter\xa0: {letting.home.reference}",
            f"Médiation en cours\xa0: {letting.home.reference}",
            f"Sans accompagnement\xa0: {alone.home.reference}",
        },
        Role.CAPTEUR: {
            f"Sans accompagnement\xa0: {alone.home.reference}",
            f"Visite du logement {seen.reference} à 14:30",
            f"Propriétaire à rappeler\xa0: {asleep.reference}",
            f"Piste à suivre\xa0: {late.reference}",
            f"Piste sans suite prévue\xa0: {idle.reference}",
        },
    }


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.CAPTEUR])
def test_what_is_due_is_shown_and_opens(app, make, sign_in, namur, role):
    user = make.user(role, organisation_id=namur.seat.organisation_id)
    other = make.capteur_programme()
    busy(make, other, make.user(Role.MEDIATOR, organisation_id=other.seat.organisation_id))
    client = sign_in(user)
    assert "Rien ne presse" in page_of(client).text_content()
    expected = busy(make, namur, user)[role]
    with statements(app) as sent:
        page = page_of(client)
    assert len(sent) <= BUDGET
    assert set(titles(page)) == expected
    for href in page.xpath("//main//li//a/@href"):
        client.get(href)
    for group in groups_for(role):
        client.get(f"/today/{group.code}")
