"""What the administrator keeps of a capteur programme: its delays, who works in it, its areas."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.db import db
from app.i18n.formats import day as shown
from app.periods import paper_overlaps
from app.web.errors import Refusal
from axes.models.programmes import Programme
from axes.services.settings import PROGRAMME_ADDED, change
from axes.vocab import ProgrammeKind
from capteur.models.programmes import CapteurArea, CapteurSeat, CapteurSettings


def _begin(*, programme: Programme) -> None:
    """A capteur programme has its delays from its first day."""
    if programme.kind is ProgrammeKind.CAPTEUR:
        db.session.add(CapteurSettings(programme_id=programme.id))
        db.session.flush()


PROGRAMME_ADDED.listen(_begin)


def edit_settings(*, settings: CapteurSettings, values: Mapping[str, int], version: int, actor: Actor) -> None:
    """Change the delays. Raises `Stale` when somebody saved first."""
    change(settings, version, values)
    record("capteur_settings.edited", settings, actor=actor, **values)


def add_seat(
    *, programme: Programme, organisation: Organisation, first_day: date, last_day: date | None, actor: Actor
) -> CapteurSeat:
    """Let an organisation work in the programme. Raises `Refusal` when it does already in that period."""
    _check_seat(programme.id, organisation.id, first_day, last_day)
    made = CapteurSeat(
        programme_id=programme.id, organisation_id=organisation.id, first_day=first_day, last_day=last_day
    )
    db.session.add(made)
    db.session.flush()
    record("capteur_seat.added", made, actor=actor, programme=programme, organisation=organisation)
    return made


def edit_seat(*, seat: CapteurSeat, last_day: date | None, version: int, actor: Actor) -> None:
    """Change its last day: access ends with it. Raises `Refusal` for an impossible day, or `Stale`."""
    _check_seat(seat.programme_id, seat.organisation_id, seat.first_day, last_day, seat.id)
    change(seat, version, {"last_day": last_day})
    record("capteur_seat.edited", seat, actor=actor, last_day=last_day)


def _check_seat(
    programme_id: int, organisation_id: int, first_day: date, last_day: date | None, own: int | None = None
) -> None:
    if last_day is not None and last_day < first_day:
        raise Refusal("setting.refusal.ends_before", "last_day", day=shown(first_day))
    same = sa.select(CapteurSeat.id).where(
        CapteurSeat.programme_id == programme_id,
        CapteurSeat.organisation_id == organisation_id,
        CapteurSeat.id != (own or 0),
        paper_overlaps(CapteurSeat.first_day, CapteurSeat.last_day, first_day, last_day),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Refusal("capteur.setting.seat_twice", "organisation")


def add_area(*, programme: Programme, name: str, actor: Actor) -> CapteurArea:
    """Add an area. Raises `Refusal` when the programme has one of that name, closed or not."""
    _refuse_taken(programme.id, name)
    made = CapteurArea(programme_id=programme.id, name=name)
    db.session.add(made)
    db.session.flush()
    record("capteur_area.added", made, actor=actor, programme=programme)
    return made


def edit_area(*, area: CapteurArea, name: str, closed_on: date | None, version: int, actor: Actor) -> None:
    """Change its name, or the day from which nobody chooses it any more. Raises `Refusal`, or `Stale`."""
    _refuse_taken(area.programme_id, name, area.id)
    change(area, version, {"name": name, "closed_on": closed_on})
    record("capteur_area.edited", area, actor=actor, closed_on=closed_on)


def _refuse_taken(programme_id: int, name: str, own: int | None = None) -> None:
    query = sa.select(CapteurArea.id).where(
        CapteurArea.programme_id == programme_id, CapteurArea.name == name, CapteurArea.id != (own or 0)
    )
    if db.session.scalar(query) is not None:
        raise Refusal("setting.refusal.taken", "name")
