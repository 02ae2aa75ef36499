"""Dwellings of past programmes, written many at a time: owner, visit, guarantee, capture, and where each stood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.auth.models.users import User
from app.db import db
from axes.models.programmes import Programme
from capteur.models.captures import Capture
from capteur.models.guarantees import Guarantee, GuaranteeEvent
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import Owner, OwnerEvent
from capteur.models.programmes import CapteurArea
from capteur.models.visits import Visit
from capteur.services.owners import index_owner
from capteur.vocab import RequestTrack
from capteur.vocab_dwellings import (
    CheckItem,
    DwellingKind,
    GuaranteeOption,
    GuaranteeState,
    LossReason,
    OpportunityStage,
    Verdict,
    VisitOutcome,
)
from capteur.vocab_owners import LeadSource, OwnerKind, OwnerStage

S, Relation = OpportunityStage, OwnerStage
DAY = timedelta(days=1)
EACH = 3  # dwellings of an owner
RENT, CHARGES = 55_000, 6_000  # cents a month


@dataclass(frozen=True)
class Told:
    """A dwelling: visited first on a day, and what came of it. Not won, it was found unsuitable."""

    seen_on: date
    won_on: date | None = None
    let_on: date | None = None
    lost_on: date | None = None
    loss: LossReason | None = None
    vacant_on: date | None = None
    track: RequestTrack | None = None

    def stages(self) -> list[tuple[OpportunityStage, date, LossReason | None]]:
        """Where it came to stand, and when, in order."""
        days = (
            (S.LEAD, self.seen_on - 5 * DAY),
            (S.SUITABLE if self.won_on else S.VISITED, self.seen_on),
            (S.OFFER, self.won_on),
            (S.CAPTURED, self.won_on),
            (S.LET, self.let_on),
            (S.VACANT, self.vacant_on),
            (S.LOST, self.lost_on),
        )
        return [(stage, day, self.loss if stage is S.LOST else None) for stage, day in days if day]


def write_dwellings(
    programme: Programme, author: User, told: Sequence[Told], area: CapteurArea | None = None
) -> list[Opportunity]:
    """Write them, in order; as many statements for many as for one, but for the words of owners."""
    owners = _owners(programme, author, told)
    made = [
        Opportunity(
            owner_id=owners[place // EACH].id,
            reference=f"L-{one.seen_on:%y}-{programme.id}R{place:03}",
            kind=DwellingKind.FLAT,
            bedrooms=1,
            area_id=area.id if area else None,
            address=f"Rue de l’Invention {place + 1}",
            rent_cents=RENT,
            charges_cents=CHARGES,
            source=LeadSource.ADVERT,
            track=one.track,
        )
        for place, one in enumerate(told)
    ]
    _write(made)
    _win(made, told, author)
    _stand(made, told, author)
    return made


def _write(rows: Sequence[object]) -> None:
    db.session.add_all(rows)
    db.session.flush()


def _owners(programme: Programme, author: User, told: Sequence[Told]) -> list[Owner]:
    """One for each three dwellings, who came to be active the day the first was won."""
    first = told[::EACH]
    keys = {"programme_id": programme.id, "organisation_id": author.organisation_id}
    made = [
        Owner(
            **keys,
            reference=f"P-{one.seen_on:%y}-{programme.id}R{place:03}",
            kind=OwnerKind.PERSON,
            source=LeadSource.ADVERT,
            name=f"Propriétaire Reconstitué {place + 1}",
        )
        for place, one in enumerate(first)
    ]
    _write(made)
    events = []
    for owner, one in zip(made, first, strict=True):
        index_owner(owner)
        stood = (
            (Relation.IDENTIFIED, one.seen_on - 5 * DAY),
            (Relation.CONVINCED, one.seen_on),
            (Relation.ACTIVE, one.won_on),
        )
        before = None
        for place, (stage, day) in enumerate((stage, day) for stage, day in stood if day):
            keys_of = {"owner_id": owner.id, "position": place + 1, "before": before, "user_id": author.id}
            events.append(OwnerEvent(stage=stage, effective_on=day, **keys_of))
            before = stage
    _write(events)
    return made


def _win(made: Sequence[Opportunity], told: Sequence[Told], author: User) -> None:
    """The visit of each, the guarantee and the capture of those that were won."""
    visits = [_visit(dwelling, one, author) for dwelling, one in zip(made, told, strict=True)]
    _write(visits)
    won = [(dwelling, visit, one.won_on) for dwelling, visit, one in zip(made, visits, told, strict=True) if one.won_on]
    option = GuaranteeOption.RENT_AT_SOURCE
    promised = [Guarantee(opportunity_id=dwelling.id, option=option, provider="CPAS (fictif)") for dwelling, *_ in won]
    _write(promised)
    states = ((None, GuaranteeState.OFFERED), (GuaranteeState.OFFERED, GuaranteeState.ACCEPTED))
    _write(
        [
            GuaranteeEvent(guarantee_id=one.id, position=place + 1, before=before, state=state, effective_on=day)
            for one, (*_, day) in zip(promised, won, strict=True)
            for place, (before, state) in enumerate(states)
        ]
    )
    price = {"rent_cents": RENT, "charges_cents": CHARGES, "author_id": author.id}
    keys = [{"visit_id": visit.id, "guarantee_id": one.id} for (_, visit, _), one in zip(won, promised, strict=True)]
    _write(
        [
            Capture(opportunity_id=dwelling.id, agreed_on=day, captured_on=day, **price, **key)
            for (dwelling, _, day), key in zip(won, keys, strict=True)
        ]
    )


def _visit(dwelling: Opportunity, told: Told, author: User) -> Visit:
    verdict = Verdict.SUITABLE if told.won_on else Verdict.UNSUITABLE
    return Visit(
        opportunity_id=dwelling.id,
        visitor_id=author.id,
        planned_on=told.seen_on,
        happened_on=told.seen_on,
        outcome=VisitOutcome.HELD,
        verdict=verdict,
        blocking=None if told.won_on else CheckItem.HEALTH,
        minutes=45,
    )


def _stand(made: Sequence[Opportunity], told: Sequence[Told], author: User) -> None:
    events = []
    for dwelling, one in zip(made, told, strict=True):
        before = None
        for place, (stage, day, loss) in enumerate(one.stages()):
            keys = {"opportunity_id": dwelling.id, "position": place + 1, "before": before, "user_id": author.id}
            events.append(OpportunityEvent(stage=stage, effective_on=day, loss=loss, **keys))
            before = stage
    _write(events)
