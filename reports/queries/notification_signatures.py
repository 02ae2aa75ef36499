"""What people are told of signatures that conventions #2 wait for: without the last one, no lease begins."""

from datetime import date

import sqlalchemy as sa

from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from axes.models.people import Household
from axes.models.programmes import Programme
from capteur.models.opportunities import Opportunity
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.tripartites import Tripartite, TripartiteSignature
from capteur.queries.lettings import readable_letting
from capteur.queries.programmes import in_reach
from capteur.queries.tripartites import last_day_in_sql, signed_by_all, signed_by_somebody
from capteur.vocab_lettings import Party
from reports.queries.notification_row import Rows, shaped

SIGN = Action.TRIPARTITE_SIGN
SIGNING = (Role.PARTNER, Role.FIELD_WORKER)


def signatures_of_own(reader: Reader, day: date) -> Rows:
    """Of a sender and a support body: versions that somebody signed, and not the reader's organisation."""
    query = _unsigned(reader, day, "own").where(signed_by_somebody())
    return query.where(sa.or_(*(_awaits(party, reader.organisation_id) for party in (Party.SENDER, Party.SUPPORT))))


def signatures_on_paper(reader: Reader, day: date) -> Rows:
    """Of coordination: versions that lack the household's signature, or that of a body where nobody can sign here."""
    nobody = (sa.and_(_awaits(party), ~_may_sign(column)) for party, column in SIDES.items())
    return _unsigned(reader, day, "paper").where(sa.or_(_lacks(Party.USER), *nobody))


def signatures_of_others(reader: Reader, day: date) -> Rows:
    """Of coordination, late: versions that the household signed, and not a body where somebody can sign here."""
    waits = (sa.and_(_awaits(party), _may_sign(column)) for party, column in SIDES.items())
    return _unsigned(reader, day, "others").where(~_lacks(Party.USER), sa.or_(*waits))


SIDES = {Party.SENDER: Tripartite.sender_id, Party.SUPPORT: Tripartite.support_id}


def _lacks(party: Party) -> sa.ColumnElement[bool]:
    signed = TripartiteSignature.tripartite_id == Tripartite.id, TripartiteSignature.party == party
    return ~sa.exists().where(*signed).correlate(Tripartite)


def _awaits(party: Party, organisation_id: int | None = None) -> sa.ColumnElement[bool]:
    """Condition on `tripartite`: this body, of that organisation if given, has still to sign; as
    `capteur.rules.tripartites.parties_missing`."""
    conditions = [_lacks(party)]
    if party is Party.SUPPORT:
        conditions.append(Tripartite.support_id != Tripartite.sender_id)
    if organisation_id is not None:
        conditions.append(SIDES[party] == organisation_id)
    return sa.and_(*conditions)


def _may_sign(organisation_id: sa.orm.InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    active = User.organisation_id == organisation_id, User.role.in_(SIGNING), User.deactivated_at.is_(None)
    return sa.exists().where(*active).correlate(Tripartite)


def _unsigned(reader: Reader, day: date, stage: str) -> Rows:
    """Versions not signed by all that are not over on `day`, due the day that they are to begin."""
    columns = shaped(
        subject=Tripartite.public_id,
        link=Programme.public_id + "/" + Tripartite.public_id,
        stage=stage,
        place=Opportunity.reference,
        reference=Household.reference,
        day=Tripartite.first_day,
        due_on=Tripartite.first_day,
    )
    query = sa.select(*columns).select_from(Tripartite).join(Proposal, Proposal.id == Tripartite.proposal_id)
    query = query.join(Opportunity, Opportunity.id == Proposal.opportunity_id)
    query = query.join(Request, Request.id == Proposal.request_id).join(Household, Household.id == Request.household_id)
    query = query.join(Programme, Programme.id == Request.programme_id)
    over = sa.func.coalesce(last_day_in_sql() < sa.literal(day, sa.Date()), sa.false())
    query = query.where(Tripartite.is_kept, ~signed_by_all(), ~over)
    return query.where(in_reach(reader, SIGN), readable_letting(reader))
