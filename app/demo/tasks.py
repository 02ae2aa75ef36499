"""Tasks in the demonstration: late, for today, for the week, coming back; a hand-over that waits to be confirmed."""

from datetime import date, timedelta

import sqlalchemy as sa

from accompaniment.models.hand_overs import HandOver
from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.vocab_tasks import TaskRhythm
from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import now
from app.db import db
from axes.models.people import Household
from axes.models.programmes import Team, TeamMember

R = TaskRhythm
# On a household of the worker: what, in how many days, how often it comes back.
ON_FILES = (
    ("Envoyer la composition de ménage au CPAS", -6, None),
    ("Relancer la commune pour l’inscription", -1, None),
    ("Préparer la visite de vendredi", 0, None),
    ("Relever le compteur d’eau", 0, R.QUARTERLY),
    ("Téléphoner à l’école", 2, None),
    ("Point hebdomadaire sur le budget", 4, R.WEEKLY),
    ("Vérifier l’assurance incendie", 25, R.YEARLY),
)
ALONE = (("Rendre les heures du mois", 5, R.MONTHLY),)
OF_TEAM = (
    ("Réunion d’équipe : ordre du jour", 1, R.WEEKLY),
    ("Vérifier la trousse de secours", -3, R.QUARTERLY),
)
ELSEWHERE = {
    Role.COORDINATION: (("Préparer le comité d’accompagnement", 3, R.QUARTERLY), ("Rappeler la COCOM", -2, None)),
    Role.ALLOCATION: (("Convoquer la réunion d’attribution", 0, R.WEEKLY),),
}
LEAVES, TAKES_OVER = "axe2", "axe2bis"


def note_tasks(today: date, users: dict[str, User]) -> None:
    """Each worker has some, each team too; one was done, one dropped."""
    for user in users.values():
        if user.role is Role.FIELD_WORKER:
            _of_worker(user, today)
        for what, days, rhythm in ELSEWHERE.get(user.role, ()):
            _add(user, what, today + timedelta(days=days), rhythm)
    for team in db.session.scalars(sa.select(Team).where(Team.id.in_(sa.select(TeamMember.team_id))).order_by(Team.id)):
        for what, days, rhythm in OF_TEAM:
            made = _task(team.organisation_id, what, today + timedelta(days=days), rhythm)
            made.team_id = team.id
            db.session.add(made)
    _prepare_hand_over(users)
    db.session.flush()


def _of_worker(user: User, today: date) -> None:
    query = sa.select(Support).where(Support.reference_worker_id == user.id, Support.end_on.is_(None))
    supports = db.session.scalars(query.order_by(Support.id).limit(len(ON_FILES))).all()
    for support, (what, days, rhythm) in zip(supports, ON_FILES, strict=False):
        household = db.session.get_one(Household, support.household_id)
        _add(user, what, today + timedelta(days=days), rhythm, household=household, support=support)
    for what, days, rhythm in ALONE:
        _add(user, what, today + timedelta(days=days), rhythm)
    done = _add(user, "Commander les badges", today - timedelta(days=9), None)
    done.done_at, done.settled_by_id = now() - timedelta(days=8), user.id
    dropped = _add(user, "Demander un devis de peinture", today - timedelta(days=4), None)
    dropped.dropped_at, dropped.settled_by_id = now() - timedelta(days=2), user.id
    dropped.drop_reason = "Le bailleur s’en charge."


def _add(
    user: User,
    what: str,
    due_on: date,
    rhythm: TaskRhythm | None,
    household: Household | None = None,
    support: Support | None = None,
) -> Task:
    made = _task(user.organisation_id, what, due_on, rhythm)
    made.worker_id, made.author_id = user.id, user.id
    made.household_id = household.id if household else None
    made.support_id = support.id if support else None
    db.session.add(made)
    return made


def _task(organisation_id: int, what: str, due_on: date, rhythm: TaskRhythm | None) -> Task:
    made = Task(organisation_id=organisation_id, due_on=due_on, rhythm=rhythm, title=what)
    if rhythm is not None:
        made.series, made.first_on = made.public_id, due_on
    return made


def _prepare_hand_over(users: dict[str, User]) -> None:
    """Somebody leaves soon, and has only to confirm who takes over."""
    leaver, receiver = users[LEAVES], users[TAKES_OVER]
    people = {"leaver_id": leaver.id, "receiver_id": receiver.id, "author_id": leaver.id}
    db.session.add(HandOver(organisation_id=leaver.organisation_id, **people))
