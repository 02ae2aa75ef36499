"""The indicative price table: begun as a copy, filled, published. What is published is answered for: never edited."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.programmes import Programme
from capteur.models.prices import PriceRow, PriceTable
from capteur.models.programmes import CapteurArea
from capteur.vocab import DwellingType

ONE_DRAFT = ("uq_price_table_draft", "uq_price_table_programme_id_number")
AMOUNTS = ("low_cents", "median_cents", "high_cents", "charges_cents")


def begin_table(*, programme: Programme, first_day: date, source: str, actor: Actor) -> PriceTable:
    """Begin the next version, with the rows of the one before. Raises `Conflict` while there is a draft."""
    query = sa.select(PriceTable).where(PriceTable.programme_id == programme.id)
    latest = db.session.scalar(query.order_by(PriceTable.number.desc()).limit(1))
    if latest is not None and latest.is_draft:
        raise Conflict("price.conflict.draft")
    number = latest.number + 1 if latest else 1
    made = PriceTable(
        programme_id=programme.id, number=number, first_day=first_day, source=source, author_id=actor.user_id
    )
    with guarded(dict.fromkeys(ONE_DRAFT, Conflict("price.conflict.draft"))):
        db.session.add(made)
    if latest is not None:
        _copy(latest, made)
    record("price_table.begun", made, actor=actor, programme=programme, number=number)
    return made


def _copy(old: PriceTable, new: PriceTable) -> None:
    for row in db.session.scalars(sa.select(PriceRow).where(PriceRow.table_id == old.id)).all():
        kept = {name: getattr(row, name) for name in ("area_id", "dwelling_type", *AMOUNTS)}
        db.session.add(PriceRow(table_id=new.id, **kept))
    db.session.flush()


def edit_table(*, table: PriceTable, first_day: date, source: str, version: int, actor: Actor) -> None:
    """Change what a draft says of itself. Raises `Stale`, or `Refusal` once it is published."""
    refuse_stale(table, version)
    _check_draft(table)
    table.first_day, table.source = first_day, source
    db.session.flush()
    record("price_table.edited", table, actor=actor, first_day=first_day)


def set_price(
    *, table: PriceTable, area: CapteurArea, dwelling_type: DwellingType, amounts: Mapping[str, int], actor: Actor
) -> None:
    """Say what a type costs in an area, in the place of what the draft said. Raises `Refusal` for amounts out of order,
    or once it is published."""
    _check_draft(table)
    if not 0 < amounts["low_cents"] <= amounts["median_cents"] <= amounts["high_cents"]:
        raise Refusal("price.refusal.order", "median")
    query = sa.select(PriceRow).where(
        PriceRow.table_id == table.id, PriceRow.area_id == area.id, PriceRow.dwelling_type == dwelling_type
    )
    row = db.session.scalar(query)
    if row is None:
        db.session.add(PriceRow(table_id=table.id, area_id=area.id, dwelling_type=dwelling_type, **amounts))
    else:
        for name, value in amounts.items():
            setattr(row, name, value)
    count_as_changed(table)
    db.session.flush()
    record("price_table.price_set", table, actor=actor, area=area, dwelling_type=dwelling_type, **amounts)


def publish_table(*, table: PriceTable, version: int, actor: Actor) -> None:
    """Publish a draft: from its first day on, requests are measured against it.

    Raises `Refusal` when it is empty, or begins in the past: requests of these days were measured against another.
    Raises `Stale` when a price was set meanwhile.
    """
    refuse_stale(table, version)
    _check_draft(table)
    if db.session.scalar(sa.select(PriceRow.id).where(PriceRow.table_id == table.id).limit(1)) is None:
        raise Refusal("price.refusal.empty")
    if table.first_day < today():
        raise Refusal("price.refusal.past")
    table.published_at = now()
    db.session.flush()
    record("price_table.published", table, actor=actor, number=table.number, first_day=table.first_day)


def _check_draft(table: PriceTable) -> None:
    if not table.is_draft:
        raise Refusal("price.refusal.published")
