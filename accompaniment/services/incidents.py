"""Incidents: noted, corrected, graded anew, answered, closed, opened again. Each one act; people decide."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, time

from accompaniment.models.incidents import Incident, IncidentStep
from accompaniment.queries.incident_places import lived_there, names_told
from accompaniment.rules.incident_names import masked
from accompaniment.vocab_incidents import (
    TECHNICAL_KINDS,
    IncidentKind,
    IncidentOutcome,
    IncidentReporter,
    IncidentStepKind,
)
from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import today
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from sites.models.sites import Site
from sites.models.units import Unit


@dataclass(frozen=True, kw_only=True)
class IncidentFacts:
    """What happened. `technical` is for the lender too; `no_name`: its words that look like names are none."""

    happened_on: date
    happened_at: time | None = None
    reported_by: IncidentReporter
    kind: IncidentKind
    grade: int
    account: str
    people: str | None = None
    technical: str | None = None
    no_name: bool = False


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """An answer given on a day, and by when the next one is due."""

    kind: IncidentStepKind
    taken_on: date
    note: str | None = None
    next_on: date | None = None


def note_incident(
    *,
    site: Site,
    unit: Unit | None,
    household_id: int | None,
    facts: IncidentFacts,
    actor: Reader,
    taken_from: Incident | None = None,
) -> Incident:
    """Write down what happened; `household_id` is one that the author is in charge of, or nobody in particular.

    Raises `Refusal` for a day to come, a household that did not live there then, a technical text on what is between
    people, or one that names somebody.
    """
    made = Incident(
        site_id=site.id,
        unit_id=unit.id if unit else None,
        household_id=household_id,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        taken_from_id=taken_from.id if taken_from else None,
    )
    made.site, made.unit = site, unit
    made.grade = facts.grade
    _set(made, facts, actor)
    db.session.add(made)
    db.session.flush()
    record("incident.noted", made, actor=actor, household_id=household_id, **_facts(made), taken_from=taken_from)
    return made


def correct_incident(*, incident: Incident, version: int | None, facts: IncidentFacts, actor: Reader) -> None:
    """Write what really happened; its grade has an act of its own. Raises `Stale`, `Refusal` as `note_incident`."""
    refuse_stale(incident, version)
    _refuse_closed(incident)
    _set(incident, facts, actor)
    db.session.flush()
    record("incident.corrected", incident, actor=actor, **_facts(incident))


def grade_anew(*, incident: Incident, version: int | None, grade: int, reason: str, actor: Reader) -> None:
    """Another grade, and why; what it was stays in the steps. Raises `Stale`, `Conflict`, or `Refusal` for the same."""
    refuse_stale(incident, version)
    _refuse_closed(incident)
    if grade == incident.grade:
        raise Refusal("incident.refusal.same_grade", "grade")
    before, incident.grade = incident.grade, grade
    _add(incident, IncidentStepKind.REGRADED, actor, note=reason, grade_before=before, grade_after=grade)
    record("incident.regraded", incident, actor=actor, before=before, grade=grade)


def answer_incident(*, incident: Incident, facts: StepFacts, actor: Reader) -> IncidentStep:
    """Note an answer. Raises `Conflict` once it is closed, `Refusal` for days that do not follow each other."""
    _refuse_closed(incident)
    refuse_all(_wrong_answer(incident, facts))
    made = _add(incident, actor=actor, **asdict(facts))
    record("incident.answered", incident, actor=actor, kind=facts.kind, on=facts.taken_on, next_on=facts.next_on)
    return made


def _wrong_answer(incident: Incident, facts: StepFacts) -> Iterator[Refusal]:
    if facts.taken_on > today():
        yield Refusal("incident.refusal.day_to_come", "taken_on", day=shown(today()))
    if facts.taken_on < incident.happened_on:
        yield Refusal("incident.refusal.before", "taken_on", day=shown(incident.happened_on))
    if facts.next_on is not None and facts.next_on < facts.taken_on:
        yield Refusal("incident.refusal.next_before", "next_on", day=shown(facts.taken_on))


def close_incident(
    *, incident: Incident, version: int | None, outcome: IncidentOutcome, note: str | None, actor: Reader
) -> None:
    """It is over, and how it ended. Raises `Stale`, or `Conflict` when somebody closed it first."""
    refuse_stale(incident, version)
    _refuse_closed(incident)
    incident.closed_on, incident.outcome = today(), outcome
    _add(incident, IncidentStepKind.CLOSED, actor, note=note, outcome=outcome)
    record("incident.closed", incident, actor=actor, outcome=outcome)


def reopen_incident(*, incident: Incident, version: int | None, reason: str, actor: Reader) -> None:
    """It was not over, and why. Raises `Stale`, or `Conflict` when it is open."""
    refuse_stale(incident, version)
    if incident.closed_on is None:
        raise Conflict("incident.conflict.open")
    incident.closed_on = incident.outcome = None
    _add(incident, IncidentStepKind.REOPENED, actor, note=reason)
    record("incident.reopened", incident, actor=actor)


def _add(
    incident: Incident, kind: IncidentStepKind, actor: Reader, *, taken_on: date | None = None, **given: object
) -> IncidentStep:
    made = IncidentStep(incident_id=incident.id, kind=kind, user_id=actor.user_id, taken_on=taken_on or today())
    for name, value in given.items():
        setattr(made, name, value)
    count_as_changed(incident)  # who closes it meanwhile is told
    db.session.add(made)
    db.session.flush()
    return made


def _facts(incident: Incident) -> dict[str, object]:
    """For the journal: days and codes."""
    names = ("site_id", "unit_id", "happened_on", "kind", "grade", "reported_by")
    return {name: getattr(incident, name) for name in names} | {"technical": incident.technical is not None}


def _set(incident: Incident, facts: IncidentFacts, actor: Reader) -> None:
    refuse_all(_wrong(incident, facts))
    _tell_lender(incident, facts, actor)
    for name in ("happened_on", "happened_at", "reported_by", "kind", "account", "people"):
        setattr(incident, name, getattr(facts, name))


def _wrong(incident: Incident, facts: IncidentFacts) -> Iterator[Refusal]:
    home = (incident.household_id, incident.unit_id)
    if facts.happened_on > today():
        yield Refusal("incident.refusal.day_to_come", "happened_on", day=shown(today()))
    elif home[0] is not None and home[1] is not None and not lived_there(home[0], home[1], facts.happened_on):
        yield Refusal("incident.refusal.not_there", "happened_on")
    if facts.technical and facts.kind not in TECHNICAL_KINDS:
        yield Refusal("incident.refusal.not_technical", "technical")
    if facts.technical is None and (incident.repaired_on or incident.outage_id):
        yield Refusal("incident.refusal.repair_known", "technical")


def _tell_lender(incident: Incident, facts: IncidentFacts, actor: Reader) -> None:
    """What the lender reads of it: no name of somebody who lives there. One that the author knows is refused, unless
    they say that it names nobody; one that they do not know is masked, and they are told nothing (docs/decisions/0007).
    """
    if facts.technical == incident.technical:
        return
    if facts.technical is None:
        incident.technical = incident.technical_shown = None
        return
    told = names_told(facts.technical, incident.site, incident.unit, facts.happened_on, actor)
    if told.known and not facts.no_name:
        raise Refusal("incident.refusal.name", "technical", words=", ".join(sorted(told.known)))
    incident.technical = facts.technical
    incident.technical_shown = masked(facts.technical, told.hidden - told.known)


def _refuse_closed(incident: Incident) -> None:
    if incident.closed_on is not None:
        raise Conflict("incident.conflict.closed", day=shown(incident.closed_on))
