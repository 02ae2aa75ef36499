"""Measured reactivity of the support bodies of a programme: a partner reads its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.programmes import Programme
from capteur.models.concertations import PartnerReview
from capteur.models.follow_up import DueVisit, SupportAlert
from capteur.models.lettings import Letting
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.tripartites import Tripartite
from capteur.queries.due_visits import still_due
from capteur.queries.lettings import without_support
from capteur.queries.tripartites import signed_by_somebody
from capteur.rules.reactivity import Asked, Reactivity, breaches, to_review
from capteur.vocab_follow_up import VisitResult

VIEW = Action.REACTIVITY_VIEW
PERIOD = timedelta(days=365)


@dataclass
class Partner:
    """A support body with its figures of the last year, and its breaches since the last review."""

    id: int
    public_id: str
    name: str
    reviewed_on: date | None  # when people last decided about its convention #1
    figures: Reactivity = field(default_factory=Reactivity)
    late: list[date] = field(default_factory=list)
    to_review: bool = False


def _of(programme: Programme, *what: Any, model: Any) -> sa.Select[Any]:
    """`what` of the visits due or the alerts of a programme, with the convention #2 and the letting they are of."""
    query = sa.select(*what).select_from(model).join(Tripartite, Tripartite.id == model.tripartite_id)
    query = query.join(Letting, Letting.id == model.letting_id).join(Proposal, Proposal.id == Letting.proposal_id)
    query = query.join(Request, Request.id == Proposal.request_id)
    return query.where(Request.programme_id == programme.id)


def support_bodies_of(reader: Reader, programme: Programme) -> list[Partner]:
    """The organisations that support, or did, in the programme, by name; a partner its own."""
    found = sa.select(Tripartite.support_id).join(Proposal, Proposal.id == Tripartite.proposal_id)
    found = found.join(Request, Request.id == Proposal.request_id)
    found = found.where(Request.programme_id == programme.id, Tripartite.is_kept, signed_by_somebody())
    decided = sa.select(sa.func.max(PartnerReview.decided_on)).where(
        PartnerReview.programme_id == programme.id, PartnerReview.organisation_id == Organisation.id
    )
    query = sa.select(Organisation.id, Organisation.public_id, Organisation.name, decided.scalar_subquery())
    query = query.where(Organisation.id.in_(found))
    if reader.only_own(VIEW):
        query = query.where(Organisation.id == reader.organisation_id)
    rows = db.session.execute(query.order_by(Organisation.sort_name, Organisation.id))
    return [Partner(*row) for row in rows]


def measured(reader: Reader, programme: Programme, day: date) -> tuple[list[Partner], Reactivity]:
    """Each support body that the reader may read with its figures, and those of all of them together."""
    partners = {one.id: one for one in support_bodies_of(reader, programme)}
    asked = _alerts(programme)
    whole = Reactivity()
    for key, visits in _visits(programme, day).items():
        if key in partners:
            _add_visits(partners[key].figures, visits)
            _add_visits(whole, visits)
    for key, count in _without(programme, day).items():
        if key in partners:
            partners[key].figures.without = count
            whole.without += count
    for key, one in partners.items():
        alerts, since = asked.get(key, []), one.reviewed_on
        one.figures.alerts = [each for each in alerts if each.raised_on > day - PERIOD]
        whole.alerts += one.figures.alerts
        one.late, one.to_review = breaches(alerts, day, since), to_review(alerts, day, since)
    return list(partners.values()), whole


def _alerts(programme: Programme) -> Mapping[int, list[Asked]]:
    alert = SupportAlert
    query = _of(
        programme,
        Tripartite.support_id,
        *(alert.raised_on, alert.answer_by, alert.acknowledged_on, alert.solved_on),
        model=alert,
    )
    found: dict[int, list[Asked]] = defaultdict(list)
    for support_id, *days in db.session.execute(query):
        found[support_id].append(Asked(*days))
    return found


def _reviewed(programme: Programme) -> dict[int, date]:
    query = sa.select(PartnerReview.organisation_id, sa.func.max(PartnerReview.decided_on))
    query = query.where(PartnerReview.programme_id == programme.id).group_by(PartnerReview.organisation_id)
    return {key: day for key, day in db.session.execute(query)}


def _visits(programme: Programme, day: date) -> Mapping[int, Mapping[str, int]]:
    """By support body: how many visits of the year were due before `day`, by what became of them ("" for nothing)."""
    result = sa.func.coalesce(sa.cast(DueVisit.result, sa.String()), "")
    query = _of(programme, Tripartite.support_id, result, sa.func.count(), model=DueVisit).where(still_due())
    query = query.where(DueVisit.due_on < day, DueVisit.due_on > day - PERIOD).group_by(Tripartite.support_id, result)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for support_id, code, count in db.session.execute(query):
        found[support_id][code] = count
    return found


def _add_visits(figures: Reactivity, visits: Mapping[str, int]) -> None:
    figures.due += sum(visits.values())
    for result in VisitResult:
        setattr(figures, result.value, getattr(figures, result.value) + visits.get(result.value, 0))


def _without(programme: Programme, day: date) -> Mapping[int, int]:
    """By the body that supported them last: how many households have no support on `day`."""
    last, later = aliased(Tripartite), aliased(Tripartite)
    newest = sa.select(sa.func.max(later.number)).where(later.proposal_id == last.proposal_id, later.is_kept)
    query = sa.select(last.support_id, sa.func.count()).select_from(Letting)
    query = query.join(last, sa.and_(last.proposal_id == Letting.proposal_id, last.number == newest.scalar_subquery()))
    query = query.join(Proposal, Proposal.id == Letting.proposal_id).join(Request, Request.id == Proposal.request_id)
    query = query.where(Request.programme_id == programme.id, without_support(day)).group_by(last.support_id)
    return {key: count for key, count in db.session.execute(query)}


def reviews_of(programme: Programme, organisation_id: int) -> Sequence[PartnerReview]:
    """What people decided about a partner, the latest first."""
    query = sa.select(PartnerReview).where(
        PartnerReview.programme_id == programme.id, PartnerReview.organisation_id == organisation_id
    )
    query = query.options(joinedload(PartnerReview.author)).order_by(PartnerReview.id.desc())
    return db.session.scalars(query).all()


def flagged(programme: Programme, day: date) -> set[int]:
    """Keys of the organisations whose convention #1 is to be reviewed."""
    reviewed = _reviewed(programme)
    return {key for key, alerts in _alerts(programme).items() if to_review(alerts, day, reviewed.get(key))}
