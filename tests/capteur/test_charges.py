"""All charges of who leaves are passed on in one act."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.auth.vocab import Role
from app.clock import now, today
from app.db import db
from capteur.models.duties import Delegation, Duty
from capteur.models.visits import Visit
from capteur.vocab_mediation import DutyKind
from tests.app.todays import days
from tests.reports.told import change, titles

COVERS = sa.select(Delegation.first_day, Delegation.last_day, Delegation.to_user_id).order_by(Delegation.id)


def rows(app, query):
    with app.app_context(), Session(db.engine) as session:
        return [tuple(row) for row in session.execute(query)]


def test_everything_of_who_leaves_is_somebody_else_s_from_today(app, make, sign_in):
    programme, other = make.capteur_programme(), make.capteur_programme()
    leaver, receiver, away = make.prospector(programme), make.mediator(programme), make.prospector(programme)
    dwelling = make.opportunity(make.owner(programme))
    make.duty(dwelling, leaver, kind=DutyKind.PROSPECTOR)
    make.duty(dwelling, leaver, start_on=today())
    make.duty(make.opportunity(make.owner(other)), leaver)
    make.visit(dwelling, leaver)
    make.delegation(programme, away, leaver)
    client = sign_in(make.user(Role.COORDINATION, organisation_id=programme.seat.organisation_id))
    base = f"/capteur/{programme.public_id}/charges"
    assert "1 logement prospecté · 1 logement en médiation · 1 visite prévue · 1 remplacement" in client.get(base).text
    refused = client.submit(f"{base}/{leaver.public_id}/hand-over", status=422, receiver=away.public_id)
    assert "soi-même" in refused.text
    assert rows(app, sa.select(Duty.user_id).distinct()) == [(leaver.id,)], "all of it, or nothing"
    client.submit(f"{base}/{leaver.public_id}/hand-over", receiver=receiver.public_id)
    ours = sa.select(Duty.user_id, Duty.kind, Duty.start_on, Duty.end_on).where(Duty.opportunity_id == dwelling.id)
    assert set(rows(app, ours)) == {
        (leaver.id, DutyKind.PROSPECTOR, days(-20), today()),
        (receiver.id, DutyKind.PROSPECTOR, today(), None),
        (receiver.id, DutyKind.MEDIATOR, today(), None),
    }
    assert rows(app, sa.select(Visit.visitor_id)) == [(receiver.id,)]
    assert rows(app, COVERS) == [(days(-1), days(-1), leaver.id), (today(), days(1), receiver.id)]
    assert leaver.name not in client.get(base).text
    client.get(f"{base}/{leaver.public_id}/hand-over", status=404)


def test_charges_of_a_closed_account_are_their_colleagues_and_told_until_somebody_takes_them_over(make, sign_in):
    programme, left = make.capteur_programme(), "Charges d’un compte fermé, à reprendre"
    leaver, mediator = make.mediator(programme), make.mediator(programme)
    letting = make.letting(programme, make.user(Role.PARTNER))
    make.duty(letting.dwelling, leaver)
    case = make.mediation_case(letting, leaver)
    desk = make.user(Role.COORDINATION, organisation_id=programme.seat.organisation_id)
    stranger = make.prospector(make.capteur_programme())
    colleague, coordination, elsewhere = (sign_in(one) for one in (mediator, desk, stranger))
    step = f"/capteur/{programme.public_id}/mediation/{case.public_id}/steps/new"
    colleague.get(step, status=404)
    change(make, leaver, deactivated_at=now())
    colleague.get(step)
    assert [titles(one) for one in (colleague, coordination, elsewhere)] == [[left], [left], []]
    page = coordination.get("/notifications").text
    form = f"/capteur/{programme.public_id}/charges/{leaver.public_id}/hand-over"
    assert form in page
    coordination.submit(form, receiver=mediator.public_id)
    assert [titles(one) for one in (colleague, coordination)] == [[], []]
