"""The second wall behind the forms: services and queries that hold by themselves."""

import sqlalchemy as sa

from app.audit.actor import Actor
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.models.assessments import AssessmentAnswer
from axes.models.people import Household
from axes.models.programmes import Criterion, Programme
from axes.models.referrals import Referral
from axes.queries.assessments import visible_answers
from axes.services.assessments import start_assessment
from axes.services.referrals import change_content
from axes.vocab import Answer, NeedKind, ReferralState
from tests.support.referrals import STORY, referred


def actor(user):
    return Actor(organisation_id=user.organisation_id, user_id=user.id)


def test_the_act_itself_writes_only_open_fields(app, make, programme, sender):
    referral = referred(make, programme, sender, ReferralState.TO_COMPLETE)
    with app.test_request_context():
        kept = db.session.get_one(Referral, referral.id, options=[sa.orm.joinedload(Referral.household)])
        change_content(
            referral=kept,
            content={"situation": "Depuis mars", "wish": "Un château"},
            needs={NeedKind.ANIMALS},
            version=kept.version,
            actor=actor(sender),
            only=frozenset({"situation"}),
        )
        assert (kept.situation, kept.wish) == ("Depuis mars", STORY["wish"])
        assert db.session.scalar(sa.text("SELECT count(*) FROM household_need")) == 0


def test_the_act_itself_leaves_health_aside(app, make, programme):
    household, user = make.household(), make.user(Role.FIELD_WORKER)
    with app.app_context():
        start_assessment(
            household=db.session.get_one(Household, household.id),
            programme=db.session.get_one(Programme, programme.id),
            assessed_on=today(),
            answers={"street": Answer.YES, "addiction": Answer.YES},
            health=False,
            actor=actor(user),
        )
        query = sa.select(Criterion.code).join(AssessmentAnswer, AssessmentAnswer.criterion_id == Criterion.id)
        assert list(db.session.scalars(query)) == ["street"]


def test_answers_of_health_are_read_only_where_that_is_open(app, make, programme):
    answers = {"street": Answer.NO, "addiction": Answer.YES}
    made = make.assessment(programme, make.household(), answers=answers)
    with app.app_context():
        answers_loaded = sa.orm.selectinload(type(made).answers).joinedload(AssessmentAnswer.criterion)
        kept = db.session.get_one(type(made), made.id, options=[answers_loaded])
        assert visible_answers(kept, health=False) == {"street": Answer.NO}
        assert visible_answers(kept, health=True) == answers


def test_a_sender_stops_at_the_own_requests(make, sign_in, programme, sender):
    """The household was brought by the partner; a team that followed it refers it again."""
    household = make.household(organisation_id=sender.organisation_id)
    own = make.referral(programme, sender, household=household, state=ReferralState.HOUSED)
    team = programme.teams[3, "Smes"]
    make.assignment(household, team)
    worker = make.user(Role.FIELD_WORKER, organisation_id=team.organisation_id)
    again = make.referral(programme, worker, household=household, state=ReferralState.WAITING)
    partner, follower = sign_in(sender), sign_in(worker)
    partner.get(f"/referrals/{own.public_id}")
    partner.get(f"/referrals/{again.public_id}", status=404)
    assert again.public_id not in partner.get("/referrals").text
    for one in (own, again):
        follower.get(f"/referrals/{one.public_id}")
    follower.get(f"/referrals/{own.public_id}/withdrawal", status=404)
