"""Conventions #1: drafted, sent, signed by both, ended. A signed one is replaced by a next version, never edited."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.programmes import Programme
from capteur.models.conventions import CapteurConvention as Convention
from capteur.queries.conventions import latest_version
from capteur.rules.conventions import last_in_force, state_of
from capteur.vocab import ConventionEnd, ConventionState

ONE_OPEN = ("uq_capteur_convention_open", "uq_capteur_convention_programme_id_organisation_id_number")


def draft_convention(
    *, programme: Programme, organisation: Organisation, terms: Mapping[str, Any], actor: Actor
) -> Convention:
    """Begin the next version for an organisation. Raises `Conflict` while another version is open, `Refusal` for days
    that end before they begin."""
    _check_days(terms)
    latest = latest_version(programme.id, organisation.id)
    if latest is not None and latest.is_open:
        raise Conflict("convention.conflict.open", organisation=organisation.name)
    number = latest.number + 1 if latest else 1
    made = Convention(
        programme_id=programme.id,
        organisation_id=organisation.id,
        author_id=actor.user_id,
        number=number,
        **terms,
    )
    with guarded(dict.fromkeys(ONE_OPEN, Conflict("convention.conflict.open", organisation=organisation.name))):
        db.session.add(made)
    record("capteur_convention.drafted", made, actor=actor, programme=programme, organisation=organisation)
    return made


def edit_convention(*, convention: Convention, terms: Mapping[str, Any], version: int, actor: Actor) -> None:
    """Change a version that is not signed. Raises `Stale`, or `Refusal` once it is signed."""
    refuse_stale(convention, version)
    _check_open(convention)
    _check_days(terms)
    for name, value in terms.items():
        setattr(convention, name, value)
    db.session.flush()
    record("capteur_convention.edited", convention, actor=actor)


def send_convention(*, convention: Convention, actor: Actor) -> None:
    """Send it to the organisation, which reads it from now on."""
    _check_open(convention)
    if convention.sent_on is None:
        convention.sent_on = today()
    db.session.flush()
    record("capteur_convention.sent", convention, actor=actor)


def drop_convention(*, convention: Convention, actor: Actor) -> None:
    """Give up a version that nobody signed."""
    _check_open(convention)
    convention.dropped_on = today()
    db.session.flush()
    record("capteur_convention.dropped", convention, actor=actor)


def sign_convention(
    *,
    convention: Convention,
    signed_on: date,
    partner_signatory: str,
    programme_signatory: str,
    version: int,
    actor: Actor,
) -> None:
    """Both have signed; the version before it ends the day before it begins.

    Raises `Refusal` when it was not sent, for a day to come, or when an earlier version began on that day or later.
    """
    refuse_stale(convention, version)
    _check_open(convention)
    if convention.sent_on is None:
        raise Refusal("convention.refusal.not_sent")
    if signed_on > today():
        raise Refusal("convention.refusal.day_to_come", "signed_on")
    _make_room(convention, actor)
    convention.signed_on = signed_on
    convention.partner_signatory, convention.programme_signatory = partner_signatory, programme_signatory
    db.session.flush()
    record("capteur_convention.signed", convention, actor=actor, signed_on=signed_on)


def _make_room(convention: Convention, actor: Actor) -> None:
    """End what stands when the new version begins."""
    query = sa.select(Convention).where(
        Convention.programme_id == convention.programme_id,
        Convention.organisation_id == convention.organisation_id,
        Convention.signed_on.is_not(None),
    )
    for standing in db.session.scalars(query).all():
        over = (last_in_force(standing) or date.max) < convention.first_day
        if over or standing.first_day > (convention.last_day or date.max):
            continue
        if standing.first_day >= convention.first_day:
            raise Refusal("convention.refusal.begins_before", number=standing.number, day=shown(standing.first_day))
        _end(standing, convention.first_day - timedelta(days=1), ConventionEnd.REPLACED, None, actor)


def end_convention(
    *,
    convention: Convention,
    ended_on: date,
    end_reason: ConventionEnd,
    end_words: str | None,
    version: int,
    actor: Actor,
) -> None:
    """End it before its time; `ended_on` is its last day in force, yesterday at the earliest.

    Raises `Refusal` for another day, or for one that is over or was never signed. Requests sent before stay.
    """
    refuse_stale(convention, version)
    if state_of(convention, today()) not in {ConventionState.IN_FORCE, ConventionState.SIGNED}:
        raise Refusal("convention.refusal.not_in_force")
    if ended_on < today() - timedelta(days=1):
        raise Refusal("convention.refusal.ends_too_early", "ended_on")
    last = last_in_force(convention)
    if last is not None and ended_on > last:
        raise Refusal("convention.refusal.ends_after", "ended_on", day=shown(last))
    _end(convention, ended_on, end_reason, end_words, actor)


def _end(convention: Convention, on: date, reason: ConventionEnd, words: str | None, actor: Actor) -> None:
    convention.ended_on, convention.end_reason, convention.end_words = on, reason, words
    db.session.flush()
    record("capteur_convention.ended", convention, actor=actor, ended_on=on, reason=reason)


def _check_open(convention: Convention) -> None:
    if not convention.is_open:
        raise Refusal("convention.refusal.not_open")


def _check_days(terms: Mapping[str, Any]) -> None:
    if terms["last_day"] is not None and terms["last_day"] < terms["first_day"]:
        raise Refusal("setting.refusal.ends_before", "last_day", day=shown(terms["first_day"]))
