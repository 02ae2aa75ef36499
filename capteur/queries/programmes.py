"""Which capteur programmes a reader may enter. Every query of this floor takes the programme that was entered.

Programmes are never mixed: a prospector or coordination enters those in which their organisation has a seat today, a
partner those that sent it a convention, or in which it supports a household. Any other is answered as
one that does not exist.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.clock import today
from app.db import db
from app.periods import paper_contains
from axes.models.programmes import Programme
from axes.vocab import ProgrammeKind
from capteur.models.conventions import CapteurConvention
from capteur.models.programmes import CapteurSeat
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest
from capteur.models.tripartites import Tripartite
from capteur.queries.tripartites import signed_by_somebody


def in_reach(reader: Reader, action: Action) -> sa.ColumnElement[bool]:
    """Condition on `programme`: a capteur programme in which the reader may do `action` today."""
    if not reader.may(action):
        return sa.false()
    way = _conventioned(reader) if reader.only_own(action) else _seated(reader)
    return sa.and_(Programme.kind == ProgrammeKind.CAPTEUR, way)


def _seated(reader: Reader) -> sa.ColumnElement[bool]:
    return (
        sa.exists()
        .where(
            CapteurSeat.programme_id == Programme.id,
            CapteurSeat.organisation_id == reader.organisation_id,
            paper_contains(CapteurSeat.first_day, CapteurSeat.last_day, today()),
        )
        .correlate(Programme)
    )


def _conventioned(reader: Reader) -> sa.ColumnElement[bool]:
    """A convention was sent to the reader's organisation, in force or not: what it asked for stays its to read; or it
    signed to support a household."""
    supports = sa.select(Tripartite.id).join(Tripartite.proposal).join(HousingProposal.request)
    supports = supports.where(HousingRequest.programme_id == Programme.id, signed_by_somebody(), Tripartite.is_kept)
    sent = (
        sa.exists()
        .where(
            CapteurConvention.programme_id == Programme.id,
            CapteurConvention.organisation_id == reader.organisation_id,
            CapteurConvention.sent_on.is_not(None),
        )
        .correlate(Programme)
    )
    mine = supports.where(Tripartite.support_id == reader.organisation_id)
    return sa.or_(sent, mine.correlate(Programme).exists())


def has_business() -> sa.ColumnElement[bool]:
    """Condition on `app_user`: whatever brings their organisation here, a convention that was sent to it or a household
    that it supports. Of field workers alone: most organisations have neither, and whoever else may enter works here.
    """
    sent = sa.exists().where(
        CapteurConvention.organisation_id == User.organisation_id, CapteurConvention.sent_on.is_not(None)
    )
    supports = sa.exists().where(
        Tripartite.support_id == User.organisation_id, Tripartite.is_kept, signed_by_somebody()
    )
    return sa.or_(User.role != Role.FIELD_WORKER, sent.correlate(User), supports.correlate(User))


def programmes_of(reader: Reader) -> Sequence[Programme]:
    """The capteur programmes that the reader may enter, by name."""
    query = sa.select(Programme).where(in_reach(reader, Action.CAPTEUR_VIEW))
    return db.session.scalars(query.order_by(Programme.sort_name, Programme.id)).all()


def entered(reader: Reader, public_id: str, action: Action) -> Programme | None:
    """The programme of that name, where the reader may do `action` in it today."""
    return db.session.scalar(sa.select(Programme).where(Programme.public_id == public_id, in_reach(reader, action)))
