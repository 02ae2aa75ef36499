"""Settings of a programme: its axes, criteria, rules, teams and partners. Things are closed, never deleted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.clock import today
from app.db import count_as_changed, db
from app.happenings import Happening
from app.web.errors import Refusal, refuse_stale
from axes.models.programmes import Axis, AxisRule, Criterion, Programme
from axes.vocab import ProgrammeKind, RuleKind

PROGRAMME_ADDED = Happening()  # programme: what a floor above holds of it begins with it


def add_programme(
    *,
    code: str,
    name: str,
    proposal_days: int,
    waiting_news_days: int,
    actor: Actor,
    kind: ProgrammeKind = ProgrammeKind.TEMPORARY,
) -> Programme:
    """Open a programme; its kind stays. Raises `Refusal` when its code or name is taken."""
    _refuse_taken(Programme, Programme.code == code, "code")
    _refuse_taken(Programme, Programme.name == name, "name")
    made = Programme(code=code, name=name, kind=kind, proposal_days=proposal_days, waiting_news_days=waiting_news_days)
    db.session.add(made)
    db.session.flush()
    PROGRAMME_ADDED.tell(programme=made)
    record("programme.added", made, actor=actor, kind=kind)
    return made


def edit_programme(*, programme: Programme, version: int, values: Mapping[str, Any], actor: Actor) -> None:
    """Change its name or delays. Raises `Stale` when somebody saved first, `Refusal` when the name is taken."""
    _refuse_taken(Programme, sa.and_(Programme.name == values["name"], Programme.id != programme.id), "name")
    change(programme, version, values)
    record("programme.edited", programme, actor=actor, **_numbers(values))


def add_axis(*, programme: Programme, values: Mapping[str, Any], actor: Actor) -> Axis:
    """Open an axis. Raises `Refusal` when its number is taken, also by a closed one: figures speak of it."""
    same = sa.and_(Axis.programme_id == programme.id, Axis.number == values["number"])
    _refuse_taken(Axis, same, "number")
    made = Axis(programme_id=programme.id, **values)
    db.session.add(made)
    db.session.flush()
    record("axis.added", made, actor=actor, programme=programme, number=made.number)
    return made


def edit_axis(*, axis: Axis, version: int, values: Mapping[str, Any], actor: Actor) -> None:
    """Change its names, target length, priority, or the day it closed. Raises `Stale` when somebody saved first."""
    change(axis, version, values)
    record("axis.edited", axis, actor=actor, **_numbers(values))


def add_criterion(*, programme: Programme, values: Mapping[str, Any], actor: Actor) -> Criterion:
    """Add a question at the end. Raises `Refusal` when its code is taken."""
    _refuse_taken(Criterion, sa.and_(Criterion.programme_id == programme.id, Criterion.code == values["code"]), "code")
    last = sa.select(sa.func.max(Criterion.position)).where(Criterion.programme_id == programme.id)
    made = Criterion(programme_id=programme.id, **values)
    made.position = (db.session.scalar(last) or 0) + 1
    db.session.add(made)
    db.session.flush()
    record("criterion.added", made, actor=actor, programme=programme, sensitive=made.sensitive)
    return made


def edit_criterion(*, criterion: Criterion, version: int, values: Mapping[str, Any], actor: Actor) -> None:
    """Change its words, place, or the day it closed.

    A sensitive one stays so: answers given under that promise are in the files. Raises `Refusal`, or `Stale`.
    """
    if criterion.sensitive and not values["sensitive"]:
        raise Refusal("setting.refusal.stays_sensitive", "sensitive")
    change(criterion, version, values)
    record("criterion.edited", criterion, actor=actor, **_numbers(values))


def set_rules(*, axis: Axis, version: int, kinds: Mapping[int, RuleKind], actor: Actor) -> None:
    """Make these the rules of the axis, by criterion: those that differ are closed today, new rows are added.

    Raises `Stale` when somebody changed the axis since `version`.
    """
    refuse_stale(axis, version)
    count_as_changed(axis)
    query = sa.select(AxisRule).where(AxisRule.axis_id == axis.id, AxisRule.closed_on.is_(None)).with_for_update()
    standing = {rule.criterion_id: rule for rule in db.session.scalars(query)}
    for criterion_id, rule in standing.items():
        if kinds.get(criterion_id) is not rule.kind:
            rule.closed_on = today()
    db.session.flush()
    new = {key: kind for key, kind in kinds.items() if key not in standing or standing[key].kind is not kind}
    db.session.add_all([AxisRule(axis_id=axis.id, criterion_id=key, kind=kind) for key, kind in new.items()])
    record("axis.rules_set", axis, actor=actor, opened=len(new))
    db.session.flush()


def change(item: Any, version: int, values: Mapping[str, Any]) -> None:
    """Set attributes of a versioned record. Raises `Stale` when somebody saved first."""
    refuse_stale(item, version)
    for name, value in values.items():
        setattr(item, name, value)
    db.session.flush()


def _refuse_taken(model: Any, same: sa.ColumnElement[bool], field: str) -> None:
    if db.session.scalar(sa.select(model.id).where(same).limit(1)) is not None:
        raise Refusal("setting.refusal.taken", field)


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal keeps of a change: numbers, dates and yes or no; words are in the record itself."""
    return {name: value for name, value in values.items() if isinstance(value, (int, date))}


def refuse_kind(organisation: Organisation) -> None:
    """A closed organisation begins nothing new."""
    if organisation.closed_on is not None and organisation.closed_on <= today():
        raise Refusal("setting.refusal.organisation_closed", "organisation")
