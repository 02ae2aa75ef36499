"""Settings of a programme, by the administrator: kept by closing, never by deleting."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.models.users import User
from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from app.db import db
from axes.models.programmes import Axis, AxisRule, Criterion, PartnerConvention, Programme, Team, TeamMember
from axes.vocab import RuleKind


@pytest.fixture
def admin(make, sign_in):
    return sign_in(make.user(Role.ADMINISTRATOR))


def all_of(app, model):
    with app.app_context():
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def test_another_city_opens_its_own_programme(app, make, admin):
    admin.submit("/settings/programmes/new", name="Relogement Gand", code="gand", proposal_days="5")
    page = admin.last.headers["Location"]
    programme = all_of(app, Programme)[0]
    assert (programme.code, programme.proposal_days, programme.waiting_news_days) == ("gand", 5, 30)
    names = {"name_fr": "Jeunes", "name_nl": "Jongeren", "name_en": "Youth"}
    admin.submit(f"{page}/axes/new", number="1", **names)
    admin.submit(f"{page}/criteria/new", code="under_25", **names)
    axis, criterion = all_of(app, Axis)[0], all_of(app, Criterion)[0]
    admin.submit(f"/settings/axes/{axis.public_id}/rules", **{f"r_{criterion.id}": "required"})
    assert [(one.axis_id, one.kind) for one in all_of(app, AxisRule)] == [(axis.id, RuleKind.REQUIRED)]
    assert "Jeunes" in admin.get(page).text


def test_a_taken_code_or_number_is_refused_beside_its_field(admin, programme):
    text = admin.submit("/settings/programmes/new", status=422, name="Autre", code=programme.code).text
    assert "déjà pris" in text
    names = {"name_fr": "Encore", "name_nl": "Nog", "name_en": "More"}
    url = f"/settings/programmes/{programme.public_id}/axes/new"
    assert "déjà pris" in admin.submit(url, status=422, number="2", **names).text


def test_a_changed_rule_closes_one_row_and_opens_another(app, admin, programme):
    axis, mental = programme.axes[3], programme.criteria["mental_health"]
    before = len(all_of(app, AxisRule))
    admin.submit(f"/settings/axes/{axis.public_id}/rules", **{f"r_{mental.id}": "required"})
    rows = [one for one in all_of(app, AxisRule) if one.axis_id == axis.id and one.criterion_id == mental.id]
    assert [(one.kind, one.closed_on) for one in rows] == [
        (RuleKind.EXPECTED, today()),
        (RuleKind.REQUIRED, None),
    ]
    assert len(all_of(app, AxisRule)) == before + 1


def test_target_length_and_closing_keep_the_axis(app, admin, programme):
    axis = programme.axes[1]
    closed = today().isoformat()
    admin.submit(f"/settings/axes/{axis.public_id}/edit", target_days="200", closed_on=closed)
    kept = next(one for one in all_of(app, Axis) if one.id == axis.id)
    assert (kept.target_days, kept.closed_on) == (200, today())


def test_two_administrators_on_one_axis_the_second_is_told(app, make, admin, sign_in, programme):
    other, url = sign_in(make.user(Role.ADMINISTRATOR)), f"/settings/axes/{programme.axes[1].public_id}/edit"
    stale = _fields(other, url)
    admin.submit(url, target_days="90")
    other.post(url, stale | {"target_days": "365"}, status=409)
    assert next(one for one in all_of(app, Axis) if one.id == programme.axes[1].id).target_days == 90


def _fields(browser, url):
    form = html.fromstring(browser.get(url).text).xpath("//main//form[@method='post']")[0]
    return dict(form.form_values())


def test_a_team_opens_where_none_is_and_members_come_and_go(app, make, admin, programme):
    organisation = make.organisation(name="Nouvelle équipe", kind=OrganisationKind.FIELD_OPERATOR)
    worker = make.user(Role.FIELD_WORKER, organisation_id=organisation.id, name="Ilse Peeters")
    url = f"/settings/programmes/{programme.public_id}/teams/new"
    chosen = {"axis": programme.axes[1].public_id, "organisation": organisation.public_id}
    admin.submit(url, first_day="2024-01-01", **chosen)
    assert (
        "sans fin existe depuis le 01/01/2024" in admin.submit(url, status=422, first_day="2025-01-01", **chosen).text
    )
    team = all_of(app, Team)[-1]
    members = f"/settings/teams/{team.public_id}/members"
    admin.submit(members, user=worker.public_id, start_on="2024-02-01")
    assert "Ilse Peeters" in admin.get(members).text
    admin.submit(f"{members}/{worker.public_id}/end", end_on="2024-06-01")
    with app.app_context():
        assert db.session.scalars(sa.select(TeamMember.end_on)).all() == [date(2024, 6, 1)]


def test_who_joined_by_mistake_leaves_on_the_very_day(app, make, admin, programme):
    team = programme.teams[2, "DIOGENES"]
    worker = make.user(Role.FIELD_WORKER, organisation_id=team.organisation_id)
    members = f"/settings/teams/{team.public_id}/members"
    admin.submit(members, user=worker.public_id, start_on=today().isoformat())
    yesterday = today() - timedelta(days=1)
    colleague = make.team_member(team, start_on=yesterday)
    admin.submit(f"{members}/{colleague.public_id}/end", status=422, end_on=yesterday.isoformat())
    admin.submit(f"{members}/{worker.public_id}/end", end_on=today().isoformat())
    with app.app_context():
        assert db.session.scalars(sa.select(TeamMember.user_id)).all() == [colleague.id]


def test_who_is_in_a_team_stays_of_its_organisation_until_they_leave(app, make, admin, programme):
    team, elsewhere = programme.teams[2, "DIOGENES"], make.organisation(kind=OrganisationKind.FIELD_OPERATOR)
    worker = make.team_member(team)
    url = f"/accounts/{worker.public_id}/edit"
    for change in ({"organisation": elsewhere.public_id}, {"role": Role.ALLOCATION.value}):
        assert "encore dans une équipe" in admin.submit(url, status=422, **change).text
    admin.submit(f"/settings/teams/{team.public_id}/members/{worker.public_id}/end", end_on=today().isoformat())
    admin.submit(url, organisation=elsewhere.public_id)
    assert {one.organisation_id for one in all_of(app, User) if one.id == worker.id} == {elsewhere.id}


def test_a_convention_ends_and_a_later_one_begins(app, make, admin, programme):
    partner = make.organisation(kind=OrganisationKind.REFERRER)
    first = make.convention(programme, partner)
    new = f"/settings/programmes/{programme.public_id}/conventions/new"
    fields = {"organisation": partner.public_id, "first_day": today().isoformat()}
    assert "sans fin" in admin.submit(new, status=422, **fields).text
    yesterday = today() - timedelta(days=1)
    admin.submit(f"/settings/conventions/{first.public_id}/edit", last_day=yesterday.isoformat())
    admin.submit(new, **fields)
    assert [one.last_day for one in all_of(app, PartnerConvention)] == [yesterday, None]


def test_a_sensitive_criterion_stays_so(app, make, admin, programme):
    criterion = programme.criteria["addiction"]
    url = f"/settings/criteria/{criterion.public_id}/edit"
    fields = _fields(admin, url)
    fields.pop("sensitive")
    assert "elle reste" in admin.post(url, fields, status=422).text


def test_nobody_else_opens_the_settings_and_the_administrator_opens_no_file(make, sign_in, admin, programme):
    referral = make.referral(programme)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        browser = sign_in(make.user(role))
        browser.get("/settings/programmes", status=404)
        browser.get(f"/settings/programmes/{programme.public_id}", status=404)
    for url in ("/referrals", f"/referrals/{referral.public_id}", "/waiting-list", "/teams"):
        admin.get(url, status=404)
